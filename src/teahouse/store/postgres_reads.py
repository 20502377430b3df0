"""What each person has read, and what calls them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import asyncpg

from teahouse.model.errors import PersonNotFoundError, RoomNotFoundError
from teahouse.store.postgres_rooms import ACCOUNTS, MINE
from teahouse.store.postgres_rows import FOLDED, MESSAGE, pages
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.records import Found, ReadState

if TYPE_CHECKING:
    from collections.abc import Collection

    from teahouse.store.postgres_pool import Connection

NEWEST = 2**62

MINE_ALONE = MINE.replace("ANY ($1::bigint[])", "$1")

READABLE = f"""
(e.visible_to IS NULL OR e.visible_to::jsonb @> to_jsonb($1::bigint))
AND c.room <> ALL ($4::bigint[])
AND EXISTS (
    SELECT FROM rooms LEFT JOIN members AS m ON m.room = rooms.id AND m.person = $1
    WHERE rooms.id = c.room AND c.seq > coalesce(m.since, 0) AND CASE
        WHEN rooms.kind = 'direct' OR rooms.access = 'private' THEN m.person IS NOT NULL
        WHEN rooms.access = 'members' THEN EXISTS (SELECT FROM people WHERE id = $1 AND role IN {ACCOUNTS})
        ELSE true
    END
)
"""  # noqa: S608 - made of constants

# Each branch ends after as many as are wanted, in the order of its index.
MENTIONS = f"""
WITH called AS (
    SELECT * FROM (
        (
            SELECT c.id, c.room, c.seq FROM calls AS c
            CROSS JOIN LATERAL (SELECT * FROM events WHERE events.room = c.room AND events.seq = c.seq LIMIT 1) AS e
            WHERE c.person = $1 AND c.id < $2 AND {READABLE}
            ORDER BY c.id DESC LIMIT $3
        )
        UNION ALL
        (
            SELECT c.id, c.room, c.seq FROM calls AS c
            CROSS JOIN LATERAL (SELECT * FROM events WHERE events.room = c.room AND events.seq = c.seq LIMIT 1) AS e
            WHERE c.person = 0 AND c.id < $2 AND {READABLE} AND e.sender <> $1
                AND NOT EXISTS (
                    SELECT FROM calls AS own WHERE own.room = c.room AND own.seq = c.seq AND own.person = $1
                )
            ORDER BY c.id DESC LIMIT $3
        )
    ) AS both_kinds ORDER BY id DESC LIMIT $3
), unread AS (
    SELECT least(1000, coalesce(sum(teahouse_called_3(r.id, $1, r.seq)), 0))::bigint AS count
    FROM (
        SELECT rooms.id, reads.seq
        FROM rooms LEFT JOIN reads ON reads.room = rooms.id AND reads.person = $1
        WHERE rooms.id IN ({MINE_ALONE}) AND rooms.id <> ALL ($4::bigint[])
    ) AS r
)
SELECT unread.count, page.*
FROM unread LEFT JOIN (
    SELECT called.id, {MESSAGE}
    FROM called
    CROSS JOIN LATERAL (
        SELECT * FROM events WHERE events.room = called.room AND events.seq = called.seq LIMIT 1
    ) AS e {FOLDED}
) AS page ON true
ORDER BY page.id DESC
"""  # noqa: S608 - made of constants

LEVELS = "SELECT person, notify FROM reads WHERE room = $1 AND notify <> 'mentions'"


class PostgresReads(PostgresRunner):
    """See `port.Reads`."""

    async def mark_read(self, room: int, person: int, seq: int, *, back: bool = False) -> ReadState:
        """See `Reads.mark_read`."""
        call = "SELECT * FROM teahouse_mark_read_3($1, $2, $3, $4)"
        return await self._change(partial(_state, room, person, call, (seq, back)))

    async def set_notify(self, room: int, person: int, level: str) -> ReadState:
        """See `Reads.set_notify`."""
        return await self._change(
            partial(_state, room, person, "SELECT * FROM teahouse_set_notify_3($1, $2, $3)", (level,))
        )

    async def mentions(
        self, person: int, before: int | None, limit: int, without: Collection[int] = ()
    ) -> Found:
        """See `Reads.mentions`."""
        start = NEWEST if before is None else before
        return found(await self._fetch(MENTIONS, person, start, limit + 1, list(without)), limit)

    async def notify_levels(self, room: int) -> dict[int, str]:
        """See `Reads.notify_levels`."""
        return {row["person"]: row["notify"] for row in await self._fetch(LEVELS, room)}


def found(rows: list[Any], limit: int) -> Found:
    """Rows of messages with their `id` and the `count`; one more than `limit` if there are more."""
    shown = rows[:limit]
    messages = pages(shown)
    return Found(
        messages=messages,
        count=rows[0]["count"],
        next=shown[-1]["id"] if len(rows) > limit and shown else None,
    )


async def _state(
    room: int, person: int, call: str, arguments: tuple[object, ...], connection: Connection
) -> ReadState:
    try:
        row = await connection.fetchrow(call, room, person, *arguments)
    except asyncpg.ForeignKeyViolationError:
        raise PersonNotFoundError from None
    if row["o_read"] is None:
        raise RoomNotFoundError
    return ReadState(
        room=room,
        person=person,
        read=row["o_read"],
        count=row["o_count"],
        unread=row["o_unread"],
        mentions=row["o_mentions"],
        notify=row["o_notify"],
    )
