"""The port of a store: a log per room, what it folds to, the people, and what each has read.

What an adapter promises, and the shared contract suite checks:

- **Ordering.** `append` gives a room's next seq, 1, 2, 3 … without a hole, in commit
  order. Two appends of which the first was called first, in one process and for one
  room, get their seqs in that order.
- **Atomicity.** `append` returns only after the commit is on disk; if it raises, the
  event is not in the log. Rooms, events, counts, what the event changes and what a
  search finds change in one transaction.
- **Idempotency.** (room, sender, key) is unique. The same key with the same content
  gives the original place and `duplicate=True`; with another content ConflictError.
  Content is kind, body, target, mentions and extras; the sender's name may have changed meanwhile.
- **Effects.** An event of another kind than message.created changes the message at
  `target` as `effects.py` tells. MessageGoneError if that is erased, or no message; it
  is looked at in the same transaction. A message that carries files takes them:
  FileMissingError if one is not the sender's or is taken.
- **Guards.** What an event's `guard` asks of its sender is looked at in the same
  transaction: RoomNotFoundError for who is no member any more, SlowModeError for who has
  said something meanwhile.
- **Erasing.** Recalled text is nowhere any more: not in the events, their extras, the
  search, nor (SQLite) in the file and its log, soon after.
- **Errors.** `StorageFullError` when nothing can be written now (reading still works),
  `UnavailableError` when writing failed otherwise or the store is closed; both also meet
  all that was queued behind, and for `retry_after_ms` whatever comes next.
  `RoomNotFoundError` and `PersonNotFoundError` for what does not exist.
- **Unknown outcomes.** Where a commit may or may not have happened, the adapter runs it
  again under the same keys until it knows: an append is never refused and there after all.
- **Limits.** Times are Unix milliseconds. Reads give at most `limit` events. Texts hold
  neither NUL nor lone surrogates: BadTextError.

Who may see what is not the store's business but where it says `person`: then the result
is what that person (None: a visitor) may know of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from teahouse.model.files import FileRecord
from teahouse.model.people import Person, Role
from teahouse.protocol.parts import RoomSummary
from teahouse.store.port_accounts import Accounts, Links
from teahouse.store.port_erasing import Erasing
from teahouse.store.port_house import Houses
from teahouse.store.port_order import Order
from teahouse.store.records import (
    Appended,
    Found,
    Guard,
    NewEvent,
    Past,
    Place,
    PushTarget,
    ReadState,
    RoomSnapshot,
    StoredEvent,
    StoredPerson,
    Stretch,
    Survey,
    Version,
    Wanted,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from uuid import UUID

__all__ = [
    "CLASSIC_LEASE_MS",
    "COUNTED",
    "DIRECT_MOST",
    "DIRECT_NAME",
    "IMPORTED_NAME",
    "MADE_NAME",
    "PUSHED_MOST",
    "PUSHES_MOST",
    "Appended",
    "FileRecord",
    "Files",
    "Found",
    "Guard",
    "Log",
    "NewEvent",
    "Past",
    "People",
    "Place",
    "PushTarget",
    "Pushes",
    "ReadState",
    "Reads",
    "RoomSnapshot",
    "Rooms",
    "Store",
    "StoredEvent",
    "StoredPerson",
    "Stretch",
    "Survey",
    "Version",
    "Wanted",
]

DIRECT_MOST = 8
"""People in a direct conversation; at least two."""

DIRECT_NAME = "direct-"
"""What the name of a direct conversation begins with, and that of no room."""

MADE_NAME = "room-"
"""What the name of a room begins with that stands for its making; people see titles."""

IMPORTED_NAME = f"{MADE_NAME}import-"
"""What the names of rooms begin with that were brought along from elsewhere: their times are older than their places."""

PUSHED_MOST = 1_000
"""Targets that one call of everyone reaches."""

PUSHES_MOST = 20
"""Targets of one person."""

CLASSIC_LEASE_MS = 90_000
"""A classic guest's name is kept this long after it was last seen; a node says so every 30 seconds."""

COUNTED = 1_000
"""Nothing is counted further than this."""


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


class Reads(Protocol):
    """What each person has read, and what calls them."""

    async def mark_read(self, room: int, person: int, seq: int, *, back: bool = False) -> ReadState:
        """Move the read position up to `seq`, at most to the room's head; down only if `back`."""
        ...

    async def set_notify(self, room: int, person: int, level: str) -> ReadState:
        """What of this room the person wants to be told of: all, mentions or none."""
        ...

    async def mentions(self, person: int, before: int | None, limit: int) -> Found:
        """The messages that call this person and that they may read, newest first; `count` are unread ones."""
        ...

    async def notify_levels(self, room: int) -> dict[int, str]:
        """Whose level in this room is all or none; everybody else's is mentions."""
        ...


