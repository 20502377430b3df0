"""How a batch is written: the appends of all rooms in four statements, whatever their number.

Each step of a statement gives up Python's global lock and must win it back from a busy
event loop, so the count of steps, not of rows, decides how long a batch takes: the rows
go over as one JSON text and become rows inside SQLite.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from teahouse.model.errors import (
    ConflictError,
    PersonNotFoundError,
    RoomNotFoundError,
    StorageFullError,
    TeahouseError,
)
from teahouse.protocol.events import MessageCreated
from teahouse.store.driver import driver, is_storage_problem
from teahouse.store.journal import Append, Change, Operation
from teahouse.store.port import Appended, NewEvent
from teahouse.store.request_hash import content, keyed_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MESSAGE = str(MessageCreated.__struct_config__.tag)

ADVANCE = """
UPDATE rooms
SET head = head + step.value ->> 1, message_count = message_count + step.value ->> 2
FROM json_each(?) AS step
WHERE rooms.id = step.value ->> 0
RETURNING rooms.id, rooms.head
"""

INSERT = """
INSERT INTO events
    (room, seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to, request_hash)
SELECT
    e.value ->> 0, e.value ->> 1, ?, e.value ->> 2, e.value ->> 3, e.value ->> 4,
    unhex(e.value ->> 5, '-'), e.value ->> 6, e.value ->> 7, e.value ->> 8, e.value ->> 9, e.value ->> 10,
    unhex(e.value ->> 11, '-')
FROM json_each(?) AS e
"""

KNOWN = """
SELECT events.room, events.sender, events.key, events.seq, events.at, events.request_hash
FROM json_each(?) AS wanted
CROSS JOIN events
    ON events.room = wanted.value ->> 0
    AND events.sender = wanted.value ->> 1
    AND events.key = unhex(wanted.value ->> 2, '-')
"""

MISSING = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM people)"

Key = tuple[int, int, UUID]
"""Room, sender and key: what makes an event the same one."""


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
        hashes = [self._hash(event) for event in events]
        next_seqs = self._advance(events)
        try:
            return list(self._insert(events, hashes, next_seqs))
        except driver.IntegrityError:
            self._advance(events, -1)
            return self._append_new(events, hashes)

    def _append_new(self, events: list[NewEvent], hashes: list[str]) -> list[Appended | TeahouseError]:
        """Append those that are neither known already nor of an unknown sender, room or target."""
        known = self._known(events)
        missing = self._missing(events)
        outcomes: list[Appended | TeahouseError | None] = []
        fresh: dict[Key, int] = {}
        twins: list[tuple[int, int]] = []
        for index, (event, digest) in enumerate(zip(events, hashes, strict=True)):
            key = (event.room, event.sender.id, event.key)
            earlier = known.get(key)
            outcome: Appended | TeahouseError | None = None
            if earlier is not None:
                outcome = earlier[0] if earlier[1] == digest else ConflictError(field="id")
            elif event.sender.id in missing or (event.to is not None and event.to.id in missing):
                outcome = PersonNotFoundError()
            elif key in fresh:
                if hashes[fresh[key]] == digest:
                    twins.append((index, fresh[key]))
                else:
                    outcome = ConflictError(field="id")
            else:
                fresh[key] = index
            outcomes.append(outcome)
        chosen = list(fresh.values())
        new = [events[index] for index in chosen]
        if new:
            placed = self._insert(new, [hashes[index] for index in chosen], self._advance(new))
            for index, outcome in zip(chosen, placed, strict=True):
                outcomes[index] = outcome
        for index, first in twins:
            original = outcomes[first]
            outcomes[index] = (
                msgspec.structs.replace(original, duplicate=True)
                if isinstance(original, Appended)
                else original
            )
        return [outcome for outcome in outcomes if outcome is not None]

    def _advance(self, events: list[NewEvent], sign: int = 1) -> dict[int, int]:
        """Move the heads by what each room gets; the first seq that each gets."""
        counts = Counter(event.room for event in events)
        public = Counter(event.room for event in events if event.visible_to is None and event.kind == MESSAGE)
        steps = [(room, sign * count, sign * public[room]) for room, count in counts.items()]
        moved = self._cursor.execute(ADVANCE, (msgspec.json.encode(steps).decode(),)).fetchall()
        return {room: head - counts[room] + 1 for room, head in moved}

    def _insert(
        self, events: list[NewEvent], hashes: list[str], next_seqs: dict[int, int]
    ) -> list[Appended | RoomNotFoundError]:
        at = self._now()
        outcomes: list[Appended | RoomNotFoundError] = []
        rows = []
        for event, digest in zip(events, hashes, strict=True):
            room = event.room
            seq = next_seqs.get(room)
            if seq is None:
                outcomes.append(RoomNotFoundError())
                continue
            next_seqs[room] = seq + 1
            sender, to = event.sender, event.to
            rows.append(
                (
                    room,
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
                )
            )
            outcomes.append(Appended(room=room, seq=seq, at=at, epoch=self._epoch, duplicate=False))
        if rows:
            self._cursor.execute(INSERT, (at, msgspec.json.encode(rows).decode()))
        return outcomes

    def _known(self, events: list[NewEvent]) -> dict[Key, tuple[Appended, str]]:
        keys = [(event.room, event.sender.id, event.key) for event in events]
        rows = self._cursor.execute(KNOWN, (msgspec.json.encode(keys).decode(),)).fetchall()
        return {
            (room, sender, UUID(bytes=key)): (
                Appended(room=room, seq=seq, at=at, epoch=self._epoch, duplicate=True),
                digest.hex(),
            )
            for room, sender, key, seq, at, digest in rows
        }

    def _missing(self, events: list[NewEvent]) -> set[int]:
        named = {event.sender.id for event in events} | {event.to.id for event in events if event.to}
        rows = self._cursor.execute(MISSING, (msgspec.json.encode(named).decode(),)).fetchall()
        return {person for (person,) in rows}

    def _hash(self, event: NewEvent) -> str:
        """Keyed, so that the text of an erased short message cannot be guessed from it."""
        return self._keyed(content(event))

    def _roll_back(self) -> None:
        try:
            if self._connection.in_transaction:
                self._cursor.execute("ROLLBACK")
        except driver.Error:
            # What made the batch fail is told; the next batch begins with a rollback.
            pass
