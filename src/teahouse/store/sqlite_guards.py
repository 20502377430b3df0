"""What must still hold of who sends an event, looked at once for a batch and kept in step with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import RoomNotFoundError, SlowModeError, TeahouseError
from teahouse.store.effects import MEMBER_REMOVED

if TYPE_CHECKING:
    from teahouse.store.driver import driver
    from teahouse.store.port import NewEvent

STRANGERS = """
SELECT w.value ->> 0, w.value ->> 1 FROM json_each(?) AS w
WHERE NOT EXISTS (
    SELECT 1 FROM members WHERE members.room = w.value ->> 0 AND members.person = w.value ->> 1
)
"""

SPOKEN = """
SELECT w.value ->> 0, w.value ->> 1, max(e.at) FROM json_each(?) AS w
CROSS JOIN events AS e ON e.room = w.value ->> 0 AND e.seq > w.value ->> 2
WHERE e.sender = w.value ->> 1 AND e.kind = 'message.created'
GROUP BY 1, 2
"""


class Guards:
    """`now` is Unix time in milliseconds."""

    def __init__(self, cursor: driver.Cursor, events: list[NewEvent], now: int) -> None:
        self._now = now
        self._strangers: set[tuple[int, int]] = set()
        self._spoken: dict[tuple[int, int], int] = {}
        members = {(event.room, event.sender.id) for event in events if event.guard and event.guard.member}
        if members:
            self._strangers.update(cursor.execute(STRANGERS, (_json(members),)).fetchall())
        silent = [
            (event.room, event.sender.id, event.guard.silent_since)
            for event in events
            if event.guard and event.guard.silent_since is not None
        ]
        self._twice = len({name[:2] for name in silent}) < len(silent)
        if silent:
            rows = cursor.execute(SPOKEN, (_json(silent),)).fetchall()
            self._spoken = {(room, person): at for room, person, at in rows}

    @property
    def refuse_any(self) -> bool:
        """Whether something speaks against any of the events."""
        return bool(self._strangers or self._spoken or self._twice)

    def refusal(self, event: NewEvent) -> TeahouseError | None:
        """Why its sender cannot say it any more."""
        guard = event.guard
        if guard is None:
            return None
        who = (event.room, event.sender.id)
        if guard.member and who in self._strangers:
            return RoomNotFoundError()
        if guard.silent_since is not None and who in self._spoken:
            wait = self._spoken[who] + guard.pause_ms - self._now
            return SlowModeError(retry_after_ms=max(1, wait))
        return None

    def chosen(self, event: NewEvent) -> None:
        """It is appended: who is sent out by it, or waits after it, says nothing behind it in the same batch."""
        if event.kind == MEMBER_REMOVED:
            member = event.extras.member if event.extras is not None else None
            self._strangers.add((event.room, (member or event.sender).id))
        elif event.guard is not None and event.guard.silent_since is not None:
            self._spoken[event.room, event.sender.id] = self._now


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
