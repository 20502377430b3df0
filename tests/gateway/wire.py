"""A transport without a socket, and connections over it, for what a peer may do to us."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import Connection
from teahouse.gateway.hub import Room
from teahouse.model.limits import FloodGuard
from teahouse.model.meters import Meters
from teahouse.model.people import VISITOR, Actor
from tests.harness.raw import request


class FakeTransport(asyncio.Transport):
    """Keeps what is written until the other end reads it; as strict as uvloop's after the end."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol: Connection
        self.sent = b""
        self.unread = 0
        self.ended = False
        self.aborted = False
        self.paused = False
        self.slow = False
        self._high = 65_536

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.ended, "written after the end"
        self.sent += data
        if self.slow:
            self.unread += len(data)
            if self.unread > self._high and not self.paused:
                self.paused = True
                self.protocol.pause_writing()

    def read_all(self) -> None:
        """The other end takes everything."""
        self.unread = 0
        if self.paused:
            self.paused = False
            self.protocol.resume_writing()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._high = high or 65_536

    def get_write_buffer_size(self) -> int:
        return self.unread

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.ended = True

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        self.ended = True


class FakeLoop:
    """Time that stands still, and timers that never end."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def time(self) -> float:
        return self.seconds

    def call_later(self, delay: float, work: Callable[..., object], *args: object) -> None:
        """Nothing ever gets so late."""


class FakePeer:
    """Keeps what it is told."""

    actor: Actor = VISITOR

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rooms: list[Room] = []
        self.address = "192.0.2.1"
        self.texts: list[bytes] = []
        self.told: list[str] = []

    def opened(self) -> None:
        self.told.append("opened")

    def received(self, text: bytes) -> None:
        self.texts.append(text)

    def flooded(self) -> None:
        self.told.append("flooded")
        self.connection.close(4429, "flood")

    def congested(self) -> None:
        self.told.append("congested")

    def relieved(self, *, missed: bool) -> None:
        self.told.append("missed" if missed else "relieved")

    def overflowed(self) -> None:
        self.told.append("overflowed")
        self.connection.close(4008, "slow")

    def closed(self) -> None:
        self.told.append("closed")

    def sign_out(self) -> None:
        self.told.append("sign_out")

    def expel(self) -> None:
        self.told.append("expel")

    def room_gone(self, room: int, *, was_there: bool) -> None:
        self.told.append("room_gone")

    def drain(self, after_ms: int) -> None:
        self.told.append("drain")

    def restart(self) -> None:
        self.told.append("restart")


def shake_hands(connection: Connection) -> FakeTransport:
    """A transport on which the connection has been accepted; what was sent for that is forgotten."""
    transport = FakeTransport()
    transport.protocol = connection
    assert connection.shake_hands(transport, request("localhost"))
    transport.sent = b""
    return transport


def connected(guard: FloodGuard | None = None) -> tuple[Connection, FakePeer, FakeTransport]:
    """A connection with a peer that only listens."""
    connection = Connection(Meters(), cast(Any, FakeLoop()), Kind.PAGE, guard=guard)
    peer = FakePeer(connection)
    connection.peer = peer
    return connection, peer, shake_hands(connection)


def close_code(sent: bytes) -> int | None:
    """The code of the close frame that `sent` ends with, or None; whole, unmasked frames."""
    while sent:
        length, start = sent[1], 2
        if length == 126:
            length, start = int.from_bytes(sent[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(sent[2:10], "big"), 10
        if sent[0] == 0x88:
            assert len(sent) == start + length, "nothing comes after a close frame"
            return int.from_bytes(sent[start : start + 2], "big")
        sent = sent[start + length :]
    return None
