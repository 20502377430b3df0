"""What events change about rooms and who is in them; see `effects`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.names import name_key
from teahouse.protocol.parts import Extras
from teahouse.store import effects
from teahouse.store.room_keys import CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teahouse.store.driver import driver
    from teahouse.store.port import NewEvent

CHANGE_ROOM = f"""
UPDATE rooms SET
    title = coalesce(:title, title), topic = coalesce(:topic, topic),
    archived = coalesce(:archived, archived), read_only = coalesce(:read_only, read_only),
    access = coalesce(:access, access), history = coalesce(:history, history),
    slow_seconds = coalesce(:slow_seconds, slow_seconds),
    retention_days = CASE WHEN :retention_days IS NULL THEN retention_days ELSE nullif(:retention_days, -1) END,
    name_key = CASE WHEN kind <> 'room' OR name_key IS NULL THEN name_key ELSE
        CASE coalesce(:access, access) WHEN 'private' THEN NULL WHEN 'members' THEN '{CLOSED}' ELSE '' END
        || coalesce(:key, ltrim(name_key, '{CLOSED}')) END
WHERE id = :room
"""  # noqa: S608 - made of constants

JOIN = """
INSERT INTO members (room, person, role, since)
SELECT rooms.id, people.id, :role,
    CASE WHEN rooms.access = 'private' AND rooms.history = 'joined' THEN :seq ELSE 0 END
FROM rooms JOIN people ON people.id = :person WHERE rooms.id = :room AND rooms.kind = 'room'
ON CONFLICT (room, person) DO UPDATE SET role = excluded.role
"""

IS_MEMBER = "SELECT 1 FROM members WHERE room = :room AND person = :person"

BEGIN_READING = """
INSERT INTO reads (room, person, seq)
SELECT rooms.id, people.id, :seq FROM rooms JOIN people ON people.id = :person
WHERE rooms.id = :room AND rooms.access = 'private'
ON CONFLICT (room, person) DO UPDATE SET seq = max(seq, excluded.seq)
"""

LEAVE = """
DELETE FROM members WHERE room = :room AND person = :person
    AND (SELECT kind FROM rooms WHERE id = :room) = 'room'
"""

STATES = "SELECT id, kind, access, name_key FROM rooms WHERE id IN (SELECT value FROM json_each(?))"
HOLDERS = "SELECT name_key, id FROM rooms WHERE name_key IN (SELECT value FROM json_each(?))"


def apply(event: NewEvent, seq: int, cursor: driver.Cursor) -> None:
    """Do what an event of one of the kinds `effects.ABOUT_ROOM` does."""
    extras = event.extras or Extras()
    if event.kind == effects.ROOM_CHANGED:
        values: dict[str, object] = {
            name: getattr(extras, name)
            for name in (
                "title", "topic", "archived", "read_only", "access", "history", "slow_seconds", "retention_days",
            )
        }  # fmt: skip
        key = None if extras.title is None else name_key(extras.title)
        cursor.execute(CHANGE_ROOM, {**values, "key": key, "room": event.room})
        return
    member = (extras.member or event.sender).id
    place: dict[str, object] = {"room": event.room, "person": member, "seq": seq}
    if event.kind == effects.MEMBER_REMOVED:
        cursor.execute(LEAVE, place)
        return
    known = cursor.execute(IS_MEMBER, place).fetchone() is not None
    cursor.execute(JOIN, {**place, "role": extras.role or "member"})
    if not known:
        cursor.execute(BEGIN_READING, place)


class Names:
    """By what rooms are called while a batch changes them: whether a new name is taken."""

    def __init__(self, cursor: driver.Cursor, events: Iterable[NewEvent]) -> None:
        changes = [event for event in events if _renames(event)]
        rows = (
            cursor.execute(STATES, (_json({event.room for event in changes}),)).fetchall() if changes else []
        )
        self._access = {
            room: access for room, kind, access, key in rows if kind == "room" and key is not None
        }
        self._keys = {room: key.lstrip(CLOSED) for room, _, _, key in rows if key is not None}
        plain = {_title(event) for event in changes} | set(self._keys.values())
        wanted = [prefix + key for key in plain if key is not None for prefix in ("", CLOSED)]
        self._holders = dict(cursor.execute(HOLDERS, (_json(wanted),)).fetchall()) if wanted else {}

    def take(self, event: NewEvent) -> bool:
        """Whether the room may be called as this event has it; then it is from now on."""
        if not _renames(event) or event.room not in self._access:
            return True
        extras = event.extras or Extras()
        access = extras.access or self._access[event.room]
        plain = _title(event) or self._keys[event.room]
        key = None if access == "private" else (CLOSED if access == "members" else "") + plain
        if key is not None and self._holders.get(key, event.room) != event.room:
            return False
        self._holders = {held: room for held, room in self._holders.items() if room != event.room}
        if key is not None:
            self._holders[key] = event.room
        self._access[event.room], self._keys[event.room] = access, plain
        return True


def _renames(event: NewEvent) -> bool:
    extras = event.extras
    return (
        event.kind == effects.ROOM_CHANGED
        and extras is not None
        and (extras.title is not None or extras.access is not None)
    )


def _title(event: NewEvent) -> str | None:
    title = None if event.extras is None else event.extras.title
    return None if title is None else name_key(title)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
