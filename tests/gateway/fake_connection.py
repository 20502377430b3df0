"""A connection without a socket: what was written waits until the other end reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import Connection
from teahouse.gateway.peer import Peer

if TYPE_CHECKING:
    from teahouse.protocol.close_codes import CloseCode

UNREAD_BYTES = 6_000
"""A reader that leaves more than this unread is too slow."""


class FakeConnection:
    """What the gateway sees of a connection; `unread` is on its way to the tab."""

    def __init__(self, person_id: int | None = None) -> None:
        self.kind = Kind.PAGE
        self.slot = 0
        self.person_id: int | None = None
        self.closing = False
        self.peer: Peer
        self.belongs_to = person_id
        self.unread = b""
        self.all_bytes: list[bytes] = []
        self.code: CloseCode | None = None
        self.lost: Callable[[], object] = lambda: None

    @property
    def real(self) -> Connection:
        """As the gateway's types call it."""
        return cast(Connection, self)

    def send(self, frames: bytes) -> int:
        self.write(frames)
        return len(frames)

    def rest(self, frames: bytes, sent: int) -> None:
        raise AssertionError("all was taken")

    def write(self, frames: bytes) -> None:
        if self.closing:
            return
        if len(self.unread) + len(frames) > UNREAD_BYTES:
            self.peer.overflowed()
            return
        self._put(frames)

    def write_ephemeral(self, frames: bytes) -> None:
        if not self.closing:
            self._put(frames)

    def beat(self, frames: bytes) -> bool:
        self.write_ephemeral(frames)
        return True

    def close(self, code: CloseCode, reason: str = "", last: bytes = b"") -> None:
        if not self.closing:
            self._put(last)
            self.closing = True
            self.code = code
            self.lost()

    def _put(self, frames: bytes) -> None:
        self.unread += frames
        self.all_bytes.append(frames)
