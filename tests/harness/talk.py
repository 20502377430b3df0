"""A plain conversation on `/ws`: ask, read the reply, wait for an event. No outbox, no trace."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.harness.http import Guest
    from tests.harness.server import Server

LOBBY = 1
PATIENCE = 10.0

Frame = dict[str, Any]


class Talk:
    """One connection past its hello. `raw` keeps every text frame as it came."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.raw: list[str] = []
        self.hello: Frame = {}
        self._stash: list[Frame] = []

    @property
    def seen(self) -> str:
        """Everything that ever came, for searches in it."""
        return "\n".join(self.raw)

    async def push(self, command: Frame | str | bytes) -> str:
        """Send a command (its id is returned) or a frame as it is."""
        if isinstance(command, dict):
            command = {"id": str(uuid4()), **command}
            await self.socket.send(msgspec.json.encode(command).decode())
            return str(command["id"])
        await self.socket.send(command)
        return ""

    async def ask(self, kind: str, **fields: Any) -> Frame:
        """Send a command and wait for its reply."""
        key = await self.push({"type": kind, **fields})
        return await self.wait(lambda frame: frame.get("id") == key, f"the reply to {kind}")

    async def say(self, body: str, **fields: Any) -> Frame:
        """Say it in the lobby; the acknowledgement."""
        reply = await self.ask("message.send", **{"room": LOBBY, "body": body, **fields})
        assert reply["type"] == "message.accepted", reply
        return reply

    async def load(self, limit: int = 200) -> Frame:
        """A fresh load of the lobby; live events follow it."""
        reply = await self.ask("room.load", room=LOBBY, limit=limit)
        assert reply["type"] == "room.loaded", reply
        return reply

    async def event(self, kind: str, **fields: Any) -> Frame:
        """The next event of that type with these fields."""

        def wanted(frame: Frame) -> bool:
            return frame["type"] == kind and all(frame.get(name) == value for name, value in fields.items())

        return await self.wait(wanted, f"{kind} {fields}")

    async def wait(self, wanted: Callable[[Frame], bool], what: str, patience: float = PATIENCE) -> Frame:
        """The first frame not asked for yet that is wanted; others are kept for later."""
        for index, frame in enumerate(self._stash):
            if wanted(frame):
                return self._stash.pop(index)
        try:
            async with asyncio.timeout(patience):
                while True:
                    frame = await self._next()
                    if wanted(frame):
                        return frame
                    self._stash.append(frame)
        except TimeoutError:
            raise AssertionError(f"no {what} in {patience} s; the last frames: {self.raw[-5:]}") from None

    async def closed(self) -> int:
        """Read to the end; the close code."""
        async with asyncio.timeout(PATIENCE):
            try:
                while True:
                    self._stash.append(await self._next())
            except ConnectionClosed:
                return self.socket.close_code or 1006

    async def _next(self) -> Frame:
        data = await self.socket.recv()
        assert isinstance(data, str), "the server never sends binary frames"
        self.raw.append(data)
        frame: Frame = msgspec.json.decode(data.encode())
        return frame


@asynccontextmanager
async def talking(server: Server, guest: Guest | None = None, *, loaded: bool = True) -> AsyncIterator[Talk]:
    """A connection of a guest by token, or of a visitor as a page opens it; in the lobby if `loaded`."""
    headers = {"Origin": server.http} if guest is None else guest.bearer
    async with connect(
        server.ws,
        additional_headers=headers,
        compression=None,
        ping_interval=None,
        max_size=None,
        proxy=None,
        close_timeout=2,
    ) as socket:
        talk = Talk(socket)
        talk.hello = await talk.event("hello")
        assert talk.raw[0].startswith('{"type":"hello"'), "hello is the first frame"
        if loaded:
            await talk.load()
        yield talk
