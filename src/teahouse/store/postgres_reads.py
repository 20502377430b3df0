"""Queries. Each is one statement, so one snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from teahouse.model.errors import PersonNotFoundError, RoomNotFoundError
from teahouse.model.people import Person, Role
from teahouse.protocol.events import RoomSummary
from teahouse.store.name_keys import name_keys
from teahouse.store.port import RoomSnapshot, StoredEvent, StoredPerson, Survey
from teahouse.store.postgres_people import token_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.store.postgres_pool import Connection

VISITOR = 0
"""Stands for nobody where a person's id is asked for; ids begin with 1."""

EVENT = "seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to"

ROOMS = """
SELECT
    rooms.id, name, title, topic, head, first_seq,
    array_agg(reads.person) FILTER (WHERE reads.person IS NOT NULL) AS readers,
    array_agg(reads.seq) FILTER (WHERE reads.person IS NOT NULL) AS marks
FROM rooms LEFT JOIN reads ON reads.room = rooms.id AND reads.person = ANY ($1::bigint[])
GROUP BY rooms.id
ORDER BY rooms.id
"""

LOAD = f"""
SELECT
    rooms.id, name, title, topic, head, first_seq, coalesce(reads.seq, 0) AS read,
    e.seq, at, kind, sender, sender_name, key, body, to_id, to_name, mentions, visible_to
FROM rooms
LEFT JOIN reads ON reads.room = rooms.id AND reads.person = $2
LEFT JOIN LATERAL (
    SELECT {EVENT} FROM events WHERE events.room = rooms.id ORDER BY events.seq DESC LIMIT $3
) AS e ON true
WHERE rooms.id = $1
ORDER BY e.seq
"""  # noqa: S608 - made of constants

EVENTS = f"""
SELECT e.*
FROM rooms
LEFT JOIN LATERAL (
    SELECT {EVENT} FROM events
    WHERE events.room = rooms.id AND events.seq > $2 AND events.seq <= $3
    ORDER BY events.seq LIMIT $4
) AS e ON true
WHERE rooms.id = $1
ORDER BY e.seq
"""  # noqa: S608 - made of constants

BY_SESSION = """
SELECT token_hash, people.id, people.name, people.role
FROM sessions JOIN people ON people.id = sessions.person
WHERE sessions.token_hash = ANY ($1::bytea[])
"""

SURVEY = """
SELECT
    meta.epoch,
    CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline,
    found.rooms, found.heads, ended.sessions
FROM
    meta,
    (SELECT array_agg(id) AS rooms, array_agg(head) AS heads FROM rooms WHERE id = ANY ($1::bigint[])) AS found,
    (
        SELECT array_agg(encode(session, 'hex')) AS sessions FROM revocations
        -- As far back by the database's clock too, and a minute at least: the nodes' clocks may differ.
        WHERE at >= least($2, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - greatest($3::bigint, 60000))
    ) AS ended
"""

_ids = msgspec.json.Decoder(tuple[int, ...])


async def rooms(people: list[int], connection: Connection) -> dict[int, list[RoomSummary]]:
    """For each of the people (VISITOR too) what `Store.rooms` gives."""
    found: dict[int, list[RoomSummary]] = {person: [] for person in people}
    for row in await connection.fetch(ROOMS, people):
        unread = _room(row, 0)
        marks = dict(zip(row["readers"] or (), row["marks"] or (), strict=True))
        for person, listed in found.items():
            mark = marks.get(person)
            listed.append(replace(unread, read=mark) if mark else unread)
    return found


async def load(room: int, person: int | None, limit: int, connection: Connection) -> RoomSnapshot:
    """See `Store.load`."""
    rows = await connection.fetch(LOAD, room, person or VISITOR, limit)
    if not rows:
        raise RoomNotFoundError
    return RoomSnapshot(state=_room(rows[0], rows[0]["read"]), events=_events(room, rows))


async def events(room: int, after: int, upto: int, limit: int, connection: Connection) -> list[StoredEvent]:
    """See `Store.events`."""
    rows = await connection.fetch(EVENTS, room, after, upto, limit)
    if not rows:
        raise RoomNotFoundError
    return _events(room, rows)


async def first_seq(room: int, connection: Connection) -> int:
    """See `Store.first_seq`."""
    found = await connection.fetchval("SELECT first_seq FROM rooms WHERE id = $1", room)
    if found is None:
        raise RoomNotFoundError
    return int(found)


async def person(wanted: int, connection: Connection) -> StoredPerson:
    """See `Store.person`."""
    row = await connection.fetchrow("SELECT id, name, role FROM people WHERE id = $1", wanted)
    if row is None:
        raise PersonNotFoundError
    return _person(row)


async def people_by_token(tokens: list[str], connection: Connection) -> dict[str, StoredPerson]:
    """By its secret whose session each is."""
    hashes = {token_hash(token): token for token in tokens}
    rows = await connection.fetch(BY_SESSION, list(hashes))
    return {hashes[row["token_hash"]]: _person(row) for row in rows}


async def people_by_name(names: list[str], connection: Connection) -> list[StoredPerson]:
    """See `Store.people_by_name`."""
    rows = await connection.fetch(
        "SELECT id, name, role FROM people WHERE name_key = ANY ($1::text[])", name_keys(names)
    )
    return [_person(row) for row in rows]


async def survey(
    rooms: list[int],
    revoked_since: int,
    age: int,
    on_epoch: Callable[[str], None],
    connection: Connection,
) -> Survey:
    """See `Store.survey`. `age` is how long ago `revoked_since` was; `on_epoch` hears the epoch first."""
    row = await connection.fetchrow(SURVEY, rooms, revoked_since, age)
    epoch = f"{row['epoch']}-{row['timeline']}"
    on_epoch(epoch)
    heads = dict(zip(row["rooms"] or (), row["heads"] or (), strict=True))
    return Survey(epoch=epoch, heads=heads, revoked=frozenset(row["sessions"] or ()))


def _room(row: Any, read: int) -> RoomSummary:
    return RoomSummary(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        topic=row["topic"],
        head=row["head"],
        first_seq=row["first_seq"],
        read=read,
    )


def _events(room: int, rows: list[Any]) -> list[StoredEvent]:
    """A room without events gives one row without a seq."""
    return [_event(room, row) for row in rows if row["seq"] is not None]


def _event(room: int, row: Any) -> StoredEvent:
    to_id, mentions, visible_to = row["to_id"], row["mentions"], row["visible_to"]
    return StoredEvent(
        room=room,
        seq=row["seq"],
        at=row["at"],
        kind=row["kind"],
        sender=Person(row["sender"], row["sender_name"]),
        key=UUID(bytes=row["key"]),
        body=row["body"],
        to=None if to_id is None else Person(to_id, row["to_name"]),
        mentions=() if mentions is None else _ids.decode(mentions),
        visible_to=None if visible_to is None else _ids.decode(visible_to),
    )


def _person(row: Any) -> StoredPerson:
    return StoredPerson(person=Person(row["id"], row["name"]), role=Role(row["role"]))
