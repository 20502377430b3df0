"""Raw TCP: requests and frames as bytes, for what a well-behaved library would never send."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import socket
import struct
from typing import TYPE_CHECKING, Any, Self

from msgspec import Struct

if TYPE_CHECKING:
    from types import TracebackType

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
PATIENCE = 10.0


class Frame(Struct, frozen=True):
    """A frame as it came (RFC 6455 section 5.2)."""

    opcode: int
    payload: bytes
    final: bool = True

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.payload)
        return found

    @property
    def code(self) -> int:
        """The close code; 1005 if the close frame has none."""
        assert self.opcode == CLOSE
        return struct.unpack("!H", self.payload[:2])[0] if self.payload else 1005


class Response(Struct, frozen=True):
    """The head of an HTTP answer, and its body if it was read."""

    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)["error"]
        return found


def frame(payload: bytes, opcode: int = TEXT, *, masked: bool = True, final: bool = True) -> bytes:
    """A client's frame; unmasked only to see it refused."""
    first = (0x80 if final else 0) | opcode
    bit = 0x80 if masked else 0
    length = len(payload)
    if length < 126:
        head = bytes((first, bit | length))
    elif length < 65_536:
        head = bytes((first, bit | 126)) + struct.pack("!H", length)
    else:
        head = bytes((first, bit | 127)) + struct.pack("!Q", length)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    stream = (mask * (length // 4 + 1))[:length]
    covered = (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(length, "big")
    return head + mask + covered


def request(
    authority: str,
    target: str = "/ws",
    *,
    method: str = "GET",
    upgrade: str | None = "websocket",
    headers: dict[str, str] | None = None,
    lines: bytes = b"",
) -> bytes:
    """An upgrade request; `headers` replace the usual ones (an empty value leaves one out)."""
    wanted = {"Host": authority}
    if upgrade is not None:
        wanted |= {"Upgrade": upgrade, "Connection": "Upgrade"}
        wanted |= {"Sec-WebSocket-Version": "13"}
        wanted |= {"Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode()}
    wanted |= headers or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in wanted.items() if value)
    return f"{method} {target} HTTP/1.1\r\n{head}".encode() + lines + b"\r\n"


class Raw:
    """One TCP connection. `received` holds every byte that came, for searches in it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.received = bytearray()

    @classmethod
    async def open(cls, port: int, *, receive_buffer: int | None = None) -> Self:
        """Connect to loopback; `receive_buffer` makes the kernel hold less for us (bytes)."""
        plain = socket.socket()
        plain.setblocking(False)
        if receive_buffer is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        try:
            await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
            reader, writer = await asyncio.open_connection(sock=plain, limit=2**16)
        except BaseException:
            plain.close()
            raise
        return cls(reader, writer)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def send(self, data: bytes) -> None:
        """Bytes in as few segments as the kernel makes of them."""
        self._writer.write(data)
        async with asyncio.timeout(PATIENCE):
            await self._writer.drain()

    async def tell(self, command: dict[str, Any]) -> None:
        """A command in a proper frame."""
        await self.send(frame(json.dumps(command).encode()))

    def pause(self) -> None:
        """Read nothing more from the kernel, so that its buffers fill."""
        self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        self._transport.resume_reading()

    @property
    def _transport(self) -> asyncio.ReadTransport:
        transport = self._writer.transport
        assert isinstance(transport, asyncio.ReadTransport)
        return transport

    async def response(self, *, body: bool = False) -> Response:
        """The head of an answer; with `body`, what its Content-Length promises too."""
        async with asyncio.timeout(PATIENCE):
            head = await self._reader.readuntil(b"\r\n\r\n")
            self.received += head
            first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            content = b""
            if body:
                content = await self._exactly(int(headers.get("content-length", "0")))
        return Response(int(first.split()[1]), headers, content)

    async def frame(self) -> Frame:
        """The next frame; asyncio.IncompleteReadError when the connection is gone."""
        async with asyncio.timeout(PATIENCE):
            first, second = await self._exactly(2)
            assert not second & 0x80, "a server never masks (RFC 6455 section 5.1)"
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", await self._exactly(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", await self._exactly(8))[0]
            return Frame(first & 0x0F, await self._exactly(length), bool(first & 0x80))

    async def until(self, kind: str) -> dict[str, Any]:
        """The next text frame of that `type`; those before it are dropped."""
        while True:
            found = await self.frame()
            assert found.opcode != CLOSE, f"closed with {found.code} before {kind}"
            if found.opcode == TEXT and found.json["type"] == kind:
                return found.json

    async def until_close(self) -> Frame:
        """The close frame; those before it are dropped."""
        while True:
            found = await self.frame()
            if found.opcode == CLOSE:
                return found

    async def closed(self, patience: float = PATIENCE) -> None:
        """Wait for the end of the TCP connection; what still comes is kept in `received`."""
        try:
            async with asyncio.timeout(patience):
                while data := await self._reader.read(65_536):
                    self.received += data
        except ConnectionResetError:
            return
        except TimeoutError:
            raise AssertionError(f"the connection is still open after {patience} s") from None

    async def _exactly(self, count: int) -> bytes:
        data = await self._reader.readexactly(count)
        self.received += data
        return data


async def upgraded(port: int, *, target: str = "/ws", headers: dict[str, str] | None = None) -> Raw:
    """A connection past its handshake."""
    raw = await Raw.open(port)
    await raw.send(request(f"127.0.0.1:{port}", target, headers=headers))
    answer = await raw.response(body=False)
    assert answer.status == 101, answer
    return raw
