"""How the place is run, and what is let go of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.model.errors import NotAllowedError, RoomNotFoundError
from teahouse.model.names import name_key
from teahouse.model.people import Person, Role
from teahouse.store.house_rows import as_json, room_size
from teahouse.store.order_rows import WAITS
from teahouse.store.port_house import (
    PRUNED_AFTER_MS,
    Expired,
    Figures,
    KeptHouse,
    Lodger,
    RoomSize,
)
from teahouse.store.postgres_runner import PostgresRunner

if TYPE_CHECKING:
    from collections.abc import Mapping

    from teahouse.store.postgres_pool import Connection

DAY_MS = 86_400_000
HOUSE = """
SELECT
    (SELECT json_object_agg(key, value) FROM house)::text AS kept,
    EXISTS (SELECT FROM people WHERE role = 'owner') AS owned, (SELECT rights FROM meta) AS rights
"""

LODGERS = """
SELECT id, name, role, created_at, last_seen, (
    SELECT count(*) FROM sanctions
    WHERE sanctions.person = people.id AND undone_at IS NULL AND (until IS NULL OR until > $3)
) AS sanctions
FROM people
WHERE id < $2 AND name_key IS NOT NULL AND role <> 'classic' AND position($1 IN name_key) > 0
ORDER BY id DESC LIMIT $4
"""

ROOM_SIZES = """
SELECT
    r.id, r.name, r.title, r.topic, r.access, r.archived, r.read_only, r.retention_days,
    r.owner, (SELECT name FROM people WHERE id = r.owner) AS owner_name, r.created_at,
    (SELECT at FROM events WHERE room = r.id ORDER BY seq DESC LIMIT 1) AS last_at,
    (SELECT count(*) FROM members WHERE room = r.id) AS members, r.message_count,
    (SELECT coalesce(sum(size), 0)::bigint FROM files WHERE room = r.id) AS bytes
FROM rooms AS r WHERE r.kind = 'room' ORDER BY r.id LIMIT 10000
"""

FIGURES = f"""
SELECT
    (SELECT count(*) FROM people WHERE name_key IS NOT NULL),
    (SELECT count(*) FROM people WHERE name_key IS NOT NULL AND role NOT IN ('guest', 'classic')),
    (SELECT count(*) FROM rooms WHERE kind = 'room'),
    (SELECT count(*) FROM rooms WHERE kind = 'direct'),
    (SELECT coalesce(sum(message_count), 0)::bigint FROM rooms),
    (SELECT count(*) FROM files), (SELECT coalesce(sum(size), 0)::bigint FROM files),
    pg_database_size(current_database()),
    (SELECT count(*) FROM reports WHERE verdict IS NULL), (SELECT count(*) FROM held WHERE {WAITS})
"""  # noqa: S608 - made of constants

AGEING = """
SELECT id, days FROM (
    SELECT
        id, coalesce(retention_days, $2)::bigint AS days,
        (SELECT at FROM events WHERE room = rooms.id AND seq >= first_seq ORDER BY seq LIMIT 1) AS kept,
        (SELECT at FROM events WHERE room = rooms.id AND seq < first_seq ORDER BY seq LIMIT 1) AS erased
    FROM rooms WHERE kind <> 'gone'
) AS aged
WHERE (days > 0 AND kept < $1::bigint - days * $3) OR erased < $1::bigint - days * $3 - $4
ORDER BY id
"""


class PostgresHouse(PostgresRunner):
    """See `port_house.Houses`."""

    async def house(self) -> KeptHouse:
        """See `Houses.house`."""
        row = (await self._fetch(HOUSE))[0]
        kept = msgspec.json.decode(row["kept"] or "{}", type=dict[str, str])
        values = {key: msgspec.json.decode(value) for key, value in kept.items()}
        return KeptHouse(values, row["owned"], row["rights"])

    async def set_house(self, values: Mapping[str, Any]) -> None:
        """See `Houses.set_house`."""
        kept = as_json(values)
        chosen = {key: value for key, value in kept.items() if value is not None}
        cleared = [key for key in kept if key not in chosen]
        query = "SELECT teahouse_set_house_4($1, $2, $3)"
        await self._execute(query, list(chosen), list(chosen.values()), cleared)

    async def lodgers(self, query: str, before: int | None, now: int, limit: int) -> list[Lodger]:
        """See `Houses.lodgers`."""
        rows = await self._fetch(LODGERS, name_key(query), before or 1 << 62, now, limit)
        return [
            Lodger(
                person=Person(row["id"], row["name"]),
                role=Role(row["role"]),
                created_at=row["created_at"],
                last_seen=row["last_seen"],
                sanctions=row["sanctions"],
            )
            for row in rows
        ]

    async def room_sizes(self) -> list[RoomSize]:
        """See `Houses.room_sizes`."""
        return [room_size(row) for row in await self._fetch(ROOM_SIZES)]

    async def figures(self) -> Figures:
        """See `Houses.figures`."""
        row = (await self._fetch(FIGURES))[0]
        return Figures(**dict(zip(Figures.__struct_fields__, row, strict=True)))

    async def ageing(self, now: int, days: int) -> list[tuple[int, int]]:
        """See `Houses.ageing`."""
        rows = await self._fetch(AGEING, now, days, DAY_MS, PRUNED_AFTER_MS)
        return [(row["id"], row["days"]) for row in rows]

    async def expire(self, room: int, before: int, limit: int) -> Expired:
        """See `Houses.expire`."""
        found = await self._change(
            partial(_let_go, "SELECT * FROM teahouse_expire_4($1, $2, $3)", (room, before, limit))
        )
        if found is None:
            raise RoomNotFoundError
        return found

    async def prune(self, room: int, before: int, limit: int) -> int:
        """See `Houses.prune`."""
        return await self._change(partial(_prune, room, before, limit))

    async def drop_room(self, room: int) -> None:
        """See `Houses.drop_room`. What an attempt without an answer has dropped was there."""
        attempts = 0

        async def drop(connection: Connection) -> None:
            nonlocal attempts
            attempts += 1
            kind = await connection.fetchval("SELECT teahouse_drop_room_4($1)", room)
            if kind is None or (kind == "gone" and attempts == 1):
                raise RoomNotFoundError
            if kind in ("direct", "room"):
                raise NotAllowedError

        await self._change(drop)

    async def dropped_rooms(self) -> list[int]:
        """See `Houses.dropped_rooms`."""
        return [
            row["id"] for row in await self._fetch("SELECT id FROM rooms WHERE kind = 'gone' ORDER BY id")
        ]

    async def clear_room(self, room: int, limit: int) -> Expired:
        """See `Houses.clear_room`."""
        query = "SELECT * FROM teahouse_clear_room_4($1, $2)"
        return await self._change(partial(_let_go, query, (room, limit))) or Expired(0, (), more=False)


async def _let_go(query: str, arguments: tuple[int, ...], connection: Connection) -> Expired | None:
    """One call of a function that lets go of something; None without such a room.

    While another node does that, nothing is done here, and it is said that there is no more.
    """
    row = await connection.fetchrow(query, *arguments)
    return None if row["o_first"] is None else Expired(row["o_first"], tuple(row["o_files"]), row["o_more"])


async def _prune(room: int, before: int, limit: int, connection: Connection) -> int:
    pruned = await connection.fetchval("SELECT teahouse_prune_4($1, $2, $3)", room, before, limit)
    if pruned is None:
        raise RoomNotFoundError
    return int(pruned)
