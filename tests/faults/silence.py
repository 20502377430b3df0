"""Two faults that take half a minute of waiting: a client that is half-open, and a node that stays dead.

They run on a thread and a cluster of their own beside the other faults.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from msgspec import Struct

from tests.faults.house import House
from tests.faults.stage import until
from tests.harness.client import Client
from tests.harness.http import Guest, register, unique
from tests.harness.proxy import Proxy
from tests.harness.raw import Raw, request
from tests.harness.redis import Redis
from tests.harness.talk import LOBBY
from tests.harness.tracing import Trace
from tests.trace.checker import CHECKS, read_traces
from tests.trace.dump import read_dump
from tests.trace.evidence import evidence
from tests.trace.history import History

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from tests.harness.postgres import Postgres

REAPED_WITHIN = 35.0
FORGOTTEN_WITHIN = 35.0
"""Seconds: two heartbeats of 15 s, a lease of 30 s, and what it takes to tell."""
PAGES = 'teahouse_connections{dialect="page"}'


class Waited(Struct, frozen=True):
    """How long it took (seconds), and what the checker says."""

    reaped: float
    forgotten: float
    facts: dict[str, int]
    violations: list[str]


class Silence:
    """Use as a context manager; it begins on entering, and `result` waits for its end."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        # A Redis of its own: what is done to the other one would begin leases anew.
        self._redis = Redis()
        self._folder = folder
        self._postgres = postgres
        self._pool = ThreadPoolExecutor(1, "silence")
        self._waited: Future[Waited]

    def __enter__(self) -> Self:
        self._waited = self._pool.submit(self._run)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._pool.shutdown()
        self._redis.close()

    def result(self) -> Waited:
        """What came of it."""
        return self._waited.result()

    def _run(self) -> Waited:
        self._redis.start()
        with House(self._folder / "silent-house", self._postgres, self._redis, nodes=2) as house:
            traces = self._folder / "silent-traces"
            traces.mkdir()
            reaped, forgotten = asyncio.run(_wait(house, traces))
            history = History(read_traces(traces), read_dump(house.database))
            found = [str(violation) for find in CHECKS.values() for violation in find(history)]
            return Waited(reaped, forgotten, evidence(history), found)


async def _wait(house: House, traces: Path) -> tuple[float, float]:
    stays, dies = house.nodes
    anna, bert, carl = await asyncio.to_thread(
        lambda: [register(stays.http, unique(name)) for name in ("Anna", "Bert", "Carl")]
    )
    with Proxy(stays.port) as way:
        async with (
            Client(stays.ws, anna, Trace(traces / "anna.jsonl", "anna")) as watcher,
            Client(dies.ws, bert, Trace(traces / "bert.jsonl", "bert")),
            await _connected(way, carl),
        ):
            await watcher.meets({bert.id, carl.id})
            began = time.monotonic()
            way.freeze()
            dies.kill()

            async def gone() -> float:
                await watcher.until(
                    lambda: bert.id not in watcher.here, "end of the lease", FORGOTTEN_WITHIN + 5
                )
                return time.monotonic() - began

            reaped, forgotten = await asyncio.gather(
                until(lambda: house.meter(stays, PAGES) == 1, "end of the connection", REAPED_WITHIN + 5),
                gone(),
            )
            # It is still told what is said; a heartbeat's frame would tell as much.
            place = await watcher.placed(await watcher.say("who is left?"))
            await watcher.reached(place["seq"])
            watcher.trace.write("quiet")
    return reaped, forgotten


async def _connected(way: Proxy, guest: Guest) -> Raw:
    """In the lobby, through the proxy."""
    raw = await Raw.open(way.port)
    await raw.send(request(f"127.0.0.1:{way.port}", headers=guest.bearer))
    assert (await raw.response()).status == 101
    await raw.until("hello")
    await raw.tell({"type": "room.load", "id": str(uuid4()), "room": LOBBY})
    await raw.until("room.loaded")
    return raw
