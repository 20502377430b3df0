"""The tables of docs/reliability.md: faults × invariants, and the figures of the last long run."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tests.faults.scenario import Figures
from tests.faults.table import APART, FAULTS, WAITS, WAITS_FOR
from tests.trace.checker import CHECKS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
TABLE = "faults × invariants"
FIGURES = "figures of the last run"
SYNCED = "I17"
"""The invariant that no trace of a client can show."""


def table() -> str:
    """A row for each fault; a dot where it puts the invariant to the test."""
    columns = (*CHECKS, SYNCED)
    lines = [
        f"| fault | how | {' | '.join(columns)} |",
        f"|---|---|{'---|' * len(columns)}",
    ]
    rows = [(fault.title, fault.how, fault.shown) for fault in FAULTS]
    rows += [(row.title, row.how, WAITS_FOR) for row in WAITS]
    rows += [(row.title, f"{row.how} ({row.stores}: `{row.test}`)", row.shown) for row in APART]
    for title, how, shown in rows:
        dots = " | ".join("●" if name in shown else " " for name in columns)
        lines.append(f"| {title} | {how} | {dots} |")
    return "\n".join(lines)


def figures(found: list[Figures], machine: str) -> str:
    """A row for each fault and broker, in the order of the table."""
    titles = {row.name: row.title for row in (*FAULTS, *WAITS)}
    order = list(titles)
    lines = [
        machine,
        "",
        "| fault | broker | seed | clients | messages | all caught up after | delivery p99 before | during it | violations |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in sorted(found, key=lambda each: (order.index(each.fault), each.broker != "Redis")):
        waited = one.calm_p99_ms is None
        cells = [
            titles[one.fault],
            one.broker,
            "" if waited else str(one.seed),
            str(one.clients),
            "" if waited else str(one.messages),
            _seconds(one.caught_up_ms),
            "" if one.calm_p99_ms is None else f"{one.calm_p99_ms} ms",
            "" if one.fault_p99_ms is None else f"{one.fault_p99_ms} ms",
            str(len(one.violations)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    bursts = [one.burst_ms for one in found if one.burst_ms]
    if bursts:
        lines += [
            "",
            f"A burst without its last hint was everywhere within {_seconds(max(bursts))}, the slowest of all.",
        ]
    return "\n".join(lines)


def read_figures(path: Path) -> list[Figures]:
    """What a run left in its file, one JSON object a line."""
    return [msgspec.json.decode(line, type=Figures) for line in path.read_bytes().splitlines()]


def put(page: str, name: str, text: str) -> str:
    """The page with other text between the two marks of that name."""
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    assert found, f"docs/reliability.md has no place for {name}"
    return f"{before}{begin}\n\n{text}\n\n{end}{after}"


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.2f} s"


if __name__ == "__main__":
    PAGE.write_text(put(PAGE.read_text(), TABLE, table()))
