"""The port of how the place is run: its settings, its people and rooms as admins see them, and what is let go of.

As in `port`: each call is one transaction, durable when it returns, and can be sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct

from teahouse.model.people import Person, Role

PRUNED_AFTER_MS = 90 * 86_400_000
"""The places and keys of erased messages are kept this long, so that a command sent again is known."""

EXPIRED_AT_ONCE = 64
"""Events that one call erases: the writer is never held up for long."""


class KeptHouse(Struct, frozen=True):
    """What the owner chose, as plain values by their keys; whether there is an owner; `Survey.rights` of then."""

    values: dict[str, Any]
    owned: bool
    rights: int = 0


class Lodger(Struct, frozen=True, kw_only=True):
    """A person as admins see them: times are Unix ms, `sanctions` those that hold now."""

    person: Person
    role: Role
    created_at: int
    last_seen: int
    sanctions: int


class RoomSize(Struct, frozen=True, kw_only=True):
    """How large a room is: people in it if it is not for everyone, messages that it has, bytes of its files."""

    id: int
    name: str
    title: str
    topic: str
    access: str
    archived: bool
    read_only: bool
    retention_days: int | None
    owner: Person | None
    created_at: int
    last_at: int | None
    members: int
    messages: int
    bytes: int


class Figures(Struct, frozen=True, kw_only=True):
    """How much there is of everything. `people` counts who has a name; bytes are those of the files and the database."""

    people: int
    accounts: int
    rooms: int
    conversations: int
    messages: int
    files: int
    files_bytes: int
    database_bytes: int
    reports: int
    held: int


class Expired(Struct, frozen=True):
    """What a call has let go of: `first_seq` of the room now, files that are no more, and whether there may be more."""

    first_seq: int
    files: tuple[str, ...]
    more: bool


class Houses(Protocol):
    """How the place is run."""

    async def house(self) -> KeptHouse:
        """What the owner chose."""
        ...

    async def set_house(self, values: Mapping[str, Any]) -> None:
        """Keep these values beside the others, None for no choice any more; the rights count up."""
        ...

    async def lodgers(self, query: str, before: int | None, now: int, limit: int) -> list[Lodger]:
        """People whose names have `query` in them (compared as names are), the newest first, ids below `before`.

        Without a query all but those who came by the article's dialogue.
        """
        ...

    async def room_sizes(self) -> list[RoomSize]:
        """All rooms but direct conversations, in order of id; at most 10,000."""
        ...

    async def figures(self) -> Figures:
        """How much there is. It counts, and takes a while where there is much: not for every second."""
        ...

    async def ageing(self, now: int, days: int) -> list[tuple[int, int]]:
        """Rooms with something to erase or to prune, and for how many days each keeps what is said (0: for ever).

        `days` is for rooms without a choice of their own.
        """
        ...

    async def expire(self, room: int, before: int, limit: int) -> Expired:
        """Erase what a room's log begins with and is from before this time: at most `limit` events.

        `first_seq` goes up. Texts, mentions, extras and edits of those messages become null; their
        reactions, votes, pins, calls, words, held copies and file records are gone, as by a recall;
        who has read less has read as far. The events keep their places and keys. With nothing
        more to erase, the listing counts up if anything was. RoomNotFoundError.
        """
        ...

    async def prune(self, room: int, before: int, limit: int) -> int:
        """Take away events below the room's `first_seq` from before this time, at most `limit`: how many went."""
        ...

    async def drop_room(self, room: int) -> None:
        """A room is gone for all: it has no name, members or links any more, and nothing finds it.

        Its rows and its id stay until `clear_room` has taken them. A direct conversation and the
        lobby (1) are not dropped: NotAllowedError. RoomNotFoundError, also for one that is gone.
        """
        ...

    async def dropped_rooms(self) -> list[int]:
        """Rooms that are gone and still have rows."""
        ...

    async def clear_room(self, room: int, limit: int) -> Expired:
        """Take away rows of a room that was dropped, `limit` events at a time; without `more`, nothing is left."""
        ...
