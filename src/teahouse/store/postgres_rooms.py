"""Rooms and direct conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import asyncpg

from teahouse.model.errors import BadFieldError, NameTakenError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.names import name_key
from teahouse.store.batcher import Batcher
from teahouse.store.journal import check_text
from teahouse.store.port import DIRECT_MOST, DIRECT_NAME
from teahouse.store.postgres_log import VISITOR
from teahouse.store.postgres_rows import ROOM, room_info, room_summary
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.records import Place, Survey

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.protocol.parts import RoomSummary
    from teahouse.store.postgres_pool import Connection

MEMBERS = "ARRAY(SELECT members.person FROM members WHERE members.room = rooms.id) AS members"

# A look-up for each person and room says whether anything is to be counted at all.
ROOMS = f"""
SELECT {ROOM}, {MEMBERS}, marks.*
FROM rooms
CROSS JOIN LATERAL (
    SELECT
        array_agg(mark.person) AS readers, array_agg(mark.seq) AS reads, array_agg(mark.notify) AS levels,
        array_agg(CASE WHEN mark.seq < rooms.head THEN teahouse_unread_3(rooms.id, mark.person, mark.seq)
            WHEN mark.seq IS NOT NULL THEN 0 END) AS unreads,
        array_agg(CASE WHEN mark.called THEN teahouse_called_3(rooms.id, mark.person, mark.seq) ELSE 0 END) AS calls
    FROM (
        SELECT who.person, own.seq, own.notify, EXISTS (
            SELECT FROM calls
            WHERE calls.person = who.person AND calls.room = rooms.id AND calls.seq > coalesce(own.seq, 0)
        ) OR EXISTS (
            SELECT FROM calls WHERE calls.person = 0 AND calls.room = rooms.id AND calls.seq > own.seq
        ) AS called
        FROM unnest($1::bigint[]) AS who (person)
        LEFT JOIN LATERAL (
            SELECT seq, notify FROM reads WHERE reads.room = rooms.id AND reads.person = who.person LIMIT 1
        ) AS own ON true
        WHERE who.person <> 0
    ) AS mark
    WHERE mark.seq IS NOT NULL OR mark.called
) AS marks
WHERE rooms.id IN (
    SELECT id FROM rooms WHERE kind = 'room'
    UNION ALL
    SELECT room FROM members WHERE person = ANY ($1::bigint[])
)
ORDER BY rooms.id
"""  # noqa: S608 - made of constants

PLACE = f"SELECT {ROOM}, {MEMBERS} FROM rooms WHERE rooms.id = $1"  # noqa: S608 - made of constants

NEW_ID = "SELECT nextval(pg_get_serial_sequence('rooms', 'id'))"

SURVEY = """
SELECT
    meta.epoch, meta.listing, meta.rights,
    CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline,
    found.rooms, found.heads, found.counts, ended.sessions
FROM
    meta,
    (
        SELECT array_agg(id) AS rooms, array_agg(head) AS heads, array_agg(message_count) AS counts
        FROM rooms WHERE id = ANY ($1::bigint[])
    ) AS found,
    (
        SELECT array_agg(encode(session, 'hex')) AS sessions FROM revocations
        -- As far back by the database's clock too, and a minute at least: the nodes' clocks may differ.
        WHERE at >= least($2, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - greatest($3::bigint, 60000))
    ) AS ended
