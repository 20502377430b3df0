"""Rooms and direct conversations: what a list of them tells, and how they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import (
    BadFieldError,
    ConflictError,
    NameTakenError,
    PersonNotFoundError,
    RoomNotFoundError,
)
from teahouse.model.people import Role
from teahouse.protocol.parts import RoomInfo, RoomSummary
from teahouse.store.journal import check_text
from teahouse.store.port import Place
from teahouse.store.port_reads import COUNTED
from teahouse.store.port_rooms import DIRECT_MOST, DIRECT_NAME, MADE_NAME
from teahouse.store.room_keys import room_key

if TYPE_CHECKING:
    from teahouse.store.driver import driver

PERSON = """
json_object('id', p.id, 'name', p.name, 'away', json(CASE WHEN p.away THEN 'true' ELSE 'false' END), 'status', p.status)
"""
"""A person as of now."""

PEOPLE = f"""
(
    SELECT json_group_array({PERSON})
    FROM (
        SELECT people.* FROM members JOIN people ON people.id = members.person
        WHERE members.room = rooms.id ORDER BY people.id LIMIT -1
    ) AS p
)
"""  # noqa: S608 - made of constants

INFO = f"""
    'id', rooms.id, 'kind', rooms.kind, 'name', rooms.name, 'title', rooms.title, 'topic', rooms.topic,
    'archived', json(CASE WHEN rooms.archived THEN 'true' ELSE 'false' END),
    'read_only', json(CASE WHEN rooms.read_only THEN 'true' ELSE 'false' END),
    'owner', rooms.owner, 'head', rooms.head, 'first_seq', rooms.first_seq, 'count', rooms.message_count,
    'access', rooms.access, 'history', rooms.history, 'slow_seconds', rooms.slow_seconds,
    'retention_days', rooms.retention_days,
    'people', CASE WHEN rooms.kind = 'direct' THEN json({PEOPLE}) ELSE json('[]') END
"""

MAY_READ = ":person IN (SELECT value FROM json_each(e.visible_to))"

SINCE = "coalesce(mine.since, 0)"

# From the read position on and no further than is counted: at the head it is next to nothing.
UNREAD = f"""
(
    SELECT count(*) FROM (
        SELECT 1 FROM events AS e
        WHERE e.room = rooms.id AND e.seq > max(reads.seq, {SINCE}) AND e.kind = 'message.created' AND e.sender <> :person
            AND (e.visible_to IS NULL OR {MAY_READ})
        LIMIT {COUNTED}
    )
)
"""  # noqa: S608 - made of constants

# A call for everyone (0) counts where one has been; one's own name counts anywhere.
MENTIONS = f"""
(
    SELECT count(*) FROM (
        SELECT DISTINCT c.seq FROM calls AS c
        WHERE c.room = rooms.id AND c.seq > max(coalesce(reads.seq, 0), {SINCE})
            AND (c.person = :person OR (c.person = 0 AND reads.room IS NOT NULL))
            AND EXISTS (
                SELECT 1 FROM events AS e
                WHERE e.room = c.room AND e.seq = c.seq AND e.sender <> :person
                    AND (e.visible_to IS NULL OR {MAY_READ})
            )
        LIMIT {COUNTED}
    )
)
"""  # noqa: S608 - made of constants

SUMMARY = f"""
json_object({INFO},
    'read', coalesce(reads.seq, 0), 'notify', coalesce(reads.notify, 'mentions'),
    'unread', CASE WHEN reads.room IS NULL THEN NULL ELSE {UNREAD} END, 'mentions', {MENTIONS},
    'role', CASE WHEN rooms.kind = 'room' THEN coalesce(mine.role, '') ELSE '' END
)
"""
"""A room as `:person` sees it, of SUMMARY_FROM."""

SUMMARY_FROM = """
FROM rooms
LEFT JOIN reads ON reads.room = rooms.id AND reads.person = :person
LEFT JOIN members AS mine ON mine.room = rooms.id AND mine.person = :person
"""

HAS_ACCOUNT = """
EXISTS (SELECT 1 FROM people WHERE id = :person AND role IN ('member', 'moderator', 'admin', 'owner'))
"""

MINE = f"""
rooms.id IN (
    SELECT id FROM rooms WHERE kind = 'room' AND access = 'public'
    UNION ALL
    SELECT id FROM rooms WHERE kind = 'room' AND access = 'members' AND {HAS_ACCOUNT}
    UNION ALL
    SELECT m.room FROM members AS m JOIN rooms AS r ON r.id = m.room
    WHERE m.person = :person AND (r.kind = 'direct' OR r.access = 'private')
)
"""  # noqa: S608 - made of constants
"""Rooms that `:person` may know of."""

HIDDEN = f"""
SELECT rooms.id FROM rooms
WHERE rooms.access <> 'public' AND rooms.kind <> 'direct' AND NOT (
    CASE WHEN rooms.access = 'members' THEN {HAS_ACCOUNT}
    ELSE EXISTS (SELECT 1 FROM members WHERE room = rooms.id AND person = :person) END
)
"""  # noqa: S608 - made of constants
"""Rooms that `:person` may not know of, and that are no conversation."""

ROOMS = f"SELECT json_group_array({SUMMARY}) {SUMMARY_FROM} WHERE {MINE}"

ROOM = f"""
SELECT json_object({INFO}), (
    SELECT json_group_array(json_array(person, role, since)) FROM members WHERE members.room = rooms.id
)
FROM rooms WHERE id = ? AND kind <> 'gone'
"""  # noqa: S608 - made of constants

ADD_ROOM = """
INSERT INTO rooms
    (name, title, topic, head, first_seq, message_count, created_at, kind, name_key, owner, access, history)
