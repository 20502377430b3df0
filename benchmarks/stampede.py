"""D6: everybody comes back at once to one node, and the database is asked little."""

from __future__ import annotations

import re
import time

from benchmarks.cluster import Backends, Cluster
from benchmarks.load import Load
from benchmarks.outcome import FAULTS, Effort, Figure, Outcome, check
from benchmarks.process import allow_many_files

ROOMS = 40
KINDS = [
    ("appends", r"teahouse_append"),
    ("sweeps", r"revocations"),
    ("sessions", r"\bFROM sessions\b"),
    ("lists of rooms", r"\bFROM rooms (LEFT JOIN reads\b.*GROUP BY|CROSS JOIN LATERAL)"),
    ("rooms and logs", r"\bFROM (rooms|events)\b"),
    ("last seen", r"teahouse_seen|mark_read"),
]
"""What a statement is for, by the first pattern that fits its text; all else is "other"."""


def measure(effort: Effort) -> Outcome:
    """The node is killed while messages flow and started again; the statements that it then makes are counted."""
    count = min(1000 if effort.quick else 10_000, (allow_many_files() - 500) // ROOMS * ROOMS)
    outcome = Outcome("D6", f"{count:,} clients in {ROOMS} rooms come back at once to one node")
    with (
        Backends(effort, shared_preload_libraries="pg_stat_statements") as backends,
        Cluster(effort, backends, 1, ROOMS) as cluster,
    ):
        (node,) = cluster.nodes
        owner = backends.postgres.url(cluster.url.rpartition("/")[2], user="postgres")
        backends.postgres.execute("CREATE EXTENSION pg_stat_statements", owner)
        with Load(
            mode="ws", ports=cluster.ports, rooms=cluster.rooms, connections=count, senders=ROOMS, rate=ROOMS,
            resume=True, until="accepted", seconds=300, drain=30, tokens=cluster.guests(count),
        ) as load:  # fmt: skip
            load.joined()
            time.sleep(2)
            load.begin()
            time.sleep(3)
            node.kill()
            backends.postgres.execute("SELECT pg_stat_statements_reset()", owner)
            node.start(wait=False)
            time.sleep(10 if effort.quick else 25)
            load.end()
            report = load.report(timeout=120)
        told = backends.postgres.execute(
            "SELECT calls, regexp_replace(query, '\\s+', ' ', 'g') FROM pg_stat_statements JOIN pg_database"
            f" ON oid = dbid WHERE datname = '{cluster.url.rpartition('/')[2]}'",
            owner,
        )
    check(report, outcome.notes, "Teahouse")
    kinds = count_statements(told)
    resumed = report["resume"]
    wrong = sum(report[name] for name in FAULTS) + resumed["resets"]
    back = resumed["resume_s"] if resumed["lost"] == resumed["caught_up"] == count else None
    outcome.figures = [
        Figure("from the port's answer to the last room.caught_up", back, "s", 20),
        Figure("queries for a client: look-ups of sessions", kinds["sessions"] / count, "", 1),
        Figure("queries for a room: its state and its log", kinds["rooms and logs"] / ROOMS, "", 2),
        Figure("events lost, doubled or out of order", wrong, "", 0),
        Figure("from the kill to the port's answer", resumed["down_s"], "s"),
    ]
    outcome.notes.append(
        "queries in all: " + ", ".join(f"{kind} {calls:,}" for kind, calls in kinds.items() if calls)
    )
    outcome.detail = {"run": report, "queries": kinds, "statements": told.splitlines()}
    return outcome


def count_statements(told: str) -> dict[str, int]:
    """Calls by kind, from lines of calls and text."""
    kinds = {**dict.fromkeys((kind for kind, _ in KINDS), 0), "other": 0}
    for line in told.splitlines():
        calls, _, text = line.partition("|")
        kind = next((kind for kind, pattern in KINDS if re.search(pattern, text)), "other")
        kinds[kind] += int(calls)
    return kinds
