"""The port of rooms and direct conversations; see `port` for what all calls promise."""

from __future__ import annotations

from typing import Protocol

from teahouse.protocol.parts import RoomSummary
from teahouse.store.records import Place, Survey

DIRECT_MOST = 8
"""People in a direct conversation; at least two."""

DIRECT_NAME = "direct-"
"""What the name of a direct conversation begins with, and that of no room."""

MADE_NAME = "room-"
"""What the name of a room begins with that stands for its making; people see titles."""

IMPORTED_NAME = f"{MADE_NAME}import-"
"""What the names of rooms begin with that were brought along from elsewhere: their times are older than their places."""


class Rooms(Protocol):
    """Rooms and direct conversations."""

    async def rooms(self, person: int | None) -> list[RoomSummary]:
        """All rooms that this person may know of, in order of id, with their read positions.

        `unread` is None where the person never was; a visitor never was anywhere.
        """
        ...

    async def room(self, room: int) -> Place:
        """One room and who may come into it."""
        ...

    async def rooms_named(self, name: str) -> list[int]:
        """The ids of those called so (compared as names are) that are not private."""
        ...

    async def add_room(
        self,
        name: str,
        title: str,
        topic: str,
        owner: int,
        now: int,
        *,
        access: str = "public",
        history: str = "all",
    ) -> Place:
        """A new room, with its owner in it; NameTakenError if one has this name (compared as names are).

        A name that begins with MADE_NAME stands for one making alone: rooms are then compared by
        their titles (see `room_keys`), and the same name again gives the same room, ConflictError
        where owner, title or access are others.
        """
        ...

    async def open_direct(self, people: list[int], now: int) -> tuple[Place, bool]:
        """The conversation of exactly these people, and whether it is new. PersonNotFoundError."""
        ...

    async def survey(self, rooms: list[int], revoked_since: int) -> Survey:
        """How far the rooms are, which sessions ended since then, and the epoch."""
        ...
