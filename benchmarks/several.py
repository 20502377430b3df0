"""D7: two workers beside one, with more to do than the machine can."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import Any

from benchmarks.cluster import Backends, Cluster
from benchmarks.load import Load
from benchmarks.outcome import Effort, Figure, Outcome, check

ROOMS = 40
SIZE = 50
SENDERS = 2 * ROOMS
OUTSTANDING = 8
"""Messages of one sender that it has not received back."""


def measure(effort: Effort) -> Outcome:
    """`--workers 1` and `--workers 2` in turns, on any core; who used the cores is told."""
    outcome = Outcome("D7", f"Two workers beside one: {ROOMS} rooms of {SIZE}, as much as goes")
    best: dict[int, dict[str, Any]] = {}
    with Backends(effort) as backends, ExitStack() as stack:
        clusters = {
            workers: stack.enter_context(
                Cluster(effort, backends, 1, ROOMS, "--workers", str(workers), core=None)
            )
            for workers in (1, 2)
        }
        tokens = {workers: cluster.guests(ROOMS * SIZE) for workers, cluster in clusters.items()}
        for number in range(effort.repetitions):
            for workers, cluster in clusters.items():
                with Load(
                    mode="ws", ports=cluster.ports, rooms=cluster.rooms, connections=ROOMS * SIZE,
                    senders=SENDERS, inflight=OUTSTANDING, seconds=effort.seconds + 2, drain=30,
                    tokens=tokens[workers], pids=cluster.pids, prefix=f"w{number}",
                    beside=[backends.postgres.pid, backends.redis.pid],
                ) as load:  # fmt: skip
                    load.joined()
                    time.sleep(2.5)
                    report = load.go()
                check(report, outcome.notes, f"{workers} workers")
                if workers not in best or report["deliveries_per_s"] > best[workers]["deliveries_per_s"]:
                    best[workers] = report
    one, two = best[1], best[2]
    outcome.figures = [
        Figure("deliveries, two workers against one", two["deliveries_per_s"] / one["deliveries_per_s"], "×", 1.5,
               most=False),
        Figure("deliveries, two workers", two["deliveries_per_s"] / 1000, "thousand/s"),
        Figure("deliveries, one worker", one["deliveries_per_s"] / 1000, "thousand/s"),
        Figure("delivery p99, two workers", two["delivery_ms"]["p99"], "ms"),
        Figure("delivery p99, one worker", one["delivery_ms"]["p99"], "ms"),
    ]  # fmt: skip
    outcome.notes += [f"cores used with {_times(workers)}: {_shares(best[workers])}" for workers in (1, 2)]
    outcome.detail = {"one": one, "two": two}
    return outcome


def _times(workers: int) -> str:
    return "one worker" if workers == 1 else "two workers"


def _shares(report: dict[str, Any]) -> str:
    names = {"server_cpu_s": "workers", "beside_cpu_s": "database and broker", "load_cpu_s": "load"}
    return ", ".join(f"{told} {report[name] / report['seconds']:.2f}" for name, told in names.items())
