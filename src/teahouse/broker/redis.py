"""Hints over Redis or Valkey: PUBLISH and SUBSCRIBE, one channel a room, on two connections.

The account needs PUBLISH, SUBSCRIBE and UNSUBSCRIBE on the channels `teahouse:*`.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import (
    AuthenticationError,
    ConnectionError,
    InvalidResponse,
    NoPermissionError,
    RedisError,
    ResponseError,
    TimeoutError,
)

from teahouse.broker.errors import BrokerOpenError, LinkError
from teahouse.broker.link import channel
from teahouse.broker.relay import Relay

if TYPE_CHECKING:
    from teahouse.broker.link import Hear, Link, Lost

PAYLOAD_BYTES = 64 << 10
"""Hints are joined up to this; a larger one goes alone."""
EVENT_BYTES = 512 << 10
CONNECT_SECONDS = 3.0
OLDEST = 6


class RedisBroker(Relay):
    """The broker's port over Redis; see `open_redis`."""


async def open_redis(url: str, store_id: str) -> RedisBroker:
    """Connect to redis://, rediss:// or unix://. Raises BrokerOpenError, in one line without the password."""
    address = _Address(url)

    async def connect(hear: Hear, lost: Lost) -> Link:
        return await RedisLink.open(address, store_id, hear, lost)

    broker = RedisBroker(connect, name=address.name, payload_bytes=PAYLOAD_BYTES, event_bytes=EVENT_BYTES)
    await broker.open()
    return broker


class RedisLink:
    """See `broker.link.Link`."""

    def __init__(
        self,
        address: _Address,
        store_id: str,
        hear: Hear,
        lost: Lost,
        listening: AbstractConnection,
        publishing: AbstractConnection,
    ) -> None:
        self._address = address
        self._store_id = store_id
        self._prefix = channel(store_id, "").encode()
        self._hear = hear
        self._lost = lost
        self._listening = listening
        self._publishing = publishing
        self._closed = False
        self._unconfirmed = 0
        self._confirmed: asyncio.Future[None] | None = None
        self._reader = asyncio.get_running_loop().create_task(self._read(), name="redis subscriber")

    @classmethod
    async def open(cls, address: _Address, store_id: str, hear: Hear, lost: Lost) -> RedisLink:
        """Both connections. Raises BrokerOpenError."""
        opened: list[AbstractConnection] = []
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                for _ in range(2):
                    opened.append(address.connection())
                    await opened[-1].connect()  # type: ignore[no-untyped-call]
                    await _check_version(opened[-1], address)
        except BaseException as error:
            for connection in opened:
                await _drop(connection)
            if isinstance(error, (RedisError, OSError)):
                raise address.explain(error) from None
            raise
        return cls(address, store_id, hear, lost, *opened)

    async def subscribe(self, topics: list[str]) -> None:
        await self._change("SUBSCRIBE", topics)

    async def unsubscribe(self, topics: list[str]) -> None:
        await self._change("UNSUBSCRIBE", topics)

    async def publish(self, payloads: list[tuple[str, bytes]]) -> None:
        self._check_open()
        prefix, connection = self._prefix, self._publishing
        commands = [(b"PUBLISH", prefix + topic.encode(), payload) for topic, payload in payloads]
        try:
            await connection.send_packed_command(connection.pack_commands(commands))
            for _ in commands:
                await connection.read_response(timeout=math.inf)
        except (RedisError, OSError) as error:
            raise self._address.explain(error) from None

    async def close(self) -> None:
        self._closed = True
        self._reader.cancel()
        await asyncio.wait({self._reader})
        for connection in (self._listening, self._publishing):
            await _drop(connection)

    async def _change(self, command: str, topics: list[str]) -> None:
        self._check_open()
        self._unconfirmed = len(topics)
        self._confirmed = asyncio.get_running_loop().create_future()
        try:
            await self._listening.send_command(command, *(channel(self._store_id, topic) for topic in topics))
        except (RedisError, OSError) as error:
            raise self._address.explain(error) from None
        await self._confirmed

    def _check_open(self) -> None:
        # A connection of redis-py that is sent a command after its end would open itself again.
        if self._closed:
            raise LinkError("it is closed")

    async def _read(self) -> None:
        listening, start = self._listening, len(self._prefix)
        try:
            while True:
                said = await listening.read_response(timeout=math.inf, disconnect_on_error=False)
                if said[0] == b"message":
                    self._hear(said[1][start:].decode(), said[2])
                elif said[0] in (b"subscribe", b"unsubscribe"):
                    self._confirm()
        except (RedisError, OSError) as error:
            self._closed = True
            self._lost(self._address.explain(error))

    def _confirm(self) -> None:
        self._unconfirmed -= 1
        if not self._unconfirmed and self._confirmed is not None and not self._confirmed.done():
            self._confirmed.set_result(None)


