"""The runs that the model is made from, and those that it is held against: real nodes, PostgreSQL and Redis."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from math import log
from time import monotonic, sleep
from typing import Any, Final

from benchmarks.capacity.model import WARM, Result, Runs, Scenario
from benchmarks.cluster import Backends, Cluster
from benchmarks.load import Load
from benchmarks.native import build
from benchmarks.outcome import Effort, check
from benchmarks.process import LOAD_CORE, SERVER_CORE, on_core

CALM: Final = 1.5
"""Seconds between joining and talking: what the joining set off is over by then."""
REPETITIONS: Final = 5
LEAST: Final = 3
BUDGET: Final = 680.0
"""Seconds; a round that would end after them is not begun, once there were LEAST."""
WITHIN: Final = 60.0
"""Seconds that the load generator may take for a run; it is over long before, or never."""

CALIBRATION: Final = (
    Scenario("quiet, few people", 1, 10, 10, 5),
    Scenario("quiet, many people", 1, 10, 120, 5),
    Scenario("quiet, four nodes", 4, 10, 40, 10),
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
    Scenario("one large room over four nodes", 4, 1, 400, 25),
)
"""Each differs from another in one thing; together they reach over the rates, rooms and nodes of the others."""

VALIDATION: Final = (
    Scenario("a town on one node", 1, 40, 20, 200),
    Scenario("a town on two nodes", 2, 40, 20, 150),
    Scenario("a town on four nodes", 4, 40, 20, 100),
    Scenario("two halls on one node", 1, 2, 300, 30),
    Scenario("two halls on two nodes", 2, 2, 300, 30),
    Scenario("two halls on four nodes", 4, 2, 300, 20),
)
"""None of them is among those above: what the model says of them is a prediction."""

Told = Callable[[str], None]


@contextlib.contextmanager
def awake(core: int) -> Iterator[int]:
    """The core is kept from sleeping by a process that runs while nobody else wants to; this is its id."""
    with subprocess.Popen(on_core(core, [build("awake")]), stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError("the core could not be kept awake")
            yield process.pid
        finally:
            process.kill()


def measure(scenario: Scenario, backends: Backends, effort: Effort, notes: list[str]) -> Result:
    """One run on a fresh database, with fresh nodes; whatever the load generator found wrong goes into `notes`.

    The load generator never sleeps, and makes way for the database on the same core.
    """
    with Cluster(effort, backends, scenario.nodes, scenario.rooms) as cluster:
        try:
            tokens = cluster.guests(scenario.connections)
            with Load(
                mode="ws", ports=cluster.ports, rooms=cluster.rooms, connections=scenario.connections,
                senders=scenario.talking, rate=scenario.rate, warm=WARM, seconds=scenario.seconds, drain=10,
                tokens=tokens, pids=cluster.pids, beside=[backends.postgres.pid, backends.redis.pid], prefix="c",
                spin=True, background=True,
            ) as load:  # fmt: skip
                load.joined()
                sleep(CALM)
                report = load.go(WITHIN)
        finally:
            # Nothing of it is needed any more, and to take leave of everybody takes seconds.
            for node in cluster.nodes:
                node.kill()
    backends.postgres.drop(cluster.url)
    check(report, notes, scenario.name)
    return result(report)


def result(report: dict[str, Any]) -> Result:
    """What the model knows of a report of the load generator."""
    accepted = report["accepted_ms"]
    quartiles = accepted["p25"], accepted["p75"]
    return Result(
        nodes_cpu=report["server_cpu_s"] / report["seconds"],
        beside_cpu=report["beside_cpu_s"] / report["seconds"],
        memory_kb=report["rss_end_kb"],
        accepted_ms=accepted["p50"],
        delivered_ms=report["delivery_ms"]["p50"],
        across_ms=report.get("across_ms", {"p50": 0.0})["p50"],
        # A normal distribution's quartiles are 1.349 standard deviations apart.
        spread=log(quartiles[1] / quartiles[0]) / 1.349 if min(quartiles) > 0 else 0.0,
    )


def measure_all(effort: Effort, notes: list[str], told: Told) -> dict[str, Runs]:
    """All runs, in rounds: what the machine is like for a while is like that for runs of both kinds.

    One that did not run is in `notes`, and counts once less.
    """
    kinds = {"calibration": CALIBRATION, "validation": VALIDATION}
    if effort.quick:
        kinds = {kind: (*scenarios[:1], *scenarios[-1:]) for kind, scenarios in kinds.items()}
    found = {
        kind: [(scenario, list[Result]()) for scenario in scenarios] for kind, scenarios in kinds.items()
    }
    places = mixed(*found.values())
    began = monotonic()
    with Backends(effort, core=LOAD_CORE) as backends, awake(SERVER_CORE):
        for number in range(1 if effort.quick else REPETITIONS):
            spent = monotonic() - began
            if number >= LEAST and spent * (number + 1) / number > BUDGET:
                break
            # There and back: nobody is always the one after the largest.
            for scenario, results in places if number % 2 == 0 else reversed(places):
                told(f"{number + 1}: {scenario.name}")
                try:
                    results.append(measure(scenario, backends, effort, notes))
                except Exception as error:
                    notes.append(f"{scenario.name}: did not run: {type(error).__name__}: {error}")
    return {kind: [each for each in pairs if each[1]] for kind, pairs in found.items()}


def mixed(many: Runs, few: Runs) -> Runs:
    """The few at even distances among the many."""
    length = len(many)
    keyed = [(number + 0.5, each) for number, each in enumerate(many)]
    keyed += [((number + 0.5) * length / len(few), each) for number, each in enumerate(few)]
    return [each for _, each in sorted(keyed, key=lambda pair: pair[0])]
