"""D4: the broker is dead for a minute; people go on talking."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.cluster import Backends, Cluster
from benchmarks.load import Load
from benchmarks.outcome import FAULTS, Effort, Figure, Outcome, check

NODES = 2
ROOMS = 20
SIZE = 30
RATE = 100
BEFORE = 5


def measure(effort: Effort) -> Outcome:
    """SIGKILL to Redis, later a start on the same port; latency second by second.

    All who speak are on the first node: where people of both speak, a message of one's own
    shows a node its gap, and nothing waits for the sweep.
    """
    dead, after = (10, 8) if effort.quick else (60, 12)
    outcome = Outcome(
        "D4", f"Broker dead for {dead} s: {ROOMS * SIZE} clients in {ROOMS} rooms on two nodes, {RATE} messages/s"
    )  # fmt: skip
    with Backends(effort) as backends, Cluster(effort, backends, NODES, ROOMS) as cluster, Load(
        mode="ws", ports=cluster.ports, rooms=cluster.rooms, connections=ROOMS * SIZE, senders=ROOMS,
        rate=RATE, timeline=True, until="accepted", seconds=BEFORE + dead + after, drain=30,
        tokens=cluster.guests(ROOMS * SIZE),
    ) as load:  # fmt: skip
        load.joined()
        time.sleep(2)
        load.begin()
        time.sleep(1 + BEFORE)  # a second of warming up comes before the window
        died = time.monotonic()
        backends.redis.stop()
        time.sleep(dead)
        backends.redis.start()
        back = time.monotonic()
        report = load.report(timeout=after + 90)
    check(report, outcome.notes, "without the broker")
    wrong = sum(report[name] for name in FAULTS)
    began = report["window_start"]
    timeline = report["timeline"]
    usual = max(second["p99"] for second in timeline[1:BEFORE])
    normal = max(100.0, 2 * usual)
    during = timeline[int(died - began) + 1 : int(back - began)]
    outcome.figures = [
        Figure("sends failed or without an acknowledgement", report["errors"] + report["unaccepted"], "", 0),
        Figure("delivery p99 while it was dead, the worst second", max(each["p99"] for each in during), "ms", 2500),
        Figure("delivery p99 before", usual, "ms"),
        Figure("normal again after its return", seconds_to_normal(timeline, back - began, normal), "s", 5),
        Figure("events lost, doubled, misplaced or out of order", wrong, "", 0),
        Figure("connections closed", report["closed"], "", 0),
    ]  # fmt: skip
    outcome.notes.append(f"normal: the 99th percentile of each later second is at most {normal:.0f} ms")
    outcome.detail = {"run": report}
    return outcome


def seconds_to_normal(timeline: list[dict[str, Any]], back: float, normal: float) -> float | None:
    """Seconds from `back` to the end of the last second whose p99 is above `normal`; None if that is the last of all.

    Both are seconds since the window began. The very last second is left out: it may be cut short.
    """
    seconds = timeline[:-1]
    slow = [number for number, each in enumerate(seconds) if number + 1 > back and each["p99"] > normal]
    if not slow:
        return 0.0
    return slow[-1] + 1 - back if slow[-1] + 1 < len(seconds) else None
