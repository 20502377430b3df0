"""The runs that the model is made from, and those that it is held against: real nodes, PostgreSQL and Redis."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.capacity.model import Result, Scenario
from benchmarks.cluster import Backends, Cluster
from benchmarks.load import Load
from benchmarks.outcome import Effort, check

CALM = 2.5
"""Seconds between joining and measuring: what the joining set off is over by then."""

CALIBRATION = (
    Scenario("quiet, few people", 1, 10, 10, 2),
    Scenario("quiet, many people", 1, 10, 200, 2),
    Scenario("quiet, four nodes", 4, 10, 40, 2),
    Scenario("many small rooms", 1, 200, 2, 100),
    Scenario("many small rooms, busy", 1, 200, 2, 500),
    Scenario("rooms of twenty", 1, 20, 20, 60),
    Scenario("rooms of twenty, busy", 1, 20, 20, 300),
    Scenario("one large room", 1, 1, 500, 30),
    Scenario("one small room, busy", 1, 1, 40, 600),
    Scenario("small rooms over two nodes", 2, 100, 2, 250),
    Scenario("rooms of twenty over two nodes", 2, 20, 20, 120),
    Scenario("one large room over two nodes", 2, 1, 500, 30),
    Scenario("small rooms over four nodes", 4, 50, 4, 120),
)
"""Each differs from another in one thing."""

VALIDATION = (
    Scenario("a town on one node", 1, 40, 20, 200),
    Scenario("a town on two nodes", 2, 40, 20, 150),
    Scenario("a town on four nodes", 4, 40, 20, 100),
    Scenario("two halls on one node", 1, 2, 300, 30),
    Scenario("two halls on two nodes", 2, 2, 300, 30),
    Scenario("two halls on four nodes", 4, 2, 300, 20),
)
"""None of them is among those above: what the model says of them is a prediction."""


def measure(scenario: Scenario, effort: Effort, notes: list[str]) -> Result:
    """One run on a fresh database; whatever the load generator found wrong goes into `notes`.

    The load generator never sleeps: to wake it would be a cost of each write that no network has.
    """
    with Backends(effort) as backends, Cluster(effort, backends, scenario.nodes, scenario.rooms) as cluster:
        tokens = cluster.guests(scenario.connections)
        with Load(
            mode="ws", ports=cluster.ports, rooms=cluster.rooms, connections=scenario.connections,
            senders=scenario.talking, rate=scenario.rate, seconds=scenario.seconds, drain=10, tokens=tokens,
            pids=cluster.pids, beside=[backends.postgres.pid, backends.redis.pid], prefix="c", spin=True,
        ) as load:  # fmt: skip
            load.joined()
            time.sleep(CALM)
            report = load.go()
        check(report, notes, scenario.name)
    return Result(
        nodes_cpu=report["server_cpu_s"] / report["seconds"],
        beside_cpu=report["beside_cpu_s"] / report["seconds"],
        memory_kb=report["rss_end_kb"],
        accepted_ms=report["accepted_ms"]["p50"],
        delivered_ms=report["delivery_ms"]["p50"],
    )


def measure_all(
    scenarios: tuple[Scenario, ...],
    effort: Effort,
    notes: list[str],
    told: Callable[[str], None] = lambda _: None,
) -> list[tuple[Scenario, Result]]:
    """All of them, one after the other."""
    found = []
    for scenario in scenarios:
        told(scenario.name)
        found.append((scenario, measure(scenario, effort, notes)))
    return found
