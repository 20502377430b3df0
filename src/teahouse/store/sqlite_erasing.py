"""What goes with a person; see `port_erasing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import PersonNotFoundError
from teahouse.store.erasing_records import Erased, Membership, Mention
from teahouse.store.port_erasing import SCANNED
from teahouse.store.sqlite_files import COLUMNS, record_of
from teahouse.store.sqlite_sessions import end_of

if TYPE_CHECKING:
    from teahouse.model.files import FileRecord
    from teahouse.store.driver import driver

ROOMS_OF = """
SELECT id FROM rooms WHERE EXISTS (SELECT 1 FROM events WHERE events.room = rooms.id AND events.sender = ?)
ORDER BY id
"""

# The + keeps it to the index of (room, sender): by the order of seqs it would read the whole room.
SAID_BY = """
SELECT seq FROM events
WHERE room = ? AND sender = ? AND +seq > ? AND kind = 'message.created' AND NOT EXISTS (
    SELECT 1 FROM folded
    WHERE folded.room = events.room AND folded.seq = events.seq AND folded.recalled_at IS NOT NULL
)
ORDER BY +seq LIMIT ?
"""

MARKED_BY = """
SELECT seq FROM (
    SELECT seq FROM reactions WHERE room = ?1 AND seq > ?2 AND person = ?3
    UNION SELECT seq FROM votes WHERE room = ?1 AND seq > ?2 AND person = ?3
) ORDER BY seq LIMIT ?4
"""

NAMING = """
SELECT seq FROM events
WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND (
    (sender = ?4 AND sender_name <> '—') OR (to_id = ?4 AND to_name <> '—')
    OR (kind IN ('member.added', 'member.removed') AND extras ->> '$.member.id' = ?4)
)
"""

UNNAME = """
UPDATE events SET
    sender_name = CASE WHEN sender = ?1 THEN '—' ELSE sender_name END,
    to_name = CASE WHEN to_id = ?1 THEN '—' ELSE to_name END,
    extras = CASE WHEN kind IN ('member.added', 'member.removed') AND extras ->> '$.member.id' = ?1
        THEN json_set(extras, '$.member.name', '—') ELSE extras END
WHERE room = ?2 AND seq IN (SELECT value FROM json_each(?3))
"""

MEMBERSHIPS = """
SELECT rooms.id, rooms.name, rooms.title, rooms.kind, members.role, reads.seq, reads.notify
FROM rooms
LEFT JOIN members ON members.room = rooms.id AND members.person = ?1
LEFT JOIN reads ON reads.room = rooms.id AND reads.person = ?1
WHERE members.person IS NOT NULL OR reads.person IS NOT NULL
ORDER BY rooms.id
"""

FILES_OF = f"SELECT {COLUMNS} FROM files WHERE owner = ? AND id > ? ORDER BY id LIMIT ?"  # noqa: S608

FORGET = (
    "DELETE FROM credentials WHERE person = ?",
    "DELETE FROM emails WHERE person = ?",
    "DELETE FROM email_claims WHERE person = ?",
    "DELETE FROM links WHERE person = ?",
    "DELETE FROM links WHERE made_by = ?",
    "DELETE FROM pushes WHERE person = ?",
    "DELETE FROM ignores WHERE person = ?",
    "DELETE FROM ignores WHERE ignored = ?",
    "DELETE FROM reads WHERE person = ?",
    "DELETE FROM calls WHERE person = ?",
    "DELETE FROM members WHERE person = ? AND room IN (SELECT id FROM rooms WHERE kind = 'room')",
    "DELETE FROM files WHERE owner = ?",
)

NAMELESS = """
UPDATE people SET name = '—', name_key = NULL, away = 0, status = '', role = 'guest' WHERE id = ?
"""


def rooms_of(person: int, connection: driver.Connection) -> list[int]:
    """See `Erasing.rooms_of`."""
    return [room for (room,) in connection.execute(ROOMS_OF, (person,)).fetchall()]


def all_rooms(connection: driver.Connection) -> list[int]:
    """See `Erasing.all_rooms`."""
    return [room for (room,) in connection.execute("SELECT id FROM rooms ORDER BY id").fetchall()]


def said_by(person: int, room: int, after: int, limit: int, connection: driver.Connection) -> list[int]:
    """See `Erasing.said_by`."""
    return [seq for (seq,) in connection.execute(SAID_BY, (room, person, after, limit)).fetchall()]


def marked_by(person: int, room: int, after: int, limit: int, connection: driver.Connection) -> list[int]:
    """See `Erasing.marked_by`."""
    return [seq for (seq,) in connection.execute(MARKED_BY, (room, after, person, limit)).fetchall()]


def naming(person: int, room: int, after: int, connection: driver.Connection) -> Mention:
    """See `Erasing.naming`."""
    row = connection.execute("SELECT head FROM rooms WHERE id = ?", (room,)).fetchone()
    upto = after + SCANNED
    seqs = [seq for (seq,) in connection.execute(NAMING, (room, after, upto, person)).fetchall()]
    return Mention(seqs, None if row is None or upto >= row[0] else upto)


def unname(person: int, room: int, seqs: list[int], cursor: driver.Cursor) -> None:
    """See `Erasing.unname`."""
    cursor.execute(UNNAME, (person, room, msgspec.json.encode(seqs).decode()))


def memberships(person: int, connection: driver.Connection) -> list[Membership]:
    """See `Erasing.memberships`."""
    return [Membership(*row) for row in connection.execute(MEMBERSHIPS, (person,)).fetchall()]


def files_of(person: int, after: str, limit: int, connection: driver.Connection) -> list[FileRecord]:
    """See `Erasing.files_of`."""
    rows = connection.execute(FILES_OF, (person, after, limit)).fetchall()
    return [record_of(row) for row in rows]


def erase_person(person: int, now: int, cursor: driver.Cursor) -> Erased:
    """See `Erasing.erase_person`."""
    if cursor.execute("SELECT 1 FROM people WHERE id = ?", (person,)).fetchone() is None:
        raise PersonNotFoundError
    files = cursor.execute("SELECT id FROM files WHERE owner = ?", (person,)).fetchall()
    sessions = end_of(person, now, None, None, cursor)
    for statement in FORGET:
        cursor.execute(statement, (person,))
    cursor.execute(NAMELESS, (person,))
    cursor.execute("UPDATE meta SET rights = rights + 1, listing = listing + 1")
    return Erased(sessions, [file for (file,) in files])
