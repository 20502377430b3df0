"""What is let go of: texts that are too old, and rooms that are gone. Some events at a time, from the oldest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import NotAllowedError, RoomNotFoundError
from teahouse.store.port_house import PRUNED_AFTER_MS, Expired
from teahouse.store.sqlite_rooms import LIST_ANEW
from teahouse.store.sqlite_search import REMOVE, erase_removed

if TYPE_CHECKING:
    from teahouse.store.driver import driver

LOBBY = 1
DAY_MS = 86_400_000

AGEING = """
SELECT id, days FROM (
    SELECT
        id, coalesce(retention_days, :days) AS days,
        (SELECT at FROM events WHERE room = rooms.id AND seq >= first_seq ORDER BY seq LIMIT 1) AS kept,
        (SELECT at FROM events WHERE room = rooms.id AND seq < first_seq ORDER BY seq LIMIT 1) AS erased
    FROM rooms WHERE kind <> 'gone'
)
WHERE (days > 0 AND kept < :now - days * :day) OR erased < :now - days * :day - :pruned
ORDER BY id
"""

OLDEST = "SELECT seq, at FROM events WHERE room = ? AND seq >= ? ORDER BY seq LIMIT ?"
ERASED = "SELECT seq, at FROM events WHERE room = ? AND seq < ? ORDER BY seq LIMIT ?"
SPAN = "SELECT min(seq) FROM events WHERE room = ?"

# Each of a room and two seqs, the first and the last.
FILES = "SELECT id FROM files WHERE room = ? AND seq BETWEEN ? AND ?"
FOUND = "SELECT id FROM searched WHERE room = ? AND seq BETWEEN ? AND ?"
TEXTS = (
    """
    UPDATE events SET body = NULL, mentions = NULL, extras = NULL
    WHERE room = ? AND seq BETWEEN ? AND ? AND NOT (body IS NULL AND mentions IS NULL AND extras IS NULL)
    """,
    """
    UPDATE events INDEXED BY events_edits SET body = NULL, mentions = NULL, extras = NULL
    WHERE room = ? AND target BETWEEN ? AND ? AND kind IN ('message.edited', 'message.previewed')
    """,
)
BESIDE = tuple(
    f"DELETE FROM {table} WHERE room = ? AND seq BETWEEN ? AND ?"  # noqa: S608 - constants of this line
    for table in ("folded", "reactions", "votes", "pins", "calls", "files", "held")
)
EVENTS = "DELETE FROM events WHERE room = ? AND seq BETWEEN ? AND ?"

MARK_READ = "UPDATE reads SET seq = ? WHERE room = ? AND seq < ?"

NAMELESS = """
UPDATE rooms SET
    kind = 'gone', name = 'gone-' || id, name_key = NULL, title = '', topic = '', access = 'private', archived = 1,
    owner = NULL, message_count = 0
WHERE id = ?
"""
BELONGINGS = tuple(
    f"DELETE FROM {table} WHERE room = ?"  # noqa: S608 - constants of this line
    for table in ("members", "links", "sanctions", "reports", "held", "reads")
)


def ageing(now: int, days: int, connection: driver.Connection) -> list[tuple[int, int]]:
    """See `Houses.ageing`."""
    values = {"now": now, "days": days, "day": DAY_MS, "pruned": PRUNED_AFTER_MS}
    return [(room, kept) for room, kept in connection.execute(AGEING, values)]


def expire(room: int, before: int, limit: int, cursor: driver.Cursor) -> Expired:
    """See `Houses.expire`."""
    row = cursor.execute("SELECT first_seq FROM rooms WHERE id = ? AND kind <> 'gone'", (room,)).fetchone()
    if row is None:
        raise RoomNotFoundError
    first = row[0]
    last = first - 1
    for seq, at in cursor.execute(OLDEST, (room, first, limit)).fetchall():
        if at >= before:
            break
        last = seq
    files = _let_go(room, first, last, cursor) if last >= first else ()
    if last >= first:
        for statement in TEXTS:
            cursor.execute(statement, (room, first, last))
        cursor.execute("UPDATE rooms SET first_seq = ? WHERE id = ?", (last + 1, room))
        cursor.execute(MARK_READ, (last, room, last))
    more = last - first + 1 == limit
    if not more and last >= first:
        cursor.execute(LIST_ANEW, (1,))
    return Expired(last + 1, files, more)


def prune(room: int, before: int, limit: int, cursor: driver.Cursor) -> int:
    """See `Houses.prune`."""
    row = cursor.execute("SELECT first_seq FROM rooms WHERE id = ?", (room,)).fetchone()
    if row is None:
        raise RoomNotFoundError
    first = last = None
    for seq, at in cursor.execute(ERASED, (room, row[0], limit)).fetchall():
        if at >= before:
            break
        first, last = first or seq, seq
    if first is None:
        return 0
    cursor.execute(EVENTS, (room, first, last))
    return cursor.rowcount


def drop(room: int, cursor: driver.Cursor) -> None:
    """See `Houses.drop_room`."""
    row = cursor.execute("SELECT kind FROM rooms WHERE id = ? AND kind <> 'gone'", (room,)).fetchone()
    if row is None:
        raise RoomNotFoundError
    if room == LOBBY or row[0] != "room":
        raise NotAllowedError
    cursor.execute(NAMELESS, (room,))
    for statement in BELONGINGS:
        cursor.execute(statement, (room,))
    cursor.execute(LIST_ANEW, (1,))
    cursor.execute("UPDATE meta SET rights = rights + 1")


def dropped(connection: driver.Connection) -> list[int]:
    """See `Houses.dropped_rooms`."""
    return [room for (room,) in connection.execute("SELECT id FROM rooms WHERE kind = 'gone' ORDER BY id")]


def clear(room: int, limit: int, cursor: driver.Cursor) -> Expired:
    """See `Houses.clear_room`."""
    gone = "SELECT 1 FROM rooms WHERE id = ? AND kind = 'gone'"
    if cursor.execute(gone, (room,)).fetchone() is None:
        return Expired(0, (), more=False)
    first = cursor.execute(SPAN, (room,)).fetchone()[0]
    if first is not None:
        last = first + limit - 1
        files = _let_go(room, first, last, cursor)
        cursor.execute(EVENTS, (room, first, last))
        return Expired(last + 1, files, more=True)
    # Whoever marked something as read just before the end.
    for statement in BELONGINGS:
        cursor.execute(statement, (room,))
    cursor.execute("DELETE FROM rooms WHERE id = ?", (room,))
    return Expired(0, (), more=False)


def _let_go(room: int, first: int, last: int, cursor: driver.Cursor) -> tuple[str, ...]:
    """All that hangs on these events is no more; the files that were among it."""
    span = (room, first, last)
    files = tuple(file for (file,) in cursor.execute(FILES, span).fetchall())
    found = [id for (id,) in cursor.execute(FOUND, span).fetchall()]
    if found:
        listed = msgspec.json.encode(found).decode()
        for statement in REMOVE:
            cursor.execute(statement, (listed,))
        erase_removed(cursor)
    for statement in BESIDE:
        cursor.execute(statement, span)
    return files
