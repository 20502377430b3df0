"""How much there was in a trace that each invariant could have been broken by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.store.effects import CHANGES
from tests.trace.fault_checks import deliveries, faults

if TYPE_CHECKING:
    from tests.trace.history import History


def evidence(history: History) -> dict[str, int]:
    """By invariant, how many facts were put to the test; none means that nothing was shown."""
    ops: dict[str, int] = {}
    for seen in history.by_time():
        ops[seen.line.op] = ops.get(seen.line.op, 0) + 1
    acks = len(history.acks)
    applied = ops.get("apply", 0) + ops.get("blank", 0)
    repeated = sum(len(sends) > 1 for sends in history.sends.values())
    unclear = sum(
        fault.lasts_at(sends[0].t) for sends in history.sends.values() for fault in faults(history, "store")
    )
    broker = faults(history, "broker")
    during = sum(fault.lasts_at(one.sent.t) for one in deliveries(history) for fault in broker)
    return {
        "I1": acks,
        "I2": len(history.rows_of),
        "I3": len(history.dump.rows),
        "I4": applied,
        "I5": ops.get("quiet", 0),
        "I6": applied,
        "I7": repeated + unclear,
        "I8": sum(len(found) > 1 for found in history.acks.values()),
        "I9": acks,
        "I10": len(history.sends),
        "I11": ops.get("sync", 0),
        "I12": ops.get("revoke", 0),
        "I13": ops.get("presence", 0),
        "I14": len(faults(history, "reader")),
        "I15": during,
        "I16": sum(row.kind in CHANGES for row in history.dump.rows),
    }
