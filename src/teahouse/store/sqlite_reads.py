"""Queries. Each is one statement, so one snapshot, and gives its many rows as one JSON text.

One row is one step, and a step is where a reader thread must win Python's lock back from a
busy loop; besides, the text becomes structs without a line of Python a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.errors import PersonNotFoundError, RoomNotFoundError
from teahouse.model.people import Person, Role
from teahouse.protocol.events import RoomSummary
from teahouse.store.name_keys import name_keys
from teahouse.store.port import RoomSnapshot, StoredEvent, StoredPerson, Survey
from teahouse.store.sqlite_people import token_hash

if TYPE_CHECKING:
    from teahouse.store.driver import driver

EVENT = """
json_object(
    'room', room, 'seq', seq, 'at', at, 'kind', kind,
    'sender', json_object('id', sender, 'name', sender_name), 'key', hex(key), 'body', body,
    'to', CASE WHEN to_id IS NULL THEN NULL ELSE json_object('id', to_id, 'name', to_name) END,
    'mentions', json(coalesce(mentions, '[]')), 'visible_to', json(coalesce(visible_to, 'null'))
)
"""

ROOM = """
json_object(
    'id', id, 'name', name, 'title', title, 'topic', topic, 'head', head, 'first_seq', first_seq,
    'read', coalesce(reads.seq, 0)
)
"""

ROOMS = f"""
SELECT json_group_array({ROOM})
FROM rooms LEFT JOIN reads ON reads.room = rooms.id AND reads.person = ?
"""  # noqa: S608 - made of constants

LOAD = f"""
SELECT
    {ROOM},
    (
        SELECT json_group_array({EVENT})
        FROM (SELECT * FROM events WHERE events.room = rooms.id ORDER BY seq DESC LIMIT ?)
    )
FROM rooms LEFT JOIN reads ON reads.room = rooms.id AND reads.person = ?
WHERE rooms.id = ?
"""  # noqa: S608 - made of constants

EVENTS = f"""
SELECT
    (
        SELECT json_group_array({EVENT})
        FROM (
            SELECT * FROM events
            WHERE events.room = rooms.id AND seq > ? AND seq <= ?
            ORDER BY seq LIMIT ?
        )
    )
FROM rooms
WHERE rooms.id = ?
"""  # noqa: S608 - made of constants

SURVEY = """
SELECT
    (
        SELECT json_group_array(json_array(id, head))
        FROM rooms WHERE id IN (SELECT value FROM json_each(?))
    ),
    (SELECT json_group_array(lower(hex(session))) FROM revocations WHERE at >= ?)
"""

_events = msgspec.json.Decoder(list[StoredEvent])
_room = msgspec.json.Decoder(RoomSummary)
_rooms = msgspec.json.Decoder(list[RoomSummary])
_heads = msgspec.json.Decoder(list[tuple[int, int]])
_sessions = msgspec.json.Decoder(frozenset[str])


def rooms(person: int | None, connection: driver.Connection) -> list[RoomSummary]:
    """See `Store.rooms`."""
    (found,) = connection.execute(ROOMS, (person,)).fetchone()
    return sorted(_rooms.decode(found), key=lambda room: room.id)


def load(room: int, person: int | None, limit: int, connection: driver.Connection) -> RoomSnapshot:
    """See `Store.load`."""
    row = connection.execute(LOAD, (limit, person, room)).fetchone()
    if row is None:
        raise RoomNotFoundError
    events = _events.decode(row[1])
    events.reverse()
    return RoomSnapshot(state=_room.decode(row[0]), events=events)


def events(room: int, after: int, upto: int, limit: int, connection: driver.Connection) -> list[StoredEvent]:
    """See `Store.events`."""
    row = connection.execute(EVENTS, (after, upto, limit, room)).fetchone()
    if row is None:
        raise RoomNotFoundError
    return _events.decode(row[0])


def first_seq(room: int, connection: driver.Connection) -> int:
    """See `Store.first_seq`."""
    row = connection.execute("SELECT first_seq FROM rooms WHERE id = ?", (room,)).fetchone()
    if row is None:
        raise RoomNotFoundError
    return int(row[0])


def person(wanted: int, connection: driver.Connection) -> StoredPerson:
    """See `Store.person`."""
    row = connection.execute("SELECT id, name, role FROM people WHERE id = ?", (wanted,)).fetchone()
    if row is None:
        raise PersonNotFoundError
    return _person(row)


def person_by_token(token: str, connection: driver.Connection) -> StoredPerson | None:
    """See `Store.person_by_token`."""
    row = connection.execute(
        "SELECT people.id, people.name, people.role FROM sessions JOIN people ON people.id = sessions.person"
        " WHERE sessions.token_hash = ?",
        (token_hash(token),),
    ).fetchone()
    return None if row is None else _person(row)


def survey(epoch: str, rooms: list[int], revoked_since: int, connection: driver.Connection) -> Survey:
    """See `Store.survey`."""
    wanted = msgspec.json.encode(rooms).decode()
    heads, revoked = connection.execute(SURVEY, (wanted, revoked_since)).fetchone()
    return Survey(epoch=epoch, heads=dict(_heads.decode(heads)), revoked=_sessions.decode(revoked))


def people_by_name(names: list[str], connection: driver.Connection) -> list[StoredPerson]:
    """See `Store.people_by_name`."""
    keys = msgspec.json.encode(name_keys(names)).decode()
    rows = connection.execute(
        "SELECT id, name, role FROM people WHERE name_key IN (SELECT value FROM json_each(?))", (keys,)
    ).fetchall()
    return [_person(row) for row in rows]


def _person(row: tuple[int, str, str]) -> StoredPerson:
    return StoredPerson(person=Person(row[0], row[1]), role=Role(row[2]))
