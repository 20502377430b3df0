"""Which events of a batch may be appended, and what the others get: decided in the order in which they came."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from teahouse.model.errors import ConflictError, PersonNotFoundError, RoomNotFoundError, TeahouseError
from teahouse.store.port import Appended, NewEvent

if TYPE_CHECKING:
    from teahouse.store.driver import driver
    from teahouse.store.sqlite_guards import Guards
    from teahouse.store.sqlite_targets import Targets

HEADS = "SELECT id, head FROM rooms WHERE id IN (SELECT value FROM json_each(?))"

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


class Sifted:
    """What was decided. `chosen` are the places in the batch of those to be appended."""

    def __init__(self) -> None:
        self.chosen: list[int] = []
        self._outcomes: list[Appended | TeahouseError | None] = []
        self._twins: list[tuple[int, int]] = []

    def refuse(self, outcome: Appended | TeahouseError) -> None:
        """The next event gets this."""
        self._outcomes.append(outcome)

    def choose(self) -> None:
        """The next event is to be appended."""
        self.chosen.append(len(self._outcomes))
        self._outcomes.append(None)

    def repeat(self, first: int) -> None:
        """The next event is the same as an earlier one of the batch."""
        self._twins.append((len(self._outcomes), first))
        self._outcomes.append(None)

    def outcomes(self, appended: list[Appended | TeahouseError]) -> list[Appended | TeahouseError]:
        """For each event, given what those to be appended got."""
        for place, outcome in zip(self.chosen, appended, strict=True):
            self._outcomes[place] = outcome
        for place, first in self._twins:
            original = self._outcomes[first]
            if isinstance(original, Appended):
                original = msgspec.structs.replace(original, duplicate=True, count=0)
            self._outcomes[place] = original
        return [outcome for outcome in self._outcomes if outcome is not None]


def sift(
    cursor: driver.Cursor,
    epoch: str,
    events: list[NewEvent],
    hashes: list[str],
    targets: Targets,
    guards: Guards,
) -> Sifted:
    """Look up all that the events name, then decide each in turn.

    A known key comes first: a duplicate is told as such even if what it needs is gone by now.
    """
    known = _known(cursor, epoch, events)
    missing = _missing(cursor, events)
    heads = dict(cursor.execute(HEADS, (_json({event.room for event in events}),)).fetchall())
    first: dict[Key, int] = {}
    sifted = Sifted()
    for place, (event, digest) in enumerate(zip(events, hashes, strict=True)):
        key = (event.room, event.sender.id, event.key)
        earlier = known.get(key)
        if earlier is not None:
            sifted.refuse(earlier[0] if earlier[1] == digest else ConflictError(field="id"))
        elif event.sender.id in missing or (event.to is not None and event.to.id in missing):
            sifted.refuse(PersonNotFoundError())
        elif key in first:
            if hashes[first[key]] == digest:
                sifted.repeat(first[key])
            else:
                sifted.refuse(ConflictError(field="id"))
        elif event.room not in heads:
            sifted.refuse(RoomNotFoundError())
        else:
            first[key] = place
            refusal = guards.refusal(event) or targets.refusal(event, heads[event.room] + 1)
            if refusal is not None:
                sifted.refuse(refusal)
            else:
                heads[event.room] += 1
                guards.chosen(event)
                sifted.choose()
    return sifted


def _known(cursor: driver.Cursor, epoch: str, events: list[NewEvent]) -> dict[Key, tuple[Appended, str]]:
    keys = [(event.room, event.sender.id, event.key) for event in events]
    rows = cursor.execute(KNOWN, (_json(keys),)).fetchall()
    return {
        (room, sender, UUID(bytes=key)): (
            Appended(room=room, seq=seq, at=at, epoch=epoch, duplicate=True),
            digest.hex(),
        )
        for room, sender, key, seq, at, digest in rows
    }


def _missing(cursor: driver.Cursor, events: list[NewEvent]) -> set[int]:
    named = {event.sender.id for event in events} | {event.to.id for event in events if event.to}
    rows = cursor.execute(MISSING, (_json(named),)).fetchall()
    return {person for (person,) in rows}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
