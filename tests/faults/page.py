"""The tables of docs/reliability.md: faults × invariants, and the figures of the last long run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.faults.figures import Figures, Trial
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


def figures(found: Sequence[Figures | Trial], machine: str) -> str:
    """A row for each fault and broker or store, in the order of the table."""
    struck = [one for one in found if isinstance(one, Figures)]
    apart = [one for one in found if isinstance(one, Trial)]
    return "\n".join([machine, "", *_struck(struck), "", *_apart(apart)])


def _struck(found: list[Figures]) -> list[str]:
    titles = {row.name: row.title for row in (*FAULTS, *WAITS)}
    order = list(titles)
    lines = [
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
    return lines


def _apart(found: list[Trial]) -> list[str]:
    titles = {row.name: row.title for row in APART}
    order = list(titles)
    return [
        "On stages of their own, each without a violation:",
        "",
        "| fault | store | what was done | acknowledged before and after | all caught up after |",
        "|---|---|---|---|---|",
        *(
            f"| {titles[one.fault]} | {one.store} | {one.done} | {one.acknowledged} |"
            f" {'' if one.back_ms is None else _seconds(one.back_ms)} |"
            for one in sorted(found, key=lambda each: (order.index(each.fault), each.store != "SQLite"))
        ),
    ]


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
