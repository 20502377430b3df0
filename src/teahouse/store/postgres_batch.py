"""A room's batch as PostgreSQL takes it: columns with each key once, and what the answer means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.model.errors import ConflictError, PersonNotFoundError, RoomNotFoundError, TeahouseError
from teahouse.protocol.events import MessageCreated
from teahouse.store.port import Appended, NewEvent
from teahouse.store.request_hash import content

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from uuid import UUID

MESSAGE = str(MessageCreated.__struct_config__.tag)

APPEND = "SELECT * FROM teahouse_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"

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

Place = tuple[int, int, bytes]
"""Seq, time and hash of an event that is in the log."""

Outcome = Appended | TeahouseError


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

    def arguments(self, left_out: Collection[int] = ()) -> tuple[Any, ...]:
        """For APPEND; without the events in those places."""
        events = self.events
        hashes = self._first_hashes()
        if left_out:
            kept = [place for place in range(len(events)) if place not in left_out]
            events, hashes = [events[place] for place in kept], [hashes[place] for place in kept]
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
            [event.visible_to is None and event.kind == MESSAGE for event in events],
        )

    def outcomes(
        self,
        head: int | None,
        known: Mapping[int, Place],
        missing: Collection[int] = (),
        *,
        epoch: str,
        again: bool = False,
    ) -> list[Outcome]:
        """For each event what its caller gets.

        `head` is the room's before the batch, None without such a room; `known` by place what
        was in the log, `missing` the places that name nobody, `epoch` whose log it was. `again`:
        an earlier attempt may have written it, so what has this batch's own time is not a duplicate.
        """
        if head is None:
            return [RoomNotFoundError() for _ in self._columns]
        places = dict(known)
        hashes = self._first_hashes()
        new: set[int] = set()
        for place in range(len(self.events)):
            if place not in known and place not in missing:
                head += 1
                places[place] = (head, self.at, hashes[place])
                new.add(place)
            elif again and place in known and known[place][1] == self.at:
                new.add(place)
        outcomes: list[Outcome] = []
        for place, digest in zip(self._columns, self._hashes, strict=True):
            found = places.get(place)
            if found is None:
                outcomes.append(PersonNotFoundError())
            elif found[2] != digest:
                outcomes.append(ConflictError(field="id"))
            else:
                fresh = place in new
                new.discard(place)
                seq, at, _ = found
                outcomes.append(Appended(room=self.room, seq=seq, at=at, epoch=epoch, duplicate=not fresh))
        return outcomes

    def _first_hashes(self) -> list[bytes]:
        if len(self.events) == len(self._columns):
            return self._hashes
        found: dict[int, bytes] = {}
        for place, digest in zip(self._columns, self._hashes, strict=True):
            found.setdefault(place, digest)
        return list(found.values())


def _json(ids: tuple[int, ...]) -> str:
    return msgspec.json.encode(ids).decode()
