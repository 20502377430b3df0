"""D5: PostgreSQL, one hot room through the store, beside the append statement alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from statistics import median
from types import TracebackType
from typing import Any

from benchmarks.cluster import Backends
from benchmarks.contenders import ROOT
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.seed import add_rooms
from tests.harness.postgres import Postgres

AT_ONCE = 256
"""Appends under way in each store; while a batch is on its way, the others make the next one."""

EVENTS = 20_000
"""In a turn."""

SENDERS = 8


def measure(effort: Effort) -> Outcome:
    """Turns of the bare statement, one store, and two stores that append the same keys at once."""
    outcome = Outcome("D5", "PostgreSQL, one hot room: through the store, beside the bare append statement")
    count, turns = (5_000, 2) if effort.quick else (EVENTS, 6)
    with Backends(effort) as backends, ExitStack() as stack:
        postgres = backends.postgres
        url = postgres.database()
        people(postgres, url)
        alone, once, twice = add_rooms(lambda sql: postgres.execute(sql, url), 3)
        bare, first, second = (stack.enter_context(Worker(kind, url)) for kind in ("bare", "node", "node"))
        size = 128
        found: dict[str, list[Any]] = {"bare": [], "once": [], "twice": [], "twice rows": [], "batch": []}
        seqs_differ = 0
        for turn in range(turns + 1):
            one = first.turn(once, turn, count, AT_ONCE)
            size = max(1, round(one["batch"]))
            plain = bare.turn(alone, turn, count, size)
            both = Worker.together([first, second], twice, turn, count, AT_ONCE)
            if turn == 0:
                continue  # the first one fills caches and plans
            elapsed = max(each["ended"] for each in both) - min(each["began"] for each in both)
            found["bare"].append(count / (plain["ended"] - plain["began"]))
            found["once"].append(count / (one["ended"] - one["began"]))
            found["twice"].append(2 * count / elapsed)
            found["twice rows"].append(sum(each["fresh"] for each in both) / elapsed)
            found["batch"].append(size)
            seqs_differ += both[0]["seqs"] != both[1]["seqs"]
        holes, doubles = (
            sum(check(postgres, url, room)[place] for room in (once, twice)) for place in (0, 1)
        )
        kept = int(postgres.execute(f"SELECT count(*) FROM events WHERE room = {twice}", url))
    rate = {name: median(values) for name, values in found.items()}
    expected = count * (turns + 1)
    if holes or doubles or seqs_differ or kept != expected:
        outcome.notes.append(
            f"WRONG: {holes} holes, {doubles} doubles, {kept} rows instead of {expected}, "
            f"{seqs_differ} turns in which the two nodes were told other places"
        )
    outcome.figures = [
        Figure("the bare statement, rows", rate["bare"], "/s"),
        Figure("one node, each key once, rows", rate["once"], "/s"),
        Figure("one node against the bare statement", rate["once"] / rate["bare"], "×", 0.6, most=False),
        Figure("two nodes, each key on both, acknowledged", rate["twice"], "/s"),
        Figure("two nodes against the bare statement, acknowledged", rate["twice"] / rate["bare"], "×", 0.6,
               most=False),
        Figure("two nodes, each key on both, rows", rate["twice rows"], "/s"),
        Figure("holes, doubles, keys with two places", holes + doubles + seqs_differ, "", 0),
    ]  # fmt: skip
    outcome.notes.append(
        f"batches of {rate['batch']:.0f} rows in the mean, {AT_ONCE} appends at once in each node"
    )
    outcome.detail = {"turns": found}
    return outcome


def people(postgres: Postgres, url: str) -> None:
    """The senders of benchmarks/hot_room.py."""
    rows = ", ".join(f"({id}, 'Sender {id}', 'sender{id}', 'guest', 0, 0)" for id in range(1, SENDERS + 1))
    postgres.execute(
        f"INSERT INTO people (id, name, name_key, role, created_at, last_seen) VALUES {rows}", url
    )


def check(postgres: Postgres, url: str, room: int) -> tuple[int, int]:
    """How many seqs of a room's log are missing, and how many keys are there twice."""
    row = postgres.execute(
        "SELECT (SELECT head FROM rooms WHERE id = room) - count(DISTINCT seq), count(*) - count(DISTINCT (sender, key))"
        f" FROM events WHERE room = {room} GROUP BY room",
        url,
    )
    holes, doubles = row.split("|")
    return abs(int(holes)), int(doubles)


class Worker:
    """A process of benchmarks/hot_room.py."""

    def __init__(self, kind: str, url: str) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.hot_room", kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, "TEAHOUSE_DATABASE": url},
        )

    def __enter__(self) -> Worker:
        self._answer()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._process.kill()
        self._process.communicate(timeout=30)

    def turn(self, *wanted: int) -> dict[str, Any]:
        """Room, number of the turn, events, how many at once or in a batch."""
        return self.together([self], *wanted)[0]

    @staticmethod
    def together(workers: list[Worker], *wanted: int) -> list[dict[str, Any]]:
        """The same turn in all of them at once."""
        for worker in workers:
            assert worker._process.stdin is not None
            worker._process.stdin.write(json.dumps(wanted) + "\n")
            worker._process.stdin.flush()
        return [worker._answer() for worker in workers]

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the process ended with {self._process.wait()}")
        found: dict[str, Any] = json.loads(line)
        return found
