"""P3: resident memory per idle connection."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.contenders import reference, teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.load import Load
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import Server, allow_many_files, free_port, running, settled_rss_kb


def measure(effort: Effort) -> Outcome:
    """Half of the guests on each path. They are made in an earlier life of the server.

    Otherwise the memory that making them freed would be counted as the connections'.
    """
    count = 2000 if effort.quick else 10_000
    count = min(count, allow_many_files() - 500)
    outcome = Outcome("P3", f"Resident memory per idle connection, {count:,} guests, half on each path")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        with running(teahouse(free_port(), folder)) as server:
            tokens = write_tokens(make_guests(server.port, count // 2), folder / "tokens")
        ours = _per_connection(teahouse(free_port(), folder), tokens, count, outcome)
        theirs = _per_connection(reference(joined=False)(free_port(), folder), tokens, count, outcome)
    outcome.figures = [
        Figure("Teahouse: KB per idle connection", ours, "KB", 10, 8),
        Figure("C reference: KB per idle connection", theirs, "KB"),
    ]
    return outcome


def _per_connection(server: Server, tokens: Path, count: int, outcome: Outcome) -> float:
    half = {"port": server.port, "connections": count // 2, "seconds": 0}
    with running(server):
        # One of each kind first: what is loaded on first use is not a connection's.
        with Load(mode="ws", tokens=tokens, port=server.port, connections=1, seconds=0) as one:
            one.joined()
        with Load(mode="classic", prefix="w", port=server.port, connections=1, seconds=0) as one:
            one.joined()
        time.sleep(1)
        before = settled_rss_kb(server.pid)
        began = time.monotonic()
        with Load(mode="ws", tokens=tokens, **half) as modern, Load(mode="classic", **half) as classic:
            modern.joined()
            classic.joined()
            joined = time.monotonic() - began
            time.sleep(3)
            after = settled_rss_kb(server.pid)
    told = {"before_kb": before, "after_kb": after, "connections": count, "joining_s": round(joined, 2)}
    outcome.detail[Path(server.log).stem] = told
    return (after - before) / count
