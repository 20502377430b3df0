"""The flood of S3, each guest from an address of its own, until it is killed.

    python -m benchmarks.flooders PORT ROOM TOKENS RATE

RATE messages a second each, whatever becomes of them; nothing of what comes back is looked at.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from pathlib import Path

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {}\r\n\r\n"
)


class Flooder(asyncio.Protocol):
    """Throws away all that it gets; comes back at once when it is closed."""

    def __init__(self, port: int, token: str, number: int) -> None:
        self._port, self._token = port, token
        self._address = f"127.0.1.{number % 250 + 1}"
        self._number = number
        self._said = 0
        self.transport: asyncio.Transport | None = None
        self._greeted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(UPGRADE.format(self._token).encode())

    def data_received(self, data: bytes) -> None:
        self._greeted = True

    def connection_lost(self, problem: Exception | None) -> None:
        self.transport = None
        self._greeted = False
        asyncio.get_running_loop().call_later(0.5, self.come)

    def come(self) -> None:
        """Connect, now or a little later."""
        asyncio.get_running_loop().create_task(self._connect())

    def say(self, room: int) -> None:
        """One more message, whatever became of the ones before."""
        if self.transport is None or not self._greeted or self.transport.get_write_buffer_size() > 65_536:
            return
        self._said += 1
        if self._said % 20 == 0:
            # Once a second it asks to be heard again, as a client does after a refusal.
            self._send({"type": "outbox.resume", "room": room})
        self._send({"type": "message.send", "room": room, "body": f"flood {self._number} {self._said}"})

    def _send(self, command: dict[str, object]) -> None:
        text = json.dumps({**command, "id": str(uuid.uuid4())}).encode()
        # Masked with nothing, as it may be (RFC 6455 section 5.2); the length in its short or its longer form.
        length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2, "big")
        assert self.transport is not None
        self.transport.write(b"\x81" + length + b"\0\0\0\0" + text)

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.create_connection(lambda: self, "127.0.0.1", self._port, local_addr=(self._address, 0))
        except OSError:
            loop.call_later(1, self.come)


async def _run(port: int, room: int, tokens: list[str], rate: float) -> None:
    flooders = [Flooder(port, token, number) for number, token in enumerate(tokens)]
    for flooder in flooders:
        flooder.come()
    began, rounds = time.perf_counter(), 0
    while True:
        for flooder in flooders:
            flooder.say(room)
        rounds += 1
        await asyncio.sleep(max(0.0, began + rounds / rate - time.perf_counter()))


if __name__ == "__main__":
    asyncio.run(
        _run(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_text().split(), float(sys.argv[4]))
    )