class People(Protocol):
    """Who someone is, and their sessions."""

    async def add_person(
        self,
        name: str,
        role: Role,
        token: str | None,
        now: int,
        free_before: int,
        *,
        label: str = "",
        expires_at: int | None = None,
    ) -> Person:
        """A new person of that name, or NameTakenError.

        The name of a guest last seen before `free_before`, or of a classic guest who
        left or was not seen for CLASSIC_LEASE_MS (its node died), is taken over; that
        row, its id and its messages stay, without a name. That of an account never is.
        `token` is the session's secret; only its hash is stored. `label` and `expires_at`
        are that session's; see `account_records`.
        """
        ...

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        """Another name for the same person, or NameTakenError."""
        ...

    async def set_status(self, person: int, away: bool, status: str) -> Person:
        """What a person says of themselves."""
        ...

    async def person(self, person: int) -> StoredPerson:
        """A person by id, or PersonNotFoundError. A freed name is still told."""
        ...

    async def people(self, people: list[int]) -> list[Person]:
        """Those of them who exist, in no order."""
        ...

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        """Those who hold one of these names now (compared as names are), in no order."""
        ...

    async def find_people(self, start: str, limit: int) -> list[Person]:
        """Those whose names begin so (compared as names are) and are theirs now, the last seen first."""
        ...

    async def person_by_token(self, token: str) -> StoredPerson | None:
        """Whose session this secret is."""
        ...

    async def end_session(self, session: str, now: int) -> None:
        """End a session, by its id (see `model.people.session_id`); nothing happens if there is none.

        `survey` tells of it for at least a minute.
        """
        ...

    async def seen(self, people: list[int], now: int) -> None:
        """These people are here at `now`: their names stay reserved."""
        ...

    async def free_name(self, person: int) -> None:
        """A classic guest left for good: the name is free, the row stays."""
        ...

    async def set_ignored(self, person: int, other: int, *, ignored: bool) -> None:
        """Whether `person` wants to hear nothing of `other`."""
        ...

    async def ignored(self, person: int) -> frozenset[int]:
        """Whom this person ignores."""
        ...

    async def ignored_by(self, person: int, among: list[int]) -> frozenset[int]:
        """Who of these ignores this person."""
        ...


class Files(Protocol):
    """The records of files; their bytes are elsewhere."""

    async def add_file(self, record: FileRecord) -> None:
        """A file that nothing carries yet."""
        ...

    async def file(self, file: str) -> FileRecord | None:
        """By id."""
        ...

    async def drop_file(self, file: str, *, only_unsent: bool = False) -> bool:
        """There is no such file any more; whether there was one.

        With `only_unsent`, nothing happens to one that a message carries: decided in the
        same statement, so that a file cannot be sent and dropped at once.
        """
        ...

    async def known_files(self, files: list[str]) -> set[str]:
        """Which of these ids (at most 1,000) there are."""
        ...

    async def unsent_files(self, before: int) -> list[FileRecord]:
        """Those created before this time that nothing carries; at most 1,000."""
        ...

    async def file_bytes(self, person: int | None) -> int:
        """How many bytes the files of a person have, or (None) all."""
        ...


class Pushes(Protocol):
    """Where people are told of what they miss."""

    async def push_keys(self, make: Callable[[], str]) -> str:
        """The server's own keys for Web Push (VAPID): what `make` gave at the first call, the same on every node."""
        ...

    async def add_push(self, target: PushTarget) -> int:
        """Its id; the same address of the same person and kind keeps its row. `target.id` is not looked at."""
        ...

    async def drop_push(self, person: int, target: int) -> None:
        """No more; nothing happens if it is not this person's."""
        ...

    async def pushes(self, people: list[int]) -> list[PushTarget]:
        """All of these people."""
        ...

    async def pushes_in(self, room: int) -> list[PushTarget]:
        """Of those who have read in this room, at most PUSHED_MOST; not of those who muted it."""
        ...


class Store(Log, Rooms, Reads, People, Files, Pushes, Accounts, Links, Erasing, Order, Houses, Protocol):
    """See the module's docstring for what each call promises."""

    epoch: str
    """Random id of this store's history; cursors of another epoch are worthless.

    It changes when the history does: then the node starts over with what the store has.
    """

    store_id: str
    """Short random name of this store, for cookies; survives a restore."""

    seal_key: bytes
    """What all nodes of this store sign with; see `model.seal`."""

    async def close(self) -> None:
        """Commit what is queued, checkpoint, release the files."""
        ...
