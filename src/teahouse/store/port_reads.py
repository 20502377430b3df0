"""The port of what each person has read; see `port` for what all calls promise."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from teahouse.store.records import Found, ReadState

COUNTED = 1_000
"""Nothing is counted further than this."""


class Reads(Protocol):
    """What each person has read, and what calls them."""

    async def mark_read(self, room: int, person: int, seq: int, *, back: bool = False) -> ReadState:
        """Move the read position up to `seq`, at most to the room's head; down only if `back`."""
        ...

    async def set_notify(self, room: int, person: int, level: str) -> ReadState:
        """What of this room the person wants to be told of: all, mentions or none."""
        ...

    async def mentions(
        self, person: int, before: int | None, limit: int, without: Collection[int] = ()
    ) -> Found:
        """The messages that call this person and that they may read, newest first; `count` are unread ones.

        Of the rooms in `without` there is none, and none is counted.
        """
        ...

    async def notify_levels(self, room: int) -> dict[int, str]:
        """Whose level in this room is all or none; everybody else's is mentions."""
        ...
