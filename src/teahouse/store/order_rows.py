"""How sanctions, held messages, reports and the audit log are read, in either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.store.order_records import SanctionRecord

if TYPE_CHECKING:
    from teahouse.store.order_records import AuditFilter

SANCTION = "id, kind, person, room, reason, until, made_by, network, at, undone_at, undone_by"
SANCTION_FIELDS = (
    "id", "kind", "person", "room", "reason", "until", "made_by", "networks", "at", "undone_at", "undone_by",
)  # fmt: skip
HELD = "room, seq, person, at, why, verdict"
REPORT = "id, room, seq, person, made_by, reason, at, verdict, decided_by, decided_at"
AUDIT = "id, at, made_by, action, address, person, room, seq, reason, detail"

WAITS = """
held.verdict IS NULL AND NOT EXISTS (
    SELECT 1 FROM folded
    WHERE folded.room = held.room AND folded.seq = held.seq AND folded.recalled_at IS NOT NULL
)
"""
"""Of a row of held: nobody has decided, and there still is something to decide about."""

REFUSED = WAITS.replace("verdict IS NULL", "verdict = 'rejected'", 1)
"""The same of one that was refused, and can be looked at again."""

QUEUE_ROOMS = "SELECT room FROM reports UNION SELECT room FROM held ORDER BY room"

QUEUE = f"""
SELECT room, person, sum(reports), sum(held) FROM (
    SELECT room, person, 1 AS reports, 0 AS held FROM reports WHERE verdict IS NULL
    UNION ALL SELECT room, person, 0, 1 FROM held WHERE {WAITS}
) AS waiting GROUP BY room, person ORDER BY room, person
"""  # noqa: S608 - made of constants


def sanction_of(row: Any) -> SanctionRecord:
    """The record of a row of the columns SANCTION."""
    return msgspec.convert(dict(zip(SANCTION_FIELDS, row, strict=True)), SanctionRecord)


def audit_terms(before: int | None, wanted: AuditFilter) -> list[tuple[str, int | str]]:
    """What must hold of an entry: columns with an operator, and what stands behind it."""
    found: list[tuple[str, int | str | None]] = [
        ("id <", before),
        ("action =", wanted.action),
        ("made_by =", wanted.made_by),
        ("person =", wanted.person),
        ("room =", wanted.room),
    ]
    return [(term, value) for term, value in found if value is not None]
