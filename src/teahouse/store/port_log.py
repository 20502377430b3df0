"""The port of the log of each room; see `port` for what all calls promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from teahouse.store.records import (
    Appended,
    Found,
    NewEvent,
    RoomSnapshot,
    StoredEvent,
    Stretch,
    Version,
    Wanted,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from uuid import UUID


class Log(Protocol):
    """The log of each room, raw and folded."""

    def append(self, event: NewEvent) -> Awaitable[Appended]:
        """Give the event its place, durably.

        The call itself takes the place in the queue (so the order of calls is the order
        of seqs); the awaitable is done after the commit.
        """
        ...

    async def knows(self, room: int, sender: int, key: UUID) -> bool:
        """Whether this sender's key was taken in this room: `append` says by what."""
        ...

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot:
        """State and the newest `limit` events, folded, in one transaction."""
        ...

    async def stretch(self, room: int, after: int, upto: int, limit: int) -> Stretch:
        """Events with `after < seq <= upto`, folded: the first `limit` of them."""
        ...

    async def messages(self, room: int, seqs: list[int]) -> Stretch:
        """Those of these seqs that are messages, folded."""
        ...

    async def events(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        """Events as they were appended, with `after < seq <= upto` in order of seq, the first `limit` of them."""
        ...

    async def edits(self, room: int, seq: int) -> list[Version]:
        """What a message was and is, first to last."""
        ...

    async def first_seq(self, room: int) -> int:
        """The first seq that the room still has, or would give if it is empty."""
        ...

    async def search(self, person: int | None, wanted: Wanted, before: int | None, limit: int) -> Found:
        """Messages that this person may read and that are wanted, newest first, beyond the cursor `before`."""
        ...
