"""One WebSocket connection: bytes in and out, around websockets' sans-I/O protocol.

RFC 6455 is not ours to rewrite: `websockets.server.ServerProtocol` does handshake,
inbound frames, ping and close. Outbound data frames come ready-made, so that one
encoding serves every member of a room; there is no compression for the same reason.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from teahouse.gateway.audience import Kind
from teahouse.model.limits import FloodGuard
from teahouse.model.meters import Meters
from teahouse.protocol.codec import FRAME_BYTES

if TYPE_CHECKING:
    from teahouse.gateway.peer import Peer

UNSENT_BYTES = 1_048_576
"""More than this unsent, and the connection is closed as a slow reader."""

CLOSE_SECONDS = 10.0
PING = b"\x89\x00"
_quiet = logging.getLogger("teahouse.websocket")
_quiet.setLevel(logging.WARNING)


_nowhere: Callable[[bytes], int] = len
"""Where the frames of a connection go that is not open yet, or no more: all are taken."""


def _socket_under(transport: asyncio.Transport) -> socket.socket | None:
    """The transport's own socket to send on, or None where bytes must go through it, as with TLS."""
    under = transport.get_extra_info("socket")
    if under is None or transport.get_extra_info("sslcontext") is not None:
        return None
    return socket.socket(under.family, under.type, under.proto, under.fileno())


