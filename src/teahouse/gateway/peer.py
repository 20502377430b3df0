"""Who is at the far end of a connection, as the connection and the gateway see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from teahouse.gateway.connection import Connection
    from teahouse.gateway.hub import Room
    from teahouse.model.people import Actor


class Peer(Protocol):
    """What a connection is for: a dialect's driver. `rooms` are those it is live in, `address` is where it is from."""

    actor: Actor
    address: str
    connection: Connection
    rooms: list[Room]

    def opened(self) -> None:
        """The handshake is done."""

    def received(self, text: bytes) -> None:
        """One text message, valid UTF-8."""

    def flooded(self) -> None:
        """Far too many frames came: say why and close."""

    def congested(self) -> None:
        """The reader falls behind; `relieved` or `closed` follows."""

    def relieved(self, *, missed: bool) -> None:
        """The reader has nearly caught up; `missed` if it was spared something ephemeral."""

    def overflowed(self) -> None:
        """The reader is too slow: say why and close."""

    def closed(self) -> None:
        """The connection is gone; called once, whatever the cause."""

    def sign_out(self) -> None:
        """Its session has ended: say why and close; nothing more is done for it."""

    def room_gone(self, room: int, *, was_there: bool) -> None:
        """It may not know of this room any more; `was_there` if it was live in it."""

    def expel(self) -> None:
        """Whoever it is may not be here any more: say why and close; nothing more is done for it."""

    def drain(self, after_ms: int) -> None:
        """The server stops soon; come back after this time."""

    def restart(self) -> None:
        """The server stops now: close with 1012."""
