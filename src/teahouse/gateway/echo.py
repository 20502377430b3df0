"""An echo over the production framing, for the conformance suite alone.

`python -m teahouse.gateway.echo --port N` answers every message with itself. It
lifts only the rules on opcode and size; the server itself never serves it.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import cast

from websockets.frames import Opcode

from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import Connection
from teahouse.gateway.hub import Room
from teahouse.model.meters import Meters
from teahouse.model.people import VISITOR, Actor

MESSAGE_BYTES = 16 * 1024 * 1024
HEAD_END = b"\r\n\r\n"


class EchoConnection(Connection):
    """Sends back what it gets, text or binary."""

    __slots__ = ()
    binary = True

    def take_message(self, data: bytes, opcode: Opcode) -> None:
        self._protocol.send_text(data) if opcode is Opcode.TEXT else self._protocol.send_binary(data)


class _NoPeer:
    """The driver of a connection that has nobody behind it."""

    actor: Actor = VISITOR

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rooms: list[Room] = []
        self.address = ""

    def opened(self) -> None: ...
    def received(self, text: bytes) -> None: ...
    def flooded(self) -> None: ...
    def congested(self) -> None: ...
    def relieved(self, *, missed: bool) -> None: ...
    def overflowed(self) -> None: ...
    def closed(self) -> None: ...
    def sign_out(self) -> None: ...
    def expel(self) -> None: ...
    def room_gone(self, room: int, *, was_there: bool) -> None: ...
    def drain(self, after_ms: int) -> None: ...
    def restart(self) -> None: ...


class _Head(asyncio.Protocol):
    """Reads the upgrade request, then hands the transport to an echo."""

    def __init__(self) -> None:
        self._seen = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, end, rest = self._seen.partition(HEAD_END)
        if not end:
            return
        connection = EchoConnection(Meters(), asyncio.get_running_loop(), Kind.PAGE, max_size=MESSAGE_BYTES)
        connection.peer = _NoPeer(connection)
        self._transport.set_protocol(connection)
        if connection.shake_hands(self._transport, head + end) and rest:
            connection.data_received(rest)


async def serve(port: int) -> None:
    """Echo on 127.0.0.1 until stopped."""
    server = await asyncio.get_running_loop().create_server(_Head, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    parser = argparse.ArgumentParser(description="Echo for the WebSocket conformance suite.")
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(serve(parser.parse_args().port))