class Connection(asyncio.Protocol):
    """The asyncio side of one connection; `peer` decides what it says.

    `person_id`, `kind`, `send`, `rest` and the two writes are what the hub needs of a member.

    Frames go straight to the kernel; the transport only keeps what the kernel did not take,
    and while it keeps something all goes through it, so that the order stays.
    """

    binary = False
    """Whether binary messages are allowed: only by the echo of the conformance suite."""

    __slots__ = (
        "_congested",
        "_guard",
        "_loop",
        "_meters",
        "_missed",
        "_parts",
        "_protocol",
        "_socket",
        "_unresponsive",
        "closing",
        "kind",
        "peer",
        "person_id",
        "send",
        "slot",
        "transport",
    )

    def __init__(
        self,
        meters: Meters,
        loop: asyncio.AbstractEventLoop,
        kind: Kind,
        *,
        slot: int = 0,
        guard: FloodGuard | None = None,
        max_size: int = FRAME_BYTES,
    ) -> None:
        self.kind = kind
        self.slot = slot
        self.person_id: int | None = None
        self.peer: Peer
        self.transport: asyncio.Transport
        self.send: Callable[[bytes], int] = _nowhere
        """Whole frames that must arrive: how many of their bytes were taken, or OSError.

        The caller gives what is left to `rest`. While the reader keeps up this is the
        socket's own method, without a call of ours between.
        """
        self.closing = False
        self._socket: socket.socket | None = None
        self._loop = loop
        self._meters = meters
        self._guard = guard
        self._congested = False
        self._missed = False
        self._unresponsive = False
        self._parts: bytearray | None = None
        self._protocol = ServerProtocol(max_size=max_size, logger=_quiet)

    def shake_hands(self, transport: asyncio.Transport, request: bytes) -> bool:
        """Answer an upgrade request; False if it was refused, and the connection must be closed."""
        self.transport = transport
        # Whatever the kernel does not take at once is a pause, so that `send` knows of it.
        transport.set_write_buffer_limits(high=0)
        self._protocol.receive_data(request)
        events = self._protocol.events_received()
        if not events:
            return False
        response = self._protocol.accept(cast(Request, events[0]))
        self._protocol.send_response(response)
        for data in self._protocol.data_to_send():
            transport.write(data)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            return False
        self._socket = _socket_under(transport)
        self._send_freely()
        return True

    def data_received(self, data: bytes) -> None:
        self._unresponsive = False
        protocol = self._protocol
        protocol.receive_data(data)
        for event in protocol.events_received():
            self._take(cast(Frame, event))
        if self._congested and self.transport.get_write_buffer_size() > UNSENT_BYTES:
            # Pings ask for pongs, and whoever does not read those is a slow reader like any other.
            self._overflow()
        self._transmit()

    def eof_received(self) -> bool:
        self._protocol.receive_eof()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._say_no_more()
        self._parts = None
        if self._socket is not None:
            self._socket.detach()  # the transport closes it
        self.peer.closed()

    def pause_writing(self) -> None:
        self._congested = True
        if not self.closing:
            self.send = self._send_bounded
        self.peer.congested()

    def resume_writing(self) -> None:
        # Whoever takes this much lives, even if its answer to a ping is still on its way.
        self._congested = self._unresponsive = False
        if not self.closing:
            self._send_freely()
        missed, self._missed = self._missed, False
        self.peer.relieved(missed=missed)

    def write(self, frames: bytes) -> None:
        """Whole frames that must arrive, or the connection ends with 4008."""
        try:
            sent = self.send(frames)
        except OSError:
            sent = 0
        if sent < len(frames):
            self.rest(frames, sent)

    def rest(self, frames: bytes, sent: int) -> None:
        """What `send` did not take; on a broken socket the transport finds out by itself."""
        self.transport.write(memoryview(frames)[sent:])

    def _send_freely(self) -> None:
        self.send = self._send_through if self._socket is None else self._socket.send

    def _send_through(self, frames: bytes) -> int:
        self.transport.write(frames)
        return len(frames)

    def _send_bounded(self, frames: bytes) -> int:
        if self.transport.get_write_buffer_size() + len(frames) > UNSENT_BYTES:
            self._overflow()
        else:
            self.transport.write(frames)
        return len(frames)

    def _say_no_more(self) -> None:
        self.closing = True
        self.send = _nowhere

    def write_ephemeral(self, frames: bytes) -> None:
        """Frames that a slow reader may miss."""
        if self._congested:
            self._missed = True
            self._meters.ephemeral_drops += 1
        elif not self.closing:
            self.transport.write(frames)

    def beat(self, frames: bytes) -> bool:
        """Ping, with these frames; False if nothing was heard since the last ping."""
        if self._unresponsive:
            self.transport.abort()
            return False
        self._unresponsive = True
        if not self.closing:
            # The ping goes to a slow reader too: whoever is not asked cannot answer.
            self.transport.write(PING if self._congested else PING + frames)
        return True

    def stop_reading(self) -> None:
        """Take nothing more in, so that what came in can be finished."""
        if not self.closing:
            self.transport.pause_reading()

    def close(self, code: int, reason: str = "", last: bytes = b"") -> None:
        """Send `last`, then close; nothing else is sent. A reader that is stuck is cut off later."""
        if self.closing:
            return
        self._say_no_more()
        self.transport.write(last)
        self._fail(code, reason)

    def _overflow(self) -> None:
        if not self.closing:
            self._meters.slow_closes += 1
            self.peer.overflowed()

    def _take(self, frame: Frame) -> None:
        """One frame of any kind; after a failure all that came behind it is ignored."""
        if self.closing:
            return
        if self._guard is not None and self._guard.is_flood(self._loop.time()):
            self.peer.flooded()
        elif frame.opcode is Opcode.TEXT or frame.opcode is Opcode.BINARY:
            if frame.opcode is Opcode.BINARY and not self.binary:
                self._fail(1003, "text only")
            elif frame.fin:
                self._message(bytes(frame.data), frame.opcode)
            else:
                self._parts = bytearray((frame.opcode,)) + frame.data
        elif frame.opcode is Opcode.CONT and self._parts is not None:
            self._parts += frame.data
            if frame.fin:
                whole, self._parts = self._parts, None
                self._message(bytes(whole[1:]), Opcode(whole[0]))

    def _message(self, data: bytes, opcode: Opcode) -> None:
        if opcode is Opcode.TEXT:
            try:
                str(data, "utf-8")
            except UnicodeDecodeError:
                self._fail(1007, "not UTF-8")
                return
        self.take_message(data, opcode)

    def _fail(self, code: int, reason: str) -> None:
        self._protocol.fail(code, reason)
        self._transmit()

    def take_message(self, data: bytes, opcode: Opcode) -> None:
        """One whole message; the echo of the conformance suite overrides this."""
        self.peer.received(data)

    def _transmit(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self.transport.write(data)
            else:
                self._half_close()

    def _half_close(self) -> None:
        # Closing with unread input makes the kernel send RST, which may overtake the close
        # frame: so only our half is closed, and the peer has a while to close its own.
        self._say_no_more()
        if self.transport.can_write_eof():
            self.transport.write_eof()
            self._loop.call_later(CLOSE_SECONDS, self.transport.abort)
        else:
            self.transport.close()
