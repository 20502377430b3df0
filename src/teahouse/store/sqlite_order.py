"""What keeps the place in order, in SQLite: see `port_order.Order`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

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
    Within,
)
from teahouse.store.order_rows import (
    AUDIT,
    HELD,
    QUEUE,
    QUEUE_ROOMS,
    REFUSED,
    REPORT,
    SANCTION,
    WAITS,
    audit_terms,
    sanction_of,
)

if TYPE_CHECKING:
    from teahouse.store.driver import driver
    from teahouse.store.order_records import NewAudit, NewReport, NewSanction

S = TypeVar("S", bound=Struct)

COUNT_UP = "UPDATE meta SET rights = rights + 1"
QUEUE_UP = "UPDATE meta SET queue = queue + 1"

ADD_SANCTION = """
INSERT INTO sanctions (kind, person, room, reason, until, made_by, network, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""

DECIDE_HELD = """
UPDATE held SET verdict = ?, decided_by = ?, decided_at = ? WHERE room = ? AND seq = ? AND verdict IS NULL
"""

REOPEN_HELD = """
UPDATE held SET verdict = NULL, decided_by = NULL, decided_at = NULL
WHERE room = ? AND seq = ? AND verdict = 'rejected'
"""

WITHIN = "(?1 IS NULL OR room IN (SELECT value FROM json_each(?1))) AND person IS NOT ?2"

ADD_REPORT = """
INSERT INTO reports (room, seq, person, made_by, reason, at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (room, seq, made_by) DO NOTHING RETURNING id
"""

ADD_AUDIT = """
INSERT INTO audit (at, made_by, action, address, person, room, seq, reason, detail)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

LAST_SAID = """
SELECT (SELECT max(at) FROM events WHERE room = ?1 AND sender = ?2 AND kind = 'message.created'),
    coalesce((SELECT head FROM rooms WHERE id = ?1), 0)
"""


def add_sanction(sanction: NewSanction, now: int, cursor: driver.Cursor) -> int:
    """See `Order.add_sanction`."""
    check_text(sanction.reason, "reason")
    if cursor.execute("SELECT 1 FROM people WHERE id = ?", (sanction.person,)).fetchone() is None:
        raise PersonNotFoundError(field="person")
    values = (
        sanction.kind, sanction.person, sanction.room, sanction.reason, sanction.until, sanction.made_by,
        sanction.networks, now,
    )  # fmt: skip
    (made,) = cursor.execute(ADD_SANCTION, values).fetchone()
    cursor.execute(COUNT_UP)
    return int(made)


def widen_sanction(sanction: int, networks: str, cursor: driver.Cursor) -> None:
    """See `Order.widen_sanction`."""
    cursor.execute(
        "UPDATE sanctions SET network = ? WHERE id = ? AND undone_at IS NULL AND network IS NOT ?",
        (networks, sanction, networks),
    )
    if cursor.rowcount:
        cursor.execute(COUNT_UP)


def undo_sanction(sanction: int, by: int, now: int, cursor: driver.Cursor) -> bool:
    """See `Order.undo_sanction`."""
    cursor.execute(
        "UPDATE sanctions SET undone_at = ?, undone_by = ? WHERE id = ? AND undone_at IS NULL",
        (now, by, sanction),
    )
    undone = cursor.rowcount > 0
    if undone:
        cursor.execute(COUNT_UP)
    return undone


def sanction(id: int, connection: driver.Connection) -> SanctionRecord | None:
    """See `Order.sanction`."""
    row = connection.execute(f"SELECT {SANCTION} FROM sanctions WHERE id = ?", (id,)).fetchone()  # noqa: S608
    return None if row is None else sanction_of(row)


def open_sanctions(now: int, connection: driver.Connection) -> list[SanctionRecord]:
    """See `Order.open_sanctions`."""
    rows = connection.execute(
        f"SELECT {SANCTION} FROM sanctions"  # noqa: S608 - constants
        " WHERE undone_at IS NULL AND (until IS NULL OR until > ?) ORDER BY id",
        (now,),
    )
    return [sanction_of(row) for row in rows.fetchall()]


def sanctions(room: int | None, limit: int, connection: driver.Connection) -> list[SanctionRecord]:
    """See `Order.sanctions`."""
    rows = connection.execute(
        f"SELECT {SANCTION} FROM sanctions WHERE ? IS NULL OR room = ? ORDER BY id DESC LIMIT ?",  # noqa: S608
        (room, room, limit),
    )
    return [sanction_of(row) for row in rows.fetchall()]


def hold(held: Held, cursor: driver.Cursor) -> None:
    """See `Order.hold`."""
    cursor.execute(
        "INSERT INTO held (room, seq, person, at, why) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (held.room, held.seq, held.person, held.at, held.why),
    )
    if cursor.rowcount:
        cursor.execute(QUEUE_UP)


def held(limit: int, within: Within, waiting: bool, connection: driver.Connection) -> list[Held]:
    """See `Order.held`."""
    state, order = (WAITS, "at, room, seq") if waiting else (REFUSED, "decided_at DESC, room, seq")
    rows = connection.execute(
        f"SELECT {HELD} FROM held WHERE {state} AND {WITHIN} ORDER BY {order} LIMIT ?3",  # noqa: S608
        (*_within(within), limit),
    )
    return [_made(Held, HELD, row) for row in rows.fetchall()]


def decide_held(room: int, seq: int, verdict: str, by: int, now: int, cursor: driver.Cursor) -> str | None:
    """See `Order.decide_held`."""
    cursor.execute(DECIDE_HELD, (verdict, by, now, room, seq))
    if cursor.rowcount:
        cursor.execute(QUEUE_UP)
        if verdict == "approved":
            cursor.execute("UPDATE files SET room = NULL, seq = NULL WHERE room = ? AND seq = ?", (room, seq))
    row = cursor.execute("SELECT verdict FROM held WHERE room = ? AND seq = ?", (room, seq)).fetchone()
    return None if row is None else str(row[0])


def reopen_held(room: int, seq: int, cursor: driver.Cursor) -> bool:
    """See `Order.reopen_held`."""
    cursor.execute(REOPEN_HELD, (room, seq))
    if cursor.rowcount:
        cursor.execute(QUEUE_UP)
    return _waits("held", "room = ? AND seq = ?", (room, seq), cursor)


def add_report(report: NewReport, cursor: driver.Cursor) -> tuple[int, bool]:
    """See `Order.add_report`."""
    check_text(report.reason, "reason")
    values = (report.room, report.seq, report.person, report.made_by, report.reason, report.at)
    row = cursor.execute(ADD_REPORT, values).fetchone()
    if row is not None:
        cursor.execute(QUEUE_UP)
        return int(row[0]), True
    (known,) = cursor.execute(
        "SELECT id FROM reports WHERE room = ? AND seq = ? AND made_by = ?",
        (report.room, report.seq, report.made_by),
    ).fetchone()
    return int(known), False


def report(id: int, connection: driver.Connection) -> Report | None:
    """See `Order.report`."""
    row = connection.execute(f"SELECT {REPORT} FROM reports WHERE id = ?", (id,)).fetchone()  # noqa: S608
    return None if row is None else _made(Report, REPORT, row)


def reports(waiting: bool, limit: int, within: Within, connection: driver.Connection) -> list[Report]:
    """See `Order.reports`."""
    state, order = ("IS NULL", "id") if waiting else ("IS NOT NULL", "id DESC")
    rows = connection.execute(
        f"SELECT {REPORT} FROM reports WHERE verdict {state} AND {WITHIN} ORDER BY {order} LIMIT ?3",  # noqa: S608
        (*_within(within), limit),
    )
    return [_made(Report, REPORT, row) for row in rows.fetchall()]


def decide_report(report: int, verdict: str, by: int, now: int, cursor: driver.Cursor) -> bool:
    """See `Order.decide_report`."""
    cursor.execute(
        "UPDATE reports SET verdict = ?, decided_by = ?, decided_at = ? WHERE id = ?",
        (verdict, by, now, report),
    )
    decided = cursor.rowcount > 0
    if decided:
        cursor.execute(QUEUE_UP)
    return decided


def reopen_report(report: int, cursor: driver.Cursor) -> bool:
    """See `Order.reopen_report`."""
    cursor.execute(
        "UPDATE reports SET verdict = NULL, decided_by = NULL, decided_at = NULL"
        " WHERE id = ? AND verdict IS NOT NULL",
        (report,),
    )
    if cursor.rowcount:
        cursor.execute(QUEUE_UP)
    return _waits("reports", "id = ?", (report,), cursor)


def queue_rooms(connection: driver.Connection) -> list[int]:
    """See `Order.queue_rooms`."""
    return [int(room) for (room,) in connection.execute(QUEUE_ROOMS).fetchall()]


def queue(connection: driver.Connection) -> list[Waiting]:
    """See `Order.queue`."""
    return [Waiting(*row) for row in connection.execute(QUEUE).fetchall()]


def add_audit(entry: NewAudit, cursor: driver.Cursor) -> None:
    """See `Order.add_audit`."""
    check_text(entry.reason, "reason")
    values = (
        entry.at, entry.made_by, entry.action, entry.address, entry.person, entry.room, entry.seq, entry.reason,
        entry.detail,
    )  # fmt: skip
    cursor.execute(ADD_AUDIT, values)


def audit(
    before: int | None, limit: int, wanted: AuditFilter, connection: driver.Connection
) -> list[AuditRecord]:
    """See `Order.audit`."""
    terms = audit_terms(before, wanted)
    where = " AND ".join(f"{term} ?" for term, _ in terms) or "true"
    rows = connection.execute(
        f"SELECT {AUDIT} FROM audit WHERE {where} ORDER BY id DESC LIMIT ?",  # noqa: S608 - constants
        (*(value for _, value in terms), limit),
    )
    return [_made(AuditRecord, AUDIT, row) for row in rows.fetchall()]


def last_address(person: int, connection: driver.Connection) -> str | None:
    """See `Order.last_address`."""
    row = connection.execute(
        "SELECT address FROM audit WHERE made_by = ? AND address <> '' ORDER BY id DESC LIMIT 1", (person,)
    ).fetchone()
    return None if row is None else str(row[0])


def since(people: list[int], connection: driver.Connection) -> dict[int, Since]:
    """See `Order.since`."""
    rows = connection.execute(
        "SELECT id, role, created_at FROM people WHERE id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(people).decode(),),
    )
    return {id: Since(Role(role), created_at) for id, role, created_at in rows.fetchall()}


def last_said(room: int, person: int, connection: driver.Connection) -> tuple[int | None, int]:
    """See `Order.last_said`."""
    at, head = connection.execute(LAST_SAID, (room, person)).fetchone()
    return at, head


def _made(kind: type[S], columns: str, row: tuple[object, ...]) -> S:
    return msgspec.convert(dict(zip(columns.split(", "), row, strict=True)), kind)


def _within(within: Within) -> tuple[str | None, int | None]:
    return None if within.rooms is None else json.dumps(within.rooms), within.but


def _waits(table: str, which: str, values: tuple[int, ...], cursor: driver.Cursor) -> bool:
    sql = f"SELECT 1 FROM {table} WHERE {which} AND verdict IS NULL"  # noqa: S608 - constants
    return cursor.execute(sql, values).fetchone() is not None
