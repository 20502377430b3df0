"""E1 and E2: a backup while people talk, and a move from SQLite to PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.cluster import DATABASE
from benchmarks.contenders import ROOT, teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.load import Load, Report
from benchmarks.outcome import Effort, Figure, Outcome, check
from benchmarks.process import Server, free_port, rss_kb, running
from benchmarks.search import _fill

RATE = 200
MEMBERS = 20
WARM_SECONDS = 3


def backup(effort: Effort) -> Outcome:
    """E1: sends before and while a backup is made, and the backup restored."""
    count, rounds = (30_000, 1) if effort.quick else (300_000, 5)
    outcome = Outcome("E1", f"Backup of {count:,} messages while {RATE} messages/s are sent; restore")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        asyncio.run(_fill(folder / "data", count))
        before, meanwhile = [], []
        took: list[float] = []
        with running(teahouse(free_port(), folder)) as server:
            tokens = write_tokens(make_guests(server.port, MEMBERS), folder / "tokens")
            for number in range(rounds):
                before.append(_talk(server, tokens, outcome, 2 * number, effort.seconds * 2, None))
                path = folder / f"{number}.tar.gz"
                meanwhile.append(
                    _talk(
                        server, tokens, outcome, 2 * number + 1, 300,
                        lambda path=path: took.append(_back_up(folder, path)),
                    )
                )  # fmt: skip
        began = time.monotonic()
        _command("restore", str(path), "--data", str(folder / "restored"))
        restoring = time.monotonic() - began
        wrong = _differences(path, folder / "restored")
        size = path.stat().st_size / 1e6
    ratio = statistics.median(two / one for one, two in zip(before, meanwhile, strict=True))
    outcome.figures = [
        Figure("rooms whose checksums or heads differ after the restore", wrong, "", 0),
        Figure("p99 of sends meanwhile against before, median of the rounds", ratio, "×", 2),
        Figure("p99 of sends before", statistics.median(before), "ms"),
        Figure("p99 of sends meanwhile", statistics.median(meanwhile), "ms"),
        Figure("the backup", statistics.median(took), "s"),
        Figure("the restore, checked twice", restoring, "s"),
        Figure("size of the backup", size, "MB"),
    ]
    outcome.detail = {"before_ms": before, "meanwhile_ms": meanwhile, "backup_s": took}
    return outcome


def move(effort: Effort) -> Outcome:
    """E2: rows of SQLite into PostgreSQL, with all that finds them; memory against a tenth of them."""
    from tests.harness.postgres import Postgres

    count = 30_000 if effort.quick else 1_000_000
    outcome = Outcome("E2", f"Migration of {count:,} messages from SQLite to PostgreSQL, with their index")
    peaks, seconds = [], []
    postgres = Postgres(fsync=True, folder=effort.folder, **DATABASE)
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        try:
            postgres.start()
            for part in (count // 10, count):
                data = Path(name) / str(part)
                asyncio.run(_fill(data, part))
                url = postgres.database(template=False)
                began = time.monotonic()
                peaks.append(_moved(data, url))
                seconds.append(time.monotonic() - began)
        finally:
            postgres.close()
    outcome.figures = [
        Figure("messages a second, indexes and comparing of checksums included", count / seconds[1], "/s", 15_000, most=False),
        Figure("peak memory against that of a tenth of the messages", peaks[1] / peaks[0], "×", 1.2),
        Figure("peak memory", peaks[1] / 1024, "MB"),
        Figure("in all", seconds[1], "s"),
    ]  # fmt: skip
    outcome.detail = {"peaks_kb": peaks, "seconds": seconds}
    return outcome


def _talk(server: Server, tokens: Path, outcome: Outcome, number: int, seconds: float, work: Any) -> float:
    """The p99 of acknowledgements in ms; until `work` is done, if there is any."""
    with Load(
        mode="ws", port=server.port, pid=server.pid, connections=MEMBERS, senders=MEMBERS, rate=RATE, jitter=True,
        until="accepted", seconds=seconds, drain=30, tokens=tokens, prefix=f"b{number}",
    ) as load:  # fmt: skip
        load.joined()
        time.sleep(1.5)
        load.begin()
        if work is not None:
            # The generator warms up before its window begins, and hears of no end before.
            time.sleep(WARM_SECONDS)
            work()
            load.end()
        report: Report = load.report()
    check(report, outcome.notes, f"window {number + 1}")
    return float(report["accepted_ms"]["p99"])


def _back_up(folder: Path, path: Path) -> float:
    """Seconds that it took."""
    began = time.monotonic()
    _command("backup", str(path), "--data", str(folder / "data"))
    return time.monotonic() - began


def _differences(path: Path, data: Path) -> int:
    """Rooms of the restored store that are not what the manifest says."""
    from teahouse.copies.source import open_source
    from teahouse.copies.sums import sums_of

    async def found() -> list[dict[str, Any]]:
        async with open_source("sqlite", data) as source:
            rooms = (await sums_of(source, source.tables)).rooms()
        return [{"room": each.room, "head": each.head, "sha256": each.sha256} for each in rooms]

    with tarfile.open(path) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        wanted = json.load(manifest)["rooms"]
    there = asyncio.run(found())
    kept = [{name: room[name] for name in ("room", "head", "sha256")} for room in wanted]
    return sum(one != other for one, other in zip(kept, there, strict=True))


def _moved(data: Path, url: str) -> int:
    """The most memory that the command had, in KB."""
    from tests.harness.postgres import PASSWORD

    bare = url.replace(f":{PASSWORD}@", "@")
    command = _words("migrate", "--from", f"sqlite:{data}", "--to", bare)
    peak = 0
    with subprocess.Popen(command, env=_environment(PGPASSWORD=PASSWORD), cwd=data.parent) as process:
        while process.poll() is None:
            try:
                peak = max(peak, rss_kb(process.pid))
            except (ProcessLookupError, FileNotFoundError):
                break
            time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"teahouse migrate ended with {process.returncode}")
    return peak


def _command(*words: str) -> None:
    subprocess.run(
        _words(*words), check=True, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "teahouse", *words]


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}
