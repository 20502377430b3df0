"""D3: what a delivery costs and how long it takes when a room's members are on two nodes."""

from __future__ import annotations

import time
from contextlib import ExitStack
from statistics import median
from typing import Any

from benchmarks.cluster import Backends, Cluster
from benchmarks.load import Load
from benchmarks.outcome import Effort, Figure, Outcome, check

MEMBERS = 1000
RATE = 25
CALM = 2.5
"""Seconds between joining and measuring: what the joining set off is over by then."""


def measure(effort: Effort) -> Outcome:
    """One node and two nodes in turns, both up, on one database server and one broker."""
    outcome = Outcome("D3", f"{MEMBERS:,} members of one room on two nodes, {RATE} messages/s")
    reports: dict[str, list[dict[str, Any]]] = {"one node": [], "two nodes": []}
    rounds = 1 if effort.quick else 5
    with Backends(effort) as backends, ExitStack() as stack:
        sides: list[tuple[str, dict[str, Any]]] = []
        for name, count in (("one node", 1), ("two nodes", 2)):
            cluster = stack.enter_context(Cluster(effort, backends, count))
            options: dict[str, Any] = {
                "mode": "ws", "connections": MEMBERS, "senders": 16, "rate": RATE, "spin": True,
                "ports": cluster.ports, "pids": cluster.pids, "seconds": effort.seconds + 1,
                "tokens": cluster.guests(MEMBERS),
            }  # fmt: skip
            sides.append((name, options))
        for number in range(rounds):
            for name, options in sides if number % 2 else sides[::-1]:
                with Load(**options, prefix=f"r{number}") as load:
                    load.joined()
                    time.sleep(CALM)
                    report = load.go()
                check(report, outcome.notes, name)
                reports[name].append(report)
    cost = {
        name: [report["server_cpu_s"] * 1e6 / max(1, report["deliveries"]) for report in runs]
        for name, runs in reports.items()
    }
    ratios = [two / one for one, two in zip(cost["one node"], cost["two nodes"], strict=True)]
    p99 = median(report["across_ms"]["p99"] for report in reports["two nodes"])
    alone = median(report["delivery_ms"]["p99"] for report in reports["one node"])
    outcome.figures = [
        Figure("delivery p99 from one node to the other", p99, "ms", 60),
        Figure("delivery p99 on one node alone", alone, "ms"),
        Figure("CPU per delivery, two nodes against one", median(ratios), "×", 1.15),
        Figure("CPU per delivery, two nodes", median(cost["two nodes"]), "µs"),
        Figure("CPU per delivery, one node", median(cost["one node"]), "µs"),
    ]
    outcome.notes.append(f"ratios of the rounds {', '.join(f'{ratio:.2f}' for ratio in sorted(ratios))}")
    outcome.detail = {"runs": reports}
    return outcome
