"""A room on Python's `websockets` library: each message goes out through its broadcast().

Usage: python websockets_broadcast.py PORT
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

EPOCH = "0123456789abcdef0123456789abcdef"


class Room:
    """One room with its members and its last seq; it stores nothing."""

    def __init__(self) -> None:
        self.members: set[ServerConnection] = set()
        self.seq = 0
        self.people = 0

    async def serve(self, socket: ServerConnection) -> None:
        """The dialogue of one connection."""
        self.people += 1
        sender = {"id": self.people, "name": f"g{self.people:05d}"}
        try:
            await socket.send(_json({"type": "hello", "protocol": 1, "epoch": EPOCH}))
            async for text in socket:
                command = json.loads(text)
                if command["type"] == "room.load":
                    loaded = {"id": command["id"], "epoch": EPOCH, "state": {}, "seq": self.seq, "events": []}
                    await socket.send(_json({"type": "room.loaded", **loaded}))
                    self.members.add(socket)
                elif command["type"] == "message.send":
                    await self.say(socket, sender, command)
        except ConnectionClosed:
            pass
        finally:
            self.members.discard(socket)

    async def say(
        self, socket: ServerConnection, sender: dict[str, object], command: dict[str, object]
    ) -> None:
        """The reply to the sender, the event to all."""
        self.seq += 1
        at = int(time.time() * 1000)
        place = {"room": 1, "seq": self.seq, "at": at}
        await socket.send(_json({"type": "message.accepted", "id": command["id"], **place, "epoch": EPOCH}))
        event = {"sender": sender, "key": command["id"], "body": command["body"]}
        broadcast(self.members, _json({"type": "message.created", **place, **event}))


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, separators=(",", ":"))


async def main(port: int) -> None:
    """Serves until it is killed."""
    room = Room()
    async with serve(
        room.serve, "127.0.0.1", port, compression=None, backlog=2048, ping_interval=None
    ) as server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(ImportError):
        import uvloop

        uvloop.install()
    asyncio.run(main(int(sys.argv[1])))
