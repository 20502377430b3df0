"""What keeps the place in order, in PostgreSQL. A write is one statement, or two that can be run again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from teahouse.model.errors import PersonNotFoundError
from teahouse.model.people import Role
from teahouse.store.journal import check_text
from teahouse.store.order_records import (
    AuditFilter,
    AuditRecord,
    Held,
    Report,
    SanctionRecord,
    Since,
    Waiting,
)
from teahouse.store.order_rows import AUDIT, HELD, QUEUE, REPORT, SANCTION, WAITS, audit_terms, sanction_of
from teahouse.store.port_order import ALL
from teahouse.store.postgres_runner import PostgresRunner

if TYPE_CHECKING:
    from teahouse.store.order_records import NewAudit, NewReport, NewSanction
    from teahouse.store.postgres_pool import Connection

S = TypeVar("S", bound=Struct)

NEW_SANCTION = "SELECT nextval(pg_get_serial_sequence('sanctions', 'id'))"
NEW_AUDIT = "SELECT nextval(pg_get_serial_sequence('audit', 'id'))"

# The id is drawn before: an attempt whose answer was lost changes nothing when it comes again.
ADD_SANCTION = """
WITH added AS (
    INSERT INTO sanctions (id, kind, person, room, reason, until, made_by, network, at)
    SELECT $1, $2, people.id, $4, $5, $6, $7, $8, $9 FROM people WHERE people.id = $3
    ON CONFLICT (id) DO NOTHING RETURNING id
), counted AS (
    UPDATE meta SET rights = rights + 1 WHERE EXISTS (SELECT FROM added)
)
SELECT EXISTS (SELECT FROM people WHERE id = $3)
"""

WIDEN_SANCTION = """
WITH widened AS (
    UPDATE sanctions SET network = $2
    WHERE id = $1 AND undone_at IS NULL AND network IS DISTINCT FROM $2 RETURNING id
)
UPDATE meta SET rights = rights + 1 WHERE EXISTS (SELECT FROM widened)
"""

UNDO_SANCTION = """
WITH undone AS (
    UPDATE sanctions SET undone_at = $3, undone_by = $2 WHERE id = $1 AND undone_at IS NULL RETURNING id
), counted AS (
    UPDATE meta SET rights = rights + 1 WHERE EXISTS (SELECT FROM undone)
)
SELECT EXISTS (SELECT FROM undone)
    OR EXISTS (SELECT FROM sanctions WHERE id = $1 AND undone_at = $3 AND undone_by = $2)
