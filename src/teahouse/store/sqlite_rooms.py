"""Rooms and direct conversations: what a list of them tells, and how they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import BadFieldError, NameTakenError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.names import name_key
from teahouse.protocol.parts import RoomInfo, RoomSummary
from teahouse.store.journal import check_text
from teahouse.store.port import COUNTED, DIRECT_MOST, DIRECT_NAME, Place

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
    'people', CASE WHEN rooms.kind = 'direct' THEN json({PEOPLE}) ELSE json('[]') END
"""

MAY_READ = ":person IN (SELECT value FROM json_each(e.visible_to))"

# From the read position on and no further than is counted: at the head it is next to nothing.
UNREAD = f"""
(
    SELECT count(*) FROM (
        SELECT 1 FROM events AS e
        WHERE e.room = rooms.id AND e.seq > reads.seq AND e.kind = 'message.created' AND e.sender <> :person
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
        WHERE c.room = rooms.id AND c.seq > coalesce(reads.seq, 0)
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
    'unread', CASE WHEN reads.room IS NULL THEN NULL ELSE {UNREAD} END, 'mentions', {MENTIONS}
)
"""
"""A room as `:person` sees it, of SUMMARY_FROM."""

SUMMARY_FROM = "FROM rooms LEFT JOIN reads ON reads.room = rooms.id AND reads.person = :person"

MINE = """
rooms.id IN (
    SELECT id FROM rooms WHERE kind = 'room' UNION ALL SELECT room FROM members WHERE person = :person
)
"""
"""Rooms that `:person` may know of."""

ROOMS = f"SELECT json_group_array({SUMMARY}) {SUMMARY_FROM} WHERE {MINE}"

ROOM = f"SELECT json_object({INFO}) FROM rooms WHERE id = ?"  # noqa: S608 - made of constants

ADD_ROOM = """
INSERT INTO rooms (name, title, topic, head, first_seq, message_count, created_at, kind, name_key, owner)
VALUES (?, ?, ?, 0, 1, 0, ?, ?, ?, ?)
"""

LIST_ANEW = "UPDATE meta SET listing = listing + ?"

_info = msgspec.json.Decoder(RoomInfo)
_rooms = msgspec.json.Decoder(list[RoomSummary])


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
    members = frozenset(person.id for person in info.people) if info.kind == "direct" else None
    return Place(info=info, members=members)


def add(name: str, title: str, topic: str, owner: int, now: int, cursor: driver.Cursor) -> Place:
    """See `Rooms.add_room`."""
    for text, field in ((name, "name"), (title, "title"), (topic, "topic")):
        check_text(text, field)
    if cursor.execute("SELECT 1 FROM people WHERE id = ?", (owner,)).fetchone() is None:
        raise PersonNotFoundError
    key = name_key(name)
    taken = "SELECT 1 FROM rooms WHERE name_key = ? OR name = ?"
    if name.startswith(DIRECT_NAME) or cursor.execute(taken, (key, name)).fetchone() is not None:
        raise NameTakenError(field="name")
    cursor.execute(ADD_ROOM, (name, title, topic, now, "room", key, owner))
    made = cursor.lastrowid
    assert made is not None
    cursor.execute(LIST_ANEW, (1,))
    return room(made, cursor)


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
    cursor.execute(ADD_ROOM, (name, "", "", now, "direct", key, None))
    made = cursor.lastrowid
    assert made is not None
    for statement in (
        "INSERT INTO members (room, person) SELECT ?, value FROM json_each(?)",
        "INSERT INTO reads (room, person, seq) SELECT ?, value, 0 FROM json_each(?)",
    ):
        cursor.execute(statement, (made, listed))
    cursor.execute(LIST_ANEW, (1,))
    return room(made, cursor), True
