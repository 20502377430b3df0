"""A chat server with several rooms and ports that does one thing wrong, for the load generator to find.

    python faulty_rooms.py FAULT EVERY AFTER PORT [PORT…]

FAULT happens at every EVERYth message of the second room, or when a client resumes. After AFTER
messages, at the next of a client of the first port, that port is lost: its connections break, or with "drain" are told to go.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import partial
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

EPOCH = "0123456789abcdef0123456789abcdef"


class Room:
    """A log, who follows it, and the places of keys."""

    def __init__(self, id: int) -> None:
        self.id = id
        self.log: list[str] = []
        self.members: list[ServerConnection] = []
        self.places: dict[str, int] = {}
        self.said = 0

    def append(self, key: str, body: str) -> str:
        self.places[key] = len(self.log) + 1
        event = {
            "type": "message.created",
            "room": self.id,
            "seq": len(self.log) + 1,
            "key": key,
            "body": body,
        }
        self.log.append(_text(event))
        return self.log[-1]


class Faulty:
    """All rooms behind all ports."""

    def __init__(self, fault: str, every: int, after: int) -> None:
        self.fault, self.every, self.after = fault, every, after
        self.rooms: dict[int, Room] = {}
        self.messages = 0
        self.first_port: set[ServerConnection] = set()
        self.lost = asyncio.Event()

    async def serve(self, connection: ServerConnection, first: bool) -> None:
        """One client, until it goes."""
        if first:
            if self.lost.is_set():
                connection.transport.abort()
                return
            self.first_port.add(connection)
        try:
            await connection.send(_text({"type": "hello", "epoch": EPOCH}))
            async for text in connection:
                await self.command(connection, json.loads(text))
        except ConnectionClosed:
            pass
        finally:
            for room in self.rooms.values():
                if connection in room.members:
                    room.members.remove(connection)

    async def command(self, connection: ServerConnection, command: dict[str, Any]) -> None:
        """What the client said, answered."""
        room = self.rooms.setdefault(command["room"], Room(command["room"]))
        reply = {"id": command["id"], "room": room.id}
        if command["type"] == "message.send":
            await self.say(connection, room, command, reply)
            return
        missed: list[str] = []
        if command["type"] == "room.load":
            first = {"type": "room.loaded", **reply, "seq": len(room.log), "events": []}
        else:
            first = {"type": "room.caught_up", **reply, "seq": len(room.log)}
            after = command["seq"]
            if self.fault == "gap" and after < len(room.log):
                after += 1
            elif self.fault == "repeat" and after:
                after -= 1
            missed = room.log[after:]
        room.members.append(connection)
        for event in missed:
            await connection.send(event)
        await connection.send(_text(first))

    async def say(
        self, connection: ServerConnection, room: Room, command: dict[str, Any], reply: dict[str, Any]
    ) -> None:
        """A message: into the log, acknowledged, to all members; or wrong."""
        self.messages += 1
        key = command["id"]
        if key not in room.places or self.fault == "again":
            second = max(self.rooms.values(), key=lambda each: each.id)
            room.said += 1
            planted = room is second and room.said % self.every == 0
            if planted and self.fault == "other room":
                other = min(self.rooms.values(), key=lambda each: each.id)
                await self.tell(other.members, other.append(key, command["body"]))
                room = other
            else:
                event = room.append(key, command["body"])
                last = room.members[-1:] if planted and self.fault == "lose" else []
                await self.tell([member for member in room.members if member not in last], event)
                if planted and self.fault == "stray":
                    other = min(self.rooms.values(), key=lambda each: each.id)
                    await self.tell(other.members[:1], event)
        if not self.lost.is_set() and self.messages >= self.after and connection in self.first_port:
            await self.lose()
            if self.fault == "again":
                return  # it is in the log, and its sender cannot know
        await connection.send(_text({"type": "message.accepted", **reply, "seq": room.places[key]}))

    async def tell(self, members: list[ServerConnection], event: str) -> None:
        """The event to these members, as far as they are there."""
        for member in list(members):
            try:
                await member.send(event)
            except ConnectionClosed:
                continue

    async def lose(self) -> None:
        """The first port is no more."""
        self.lost.set()
        for connection in self.first_port:
            if self.fault == "drain":
                await connection.send(_text({"type": "drain", "after_ms": 300}))
            else:
                connection.transport.abort()


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"))


async def main() -> None:
    """Serve until killed."""
    fault, every, after, *ports = sys.argv[1:]
    faulty = Faulty(fault, int(every), int(after))
    for port in ports:
        await serve(partial(faulty.serve, first=port == ports[0]), "127.0.0.1", int(port))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