"""

BY_ID = f"SELECT {SANCTION} FROM sanctions WHERE id = $1"  # noqa: S608 - made of constants
OPEN = f"""
SELECT {SANCTION} FROM sanctions WHERE undone_at IS NULL AND (until IS NULL OR until > $1) ORDER BY id
"""  # noqa: S608 - made of constants
LAST = f"""
SELECT {SANCTION} FROM sanctions WHERE $1::bigint IS NULL OR room = $1 ORDER BY id DESC LIMIT $2
"""  # noqa: S608 - made of constants

HOLD = """
WITH added AS (
    INSERT INTO held (room, seq, person, at, why) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING seq
)
UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM added)
"""
WAITING = f"SELECT {HELD} FROM held WHERE {WAITS} ORDER BY at, room, seq LIMIT $1"  # noqa: S608
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
REPORTS = f"SELECT {REPORT} FROM reports WHERE verdict IS NULL ORDER BY id LIMIT $1"  # noqa: S608
DECIDED = f"SELECT {REPORT} FROM reports WHERE verdict IS NOT NULL ORDER BY id DESC LIMIT $1"  # noqa: S608
DECIDE_REPORT = """
WITH decided AS (
    UPDATE reports SET verdict = $2, decided_by = $3, decided_at = $4 WHERE id = $1 RETURNING id
), counted AS (
    UPDATE meta SET queue = queue + 1 WHERE EXISTS (SELECT FROM decided)
)
SELECT id FROM decided
"""

ADD_AUDIT = """
INSERT INTO audit (id, at, made_by, action, address, person, room, seq, reason, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING
"""
LAST_ADDRESS = """
SELECT address FROM audit WHERE made_by = $1 AND address <> '' ORDER BY id DESC LIMIT 1
"""

SINCE = "SELECT id, role, created_at FROM people WHERE id = ANY ($1::bigint[])"
LAST_SAID = """
SELECT (SELECT max(at) FROM events WHERE room = $1 AND sender = $2 AND kind = 'message.created') AS at,
    coalesce((SELECT head FROM rooms WHERE id = $1), 0) AS head
"""


class PostgresOrder(PostgresRunner):
    """See `port_order.Order`."""

    async def add_sanction(self, sanction: NewSanction, now: int) -> int:
        """See `Order.add_sanction`."""
        check_text(sanction.reason, "reason")
        drawn = await self._change(partial(_draw, NEW_SANCTION))
        return await self._change(partial(_add_sanction, drawn, sanction, now))

    async def widen_sanction(self, sanction: int, networks: str) -> None:
        """See `Order.widen_sanction`."""
        await self._execute(WIDEN_SANCTION, sanction, networks)

    async def undo_sanction(self, sanction: int, by: int, now: int) -> bool:
        """See `Order.undo_sanction`."""

        async def undo(connection: Connection) -> bool:
            return bool(await connection.fetchval(UNDO_SANCTION, sanction, by, now))

        return await self._change(undo)

    async def sanction(self, sanction: int) -> SanctionRecord | None:
        """See `Order.sanction`."""
        rows = await self._fetch(BY_ID, sanction)
        return sanction_of(rows[0]) if rows else None

    async def open_sanctions(self, now: int) -> list[SanctionRecord]:
        """See `Order.open_sanctions`."""
        return [sanction_of(row) for row in await self._fetch(OPEN, now)]

    async def sanctions(self, room: int | None, limit: int) -> list[SanctionRecord]:
        """See `Order.sanctions`."""
        return [sanction_of(row) for row in await self._fetch(LAST, room, limit)]

    async def hold(self, held: Held) -> None:
        """See `Order.hold`."""
        await self._execute(HOLD, held.room, held.seq, held.person, held.at, held.why)

    async def held(self, limit: int) -> list[Held]:
        """See `Order.held`."""
        return [_made(Held, row) for row in await self._fetch(WAITING, limit)]

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

    async def add_report(self, report: NewReport) -> tuple[int, bool]:
        """See `Order.add_report`."""
        check_text(report.reason, "reason")
        name = (report.room, report.seq)

        async def add(connection: Connection) -> tuple[int, bool]:
            values = (*name, report.person, report.made_by, report.reason, report.at)
            made = await connection.fetchval(ADD_REPORT, *values)
            if made is not None:
                return int(made), True
            return int(await connection.fetchval(KNOWN_REPORT, *name, report.made_by)), False

        return await self._change(add)

    async def report(self, report: int) -> Report | None:
        """See `Order.report`."""
        rows = await self._fetch(REPORT_BY_ID, report)
        return _made(Report, rows[0]) if rows else None

    async def reports(self, *, waiting: bool, limit: int) -> list[Report]:
        """See `Order.reports`."""
        return [_made(Report, row) for row in await self._fetch(REPORTS if waiting else DECIDED, limit)]

    async def decide_report(self, report: int, verdict: str, by: int, now: int) -> bool:
        """See `Order.decide_report`."""

        async def decide(connection: Connection) -> bool:
            return await connection.fetchval(DECIDE_REPORT, report, verdict, by, now) is not None

        return await self._change(decide)

    async def queue(self) -> list[Waiting]:
        """See `Order.queue`."""
        return [Waiting(row[0], row[1], int(row[2]), int(row[3])) for row in await self._fetch(QUEUE)]

    async def add_audit(self, entry: NewAudit) -> None:
        """See `Order.add_audit`."""
        check_text(entry.reason, "reason")
        drawn = await self._change(partial(_draw, NEW_AUDIT))
        await self._execute(
            ADD_AUDIT,
            drawn,
            entry.at,
            entry.made_by,
            entry.action,
            entry.address,
            entry.person,
            entry.room,
            entry.seq,
            entry.reason,
            entry.detail,
        )

    async def audit(self, before: int | None, limit: int, wanted: AuditFilter = ALL) -> list[AuditRecord]:
        """See `Order.audit`."""
        terms = audit_terms(before, wanted)
        where = " AND ".join(f"{term} ${place}" for place, (term, _) in enumerate(terms, 2)) or "true"
        sql = f"SELECT {AUDIT} FROM audit WHERE {where} ORDER BY id DESC LIMIT $1"  # noqa: S608 - constants
        return [
            _made(AuditRecord, row) for row in await self._fetch(sql, limit, *(value for _, value in terms))
        ]

    async def last_address(self, person: int) -> str | None:
        """See `Order.last_address`."""
        rows = await self._fetch(LAST_ADDRESS, person)
        return str(rows[0][0]) if rows else None

    async def since(self, people: list[int]) -> dict[int, Since]:
        """See `Order.since`."""
        rows = await self._fetch(SINCE, people)
        return {row["id"]: Since(Role(row["role"]), row["created_at"]) for row in rows}

    async def last_said(self, room: int, person: int) -> tuple[int | None, int]:
        """See `Order.last_said`."""
        row = (await self._fetch(LAST_SAID, room, person))[0]
        return row["at"], row["head"]


async def _draw(query: str, connection: Connection) -> int:
    return int(await connection.fetchval(query))


async def _add_sanction(drawn: int, sanction: NewSanction, now: int, connection: Connection) -> int:
    there = await connection.fetchval(
        ADD_SANCTION,
        drawn,
        sanction.kind,
        sanction.person,
        sanction.room,
        sanction.reason,
        sanction.until,
        sanction.made_by,
        sanction.networks,
        now,
    )
    if not there:
        raise PersonNotFoundError(field="person")
    return drawn


def _made(kind: type[S], row: Any) -> S:
    return msgspec.convert(dict(row), kind)