VALUES (?, ?, ?, 0, 1, 0, ?, ?, ?, ?, ?, ?)
"""

LIST_ANEW = "UPDATE meta SET listing = listing + ?"

_info = msgspec.json.Decoder(RoomInfo)
_rooms = msgspec.json.Decoder(list[RoomSummary])
_members = msgspec.json.Decoder(list[tuple[int, Role, int]])


def rooms(person: int | None, connection: driver.Connection) -> list[RoomSummary]:
    """See `Rooms.rooms`."""
    (found,) = connection.execute(ROOMS, {"person": person}).fetchone()
    return sorted(_rooms.decode(found), key=lambda room: room.id)


def room(wanted: int, connection: driver.Connection | driver.Cursor) -> Place:
    """See `Rooms.room`."""
    row = connection.execute(ROOM, (wanted,)).fetchone()
    if row is None:
        raise RoomNotFoundError
    info = _info.decode(row[0])
    rows = _members.decode(row[1])
    # A conversation's people have no roles in it.
    return Place(
        info=info,
        members=frozenset(row[0] for row in rows)
        if info.kind == "direct" or info.access == "private"
        else None,
        roles={} if info.kind == "direct" else {person: role for person, role, _ in rows},
        since={person: since for person, _, since in rows if since},
    )


def named(name: str, connection: driver.Connection) -> list[int]:
    """See `Rooms.rooms_named`."""
    keys = (room_key(name, "public"), room_key(name, "members"))
    rows = connection.execute("SELECT id FROM rooms WHERE name_key IN (?, ?) AND kind = 'room'", keys)
    return sorted(room for (room,) in rows.fetchall())


def add(
    name: str,
    title: str,
    topic: str,
    owner: int,
    now: int,
    access: str,
    history: str,
    cursor: driver.Cursor,
) -> Place:
    """See `Rooms.add_room`."""
    for text, field in ((name, "name"), (title, "title"), (topic, "topic")):
        check_text(text, field)
    if cursor.execute("SELECT 1 FROM people WHERE id = ?", (owner,)).fetchone() is None:
        raise PersonNotFoundError
    made = name.startswith(MADE_NAME)
    same = "SELECT id, owner = ? AND title = ? AND access = ? FROM rooms WHERE name = ?"
    earlier = cursor.execute(same, (owner, title, access, name)).fetchone()
    if made and earlier is not None:
        if not earlier[1]:
            raise ConflictError(field="id")
        return room(earlier[0], cursor)
    key = room_key(title if made else name, access)
    taken = "SELECT 1 FROM rooms WHERE name_key = ?"
    if (
        name.startswith(DIRECT_NAME)
        or earlier is not None
        or cursor.execute(taken, (key,)).fetchone() is not None
    ):
        raise NameTakenError(field="name")
    cursor.execute(ADD_ROOM, (name, title, topic, now, "room", key, owner, access, history))
    added = cursor.lastrowid
    assert added is not None
    cursor.execute("INSERT INTO members (room, person, role) VALUES (?, ?, 'owner')", (added, owner))
    cursor.execute(LIST_ANEW, (1,))
    return room(added, cursor)


def open_direct(people: list[int], now: int, cursor: driver.Cursor) -> tuple[Place, bool]:
    """See `Rooms.open_direct`."""
    ids = sorted(set(people))
    if not 2 <= len(ids) <= DIRECT_MOST:
        raise BadFieldError(field="people")
    # No name of a room has such a key: it would have no commas.
    key = ",".join(map(str, ids))
    row = cursor.execute("SELECT id FROM rooms WHERE name_key = ?", (key,)).fetchone()
    if row is not None:
        return room(row[0], cursor), False
    there = "SELECT count(*) FROM people WHERE id IN (SELECT value FROM json_each(?))"
    listed = msgspec.json.encode(ids).decode()
    if cursor.execute(there, (listed,)).fetchone()[0] != len(ids):
        raise PersonNotFoundError
    name = f"{DIRECT_NAME}{key}"
    cursor.execute(ADD_ROOM, (name, "", "", now, "direct", key, None, "public", "all"))
    made = cursor.lastrowid
    assert made is not None
    for statement in (
        "INSERT INTO members (room, person) SELECT ?, value FROM json_each(?)",
        "INSERT INTO reads (room, person, seq) SELECT ?, value, 0 FROM json_each(?)",
    ):
        cursor.execute(statement, (made, listed))
    cursor.execute(LIST_ANEW, (1,))
    return room(made, cursor), True
