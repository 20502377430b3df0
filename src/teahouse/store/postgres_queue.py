"""What waits for moderators, in PostgreSQL. A write is one statement, or two that can be run again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from teahouse.store.journal import check_text
from teahouse.store.order_records import Held, Report, Waiting
from teahouse.store.order_rows import HELD, QUEUE, QUEUE_ROOMS, REFUSED, REPORT, WAITS
from teahouse.store.port_order import ANYWHERE
from teahouse.store.postgres_runner import PostgresRunner

if TYPE_CHECKING:
    from teahouse.store.order_records import NewReport, Within
    from teahouse.store.postgres_pool import Connection

S = TypeVar("S", bound=Struct)

WITHIN = "($1::bigint[] IS NULL OR room = ANY ($1)) AND person IS DISTINCT FROM $2::bigint"

HOLD = """
WITH added AS (
    INSERT INTO held (room, seq, person, at, why) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING seq
)
UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM added)
"""
WAITING = f"""
SELECT {HELD} FROM held WHERE {WAITS} AND {WITHIN} ORDER BY at, room, seq LIMIT $3
"""  # noqa: S608 - made of constants
TURNED_DOWN = f"""
SELECT {HELD} FROM held WHERE {REFUSED} AND {WITHIN} ORDER BY decided_at DESC, room, seq LIMIT $3
"""  # noqa: S608 - made of constants
REOPEN_HELD = """
WITH reopened AS (
    UPDATE held SET verdict = NULL, decided_by = NULL, decided_at = NULL
    WHERE room = $1 AND seq = $2 AND verdict = 'rejected' RETURNING seq
)
UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM reopened)
"""
HELD_WAITS = "SELECT EXISTS (SELECT FROM held WHERE room = $1 AND seq = $2 AND verdict IS NULL)"
DECIDE_HELD = """
WITH decided AS (
    UPDATE held SET verdict = $3, decided_by = $4, decided_at = $5
    WHERE room = $1 AND seq = $2 AND verdict IS NULL RETURNING verdict
), counted AS (
    UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM decided)
)
UPDATE files SET room = NULL, seq = NULL
WHERE room = $1 AND seq = $2 AND $3::text = 'approved' AND EXISTS (SELECT FROM decided)
"""

ADD_REPORT = """
WITH added AS (
    INSERT INTO reports (room, seq, person, made_by, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (room, seq, made_by) DO NOTHING RETURNING id
), counted AS (
    UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM added)
)
SELECT id FROM added
"""
KNOWN_REPORT = "SELECT id FROM reports WHERE room = $1 AND seq = $2 AND made_by = $3"
REPORT_BY_ID = f"SELECT {REPORT} FROM reports WHERE id = $1"  # noqa: S608 - made of constants
REPORTS = f"""
SELECT {REPORT} FROM reports WHERE verdict IS NULL AND {WITHIN} ORDER BY id LIMIT $3
"""  # noqa: S608 - made of constants
DECIDED = f"""
SELECT {REPORT} FROM reports WHERE verdict IS NOT NULL AND {WITHIN} ORDER BY id DESC LIMIT $3
"""  # noqa: S608 - made of constants
REOPEN_REPORT = """
WITH reopened AS (
    UPDATE reports SET verdict = NULL, decided_by = NULL, decided_at = NULL
    WHERE id = $1 AND verdict IS NOT NULL RETURNING id
)
UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM reopened)
"""
REPORT_WAITS = "SELECT EXISTS (SELECT FROM reports WHERE id = $1 AND verdict IS NULL)"
DECIDE_REPORT = """
WITH decided AS (
    UPDATE reports SET verdict = $2, decided_by = $3, decided_at = $4 WHERE id = $1 RETURNING id
), counted AS (
    UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM decided)
)
SELECT id FROM decided
"""


class PostgresQueue(PostgresRunner):
    """The part of `port_order.Order` that is about held messages and reports."""

    async def hold(self, held: Held) -> None:
        """See `Order.hold`."""
        await self._execute(HOLD, held.room, held.seq, held.person, held.at, held.why)

    async def held(self, limit: int, within: Within = ANYWHERE, *, waiting: bool = True) -> list[Held]:
        """See `Order.held`."""
        sql = WAITING if waiting else TURNED_DOWN
        return [made(Held, row) for row in await self._fetch(sql, within.rooms, within.but, limit)]

    async def decide_held(self, room: int, seq: int, verdict: str, by: int, now: int) -> str | None:
        """See `Order.decide_held`."""

        async def decide(connection: Connection) -> str | None:
            await connection.execute(DECIDE_HELD, room, seq, verdict, by, now)
            # Another's verdict that came first is not in the snapshot of the statement that waited for it.
            known = await connection.fetchval(
                "SELECT verdict FROM held WHERE room = $1 AND seq = $2", room, seq
            )
            return None if known is None else str(known)

        return await self._change(decide)

    async def reopen_held(self, room: int, seq: int) -> bool:
        """See `Order.reopen_held`."""

        async def reopen(connection: Connection) -> bool:
            await connection.execute(REOPEN_HELD, room, seq)
            return bool(await connection.fetchval(HELD_WAITS, room, seq))

        return await self._change(reopen)

    async def add_report(self, report: NewReport) -> tuple[int, bool]:
        """See `Order.add_report`."""
        check_text(report.reason, "reason")
        name = (report.room, report.seq)

        async def add(connection: Connection) -> tuple[int, bool]:
            values = (*name, report.person, report.made_by, report.reason, report.at)
            added = await connection.fetchval(ADD_REPORT, *values)
            if added is not None:
                return int(added), True
            return int(await connection.fetchval(KNOWN_REPORT, *name, report.made_by)), False

        return await self._change(add)

    async def report(self, report: int) -> Report | None:
        """See `Order.report`."""
        rows = await self._fetch(REPORT_BY_ID, report)
        return made(Report, rows[0]) if rows else None

    async def reports(self, *, waiting: bool, limit: int, within: Within = ANYWHERE) -> list[Report]:
        """See `Order.reports`."""
        sql = REPORTS if waiting else DECIDED
        return [made(Report, row) for row in await self._fetch(sql, within.rooms, within.but, limit)]

    async def decide_report(self, report: int, verdict: str, by: int, now: int) -> bool:
        """See `Order.decide_report`."""

        async def decide(connection: Connection) -> bool:
            return await connection.fetchval(DECIDE_REPORT, report, verdict, by, now) is not None

        return await self._change(decide)

    async def reopen_report(self, report: int) -> bool:
        """See `Order.reopen_report`."""

        async def reopen(connection: Connection) -> bool:
            await connection.execute(REOPEN_REPORT, report)
            return bool(await connection.fetchval(REPORT_WAITS, report))

        return await self._change(reopen)

    async def queue_rooms(self) -> list[int]:
        """See `Order.queue_rooms`."""
        return [int(row[0]) for row in await self._fetch(QUEUE_ROOMS)]

    async def queue(self) -> list[Waiting]:
        """See `Order.queue`."""
        return [Waiting(row[0], row[1], int(row[2]), int(row[3])) for row in await self._fetch(QUEUE)]


def made(kind: type[S], row: Any) -> S:
    """The record of a row whose columns are called as its fields."""
    return msgspec.convert(dict(row), kind)
