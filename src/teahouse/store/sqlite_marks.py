"""What each has read, what they want to be told of, and what calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import PersonNotFoundError, RoomNotFoundError
from teahouse.protocol.parts import RoomSummary
from teahouse.store.driver import driver
from teahouse.store.port import Found, ReadState
from teahouse.store.port_reads import COUNTED
from teahouse.store.sqlite_reads import FOLDS, MESSAGE
from teahouse.store.sqlite_rooms import MAY_READ, MENTIONS, MINE, SUMMARY, SUMMARY_FROM
from teahouse.store.sqlite_search import found

if TYPE_CHECKING:
    from collections.abc import Collection

MARK_READ = """
INSERT INTO reads (room, person, seq)
SELECT id, :person, max(0, min(:seq, head)) FROM rooms WHERE id = :room
ON CONFLICT (room, person) DO UPDATE SET seq = excluded.seq WHERE :back OR excluded.seq > seq
"""

SET_NOTIFY = """
INSERT INTO reads (room, person, seq, notify)
SELECT id, :person, head, :level FROM rooms WHERE id = :room
ON CONFLICT (room, person) DO UPDATE SET notify = excluded.notify
"""

STATE = f"SELECT {SUMMARY} {SUMMARY_FROM} WHERE rooms.id = :room"

LEVELS = "SELECT person, notify FROM reads WHERE room = ? AND notify <> 'mentions'"

ELSEWHERE = "rooms.id NOT IN (SELECT value FROM json_each(:without))"

CALL = f"""
SELECT c.id, c.room, c.seq FROM calls AS c
JOIN events AS e ON e.room = c.room AND e.seq = c.seq
JOIN rooms ON rooms.id = c.room
WHERE c.id < :before AND e.sender <> :person AND (e.visible_to IS NULL OR {MAY_READ})
    AND {MINE} AND {ELSEWHERE}
    AND c.seq > coalesce((SELECT since FROM members WHERE room = c.room AND person = :person), 0)
"""  # noqa: S608 - made of constants

# Both run backwards along the same index, and are merged as far as the limit goes.
CALLED = f"""
SELECT
    (
        SELECT json_group_array(json_array(h.id, {MESSAGE}))
        FROM (
            {CALL} AND c.person = :person
            UNION ALL
            {CALL} AND c.person = 0 AND NOT EXISTS (
                SELECT 1 FROM calls AS own WHERE own.room = c.room AND own.seq = c.seq AND own.person = :person
            )
            ORDER BY 1 DESC LIMIT :limit
        ) AS h
        CROSS JOIN events AS e ON e.room = h.room AND e.seq = h.seq {FOLDS}
    ),
    (SELECT coalesce(sum({MENTIONS}), 0) {SUMMARY_FROM} WHERE {MINE} AND {ELSEWHERE})
"""  # noqa: S608 - made of constants

_room = msgspec.json.Decoder(RoomSummary)


def mark_read(room: int, person: int, seq: int, back: bool, cursor: driver.Cursor) -> ReadState:
    """See `Reads.mark_read`."""
    return _write(MARK_READ, {"room": room, "person": person, "seq": seq, "back": back}, cursor)


def set_notify(room: int, person: int, level: str, cursor: driver.Cursor) -> ReadState:
    """See `Reads.set_notify`."""
    return _write(SET_NOTIFY, {"room": room, "person": person, "level": level}, cursor)


def notify_levels(room: int, connection: driver.Connection) -> dict[int, str]:
    """See `Reads.notify_levels`."""
    return dict(connection.execute(LEVELS, (room,)).fetchall())


def mentions(
    person: int, before: int | None, limit: int, without: Collection[int], connection: driver.Connection
) -> Found:
    """See `Reads.mentions`."""
    values = {
        "person": person,
        "before": before or 1 << 62,
        "limit": limit + 1,
        "without": msgspec.json.encode(without).decode(),
    }
    messages, count = connection.execute(CALLED, values).fetchone()
    return found(messages, limit, min(count, COUNTED))


def _write(statement: str, values: dict[str, object], cursor: driver.Cursor) -> ReadState:
    try:
        cursor.execute(statement, values)
    except driver.IntegrityError:
        raise PersonNotFoundError from None
    row = cursor.execute(STATE, values).fetchone()
    if row is None:
        raise RoomNotFoundError
    state = _room.decode(row[0])
    assert state.unread is not None
    return ReadState(
        room=state.id,
        person=values["person"],  # type: ignore[arg-type]
        read=state.read,
        count=state.count,
        unread=state.unread,
        mentions=state.mentions,
        notify=state.notify,
    )
