"""The port of a store: a log per room, the people, and what each has read.

What an adapter promises, and the shared contract suite checks:

- **Ordering.** `append` gives a room's next seq, 1, 2, 3 … without a hole, in commit
  order. Two appends of which the first was called first, in one process and for one
  room, get their seqs in that order.
- **Atomicity.** `append` returns only after the commit is on disk; if it raises, the
  event is not in the log. Rooms, events and counts change in one transaction.
- **Idempotency.** (room, sender, key) is unique. The same key with the same content
  gives the original place and `duplicate=True`; with another content ConflictError.
  Content is kind, body, target and mentions; the sender's name may have changed meanwhile.
- **Errors.** `StorageFullError` when nothing can be written now (reading still works),
  `UnavailableError` when writing failed otherwise or the store is closed; both also meet
  all that was queued behind, and for `retry_after_ms` whatever comes next.
  `RoomNotFoundError` and `PersonNotFoundError` for what does not exist.
- **Unknown outcomes.** Where a commit may or may not have happened, the adapter runs it
  again under the same keys until it knows: an append is never refused and there after all.
- **Limits.** Times are Unix milliseconds. Reads give at most `limit` events. Texts hold
  neither NUL nor lone surrogates: BadTextError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from msgspec import Struct

from teahouse.model.people import Person, Role
from teahouse.protocol.events import RoomSummary

if TYPE_CHECKING:
    from collections.abc import Awaitable


CLASSIC_LEASE_MS = 90_000
"""A classic guest's name is kept this long after it was last seen; a node says so every 30 seconds."""


class NewEvent(Struct, frozen=True, kw_only=True, gc=False):
    """An event to append. `visible_to` is None for all, else the ids that may see it."""

    room: int
    kind: str
    sender: Person
    key: UUID
    body: str | None
    to: Person | None = None
    mentions: tuple[int, ...] = ()
    visible_to: tuple[int, ...] | None = None


class Appended(Struct, frozen=True, kw_only=True, gc=False):
    """Where and when an event came to be; `duplicate` if an earlier append made it.

    `epoch` is that of the history in which it has this place: not always the store's any more.
    """

    room: int
    seq: int
    at: int
    epoch: str
    duplicate: bool


class StoredEvent(Struct, frozen=True, kw_only=True, gc=False):
    """One row of a room's log."""

    room: int
    seq: int
    at: int
    kind: str
    sender: Person
    key: UUID
    body: str | None
    to: Person | None = None
    mentions: tuple[int, ...] = ()
    visible_to: tuple[int, ...] | None = None


class RoomSnapshot(Struct, frozen=True, kw_only=True):
    """A room's state and its newest events in order of seq, read in one transaction."""

    state: RoomSummary
    events: list[StoredEvent]


class StoredPerson(Struct, frozen=True, kw_only=True):
    """A person's row, as far as the server needs it."""

    person: Person
    role: Role


class Survey(Struct, frozen=True, kw_only=True):
    """What a node compares itself with: read in one query.

    `epoch` is the store's now; `heads` those of the rooms asked for (one that is gone is
    left out); `revoked` the ids of sessions ended since the time asked for.
    """

    epoch: str
    heads: dict[int, int]
    revoked: frozenset[str]


class Store(Protocol):
    """See the module's docstring for what each call promises."""

    epoch: str
    """Random id of this store's history; cursors of another epoch are worthless.

    It changes when the history does: then the node starts over with what the store has.
    """

    store_id: str
    """Short random name of this store, for cookies; survives a restore."""

    def append(self, event: NewEvent) -> Awaitable[Appended]:
        """Give the event its place, durably.

        The call itself takes the place in the queue (so the order of calls is the order
        of seqs); the awaitable is done after the commit.
        """
        ...

    async def rooms(self, person: int | None) -> list[RoomSummary]:
        """All rooms, with the person's read positions (0 for a visitor)."""
        ...

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot:
        """State and the newest `limit` events, in one transaction."""
        ...

    async def events(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        """Events with `after < seq <= upto` in order of seq, the first `limit` of them."""
        ...

    async def first_seq(self, room: int) -> int:
        """The first seq that the room still has, or would give if it is empty."""
        ...

    async def add_person(
        self, name: str, role: Role, token: str | None, now: int, free_before: int
    ) -> Person:
        """A new person of that name, or NameTakenError.

        The name of someone last seen before `free_before`, or of a classic guest who
        left or was not seen for CLASSIC_LEASE_MS (its node died), is taken over; that
        row, its id and its messages stay, without a name.
        `token` is the session's secret; only its hash is stored.
        """
        ...

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        """Another name for the same person, or NameTakenError."""
        ...

    async def person(self, person: int) -> StoredPerson:
        """A person by id, or PersonNotFoundError. A freed name is still told."""
        ...

    async def person_by_token(self, token: str) -> StoredPerson | None:
        """Whose session this secret is."""
        ...

    async def end_session(self, session: str, now: int) -> None:
        """End a session, by its id (see `model.people.session_id`); nothing happens if there is none.

        `survey` tells of it for at least a minute.
        """
        ...

    async def survey(self, rooms: list[int], revoked_since: int) -> Survey:
        """How far the rooms are, which sessions ended since then, and the epoch."""
        ...

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        """Those who hold one of these names now (compared as names are), in no order."""
        ...

    async def seen(self, people: list[int], now: int) -> None:
        """These people are here at `now`: their names stay reserved."""
        ...

    async def free_name(self, person: int) -> None:
        """A classic guest left for good: the name is free, the row stays."""
        ...

    async def mark_read(self, room: int, person: int, seq: int) -> None:
        """Move the read position up to `seq`, at most to the room's head; never down."""
        ...

    async def close(self) -> None:
        """Commit what is queued, checkpoint, release the files."""
        ...
