"""E1 and E2: a backup while people talk, and a move from SQLite to PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import statistics
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.cluster import DATABASE
from benchmarks.command import Command
from benchmarks.contenders import teahouse
from benchmarks.guests import make_guests, write_tokens
from benchmarks.load import Load, Report
from benchmarks.outcome import Effort, Figure, Outcome, check
from benchmarks.process import Server, free_port, running
from benchmarks.search import _fill

RATE = 200
MEMBERS = 20
WARM_SECONDS = 3
BACKUP_WITHIN = 120.0
RESTORE_WITHIN = 240.0
MOVE_WITHIN = 600.0
"""Seconds that a command may take before it is given up; many times what it takes."""


def backup(effort: Effort) -> Outcome:
    """E1: sends before and while a backup is made, and the backup restored."""
    count, rounds = (30_000, 1) if effort.quick else (300_000, 5)
    outcome = Outcome("E1", f"Backup of {count:,} messages while {RATE} messages/s are sent; restore")
    before: list[float] = []
    meanwhile: list[float] = []
    took: list[float] = []
    restoring, wrong, size = None, None, None
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        asyncio.run(_fill(folder / "data", count))
        path = folder / "backup.tar.gz"

        def back_up() -> None:
            path.unlink(missing_ok=True)
            command = Command("backup", str(path), "--data", str(folder / "data"), within=BACKUP_WITHIN)
            took.append(command.right().seconds)

        with outcome.step("backups under load"), running(teahouse(free_port(), folder)) as server:
            tokens = write_tokens(make_guests(server.port, MEMBERS), folder / "tokens")
            for number in range(rounds):
                quiet = _talk(server, tokens, outcome, 2 * number, effort.seconds * 2, None)
                meanwhile.append(_talk(server, tokens, outcome, 2 * number + 1, 300, back_up))
                before.append(quiet)
        with outcome.step("restore"):
            size = path.stat().st_size / 1e6
            restored = folder / "restored"
            command = Command("restore", str(path), "--data", str(restored), within=RESTORE_WITHIN)
            restoring = command.right().seconds
            wrong = _differences(path, restored)
    ratios = [two / one for one, two in zip(before, meanwhile, strict=True)]
    outcome.figures = [
        Figure("rooms whose checksums or heads differ after the restore", wrong, "", 0),
        Figure("p99 of sends meanwhile against before, median of the rounds", _median(ratios), "×", 2),
        Figure("p99 of sends before", _median(before), "ms"),
        Figure("p99 of sends meanwhile", _median(meanwhile), "ms"),
        Figure("the backup", _median(took), "s"),
        Figure("the restore, checked twice", restoring, "s"),
        Figure("size of the backup", size, "MB"),
    ]
    outcome.detail = {"before_ms": before, "meanwhile_ms": meanwhile, "backup_s": took}
    return outcome


def _median(found: list[float]) -> float | None:
    return statistics.median(found) if found else None


def move(effort: Effort) -> Outcome:
    """E2: rows of SQLite into PostgreSQL, with all that finds them; memory against a tenth of them."""
    from tests.harness.postgres import Postgres

    count = 30_000 if effort.quick else 1_000_000
    outcome = Outcome("E2", f"Migration of {count:,} messages from SQLite to PostgreSQL, with their index")
    runs: list[Command] = []
    postgres = Postgres(fsync=True, folder=effort.folder, **DATABASE)
    with tempfile.TemporaryDirectory(dir=effort.folder) as name, outcome.step("migration"):
        try:
            postgres.start()
            for part in (count // 10, count):
                data = Path(name) / str(part)
                asyncio.run(_fill(data, part))
                runs.append(_moved(data, postgres.database(template=False)))
        finally:
            postgres.close()
    rate, flat, peak, seconds = None, None, None, None
    if len(runs) == 2:
        tenth, whole = runs
        rate, flat = count / whole.seconds, whole.megabytes / tenth.megabytes
        peak, seconds = whole.megabytes, whole.seconds
    outcome.figures = [
        Figure(
            "messages a second, indexes and comparing of checksums included", rate, "/s", 15_000, most=False
        ),
        Figure("peak memory against that of a tenth of the messages", flat, "×", 1.2),
        Figure("peak memory", peak, "MB"),
        Figure("in all", seconds, "s"),
    ]
    outcome.detail = {
        "peaks_kb": [run.megabytes * 1024 for run in runs],
        "seconds": [run.seconds for run in runs],
    }
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


def _moved(data: Path, url: str) -> Command:
    from tests.harness.postgres import PASSWORD

    bare = url.replace(f":{PASSWORD}@", "@")
    return Command(
        "migrate", "--from", f"sqlite:{data}", "--to", bare,
        within=MOVE_WITHIN, folder=data.parent, PGPASSWORD=PASSWORD,
    ).right()  # fmt: skip
