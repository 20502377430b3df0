"""Pages of a room's log, raw and folded. Each query is one statement, so one snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teahouse.model.errors import RoomNotFoundError
from teahouse.store.postgres_rows import EVENT, FOLDED, MESSAGE, ROOM, events, pages, room_summary
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.records import RoomSnapshot, StoredEvent, Stretch, Version

if TYPE_CHECKING:
    from uuid import UUID

VISITOR = 0
"""Stands for nobody where a person's id is asked for; ids begin with 1."""

# OFFSET keeps the state from being made for each event anew.
LOAD = f"""
SELECT r.*, page.*
FROM (
    SELECT
        {ROOM},
        ARRAY(SELECT pins.seq FROM pins WHERE pins.room = rooms.id ORDER BY pins.at_seq DESC) AS pins,
        reads.seq AS read, reads.notify,
        CASE WHEN reads.seq IS NOT NULL THEN teahouse_unread_3(rooms.id, $2, reads.seq) END AS unread,
        CASE WHEN $2 <> 0 THEN teahouse_called_3(rooms.id, $2, reads.seq) END AS called,
        (SELECT members.role FROM members WHERE members.room = rooms.id AND members.person = $2) AS role
    FROM rooms LEFT JOIN reads ON reads.room = rooms.id AND reads.person = $2
    WHERE rooms.id = $1 OFFSET 0
) AS r
LEFT JOIN LATERAL (
    SELECT {MESSAGE}
    FROM (
        SELECT * FROM events WHERE events.room = r.id ORDER BY events.seq DESC LIMIT $3
    ) AS e {FOLDED}
    WHERE e.seq >= r.first_seq
) AS page ON true
ORDER BY page.seq
"""  # noqa: S608 - made of constants

EVENTS = f"""
SELECT page.*
FROM rooms
LEFT JOIN LATERAL (
    SELECT {EVENT} FROM events AS e
    WHERE e.room = rooms.id AND e.seq > $2 AND e.seq <= $3
    ORDER BY e.seq LIMIT $4
) AS page ON true
WHERE rooms.id = $1
ORDER BY page.seq
"""  # noqa: S608 - made of constants

STRETCH = f"""
SELECT rooms.head, rooms.first_seq, page.*
FROM rooms
LEFT JOIN LATERAL (
    SELECT {MESSAGE}
    FROM (
        SELECT * FROM events
        WHERE events.room = rooms.id AND events.seq > $2 AND events.seq <= $3 AND events.seq >= rooms.first_seq
        ORDER BY events.seq LIMIT $4
    ) AS e {FOLDED}
) AS page ON true
WHERE rooms.id = $1
ORDER BY page.seq
"""  # noqa: S608 - made of constants

MESSAGES = f"""
SELECT rooms.head, rooms.first_seq, page.*
FROM rooms
LEFT JOIN LATERAL (
    SELECT {MESSAGE}
    FROM unnest($2::bigint[]) AS wanted (seq)
    CROSS JOIN LATERAL (
        SELECT * FROM events
        WHERE events.room = rooms.id AND events.seq = wanted.seq AND events.seq >= rooms.first_seq
            AND events.kind = 'message.created'
        LIMIT 1
    ) AS e {FOLDED}
) AS page ON true
WHERE rooms.id = $1
ORDER BY page.seq
"""  # noqa: S608 - made of constants

EDITS = """
SELECT v.at, v.body
FROM rooms
LEFT JOIN LATERAL (
    SELECT e.seq, e.at, e.body FROM events AS e
    WHERE e.room = rooms.id AND e.seq = $2 AND e.kind = 'message.created'
    UNION ALL
    SELECT e.seq, e.at, e.body FROM events AS e
    WHERE e.room = rooms.id AND e.target = $2 AND e.kind = 'message.edited'
) AS v ON true
WHERE rooms.id = $1
ORDER BY v.seq
"""


class PostgresLog(PostgresRunner):
    """Reading the logs; see `port.Log`."""

    async def knows(self, room: int, sender: int, key: UUID) -> bool:
        """See `Log.knows`."""
        wanted = "SELECT FROM events WHERE room = $1 AND sender = $2 AND key = $3"
        return bool(await self._fetch(wanted, room, sender, key.bytes))

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot:
        """See `Log.load`."""
        rows = await self._rows(LOAD, room, person or VISITOR, limit)
        first = rows[0]
        marks = (first[name] for name in ("read", "unread", "called", "notify", "role"))
        state = room_summary(first, *marks)
        return RoomSnapshot(state=state, events=pages(rows), pins=tuple(first["pins"]))

    async def stretch(self, room: int, after: int, upto: int, limit: int) -> Stretch:
        """See `Log.stretch`."""
        return _stretch(await self._rows(STRETCH, room, after, upto, limit))

    async def messages(self, room: int, seqs: list[int]) -> Stretch:
        """See `Log.messages`."""
        return _stretch(await self._rows(MESSAGES, room, sorted(set(seqs))))

    async def events(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        """See `Log.events`."""
        return events(await self._rows(EVENTS, room, after, upto, limit))

    async def edits(self, room: int, seq: int) -> list[Version]:
        """See `Log.edits`."""
        rows = await self._rows(EDITS, room, seq)
        return [Version(row["at"], row["body"]) for row in rows if row["at"] is not None]

    async def first_seq(self, room: int) -> int:
        """See `Log.first_seq`."""
        rows = await self._rows("SELECT first_seq FROM rooms WHERE id = $1", room)
        return int(rows[0]["first_seq"])

    async def _rows(self, sql: str, *arguments: object) -> list[Any]:
        """At least one, for a room that is there."""
        rows = await self._fetch(sql, *arguments)
        if not rows:
            raise RoomNotFoundError
        return rows


def _stretch(rows: list[Any]) -> Stretch:
    return Stretch(head=rows[0]["head"], first_seq=rows[0]["first_seq"], events=pages(rows))
