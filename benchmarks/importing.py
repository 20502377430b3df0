"""E3: a Slack export of 200,000 messages becomes rooms; stopped in the middle, and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

from benchmarks.outcome import Effort, Figure, Outcome
from tests.harness.postgres import Postgres

CHANNELS = 20
PEOPLE = 200
DAYS = 250
START = 1_600_000_000
WORDS = "the tea kettle is on please read this again *now* and tell <@U0007> what you think of it 茶 水 早上好 thanks &amp; bye `code` done".split()
SECONDS = 900


def measure(effort: Effort) -> Outcome:
    """Each database: the whole import, its memory, and what a second run after a stop in the middle brings."""
    count = 20_000 if effort.quick else 200_000
    outcome = Outcome("E3", f"A Slack export of {count:,} messages, with threads, reactions and edits")
    with tempfile.TemporaryDirectory(dir=effort.folder) as name:
        folder = Path(name)
        archive = folder / "slack.zip"
        make(archive, count)
        outcome.notes.append(f"the archive has {archive.stat().st_size / 2**20:.0f} MB")
        _measure(outcome, "SQLite", archive, count, ["--data", str(folder / "whole")])
        _resume(outcome, "SQLite", archive, count, ["--data", str(folder / "halves")])
        server = Postgres(fsync=True, folder=effort.folder)
        try:
            server.start()
            for measured, kind in ((_measure, "whole"), (_resume, "halves")):
                url = server.database()
                flags = ["--data", str(folder / f"postgres-{kind}"), "--database", url]
                measured(outcome, "PostgreSQL", archive, count, flags)
        finally:
            server.close()
    return outcome


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


class Run:
    """One `teahouse import` in a process of its own: seconds, its most memory in MB, and what it said."""

    def __init__(self, archive: Path, flags: list[str], stop_after: float | None = None) -> None:
        """`stop_after` seconds it gets Ctrl+C, if it still runs."""
        began = time.monotonic()
        command = [sys.executable, "-m", "teahouse", "import", str(archive), *flags]
        with tempfile.TemporaryFile("w+") as said:
            process = subprocess.Popen(command, stdout=said, stderr=said)
            stop = None
            if stop_after is not None:
                stop = threading.Timer(stop_after, process.send_signal, [signal.SIGINT])
                stop.start()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if stop is not None:
                stop.cancel()
            said.seek(0)
            self.said = said.read()
        self.seconds = time.monotonic() - began
        self.status = process.returncode
        self.megabytes = usage.ru_maxrss / 1024

    def count(self, what: str) -> int:
        """The number before a word of its last line."""
        words = self.said.replace(",", "").split()
        return int(words[words.index(what) - 1])


def _measure(outcome: Outcome, database: str, archive: Path, count: int, flags: list[str]) -> None:
    run = Run(archive, flags)
    if run.status or run.count("messages") != count:
        outcome.notes.append(f"WRONG on {database}: {run.said[-300:]}")
    bar = 60 * count / 200_000
    outcome.figures += [
        Figure(f"{database}, all of it", run.seconds, "s", bar),
        Figure(f"{database}, messages", count / run.seconds, "messages/s"),
        Figure(f"{database}, most memory", run.megabytes, "MB"),
    ]
    outcome.detail = {**(outcome.detail or {}), f"{database}_seconds": run.seconds}


def _resume(outcome: Outcome, database: str, archive: Path, count: int, flags: list[str]) -> None:
    whole = (outcome.detail or {})[f"{database}_seconds"]
    stopped = Run(archive, flags, stop_after=whole * 0.6)
    again = Run(archive, flags)
    once_more = Run(archive, flags)
    if stopped.status != 130 or again.status or once_more.status:
        outcome.notes.append(
            f"WRONG on {database}: statuses {stopped.status}, {again.status}, {once_more.status}"
        )
    brought = again.count("messages")
    known = count - brought
    if not 0 < brought < count or once_more.count("messages") != 0:
        outcome.notes.append(
            f"WRONG on {database}: {brought} after the stop, {once_more.count('messages')} then"
        )
    outcome.notes.append(
        f"{database}: stopped at {known:,}, the next run brought the other {brought:,} and nothing twice"
    )
    outcome.figures.append(Figure(f"{database}, the run after a stop in the middle", again.seconds, "s"))
