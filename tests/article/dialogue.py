"""A client of the article's dialogue: what its page's script does, in some twenty lines."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.harness.server import Server

TYPES = {"handshake", "login", "logout", "user", "system"}
PATIENCE = 10.0

Frame = dict[str, Any]


class Classic:
    """One connection. Whatever comes is one of the five types, or the test fails."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.raw: list[str] = []
        self.name = ""

    @property
    def seen(self) -> str:
        return "\n".join(self.raw)

    async def say(self, kind: str, content: object) -> None:
        await self.socket.send(json.dumps({"type": kind, "content": content}))

    async def next(self) -> Frame:
        """The next frame, its form checked."""
        async with asyncio.timeout(PATIENCE):
            text = await self.socket.recv()
        assert isinstance(text, str)
        self.raw.append(text)
        frame: Frame = json.loads(text)
        assert frame["type"] in TYPES, text
        assert isinstance(frame["content"], str), text
        if frame["type"] in ("login", "logout"):
            assert isinstance(frame["user_list"], list), text
            assert all(isinstance(name, str) for name in frame["user_list"]), text
        return frame

    async def until(self, kind: str, **fields: object) -> Frame:
        """The next frame of that type with these fields."""
        while True:
            frame = await self.next()
            if frame["type"] == kind and all(frame.get(name) == value for name, value in fields.items()):
                return frame

    async def login(self, name: object) -> Frame:
        """Take a name; the login that tells which one it is."""
        await self.say("login", name)
        frame = await self.until("login")
        self.name = frame["content"]
        return frame


@asynccontextmanager
async def classic(server: Server, name: object = ..., **headers: str) -> AsyncIterator[Classic]:
    """Past the handshake; logged in too if there is a name."""
    async with connect(
        server.classic,
        additional_headers=headers,
        compression=None,
        ping_interval=None,
        proxy=None,
        max_queue=None,
        close_timeout=2,
    ) as socket:
        client = Classic(socket)
        assert await client.next() == {"type": "handshake", "content": "done"}
        if name is not ...:
            await client.login(name)
        yield client
