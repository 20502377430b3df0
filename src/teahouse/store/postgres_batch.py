"""A room's batch as PostgreSQL takes it: columns with each key once, and what the answer means."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from teahouse.model.errors import (
    ConflictError,
    MessageGoneError,
    NameTakenError,
    PersonNotFoundError,
    RoomNotFoundError,
    SlowModeError,
    TeahouseError,
)
from teahouse.model.file_errors import FileMissingError
from teahouse.model.names import name_key
from teahouse.store.effects import CREATED, EDITED, PREVIEWED, ROOM_CHANGED
from teahouse.store.port import Appended, NewEvent
from teahouse.store.postgres_terms import terms
from teahouse.store.request_hash import content

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

MESSAGE = CREATED
ARGUMENTS = 24

APPEND = f"SELECT * FROM teahouse_append_5({', '.join(f'${n}' for n in range(1, ARGUMENTS + 1))})"  # noqa: S608

KNOWN = """
SELECT wanted.place, e.seq, e.at, e.request_hash
FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS wanted (sender, key, place)
CROSS JOIN LATERAL (
    SELECT seq, at, request_hash FROM events
    WHERE events.room = $1 AND events.sender = wanted.sender AND events.key = wanted.key
    LIMIT 1
) AS e
"""

MISSING = "SELECT wanted FROM unnest($1::bigint[]) AS wanted WHERE NOT EXISTS (SELECT FROM people WHERE id = wanted)"

# The function gives a batch one time: what has its own gets it before the transaction ends, and what it answers.
DATE = """
WITH wanted AS (
    SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[]) AS wanted (seq, at, sender, key)
), dated AS (
    UPDATE events
    SET at = wanted.at, target = CASE WHEN wanted.sender IS NULL THEN events.target ELSE (
        SELECT seq FROM events AS e WHERE e.room = $1 AND e.sender = wanted.sender AND e.key = wanted.key LIMIT 1
    ) END
    FROM wanted WHERE events.room = $1 AND events.seq = wanted.seq
), found AS (
    UPDATE searched SET at = wanted.at FROM wanted WHERE searched.room = $1 AND searched.seq = wanted.seq
)
UPDATE folded SET edited_at = wanted.at FROM wanted
WHERE folded.room = $1 AND folded.edit_seq = wanted.seq
"""

Place = tuple[int, int, bytes]
"""Seq, time and hash of an event that is in the log."""

Outcome = Appended | TeahouseError


class Answer(Struct, frozen=True):
    """What the function said, by place in the batch from 0.

    `head` is the room's before the batch, None without such a room, `count` how many
    messages it has after it; `known` what was in the log already; `refused` what is not in it.
    """

    head: int | None
    count: int
    known: dict[int, Place]
    refused: dict[int, Callable[[], TeahouseError]]


class Batch:
    """Events of one room, in the order of their seqs. Knows no connection."""

    def __init__(self, room: int, events: list[NewEvent], at: int, keyed: Callable[[bytes], str]) -> None:
        """`at` is the time of the first attempt, which all attempts keep."""
        self.room = room
        self.at = at
        self._hashes = [bytes.fromhex(keyed(content(event))) for event in events]
        self._columns: list[int] = []
        """For each event its place among those with a key of their own."""
        self.events: list[NewEvent] = []
        first: dict[tuple[int, UUID], int] = {}
        for event in events:
            column = first.setdefault((event.sender.id, event.key), len(self.events))
            if column == len(self.events):
                self.events.append(event)
            self._columns.append(column)

    @property
    def dated(self) -> bool:
        """Whether any event has a time of its own."""
        return any(event.past is not None for event in self.events)

    def dates(self, answer: Answer) -> list[tuple[int, int, int | None, bytes | None]]:
        """For DATE: the seqs of the new events that have times of their own, these, and what they answer."""
        if answer.head is None:
            return []
        seq = answer.head
        dates: list[tuple[int, int, int | None, bytes | None]] = []
        for place, event in enumerate(self.events):
            if place not in answer.known and place not in answer.refused:
                seq += 1
                if event.past is not None:
                    sender, key = event.past.answers or (None, None)
                    dates.append((seq, event.past.at, sender, None if key is None else key.bytes))
        return dates

    def arguments(self, left_out: Collection[int] = ()) -> tuple[Any, ...]:
        """For APPEND; without the events in those places."""
        events = self.events
        hashes = self._first_hashes()
        if left_out:
            kept = [place for place in range(len(events)) if place not in left_out]
            events, hashes = [events[place] for place in kept], [hashes[place] for place in kept]
        calls = [(place, person) for place, event in enumerate(events, 1) for person in _calls(event)]
        files = [(place, file) for place, event in enumerate(events, 1) for file in _files(event)]
        guarded, slow, silent = _guards(events)
        return (
            self.room,
            self.at,
            [event.kind for event in events],
            [event.sender.id for event in events],
            [event.sender.name for event in events],
            [event.key.bytes for event in events],
            [event.body for event in events],
            [None if event.to is None else event.to.id for event in events],
            [None if event.to is None else event.to.name for event in events],
            [_json(event.mentions) if event.mentions else None for event in events],
            [None if event.visible_to is None else _json(event.visible_to) for event in events],
            hashes,
            [event.target for event in events],
            [None if event.extras is None else _json(event.extras) for event in events],
            [terms(event) for event in events],
            [_title(event) for event in events],
            [place for place, _ in calls],
            [person for _, person in calls],
            [place for place, _ in files],
            [file for _, file in files],
            not files and all(event.kind == CREATED for event in events),
            guarded,
            slow,
            silent,
        )

    def outcomes(self, answer: Answer, *, epoch: str, again: bool = False) -> list[Outcome]:
        """For each event what its caller gets.

        `epoch` is whose log it was. `again`: an earlier attempt may have written it, so what
        has this batch's own time is not a duplicate.
        """
        if answer.head is None:
            return [RoomNotFoundError() for _ in self._columns]
        head = answer.head
        places = dict(answer.known)
        hashes = self._first_hashes()
        new: set[int] = set()
        for place in range(len(self.events)):
            if place not in answer.known and place not in answer.refused:
                head += 1
                places[place] = (head, self.at, hashes[place])
                new.add(place)
            elif again and place in answer.known and answer.known[place][1] == self.at:
                new.add(place)
        counts = self._counts(new, answer.count)
        outcomes: list[Outcome] = []
        for place, digest in zip(self._columns, self._hashes, strict=True):
            if hashes[place] != digest:
                # The key came twice at once: whatever became of the first, this is another content.
                outcomes.append(ConflictError(field="id"))
            elif place not in places:
                outcomes.append(answer.refused[place]())
            elif places[place][2] != digest:
                outcomes.append(ConflictError(field="id"))
            else:
                fresh = place in new
                new.discard(place)
                seq, at, _ = places[place]
                outcomes.append(
                    Appended(
                        room=self.room,
                        seq=seq,
                        at=at,
                        epoch=epoch,
                        duplicate=not fresh,
                        count=counts[place] if fresh else 0,
                    )
                )
        return outcomes

    def answer(
        self,
        row: Any,
        left_out: Collection[int] = (),
        known: Mapping[int, Place] | None = None,
    ) -> Answer:
        """What a row of APPEND says, called without the events in the places `left_out`, which name nobody.

        `known` are those of them that are in the log all the same.
        """
        kept = [place for place in range(len(self.events)) if place not in left_out]
        known = dict(known or {})
        refused: dict[int, Callable[[], TeahouseError]] = dict.fromkeys(
            (place for place in left_out if place not in known), PersonNotFoundError
        )
        found = zip(*(row[name] or () for name in ("o_known", "o_seqs", "o_ats", "o_hashes")), strict=True)
        known |= {kept[place - 1]: (seq, at, digest) for place, seq, at, digest in found}
        for name, error in REFUSALS.items():
            refused |= {kept[place - 1]: error for place in row[name] or ()}
        for place, at in zip(row["o_soon"] or (), row["o_soon_ats"] or (), strict=True):
            refused[kept[place - 1]] = self._too_soon(kept[place - 1], at)
        return Answer(row["o_head"], row["o_count"] or 0, known, refused)

    def _too_soon(self, place: int, said_at: int) -> Callable[[], TeahouseError]:
        guard = self.events[place].guard
        assert guard is not None, "only what has a guard is refused by it"
        return partial(SlowModeError, retry_after_ms=max(1, said_at + guard.pause_ms - self.at))

    def _counts(self, new: set[int], count: int) -> dict[int, int]:
        """How many messages the room had after each new event, from how many it has after all."""
        counts: dict[int, int] = {}
        for place in sorted(new, reverse=True):
            counts[place] = count
            event = self.events[place]
            count -= event.visible_to is None and event.kind == CREATED
        return counts

    def _first_hashes(self) -> list[bytes]:
        if len(self.events) == len(self._columns):
            return self._hashes
        found: dict[int, bytes] = {}
        for place, digest in zip(self._columns, self._hashes, strict=True):
            found.setdefault(place, digest)
        return list(found.values())


REFUSALS: dict[str, Callable[[], TeahouseError]] = {
    "o_barred": RoomNotFoundError,
    "o_gone": partial(MessageGoneError, field="target"),
    "o_lost": partial(FileMissingError, field="files"),
    "o_taken": partial(NameTakenError, field="title"),
}
"""By the name of the column that has their places."""


def _calls(event: NewEvent) -> tuple[int, ...]:
    return tuple(dict.fromkeys(event.calls)) if event.kind in (CREATED, EDITED) else ()


def _files(event: NewEvent) -> tuple[str, ...]:
    """What its message takes: what it carries, or the image of a preview."""
    extras = event.extras
    if extras is None:
        return ()
    if event.kind == PREVIEWED and extras.preview is not None and extras.preview.image is not None:
        return (extras.preview.image.id,)
    return tuple(file.id for file in extras.files) if event.kind == CREATED else ()


def _guards(events: list[NewEvent]) -> tuple[list[int], list[int], list[int]]:
    """Places whose senders must be members; those that come too soon if more was said, and after which seq."""
    guarded: list[int] = []
    slow: list[int] = []
    silent: list[int] = []
    for place, event in enumerate(events, 1):
        guard = event.guard
        if guard is not None:
            if guard.member:
                guarded.append(place)
            if guard.silent_since is not None:
                slow.append(place)
                silent.append(guard.silent_since)
    return guarded, slow, silent


def _title(event: NewEvent) -> str | None:
    """What a room's new title is compared by."""
    if event.kind != ROOM_CHANGED or event.extras is None or event.extras.title is None:
        return None
    return name_key(event.extras.title)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
