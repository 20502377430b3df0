"""How a batch is written: the appends of all rooms in a few statements, whatever their number.

Each step of a statement gives up Python's global lock and must win it back from a busy
event loop, so the count of steps, not of rows, decides how long a batch takes: the rows
go over as one JSON text and become rows inside SQLite.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import RoomNotFoundError, StorageFullError, TeahouseError
from teahouse.store.driver import driver, is_storage_problem
from teahouse.store.effects import ABOUT_ROOM, CHANGES, CREATED
from teahouse.store.journal import Append, Change, Operation
from teahouse.store.port import Appended, NewEvent
from teahouse.store.request_hash import content, keyed_hash
from teahouse.store.sqlite_answered import Answered
from teahouse.store.sqlite_documents import Documents, document
from teahouse.store.sqlite_effects import Name, write_calls
from teahouse.store.sqlite_guards import Guards
from teahouse.store.sqlite_sift import sift
from teahouse.store.sqlite_targets import Targets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ADVANCE = """
UPDATE rooms
SET head = head + step.value ->> 1, message_count = message_count + step.value ->> 2
FROM json_each(?) AS step
WHERE rooms.id = step.value ->> 0 AND rooms.kind <> 'gone'
RETURNING rooms.id, rooms.head, rooms.message_count, rooms.kind
"""

INSERT = """
INSERT INTO events
    (room, seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to, request_hash,
    target, extras)
SELECT
    e.value ->> 0, e.value ->> 1, e.value ->> 14, e.value ->> 2, e.value ->> 3, e.value ->> 4,
    unhex(e.value ->> 5, '-'), e.value ->> 6, e.value ->> 7, e.value ->> 8, e.value ->> 9, e.value ->> 10,
    unhex(e.value ->> 11, '-'), e.value ->> 12, e.value ->> 13
