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

The calls are in the files `port_*.py`, one a noun; `Store` is all of them.
"""

from __future__ import annotations

from typing import Protocol

from teahouse.model.files import FileRecord
from teahouse.store.port_accounts import Accounts, Links
from teahouse.store.port_erasing import Erasing
from teahouse.store.port_files import Files
from teahouse.store.port_house import Houses
from teahouse.store.port_log import Log
from teahouse.store.port_order import Order
from teahouse.store.port_people import People
from teahouse.store.port_pushes import Pushes
from teahouse.store.port_reads import Reads
from teahouse.store.port_rooms import Rooms
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

__all__ = [
    "Appended",
    "FileRecord",
    "Found",
    "Guard",
    "NewEvent",
    "Past",
    "Place",
    "PushTarget",
    "ReadState",
    "RoomSnapshot",
    "Store",
    "StoredEvent",
    "StoredPerson",
    "Stretch",
    "Survey",
    "Version",
    "Wanted",
]


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
