"""A client of `/ws` that does what the protocol asks of one, and writes a trace of it."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING, Self
from uuid import uuid4

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from teahouse.model.people import session_id
from tests.harness.outbox import Outbox, Pending
from tests.harness.room_log import Frame, RoomLog
from tests.harness.tracing import Trace, body_hash
from tests.harness.waits import NOT_SIGNED_IN, Waits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from tests.harness.http import Guest

LOBBY = 1


class Client(Waits):
    """Stays connected until closed: resumes its rooms, then sends again what was not acknowledged.

    It repairs nothing: an event that is missing, doubled or out of order goes into the log and
    the trace as it came. Use as an async context manager; entering waits for the first load.
    With several addresses it goes to the next one when one fails. A session that is over ends it.
    """

    def __init__(
        self, url: str | Sequence[str], guest: Guest | None, trace: Trace, *, room: int = LOBBY
    ) -> None:
        super().__init__()
        self.urls = [url] if isinstance(url, str) else list(url)
        self.guest = guest
        self.trace = trace
        self.room = room
        self.log = RoomLog()
        self.outbox = Outbox()
        self.ephemeral: list[Frame] = []
        self.resets: list[str] = []
        self.cut_after_sends = 0
        """That many times, the transport is aborted right after a message was sent."""
        self._socket: ClientConnection | None = None
        self._epoch = ""
        self._sending = asyncio.Lock()
        self._retry: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name=f"client {self.trace.client}")
        await self.until(lambda: self._resumed, "the first load")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Leave for good."""
        for task in (self._retry, self._task):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self.trace.close()

    @property
    def id(self) -> int:
        assert self.guest is not None
        return self.guest.id

    async def say(self, body: str, *, to: int | None = None, key: str | None = None) -> str:
        """Put a message into the outbox and, if connected, on the wire; its key."""
        pending = self.outbox.add(key or str(uuid4()), self.room, body, to)
        await self._flush()
        return pending.key

    async def change(self, kind: str, seq: int, body: str | None = None, **fields: object) -> str:
        """The same for a change of the message at `seq`."""
        pending = self.outbox.add(str(uuid4()), self.room, body, None, kind, seq=seq, **fields)
        await self._flush()
        return pending.key

    async def push(self, command: Frame) -> None:
        """A command as it is, without waiting for anything."""
        assert self._socket is not None, "not connected"
        await self._socket.send(msgspec.json.encode(command).decode())

    def cut(self) -> None:
        """Abort the TCP connection, as a lost network does; the client comes back by itself."""
        self._resumed = False
        if self._socket is not None:
            self._socket.transport.abort()

    async def _run(self) -> None:
        delay = 0.02
        while NOT_SIGNED_IN not in self.closes:
            try:
                # As a client in a hurry: the first try at once, then full jitter up to half a second.
                async with connect(
                    self.urls[0],
                    additional_headers={} if self.guest is None else self.guest.bearer,
                    compression=None,
                    ping_interval=None,
                    max_size=None,
                    proxy=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as socket:
                    delay = 0.02
                    await self._live(socket)
                self.urls.append(self.urls.pop(0))
            except (OSError, InvalidHandshake, InvalidMessage, EOFError, TimeoutError):
                self.urls.append(self.urls.pop(0))
                await asyncio.sleep(random.uniform(0, delay))
                delay = min(delay * 2, 0.5)

    async def _live(self, socket: ClientConnection) -> None:
        self._socket = socket
        try:
            async for data in socket:
                assert isinstance(data, str), "the server never sends binary frames"
                await self._take(msgspec.json.decode(data.encode()))
        except ConnectionClosed:
            pass
        finally:
            self._socket, self._resumed = None, False
            self.outbox.held = False
            code = socket.close_code or 1006
            self.closes.append(code)
            self.trace.write("disconnect", code=str(code))
            await self._notify()

    async def _take(self, frame: Frame) -> None:
        kind = frame["type"]
        if kind == "hello":
            await self._greeted(frame)
        elif "seq" in frame and "room" in frame and "id" not in frame:
            assert frame["room"] == self.room
            if self.log.loading:
                self.log.early.append(frame)
            else:
                self._apply(frame)
        elif kind == "room.loaded":
            await self._loaded(frame)
        elif kind == "room.caught_up":
            self.trace.write("caught_up", room=self.room, seq=frame["seq"], epoch=frame["epoch"])
            await self._ready()
        elif kind == "room.reset":
            self.resets.append(frame["reason"])
            self.trace.write("reset", room=self.room, epoch=self._epoch, code=frame["reason"])
            await self._load()
        elif frame.get("id") in self.outbox.pending:
            self._answered(frame)
        elif "id" not in frame:
            self.ephemeral.append(frame)
            if kind in ("presence.state", "presence.changed"):
                self._meet(frame)
        await self._notify()

    async def _greeted(self, hello: Frame) -> None:
        self.connections += 1
        self._epoch = hello["epoch"]
        you = hello["you"]
        assert (you is None) == (self.guest is None), "the bearer token says who this is"
        self.trace.write(
            "connect",
            person=None if you is None else you["id"],
            epoch=self._epoch,
            session=None if self.guest is None else session_id(self.guest.token),
        )
        self.ephemeral.append(hello)
        if not self.log.epoch:
            await self._load()
            return
        cursor = {"room": self.room, "seq": self.log.seq, "epoch": self.log.epoch}
        self.trace.write("sync", room=self.room, seq=self.log.seq, epoch=self.log.epoch)
        await self.push({"type": "room.sync", "id": str(uuid4()), **cursor})

    async def _load(self) -> None:
        self.log = RoomLog()
        await self.push({"type": "room.load", "id": str(uuid4()), "room": self.room, "limit": 200})

    async def _loaded(self, reply: Frame) -> None:
        early, events = self.log.early, reply["events"]
        first = events[0]["seq"] if events else reply["seq"] + 1
        self.trace.write("load", room=self.room, seq=reply["seq"], first=first, epoch=reply["epoch"])
        self.log.epoch, self.log.loading = reply["epoch"], False
        self.log.seq = reply["seq"]
        for event in [*events, *(event for event in early if event["seq"] > reply["seq"])]:
            self._apply(event)
        await self._ready()

    def _apply(self, event: Frame) -> None:
        seq = event["seq"]
        if event["type"] == "event.blank":
            self.trace.write("blank", room=self.room, seq=seq, epoch=self._epoch)
        else:
            self.trace.write(
                "apply",
                room=self.room,
                seq=seq,
                epoch=self._epoch,
                key=event["key"],
                sender=event["sender"]["id"],
                # In a page, an edited message has its last text, and not that of its own event.
                hash=None if _edited(event) else body_hash(event.get("body")),
                to=event["to"]["id"] if event.get("to") else None,
            )
        self.log.events.append(event)
        self.log.seq = max(self.log.seq, seq)

    def _meet(self, frame: Frame) -> None:
        if frame["type"] == "presence.state":
            self.here = {person["id"] for person in frame["people"]}
        else:
            self.here |= {person["id"] for person in frame.get("joined", ())}
            self.here -= {person["id"] for person in frame.get("left", ())}
        self.trace.write("presence", room=self.room, people=tuple(sorted(self.here)))

    async def _ready(self) -> None:
        self._resumed = True
        self.outbox.requeue()
        await self._flush()

    async def _flush(self) -> None:
        # One sender at a time: what is said meanwhile stands behind what is sent again.
        async with self._sending:
            while self._resumed and not self.outbox.held and self.outbox.queue:
                await self._transmit(self.outbox.queue.popleft())

    async def _transmit(self, pending: Pending) -> None:
        self.trace.write(
            "send", key=pending.key, room=pending.room, hash=body_hash(pending.body), to=pending.to
        )
        with contextlib.suppress(ConnectionClosed, AssertionError):
            await self.push(pending.command())
            if self.cut_after_sends:
                self.cut_after_sends -= 1
                self.cut()

    def _answered(self, reply: Frame) -> None:
        key = reply["id"]
        if reply["type"] == "message.accepted":
            self.outbox.accept(reply)
            self.trace.write(
                "ack",
                key=key,
                room=reply["room"],
                seq=reply["seq"],
                epoch=reply["epoch"],
                duplicate=reply.get("duplicate", False),
            )
            return
        assert reply["type"] == "error", reply
        retryable = reply.get("retryable", False)
        self.trace.write("refuse", key=key, room=self.room, code=reply["code"], retryable=retryable)
        if not retryable:
            self.outbox.refuse(reply)
        elif not self.outbox.held:
            self.outbox.held = True
            wait = (reply.get("retry_after_ms") or 100) / 1000
            self._retry = asyncio.create_task(self._send_again(wait))

    async def _send_again(self, wait: float) -> None:
        await asyncio.sleep(wait)
        if self._resumed and self.outbox.held:
            self.outbox.held = False
            await self.push({"type": "outbox.resume", "id": str(uuid4()), "room": self.room})
            self.outbox.requeue()
            await self._flush()


def _edited(event: Frame) -> bool:
    return bool((event.get("folded") or {}).get("edited_at"))