class _Address:
    """Where the server is, what people may read of it, and how it is spoken to."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.name = f"Redis at {parts.path if parts.scheme == 'unix' else parts.netloc.rpartition('@')[2]}"
        try:
            self._pool = ConnectionPool.from_url(url)
            # The URL may bring options; these are ours. Channels know no database.
            self._pool.connection_kwargs.update(
                db=0,
                protocol=2,
                socket_timeout=None,
                socket_connect_timeout=CONNECT_SECONDS,
                health_check_interval=0,
                decode_responses=False,
                driver_info=None,
            )
            self.connection()
        except (RedisError, TypeError, ValueError):
            raise BrokerOpenError(
                f"{self.name} cannot be used: its address has options that are unknown."
            ) from None
        given = self._pool.connection_kwargs.get("password")
        self._secrets = {text for text in (parts.password, unquote(parts.password or ""), given) if text}

    def connection(self) -> AbstractConnection:
        """A connection that is not open yet."""
        made = self._pool.make_connection()  # type: ignore[no-untyped-call]
        assert isinstance(made, AbstractConnection)
        return made

    def explain(self, error: Exception) -> BrokerOpenError:
        """What went wrong, for the operator: one line, without the password."""
        match error:
            case AuthenticationError():
                text = f"{self.name} refuses the user or the password."
            case NoPermissionError():
                text = (
                    f"{self.name} refuses what the account may not do:"
                    " it needs PUBLISH, SUBSCRIBE and UNSUBSCRIBE on the channels teahouse:*."
                )
            case InvalidResponse():
                text = f"{self.name} is no Redis server: it says something else."
            case ConnectionError() | TimeoutError() | OSError():
                text = f"{self.name} cannot be reached: {_reason(error)}."
            case _:
                text = f"{self.name} cannot be used: {_reason(error)}."
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return BrokerOpenError(text)


async def _check_version(connection: AbstractConnection, address: _Address) -> None:
    """HELLO came with version 6; an account that may not say it has rights, which came with 6 too."""
    try:
        await connection.send_command("HELLO", "2")
        said = await connection.read_response(timeout=math.inf)
    except NoPermissionError:
        return
    except ResponseError as error:
        if isinstance(error, AuthenticationError) or "unknown command" not in str(error).lower():
            raise
        raise BrokerOpenError(
            f"{address.name} is too old: version {OLDEST} or a newer one is needed."
        ) from None
    told = dict(zip(said[::2], said[1::2], strict=False)) if isinstance(said, list) else {}
    version = told.get(b"version", b"")
    found = re.match(rb"[0-9]+", version) if isinstance(version, bytes) else None
    if found and int(found[0]) < OLDEST:
        raise BrokerOpenError(
            f"{address.name} is too old ({version.decode()}): version {OLDEST} or a newer one is needed."
        )


async def _drop(connection: AbstractConnection) -> None:
    with contextlib.suppress(RedisError, OSError):
        await connection.disconnect(nowait=True)


def _reason(error: Exception) -> str:
    """What it says, in one line and without the address that redis-py puts in."""
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "no answer"
    lines = str(error).splitlines() or [type(error).__name__]
    text = re.sub(
        r"^Error (?:-?[0-9]+ |UNKNOWN )?(?:connecting to|while reading from|while writing to) \S+?\.?(?: |$): ?",
        "",
        lines[0],
    )
    return text.strip().rstrip(".") or type(error).__name__
