"""Hints over PostgreSQL's LISTEN and NOTIFY: no other server than the database.

Two connections beside the store's: hints are no part of a message's transaction, for a
commit with a notification takes a lock that all others of the database wait for.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from teahouse.broker.errors import BrokerOpenError, LinkError
from teahouse.broker.link import channel
from teahouse.broker.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.broker.link import Hear, Link, Lost

PAYLOAD_BYTES = 7_900
"""PostgreSQL takes less than 8,000."""
CONNECT_SECONDS = 3.0
STATEMENTS = 1_000
"""As many LISTEN or UNLISTEN go to the server in one round trip, and one transaction."""
NOTIFY = "SELECT pg_notify(hint.channel, hint.payload) FROM unnest($1::text[], $2::text[]) AS hint(channel, payload)"
TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class NotifyBroker(Relay):
    """The broker's port over PostgreSQL; see `open_notify`."""


async def open_notify(url: str, store_id: str) -> NotifyBroker:
    """Connect to the database. Raises BrokerOpenError, in one line without the password."""
    address = _Address(url)

    async def connect(hear: Hear, lost: Lost) -> Link:
        return await NotifyLink.open(address, store_id, hear, lost)

    broker = NotifyBroker(connect, name=address.name, payload_bytes=PAYLOAD_BYTES)
    await broker.open()
    return broker


class _Connection(asyncpg.Connection):
    """One that gives every notification to a single listener, with its channel and payload.

    The library's own listeners are told the server one by one, with a round trip for each:
    after a reconnect thousands of rooms would take longer than they may.
    """

    listener: Callable[[str, str], None] | None = None

    def _process_notification(self, pid: int, channel: str, payload: str) -> None:
        if self.listener is not None:
            # Not within the parser, in which nothing may raise.
            asyncio.get_running_loop().call_soon(self.listener, channel, payload)


class NotifyLink:
    """See `broker.link.Link`."""

    def __init__(
        self,
        address: _Address,
        store_id: str,
        hear: Hear,
        lost: Lost,
        listening: _Connection,
        publishing: asyncpg.Connection[Any],
    ) -> None:
        self._address = address
        self._prefix = channel(store_id, "")
        self._hear = hear
        self._lost = lost
        self._listening = listening
        listening.listener = self._notified
        self._publishing = publishing
        for connection in (listening, publishing):
            connection.add_termination_listener(self._ended)

    @classmethod
    async def open(cls, address: _Address, store_id: str, hear: Hear, lost: Lost) -> NotifyLink:
        """Both connections. Raises BrokerOpenError."""
        listening = await address.connect()
        opened = [listening]
        try:
            publishing = await address.connect()
            opened.append(publishing)
            # What a notification's commit writes need not be on disk.
            await publishing.execute("SET synchronous_commit = off")
        except BaseException as error:
            for connection in opened:
                connection.terminate()
            if isinstance(error, TROUBLE):
                raise address.explain(error) from None
            raise
        return cls(address, store_id, hear, lost, listening, publishing)

    async def subscribe(self, topics: list[str]) -> None:
        await self._follow("LISTEN", topics)

    async def unsubscribe(self, topics: list[str]) -> None:
        await self._follow("UNLISTEN", topics)

    async def publish(self, payloads: list[tuple[str, bytes]]) -> None:
        channels = [self._prefix + topic for topic, _ in payloads]
        texts = [payload.decode() for _, payload in payloads]
        try:
            await self._publishing.execute(NOTIFY, channels, texts)
        except TROUBLE as error:
            raise self._address.explain(error) from None

    async def close(self) -> None:
        for connection in (self._listening, self._publishing):
            with contextlib.suppress(Exception):
                connection.remove_termination_listener(self._ended)
            connection.terminate()

    async def _follow(self, verb: str, topics: list[str]) -> None:
        statements = [f"{verb} {_quoted(self._prefix + topic)}" for topic in topics]
        try:
            for start in range(0, len(statements), STATEMENTS):
                await self._listening.execute(";".join(statements[start : start + STATEMENTS]))
        except TROUBLE as error:
            raise self._address.explain(error) from None

    def _notified(self, name: str, payload: str) -> None:
        self._hear(name[len(self._prefix) :], payload)

    def _ended(self, _connection: object) -> None:
        self._lost(LinkError("the connection has ended"))


class _Address:
    """Where the database is, what people may read of it, and how it is spoken to."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2] or ",".join(parse_qs(parts.query).get("host", ["?"]))
        self.name = f"PostgreSQL at {host}"
        self._url = url
        # A standby takes no notifications.
        self._options: dict[str, Any] = {}
        if "target_session_attrs" not in parts.query:
            self._options["target_session_attrs"] = "primary"
        given = parse_qs(parts.query).get("password", [""])[0]
        password = parts.netloc.rpartition("@")[0].partition(":")[2]
        self._secrets = {text for text in (password, unquote(password), given) if text}

    async def connect(self) -> _Connection:
        """An open connection. Raises BrokerOpenError."""
        try:
            return await asyncpg.connect(
                self._url,
                connection_class=_Connection,
                timeout=CONNECT_SECONDS,
                server_settings={"application_name": "teahouse broker"},
                **self._options,
            )
        except (*TROUBLE, ValueError, TypeError) as error:
            raise self.explain(error) from None

    def explain(self, error: Exception) -> BrokerOpenError:
        """What went wrong, for the operator: one line, without the password."""
        match error:
            case asyncpg.InvalidAuthorizationSpecificationError():
                text = f"{self.name} refuses the user or the password."
            case asyncpg.InvalidCatalogNameError():
                text = f"{self.name} has no such database."
            case asyncpg.InsufficientPrivilegeError():
                text = f"{self.name} refuses what the account may not do: {_reason(error)}."
            case TimeoutError() | asyncio.TimeoutError():
                text = f"{self.name} cannot be reached: no answer."
            case asyncpg.TargetServerAttributeNotMatched():
                text = f"{self.name} is a standby: it takes no notifications."
            case OSError() | asyncpg.CannotConnectNowError() | asyncpg.PostgresConnectionError():
                text = f"{self.name} cannot be reached: {_reason(error)}."
            case _:
                text = f"{self.name} cannot be used: {_reason(error)}."
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return BrokerOpenError(text)


def _quoted(name: str) -> str:
    """A name as SQL takes it: between quotes, those in it doubled."""
    return '"' + name.replace('"', '""') + '"'


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "the connection is refused"
    strerror = error.strerror if isinstance(error, OSError) else None
    lines = (strerror or str(error)).splitlines() or [type(error).__name__]
    return lines[0].strip().rstrip(".")
