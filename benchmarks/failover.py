"""D1 and D2: a node dies, and all nodes are restarted one after the other, while people talk."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.cluster import Backends, Cluster, start
from benchmarks.load import Load
from benchmarks.outcome import FAULTS, Effort, Figure, Outcome, check

NODES = 3
ROOMS = 30
STOP_SECONDS = 40
"""More than a drain may take."""


def killed(effort: Effort) -> Outcome:
    """D1: SIGKILL to one of three nodes; its clients come back to the others when a browser would."""
    load, told = _crowd(effort)
    outcome = Outcome("D1", f"kill -9 of one of three nodes: {told}")
    reports = []
    with Backends(effort) as backends, Cluster(effort, backends, NODES, ROOMS, core=None) as cluster:
        load["tokens"] = cluster.guests(load["connections"])
        for number in range(effort.repetitions):
            victim = cluster.nodes[number % NODES]
            with Load(**load, **_places(cluster), prefix=f"k{number}") as running:
                running.joined()
                time.sleep(2)
                running.begin()
                time.sleep(3)
                at = time.monotonic()
                victim.kill()
                time.sleep(7)
                running.end()
                report = running.report()
            start(victim)
            report["noticed_s"] = report["resume"]["lost_at"] - at
            _check(report, outcome, f"kill {number + 1}")
            reports.append(report)
    worst = max(reports, key=_resumed_s)
    lost = [report["resume"]["lost"] for report in reports]
    outcome.figures = [
        Figure("from the kill until 99 % of its clients had caught up", _resumed_s(worst), "s", 5),
        Figure("until the last one had", worst["noticed_s"] + worst["resume"]["away_ms"]["max"] / 1000, "s"),
        *_nothing_lost(reports),
    ]
    outcome.notes.append(f"clients that lost their node: {', '.join(map(str, lost))}; the worst run counts")
    outcome.detail = {"runs": reports}
    return outcome


def rolling(effort: Effort) -> Outcome:
    """D2: SIGTERM to each of three nodes in turn, and a start on the same port."""
    load, told = _crowd(effort)
    outcome = Outcome("D2", f"Rolling restart of three nodes: {told}")
    statuses, seconds = [], []
    with Backends(effort) as backends, Cluster(effort, backends, NODES, ROOMS, core=None) as cluster:
        load["tokens"] = cluster.guests(load["connections"])
        with Load(**load, **_places(cluster)) as running:
            running.joined()
            time.sleep(2)
            running.begin()
            time.sleep(3)
            for node in cluster.nodes:
                began = time.monotonic()
                statuses.append(node.stop(STOP_SECONDS))
                seconds.append(round(time.monotonic() - began, 1))
                start(node)
                time.sleep(1 if effort.quick else 3)
            running.end()
            report = running.report()
    _check(report, outcome, "rolling restart")
    if any(statuses):
        outcome.notes.append(f"WRONG exit statuses {statuses}")
    resumed = report["resume"]
    outcome.figures = [
        Figure("longest time a client had no node, from the drain's word on", resumed["away_ms"]["max"] / 1000, "s", 3),
        Figure("99th percentile of it", resumed["away_ms"]["p99"] / 1000, "s"),
        *_nothing_lost([report]),
        Figure("clients that had to change their node, in all", resumed["lost"], ""),
    ]  # fmt: skip
    outcome.notes.append(f"seconds from SIGTERM to the exit: {', '.join(map(str, seconds))}")
    outcome.detail = {"run": report, "exit_statuses": statuses}
    return outcome


def _crowd(effort: Effort) -> tuple[dict[str, Any], str]:
    size, rate = (20, 100) if effort.quick else (100, 200)
    # Three senders a room: one on each node.
    load = {
        "mode": "ws", "connections": ROOMS * size, "senders": 3 * ROOMS, "rate": rate, "jitter": True,
        "until": "accepted", "seconds": 300, "drain": 30,
    }  # fmt: skip
    return load, f"{ROOMS * size:,} clients in {ROOMS} rooms of {size}, {rate} messages/s in all"


def _places(cluster: Cluster) -> dict[str, Any]:
    return {"ports": cluster.ports, "rooms": cluster.rooms}


def _resumed_s(report: dict[str, Any]) -> float:
    return float(report["noticed_s"] + report["resume"]["away_ms"]["p99"] / 1000)


def _check(report: dict[str, Any], outcome: Outcome, who: str) -> None:
    check(report, outcome.notes, who)
    resumed = report["resume"]
    if resumed["caught_up"] != resumed["lost"]:
        outcome.notes.append(
            f"{who}: WRONG: {resumed['lost']} lost their node, {resumed['caught_up']} came back"
        )


def _nothing_lost(reports: list[dict[str, Any]]) -> list[Figure]:
    wrong = sum(report[name] for report in reports for name in FAULTS)
    wrong += sum(report["resume"]["resets"] for report in reports)
    unanswered = sum(report["unaccepted"] + report["errors"] for report in reports)
    return [
        Figure("events lost, doubled, misplaced or out of order", wrong, "", 0),
        Figure("messages without an acknowledgement", unanswered, "", 0),
    ]
