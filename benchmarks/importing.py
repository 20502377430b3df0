"""E3: a Slack export of 200,000 messages becomes rooms; stopped in the middle, and run again."""

from __future__ import annotations

import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.command import Command
from benchmarks.outcome import Effort, Figure, Outcome
from tests.harness.postgres import Postgres

CHANNELS = 20
PEOPLE = 200
DAYS = 250
START = 1_600_000_000
WORDS = "the tea kettle is on please read this again *now* and tell <@U0007> what you think of it 茶 水 早上好 thanks &amp; bye `code` done".split()
WITHIN = 300.0
"""Seconds that one import may take before it is given up; five times its bar."""


def measure(effort: Effort) -> Outcome:
    """Each database: the whole import, its memory, and what a second run after a stop in the middle brings."""
    count = 20_000 if effort.quick else 200_000
    outcome = Outcome("E3", f"A Slack export of {count:,} messages, with threads, reactions and edits")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        archive = folder / "slack.zip"
        make(archive, count)
        outcome.notes.append(f"the archive has {archive.stat().st_size / 2**20:.0f} MB")
        with outcome.step("SQLite"):
            _both(outcome, "SQLite", archive, count, lambda kind: ["--data", str(folder / kind)])
        with outcome.step("PostgreSQL"):
            server = Postgres(fsync=True, folder=effort.folder)
            try:
                server.start()
                _both(
                    outcome, "PostgreSQL", archive, count,
                    lambda kind: ["--data", str(folder / f"postgres-{kind}"), "--database", server.database()],
                )  # fmt: skip
            finally:
                server.close()
    return outcome


def _both(
    outcome: Outcome, database: str, archive: Path, count: int, flags: Callable[[str], list[str]]
) -> None:
    whole = _measure(outcome, database, archive, count, flags("whole"))
    with outcome.step(f"{database}, stopped and taken up again"):
        _resume(outcome, database, archive, count, flags("halves"), whole)


def make(path: Path, count: int, seed: int = 1) -> None:
    """Writes such an archive: a fifth are answers, a tenth has reactions, one of twenty was edited."""
    chance = random.Random(seed)
    users = [
        {"id": f"U{n:04}", "team_id": "T1", "name": f"user{n}", "profile": {"display_name": f"Somebody {n}"}}
        for n in range(PEOPLE)
    ]
    channels = [{"id": f"C{n:04}", "name": f"channel-{n}", "members": []} for n in range(CHANNELS)]
    each = count // (CHANNELS * DAYS)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("users.json", json.dumps(users))
        archive.writestr("channels.json", json.dumps(channels))
        for channel in channels:
            parents: list[str] = []
            for day in range(DAYS):
                messages = []
                for n in range(each):
                    ts = f"{START + day * 86_400 + n * (80_000 // each)}.{chance.randrange(10**6):06}"
                    text = " ".join(chance.choices(WORDS, k=chance.randint(3, 25)))
                    message: dict[str, Any] = {
                        "type": "message",
                        "user": chance.choice(users)["id"],
                        "ts": ts,
                        "text": text,
                    }
                    if parents and chance.random() < 0.2:
                        message["thread_ts"] = chance.choice(parents[-20:])
                    else:
                        parents.append(ts)
                    if chance.random() < 0.1:
                        message["reactions"] = [
                            {"name": "+1", "users": [chance.choice(users)["id"], "U0001"], "count": 2}
                        ]
                    if chance.random() < 0.05:
                        message["edited"] = {"user": message["user"], "ts": ts}
                    messages.append(message)
                archive.writestr(f"{channel['name']}/day-{day:03}.json", json.dumps(messages))


def _import(archive: Path, flags: list[str], stop_after: float | None = None) -> Command:
    return Command("import", str(archive), *flags, within=WITHIN, stop_after=stop_after)


def _measure(outcome: Outcome, database: str, archive: Path, count: int, flags: list[str]) -> float:
    """Seconds that it took."""
    run = _import(archive, flags)
    if run.status or run.count("messages") != count:
        outcome.notes.append(f"WRONG on {database}: {run.said[-300:]}")
    bar = 60 * count / 200_000
    outcome.figures += [
        Figure(f"{database}, all of it", run.seconds, "s", bar),
        Figure(f"{database}, messages", count / run.seconds, "messages/s"),
        Figure(f"{database}, most memory", run.megabytes, "MB"),
    ]
    outcome.detail[f"{database}_seconds"] = run.seconds
    return run.seconds


def _resume(
    outcome: Outcome, database: str, archive: Path, count: int, flags: list[str], whole: float
) -> None:
    """Stopped in the middle of what takes `whole` seconds, taken up again, and once more."""
    stopped = _import(archive, flags, stop_after=whole * 0.6)
    if stopped.status != 130:
        outcome.notes.append(
            f"WRONG on {database}: stopped, it ended with {stopped.status}: {stopped.said[-300:]}"
        )
    again = _import(archive, flags).right()
    outcome.figures.append(Figure(f"{database}, the run after a stop in the middle", again.seconds, "s"))
    once_more = _import(archive, flags).right()
    brought = again.count("messages")
    known = count - brought
    if not 0 < brought < count or once_more.count("messages") != 0:
        outcome.notes.append(
            f"WRONG on {database}: {brought} after the stop, {once_more.count('messages')} then"
        )
    outcome.notes.append(
        f"{database}: stopped at {known:,}, the next run brought the other {brought:,} and nothing twice"
    )
