"""What events from elsewhere answer: known by its key, for its seq is only given in the same batch perhaps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from teahouse.store.driver import driver
    from teahouse.store.port import NewEvent

SEQS = """
SELECT events.room, events.sender, events.key, events.seq
FROM json_each(?) AS wanted
CROSS JOIN events
    ON events.room = wanted.value ->> 0
    AND events.sender = wanted.value ->> 1
    AND events.key = unhex(wanted.value ->> 2, '-')
"""

Key = tuple[int, int, UUID]
"""Room, sender and key."""


class Answered:
    """Looks up at once what was there before the batch, and hears of what comes in it."""

    def __init__(self, cursor: driver.Cursor, events: list[NewEvent]) -> None:
        wanted = {
            (event.room, *event.past.answers)
            for event in events
            if event.past is not None and event.past.answers is not None
        }
        self._wanted = wanted
        self._seqs: dict[Key, int] = {}
        if wanted:
            text = msgspec.json.encode(list(wanted)).decode()
            for room, sender, key, seq in cursor.execute(SEQS, (text,)).fetchall():
                self._seqs[room, sender, UUID(bytes=key)] = seq

    def aim(self, event: NewEvent, seq: int) -> NewEvent:
        """The event, which gets this seq, with what it answers as its target."""
        key = (event.room, event.sender.id, event.key)
        if key in self._wanted:
            self._seqs[key] = seq
        if event.past is None or event.past.answers is None:
            return event
        return replace(event, target=self._seqs.get((event.room, *event.past.answers)))