"""


class PostgresRooms(PostgresRunner):
    """See `port.Rooms`."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        super().__init__(url, now)
        self._rooms = Batcher(self._rooms_of)

    async def rooms(self, person: int | None) -> list[RoomSummary]:
        """See `Rooms.rooms`. Those who ask at once share a query."""
        return await self._rooms.get(person or VISITOR) or []

    async def room(self, room: int) -> Place:
        """See `Rooms.room`."""
        rows = await self._fetch(PLACE, room)
        if not rows:
            raise RoomNotFoundError
        info = room_info(rows[0])
        return Place(info=info, members=frozenset(rows[0]["members"]) if info.kind == "direct" else None)

    async def add_room(self, name: str, title: str, topic: str, owner: int, now: int) -> Place:
        """See `Rooms.add_room`. Its id is drawn first, so that an attempt is known when it comes again."""
        for field, text in (("name", name), ("title", title), ("topic", topic)):
            check_text(text, field)
        if name.startswith(DIRECT_NAME):
            raise NameTakenError(field="name")
        drawn = await self._change(_new_id)
        await self._change(partial(_add, drawn, name, title, topic, owner, now))
        return await self.room(drawn)

    async def open_direct(self, people: list[int], now: int) -> tuple[Place, bool]:
        """See `Rooms.open_direct`."""
        members = sorted(set(people))
        if not 2 <= len(members) <= DIRECT_MOST:
            raise BadFieldError(field="people")
        known = await self._fetch("SELECT id FROM rooms WHERE name_key = $1", _direct_key(members))
        if known:
            return await self.room(known[0]["id"]), False
        drawn = await self._change(_new_id)
        room = await self._change(partial(_open_direct, drawn, members, now))
        return await self.room(room), room == drawn

    async def survey(self, rooms: list[int], revoked_since: int) -> Survey:
        """See `Rooms.survey`."""
        age = self._now() - revoked_since
        return await self._read(partial(_survey, rooms, revoked_since, age, self._hear_epoch))

    async def _rooms_of(self, people: list[int]) -> dict[int, list[RoomSummary]]:
        return await self._read(partial(_listing, people))


async def _listing(people: list[int], connection: Connection) -> dict[int, list[RoomSummary]]:
    """For each of the people (VISITOR too) what `Rooms.rooms` gives."""
    found: dict[int, list[RoomSummary]] = {person: [] for person in people}
    for row in await connection.fetch(ROOMS, people):
        unmarked = room_summary(row, None, None, None, None)
        marks = {
            reader: room_summary(row, *mark)
            for reader, *mark in zip(
                *(row[column] or () for column in ("readers", "reads", "unreads", "calls", "levels")),
                strict=True,
            )
        }
        direct = unmarked.kind == "direct"
        for person in row["members"] if direct else found:
            if person in found:
                found[person].append(marks.get(person, unmarked))
    return found


async def _new_id(connection: Connection) -> int:
    return int(await connection.fetchval(NEW_ID))


async def _add(
    room: int, name: str, title: str, topic: str, owner: int, now: int, connection: Connection
) -> None:
    added = await connection.fetchval(
        "SELECT teahouse_add_room_3($1, $2, $3, $4, $5, $6, $7)",
        room,
        name,
        name_key(name),
        title,
        topic,
        owner,
        now,
    )
    if added is None:
        raise PersonNotFoundError
    if not added:
        raise NameTakenError(field="name")


def _direct_key(members: list[int]) -> str:
    """No room is called so: the keys of names have no punctuation."""
    return ",".join(map(str, members))


async def _open_direct(room: int, members: list[int], now: int, connection: Connection) -> int:
    try:
        return int(
            await connection.fetchval(
                "SELECT teahouse_open_direct_3($1, $2, $3, $4, $5)",
                room,
                DIRECT_NAME + _direct_key(members),
                _direct_key(members),
                members,
                now,
            )
        )
    except asyncpg.ForeignKeyViolationError:
        raise PersonNotFoundError from None


async def _survey(
    rooms: list[int],
    revoked_since: int,
    age: int,
    on_epoch: Callable[[str], None],
    connection: Connection,
) -> Survey:
    """`age` is how long ago `revoked_since` was; `on_epoch` hears the epoch first."""
    row = await connection.fetchrow(SURVEY, rooms, revoked_since, age)
    epoch = f"{row['epoch']}-{row['timeline']}"
    on_epoch(epoch)
    ids = row["rooms"] or ()
    return Survey(
        epoch=epoch,
        heads=dict(zip(ids, row["heads"] or (), strict=True)),
        revoked=frozenset(row["sessions"] or ()),
        counts=dict(zip(ids, row["counts"] or (), strict=True)),
        listing=row["listing"],
        rights=row["rights"],
    )
