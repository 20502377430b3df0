"""What stands between the markers of docs/scaling.md and its Chinese page, and the picture of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from benchmarks.capacity.model import Costs, Pair, Runs, apart
from benchmarks.capacity.paper import FULL, House, largest_room, plan
from benchmarks.capacity.verdict import sentences
from benchmarks.plot import Chart, svg

DOCS: Final = Path(__file__).parents[2] / "docs"
HOUSES: Final = (
    House("a company", 1_000, 30, 300),
    House("a town", 10_000, 50, 300),
    House("a city", 100_000, 50, 300),
    House("a country", 10_000_000, 50, 300),
)


def write(docs: Path, machine: dict[str, Any], costs: Costs, runs: Runs, pairs: list[Pair]) -> None:
    """Replace what stands between the markers; `runs` are those that `pairs` were made from, with all repetitions."""
    english, chinese = sentences(runs, pairs)
    between = {
        "constants": _constants(machine, costs),
        "runs": _runs(runs, pairs),
        "reach": english,
        "houses": _houses(costs),
        "room": _room(costs),
    }
    _replace(docs / "scaling.md", between)
    _replace(docs / "scaling.zh.md", {"reach": chinese})
    (docs / "scaling.svg").write_text(_picture(pairs), encoding="utf-8")


def _replace(page: Path, between: dict[str, list[str]]) -> None:
    text = page.read_text(encoding="utf-8")
    for name, lines in between.items():
        before, begin, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        if not begin or not end:
            raise ValueError(f"{page} has no place for {name}")
        text = before + begin + "\n".join(["", *lines, "", ""]) + end + after
    page.write_text(text, encoding="utf-8")


def _constants(machine: dict[str, Any], costs: Costs) -> list[str]:
    rows = (
        ("a node that only is there, for a second", costs.node_seconds * 1e3, "ms"),
        ("a connection, for a second", costs.connection_seconds * 1e6, "µs"),
        ("a message that comes in", costs.commands * 1e6, "µs"),
        ("a commit's answer", costs.batches * 1e6, "µs"),
        ("a turn of the loop with something to do", costs.turns * 1e6, "µs"),
        ("a write to a socket", costs.sends * 1e6, "µs"),
        ("an event in such a write", costs.deliveries * 1e6, "µs"),
        ("a message heard from another node", costs.hints * 1e6, "µs"),
        ("PostgreSQL: a commit", costs.database_batch * 1e6, "µs"),
        ("PostgreSQL: a message in it", costs.database_row * 1e6, "µs"),
        ("Redis: a hint, each time it is taken or given", costs.broker_hint * 1e6, "µs"),
    )
    others = (
        ("from the call of a commit to its answer, right after another", costs.commit * 1e3, "ms"),
        ("what that takes more after a long pause", costs.waking * 1e3, "ms"),
        ("a pause after which two thirds of that are there", costs.cooling * 1e3, "ms"),
        ("what all CPU costs more after a long pause", costs.cold * 100, "%"),
        ("standard deviation of the logarithm of a commit's time", costs.spread, ""),
        ("from one node to another", costs.line * 1e3, "ms"),
        ("a node's memory", costs.node_kb / 1e3, "MB"),
        ("a connection's memory", costs.connection_kb, "KB"),
        ("an event in a ring", costs.event_kb, "KB"),
    )
    taken = (
        f"{machine['taken']}, {machine['cores']} cores of {machine['processor']}, Python {machine['python']}."
    )
    return [
        f"Measured {taken}",
        "",
        "| what | CPU |",
        "|---|---|",
        *(f"| {what} | {_cost(value, unit)} |" for what, value, unit in rows),
        "",
        "| what | |",
        "|---|---|",
        *(f"| {what} | {f'{value:.3g} {unit}'.strip()} |" for what, value, unit in others),
    ]


def _cost(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}" if value > 0.001 else "not told apart"


def _runs(runs: Runs, pairs: list[Pair]) -> list[str]:
    lines = [
        "| run | nodes' CPU, cores | memory, MB | acknowledgement p50, ms | delivery p50, ms |",
        "|---|---|---|---|---|",
    ]
    repeated = {scenario.name: results for scenario, results in runs}
    for scenario, real, said in pairs:
        cells = [f"{scenario.name}: {scenario.rooms} × {scenario.members}, {scenario.rate:g} messages/s"]
        for name, scale, digits in (
            ("nodes_cpu", 1.0, 2), ("memory_kb", 1e-3, 0), ("accepted_ms", 1.0, 2), ("delivered_ms", 1.0, 2),
        ):  # fmt: skip
            one, other = getattr(real, name) * scale, getattr(said, name) * scale
            found = apart(repeated[scenario.name], name)
            cells.append(f"{one:.{digits}f} → {other:.{digits}f} ({other / one:.2f}; {found:.2f})")
        lines.append(f"| {' | '.join(cells)} |")
    told = "Measured → predicted (prediction ÷ run; the largest of the repetitions ÷ the least of them):"
    return [told, "", *lines]


def _houses(costs: Costs) -> list[str]:
    lines = [
        "| house | people at once | messages/s | deliveries/s | nodes (cores) | memory | network | PostgreSQL, cores | Redis: hints/s, cores | partitions |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for house in HOUSES:
        found = plan(house, costs)
        lines.append(
            f"| {house.name} | {house.people:,} | {found.messages:,.0f} | {found.deliveries:,.0f} "
            f"| {found.nodes:,} ({found.node_cores:,.1f}) | {found.memory_gb:,.1f} GB | {found.network_mbit:,.0f} Mbit/s "
            f"| {found.database_cores:,.2f} | {found.hints:,.0f}, {found.broker_cores:,.2f} | {found.partitions} |"
        )
    each = HOUSES[-1]
    said = (
        f"Each person says something every {each.pause:g} seconds in a room of {HOUSES[1].members} "
        f"({HOUSES[0].members} in {HOUSES[0].name}); a node is planned with {FULL:.0%} of a core."
    )
    return [said, "", *lines]


def _room(costs: Costs) -> list[str]:
    rates = (1, 10, 50)
    lines = [
        "| nodes | " + " | ".join(f"at {rate} messages/s" for rate in rates) + " |",
        "|---|" + "---|" * len(rates),
    ]
    for nodes in (1, 4, 16, 64):
        sizes = [f"{_round(largest_room(costs, nodes, rate)):,}" for rate in rates]
        lines.append(f"| {nodes} | {' | '.join(sizes)} |")
    return lines


def _round(number: int) -> int:
    return int(float(f"{number:.2g}"))


def _picture(pairs: list[Pair]) -> str:
    charts = []
    for title, name, scale, digits in (
        ("CPU of the nodes, cores", "nodes_cpu", 1.0, 2),
        ("Memory of the nodes, MB", "memory_kb", 1e-3, 0),
        ("Acknowledgement p50, ms", "accepted_ms", 1.0, 1),
        ("Delivery p50, ms", "delivered_ms", 1.0, 1),
    ):
        bars = []
        for scenario, real, said in pairs:
            bars.append((f"Measured: {scenario.name}", getattr(real, name) * scale))
            bars.append(("predicted", getattr(said, name) * scale))
        charts.append(Chart(title, bars, digits=digits))
    return svg(charts, "Measured")
