"""The tables of docs/scaling.md between their markers, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from benchmarks.capacity.model import Costs, Result, Scenario
from benchmarks.capacity.paper import FULL, House, largest_room, plan
from benchmarks.plot import Chart, svg

DOCS: Final = Path(__file__).parents[2] / "docs"
HOUSES: Final = (
    House("a company", 1_000, 30, 300),
    House("a town", 10_000, 50, 300),
    House("a city", 100_000, 50, 300),
    House("a country", 10_000_000, 50, 300),
)


def write(machine: dict[str, Any], costs: Costs, pairs: list[tuple[Scenario, Result, Result]]) -> None:
    """Replace what stands between the markers."""
    page = DOCS / "scaling.md"
    text = page.read_text(encoding="utf-8")
    for name, lines in (
        ("constants", _constants(machine, costs)),
        ("runs", _runs(pairs)),
        ("houses", _houses(costs)),
        ("room", _room(costs)),
    ):
        before, begin, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition(f"<!-- /{name} -->")
        assert begin, name
        assert end, name
        text = before + begin + "\n".join(["", *lines, "", ""]) + end + after
    page.write_text(text, encoding="utf-8")
    (DOCS / "scaling.svg").write_text(_picture(pairs), encoding="utf-8")


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
        ("from the call of a commit to its answer", costs.commit * 1e3, "ms"),
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
        *(f"| {what} | {value:.3g} {unit} |" for what, value, unit in others),
    ]


def _cost(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}" if value > 0.001 else "not told apart"


def _runs(pairs: list[tuple[Scenario, Result, Result]]) -> list[str]:
    lines = [
        "| run | nodes' CPU, cores | memory, MB | acknowledgement p50, ms | delivery p50, ms |",
        "|---|---|---|---|---|",
    ]
    for scenario, real, said in pairs:
        told = f"{scenario.name}: {scenario.rooms} × {scenario.members}, {scenario.rate:g} messages/s"
        lines.append(
            f"| {told} | {_beside(real.nodes_cpu, said.nodes_cpu, 2)} "
            f"| {_beside(real.memory_kb / 1e3, said.memory_kb / 1e3, 0)} "
            f"| {_beside(real.accepted_ms, said.accepted_ms, 1)} | {_beside(real.delivered_ms, said.delivered_ms, 1)} |"
        )
    return ["Measured → predicted (prediction ÷ run):", "", *lines]


def _beside(real: float, said: float, digits: int) -> str:
    return f"{real:.{digits}f} → {said:.{digits}f} ({said / real:.2f})"


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


def _picture(pairs: list[tuple[Scenario, Result, Result]]) -> str:
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
