"""P4 and P5: how many acknowledged messages a second, and how soon, beside the disk's own fsync."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.contenders import ROOT, reference, teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.load import Load
from benchmarks.outcome import Effort, Figure, Outcome, check
from benchmarks.process import Server, free_port, running


def throughput(effort: Effort) -> Outcome:
    """P4: 8 senders, 16 in flight each, one room, all deliveries checked; then the journal alone."""
    outcome = Outcome("P4", "Acknowledged messages a second, 8 senders × 16 in flight, one room")
    load = {"connections": 8, "senders": 8, "inflight": 16, "until": "accepted", "seconds": effort.seconds}
    runs = [_ours(effort, load, outcome) for _ in range(effort.repetitions)]
    best = max(runs, key=lambda report: float(report["accepted_per_s"]))
    bare = _reference(effort, load, outcome)
    journal = _journal(effort)
    outcome.figures = [
        Figure("acknowledged messages", best["accepted_per_s"], "/s", 8000, 15_000, most=False),
        Figure("acknowledgement p99", best["accepted_ms"]["p99"], "ms", 40),
        Figure("C reference, storing nothing", bare["accepted_per_s"], "/s"),
        Figure("journal alone, rows", journal.get("rows_per_second"), "/s"),
        Figure("journal against a bare loop", journal.get("ratio"), "×", 0.6, 0.8, most=False),
    ]
    outcome.detail = {"teahouse": runs, "reference": bare, "journal": journal}
    return outcome


def latency(effort: Effort) -> Outcome:
    """P5: 10 members, 20 messages a second; fsync before and after on the same disk."""
    outcome = Outcome("P5", "Acknowledgement and delivery, 10 members, 20 messages/s")
    seconds = 3 if effort.quick else 8
    load = {"connections": 10, "senders": 10, "rate": 20, "seconds": seconds}
    before = fsync_ms(effort.folder)
    runs = [_ours(effort, load, outcome) for _ in range(effort.repetitions)]
    best = min(runs, key=lambda report: float(report["accepted_ms"]["p50"]))
    fsync = statistics.median([before, fsync_ms(effort.folder)])
    bare = _reference(effort, load, outcome)
    outcome.figures = [
        Figure("acknowledgement p50", best["accepted_ms"]["p50"], "ms", 3, fsync + 1),
        Figure("the disk's fsync, p50", fsync, "ms"),
        Figure("delivery p99", best["delivery_ms"]["p99"], "ms", 15),
        Figure("C reference, storing nothing: delivery p99", bare["delivery_ms"]["p99"], "ms"),
    ]
    outcome.detail = {"teahouse": runs, "reference": bare}
    return outcome


def fsync_ms(folder: Path, times: int = 100) -> float:
    """Median of one 4 KB append and fdatasync on the disk that holds `folder`, in milliseconds."""
    waits = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(times):
            began = time.perf_counter()
            os.write(file.fileno(), b"\0" * 4096)
            os.fdatasync(file.fileno())
            waits.append((time.perf_counter() - began) * 1000)
            time.sleep(0.002)
    return statistics.median(waits)


def _ours(effort: Effort, options: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        with running(teahouse(free_port(), folder)) as server:
            tokens = make_guests(server.port, int(options["connections"]))
            tokens_file = write_tokens(tokens, folder / "tokens")
            return _run(server, {**options, "tokens": tokens_file}, outcome, "Teahouse")


def _reference(effort: Effort, options: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(dir=effort.folder) as name,
        running(reference(joined=True)(free_port(), Path(name))) as server,
    ):
        return _run(server, options, outcome, "C reference")


def _run(server: Server, options: dict[str, Any], outcome: Outcome, who: str) -> dict[str, Any]:
    with Load(mode="ws", port=server.port, pid=server.pid, **options) as load:
        load.joined()
        time.sleep(1.5)
        report = load.go()
    check(report, outcome.notes, who)
    return report


def _journal(effort: Effort) -> dict[str, Any]:
    seconds = "2" if effort.quick else "6"
    command = [
        sys.executable,
        "-m",
        "benchmarks.journal",
        "--seconds",
        seconds,
        "--folder",
        str(effort.folder),
    ]
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path}
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
