"""Rooms and direct conversations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import asyncpg
from msgspec import structs

from teahouse.model.errors import (
    BadFieldError,
    ConflictError,
    NameTakenError,
    PersonNotFoundError,
    RoomNotFoundError,
)
from teahouse.model.people import Role
from teahouse.store.batcher import Batcher
from teahouse.store.journal import check_text
from teahouse.store.port_rooms import DIRECT_MOST, DIRECT_NAME, MADE_NAME
from teahouse.store.postgres_log import VISITOR
from teahouse.store.postgres_rows import ROOM, room_info, room_summary
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.records import Place, Survey
from teahouse.store.room_keys import room_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.protocol.parts import RoomSummary
    from teahouse.store.postgres_pool import Connection

MEMBERS = ", ".join(
    f"ARRAY(SELECT m.{column} FROM members AS m WHERE m.room = rooms.id ORDER BY m.person) AS {name}"  # noqa: S608 - constants
    for column, name in (("person", "members"), ("role", "member_roles"), ("since", "member_since"))
)

ACCOUNTS = "('member', 'moderator', 'admin', 'owner')"

MINE = f"""
SELECT id FROM rooms WHERE kind = 'room' AND access = 'public'
UNION ALL
SELECT id FROM rooms WHERE kind = 'room' AND access = 'members'
    AND EXISTS (SELECT FROM people WHERE id = ANY ($1::bigint[]) AND role IN {ACCOUNTS})
UNION ALL
SELECT m.room FROM members AS m CROSS JOIN LATERAL (SELECT kind, access FROM rooms WHERE id = m.room LIMIT 1) AS r
WHERE m.person = ANY ($1::bigint[]) AND (r.kind = 'direct' OR r.access = 'private')
"""  # noqa: S608 - made of constants
"""Rooms that any of these people may know of."""

# A look-up for each person and room says whether anything is to be counted at all.
ROOMS = f"""
SELECT {ROOM}, {MEMBERS}, marks.*,
    ARRAY(SELECT id FROM people WHERE id = ANY ($1::bigint[]) AND role IN {ACCOUNTS}) AS accounts
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
WHERE rooms.id IN ({MINE})
ORDER BY rooms.id
"""  # noqa: S608 - made of constants

PLACE = f"SELECT {ROOM}, {MEMBERS} FROM rooms WHERE rooms.id = $1 AND rooms.kind <> 'gone'"  # noqa: S608 - made of constants

NEW_ID = "SELECT nextval(pg_get_serial_sequence('rooms', 'id'))"

SURVEY = """
SELECT
    meta.epoch, meta.listing, meta.rights, meta.queue,
    CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline,
    found.rooms, found.heads, found.counts, ended.sessions
FROM
    meta,
    (
        SELECT array_agg(id) AS rooms, array_agg(head) AS heads, array_agg(message_count) AS counts
        FROM rooms WHERE id = ANY ($1::bigint[]) AND kind <> 'gone'
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
        row = rows[0]
        info = room_info(row)
        direct = info.kind == "direct"
        members = list(zip(*(row[name] for name in ("members", "member_roles", "member_since")), strict=True))
        return Place(
            info=info,
            members=frozenset(row["members"]) if direct or info.access == "private" else None,
            roles={} if direct else {person: Role(role) for person, role, _ in members},
            since={person: since for person, _, since in members if since},
        )

    async def rooms_named(self, name: str) -> list[int]:
        """See `Rooms.rooms_named`."""
        keys = [room_key(name, "public"), room_key(name, "members")]
        found = await self._fetch(
            "SELECT id FROM rooms WHERE name_key = ANY ($1::text[]) AND kind = 'room' ORDER BY id", keys
        )
        return [row["id"] for row in found]

    async def add_room(
        self,
        name: str,
        title: str,
        topic: str,
        owner: int,
        now: int,
        *,
        access: str = "public",
        history: str = "all",
    ) -> Place:
        """See `Rooms.add_room`. Its id is drawn first, so that an attempt is known when it comes again."""
        for field, text in (("name", name), ("title", title), ("topic", topic)):
            check_text(text, field)
        if name.startswith(DIRECT_NAME):
            raise NameTakenError(field="name")
        drawn = await self._change(_new_id)
        made = name.startswith(MADE_NAME)
        key = room_key(title if made else name, access)
        values = (drawn, name, key, title, topic, owner, now, access, history, made)
        return await self.room(await self._change(partial(_add, values)))

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
        closed = unmarked.kind == "direct" or unmarked.access == "private"
        roles = dict(zip(row["members"], row["member_roles"], strict=True))
        readers = row["members"] if closed else row["accounts"] if unmarked.access == "members" else found
        for person in readers:
            if person in found:
                summary = marks.get(person, unmarked)
                role = roles.get(person)
                if role is not None and unmarked.kind == "room":
                    summary = structs.replace(summary, role=role)
                found[person].append(summary)
    return found


async def _new_id(connection: Connection) -> int:
    return int(await connection.fetchval(NEW_ID))


async def _add(values: tuple[object, ...], connection: Connection) -> int:
    """The room's id: of an earlier making of this name, if there was one."""
    call = "SELECT teahouse_add_room_4($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    added = await connection.fetchval(call, *values)
    if added is None:
        raise PersonNotFoundError
    if added == 0:
        raise NameTakenError(field="name")
    if added < 0:
        raise ConflictError(field="id")
    return int(added)


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
        queue=row["queue"],
    )
