"""Sanctions and the audit log, in PostgreSQL. A write is one statement, or two that can be run again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from teahouse.model.errors import PersonNotFoundError
from teahouse.model.people import Role
from teahouse.store.journal import check_text
from teahouse.store.order_records import (
    AuditFilter,
    AuditRecord,
    SanctionRecord,
    Since,
)
from teahouse.store.order_rows import AUDIT, SANCTION, audit_terms, sanction_of
from teahouse.store.port_order import ALL
from teahouse.store.postgres_queue import PostgresQueue, made

if TYPE_CHECKING:
    from teahouse.store.order_records import NewAudit, NewSanction
    from teahouse.store.postgres_pool import Connection

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


class PostgresOrder(PostgresQueue):
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
            made(AuditRecord, row) for row in await self._fetch(sql, limit, *(value for _, value in terms))
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