FROM json_each(?) AS e
"""

LAST_SEARCHED = "SELECT seq FROM sqlite_sequence WHERE name = 'searched'"


class Room:
    """How far a room is while a batch is put into it. `members` is None unless it is a direct one."""

    __slots__ = ("count", "head", "members")

    def __init__(self, head: int, count: int, members: tuple[int, ...] | None) -> None:
        self.head = head
        self.count = count
        self.members = members


class BatchWriter:
    """Writes batches on one connection. Lives on the writer thread."""

    def __init__(
        self, connection: driver.Connection, epoch: str, secret: bytes, now: Callable[[], int]
    ) -> None:
        """`secret` keys the hashes of requests; `now` is Unix time in milliseconds."""
        self._connection = connection
        self._epoch = epoch
        self._cursor = connection.cursor()
        self._keyed = keyed_hash(secret)
        self._now = now
        self._last_searched: int | None = None
        self._members: dict[int, tuple[int, ...]] = {}
        self.erased = False
        """Whether a text was to be gone for good and may still be in the write-ahead log."""

    def commit(self, batch: list[Operation]) -> Sequence[object]:
        """See `journal.Commit`."""
        try:
            if self._connection.in_transaction:
                # An earlier rollback failed too, as it can on a failing disk.
                self._cursor.execute("ROLLBACK")
            self._cursor.execute("BEGIN IMMEDIATE")
            outcomes = self._write(batch)
            self._cursor.execute("COMMIT")
        except driver.Error as problem:
            self._roll_back()
            if is_storage_problem(problem):
                raise StorageFullError from problem
            raise
        except BaseException:
            self._roll_back()
            raise
        return outcomes

    def _write(self, batch: list[Operation]) -> list[object]:
        outcomes: list[object] = [None] * len(batch)
        appends: list[int] = []
        for index, operation in enumerate(batch):
            if type(operation) is Append:
                appends.append(index)
            elif isinstance(operation, Change):
                self.erased |= operation.erases
                try:
                    outcomes[index] = operation.apply(self._cursor)
                except TeahouseError as refusal:
                    outcomes[index] = refusal
        if appends:
            events = [operation.event for operation in batch if type(operation) is Append]
            for index, outcome in zip(appends, self._append(events), strict=True):
                outcomes[index] = outcome
        return outcomes

    def _append(self, events: list[NewEvent]) -> list[Appended | TeahouseError]:
        """Take all for new at first, as nearly all are; the constraints tell when one is not."""
        hashes = [self._keyed(content(event)) for event in events]
        guarded = [event for event in events if event.guard is not None]
        if any(map(_needs_care, events)) or (guarded and self._guards(guarded).refuse_any):
            return self._append_one_by_one(events, hashes)
        rooms = self._advance(events)
        try:
            return self._insert(events, hashes, rooms)
        except driver.IntegrityError:
            self._advance(events, -1)
            return self._append_one_by_one(events, hashes)

    def _append_one_by_one(self, events: list[NewEvent], hashes: list[str]) -> list[Appended | TeahouseError]:
        """Append those that nothing speaks against, and tell the others why not."""
        targets = Targets(self._cursor, events)
        sifted = sift(self._cursor, self._epoch, events, hashes, targets, self._guards(events))
        new = [events[place] for place in sifted.chosen]
        if not new:
            return sifted.outcomes([])
        digests = [hashes[place] for place in sifted.chosen]
        return sifted.outcomes(self._insert(new, digests, self._advance(new), targets))

    def _guards(self, events: list[NewEvent]) -> Guards:
        return Guards(self._cursor, events, self._now())

    def _advance(self, events: list[NewEvent], sign: int = 1) -> dict[int, Room]:
        """Move the heads by what each room gets; how far each was before."""
        counts = Counter(event.room for event in events)
        public = Counter(event.room for event in events if event.visible_to is None and event.kind == CREATED)
        steps = [(room, sign * count, sign * public[room]) for room, count in counts.items()]
        moved = self._cursor.execute(ADVANCE, (_json(steps),)).fetchall()
        return {
            room: Room(head - sign * counts[room], count - sign * public[room], self._members_of(room, kind))
            for room, head, count, kind in moved
        }

    def _insert(
        self,
        events: list[NewEvent],
        hashes: list[str],
        rooms: dict[int, Room],
        targets: Targets | None = None,
    ) -> list[Appended | TeahouseError]:
        """Write the events, and what they change; `targets` has looked at those that change anything."""
        now = self._now()
        outcomes: list[Appended | TeahouseError] = []
        rows = []
        answered = Answered(self._cursor, events)
        calls: dict[Name, tuple[int, ...]] = {}
        documents = Documents()
        for event, digest in zip(events, hashes, strict=True):
            room = rooms.get(event.room)
            if room is None:
                outcomes.append(RoomNotFoundError())
                continue
            room.head = seq = room.head + 1
            at = now
            if event.past is not None:
                at = event.past.at
                event = answered.aim(event, seq)
            rows.append(_row(event, seq, digest, at))
            if event.kind == CREATED:
                if event.visible_to is None:
                    room.count += 1
                name = (event.room, seq)
                if event.calls:
                    calls[name] = event.calls
                if event.words is not None:
                    readers = room.members if event.visible_to is None else event.visible_to
                    documents.add(name, document(event, at, event.sender.id, event.extras, readers))
            elif targets is not None:
                targets.gather(event, seq, at, room.members, documents)
            outcomes.append(
                Appended(
                    room=event.room, seq=seq, at=at, epoch=self._epoch, duplicate=False, count=room.count
                )
            )
        if rows:
            self._cursor.execute(INSERT, (_json(rows),))
        if calls:
            write_calls(self._cursor, calls)
        if targets is not None:
            targets.effects.write(self._cursor)
            self.erased |= targets.effects.erasing
        if documents:
            self._last_searched = documents.write(self._cursor, self._searched())
        return outcomes

    def _searched(self) -> int:
        """The last id of what a search finds."""
        if self._last_searched is None:
            row = self._cursor.execute(LAST_SEARCHED).fetchone()
            self._last_searched = 0 if row is None else row[0]
        return self._last_searched

    def _members_of(self, room: int, kind: str) -> tuple[int, ...] | None:
        """Who reads a direct conversation: that never changes."""
        if kind != "direct":
            return None
        if room not in self._members:
            rows = self._cursor.execute("SELECT person FROM members WHERE room = ?", (room,)).fetchall()
            self._members[room] = tuple(person for (person,) in rows)
        return self._members[room]

    def _roll_back(self) -> None:
        self._last_searched = None
        try:
            if self._connection.in_transaction:
                self._cursor.execute("ROLLBACK")
        except driver.Error:
            # What made the batch fail is told; the next batch begins with a rollback.
            pass


def _needs_care(event: NewEvent) -> bool:
    """Whether more has to be there than its room and people, or more changes than what a message does."""
    extras = event.extras
    if event.kind == CREATED:
        return extras is not None and bool(extras.files)
    return event.kind in CHANGES or event.kind in ABOUT_ROOM


def _row(event: NewEvent, seq: int, digest: str, at: int) -> tuple[object, ...]:
    sender, to = event.sender, event.to
    return (
        event.room,
        seq,
        event.kind,
        sender.id,
        sender.name,
        event.key,
        event.body,
        None if to is None else to.id,
        None if to is None else to.name,
        event.mentions or None,
        event.visible_to,
        digest,
        event.target,
        event.extras,
        at,
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
