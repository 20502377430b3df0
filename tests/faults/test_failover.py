"""PostgreSQL dies and a standby takes its place: what it lacks is told by a new epoch, and nothing is mixed."""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.faults.figures import Trial, keep
from tests.faults.house import House
from tests.faults.stage import Stage
from tests.harness.postgres import Postgres
from tests.harness.proxy import Proxy
from tests.harness.standby import NAME, Standby
from tests.trace.checker import CHECKS, read_traces
from tests.trace.dump import read_dump
from tests.trace.history import History

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.harness.client import Client
    from tests.trace.history import Dump

pytestmark = pytest.mark.slow

CLIENTS = 4
LOST = 5
"""Messages that are acknowledged and that the standby never hears of."""
PATIENCE = 60.0


class Pair:
    """Two nodes on a primary whose standby follows by `link`; `fail_over` replaces it, at the same address."""

    def __init__(self, house: House, primary: Postgres, standby: Standby, link: Proxy) -> None:
        self.house = house
        self.primary = primary
        self.standby = standby
        self.link = link

    @property
    def database(self) -> str:
        """The address of the database that is the truth now, past any proxy."""
        return self.house.database

    def fail_over(self) -> None:
        """The primary crashes for good; the standby is promoted and is where the primary was."""
        for proxy in self.house.stores:
            proxy.refuse(b"")
            proxy.cut()
        self.primary.stop("immediate")
        self.standby.promote()
        self.house.postgres = self.standby
        self.house.database = self.house.database.replace(f":{self.primary.port}/", f":{self.standby.port}/")
        for proxy in self.house.stores:
            proxy.target = self.standby.port
            proxy.refuse(None)


@contextmanager
def pair(folder: Path, *, synchronous: bool) -> Iterator[Pair]:
    """Without Redis: what nodes tell each other goes by the database, too."""
    with ExitStack() as stack:
        primary = Postgres()
        stack.callback(primary.close)
        primary.start()
        link = stack.enter_context(Proxy(primary.port))
        standby = Standby(primary, link)
        # Later than the house, which removes its database from the one that is the primary by then.
        stack.callback(standby.close)
        house = stack.enter_context(House(folder, primary, None, nodes=2))
        standby.start()
        if synchronous:
            primary.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
            primary.execute("SELECT pg_reload_conf()")
        yield Pair(house, primary, standby, link)
        print(house.log())


async def test_what_a_lagging_standby_lacks_is_told_as_a_reset(tmp_path: Path) -> None:
    traces = _folder(tmp_path)
    with pair(tmp_path / "house", synchronous=False) as two:
        stage = Stage(two.house, traces, secrets.randbits(32), long=False)
        try:
            await stage.enter(CLIENTS)
            await stage.everyone_seen()
            stage.talk()
            await stage.progress(count=4)
            await stage.hush()
            speaker = stage.clients[0]
            await speaker.acknowledged()
            await asyncio.to_thread(two.standby.catch_up)
            kept = max(reply["seq"] for reply in speaker.outbox.accepted.values())
            two.link.freeze()
            lost = [
                await speaker.placed(await speaker.say(f"the standby lacks {each}")) for each in range(LOST)
            ]
            for client in stage.clients:
                await client.reached(lost[-1]["seq"])
            before = await asyncio.to_thread(read_dump, two.database)
            async with stage.broken("store"):
                await asyncio.to_thread(two.fail_over)
            began = time.monotonic()
            await _reset(stage.clients)
            took = time.monotonic() - began
            stage.talk()
            await stage.progress(count=4)
            await stage.hush()
            after, found = await _judged(stage, two, frozenset({before.epoch}))
            assert not found, found
            assert after.epoch != before.epoch
            stored = {row.key for row in after.rows}
            assert not stored & {reply["id"] for reply in lost}, "what was lost is not there again"
            # Nobody holds anything that was lost, and what was not is as it was.
            texts = {text for client in stage.clients for text in client.log.texts}
            assert not texts & {f"the standby lacks {each}" for each in range(LOST)}
            old = {(row.key, row.seq) for row in before.rows if row.seq <= kept}
            assert old <= {(row.key, row.seq) for row in after.rows}
            _keep("failed_over", f"{LOST} acknowledged messages not replicated: told by a reset", stage, took)
        finally:
            await stage.leave()


async def test_a_synchronous_standby_lacks_nothing_acknowledged(tmp_path: Path) -> None:
    traces = _folder(tmp_path)
    with pair(tmp_path / "house", synchronous=True) as two:
        stage = Stage(two.house, traces, secrets.randbits(32), long=False)
        try:
            await stage.enter(CLIENTS)
            await stage.everyone_seen()
            stage.talk()
            await stage.progress(count=4)
            await stage.hush()
            for client in stage.clients:
                await client.acknowledged()
            speaker = stage.clients[0]
            before = await asyncio.to_thread(read_dump, two.database)
            two.link.freeze()
            # Committed at the primary and nowhere else: nobody may be told that it is kept.
            held = [await speaker.say(f"nobody else has {each}") for each in range(LOST)]
            await asyncio.to_thread(_waits_for_standby, two.primary)
            assert not set(held) & set(speaker.outbox.accepted)
            async with stage.broken("store"):
                await asyncio.to_thread(two.fail_over)
            began = time.monotonic()
            await _reset(stage.clients)
            await speaker.acknowledged(PATIENCE)
            took = time.monotonic() - began
            after, found = await _judged(stage, two, frozenset({before.epoch}))
            assert not found, found
            places = {(row.key, row.room, row.seq) for row in after.rows}
            for client in stage.clients:
                for key, reply in client.outbox.accepted.items():
                    assert (key, reply["room"], reply["seq"]) in places, "acknowledged and lost"
            _keep(
                "failed_over_synchronous", f"{LOST} messages held back: acknowledged afterwards", stage, took
            )
        finally:
            await stage.leave()


def _folder(tmp_path: Path) -> Path:
    traces = tmp_path / "traces"
    traces.mkdir()
    return traces


def _keep(fault: str, done: str, stage: Stage, took: float) -> None:
    placed = sum(len(client.outbox.accepted) for client in stage.clients)
    keep(Trial(fault=fault, store="PostgreSQL", done=done, acknowledged=placed, back_ms=round(took * 1000)))


async def _reset(clients: list[Client]) -> None:
    """Wait until each was told that its view is of another history, and has the new one."""
    for client in clients:
        await client.until(partial(_has_reset, client), "a reset", PATIENCE)


def _has_reset(client: Client) -> bool:
    return bool(client.resets) and client.connected


async def _judged(stage: Stage, two: Pair, past: frozenset[str]) -> tuple[Dump, list[str]]:
    """When all is quiet: the store, and what speaks against the promise."""
    for client in stage.clients:
        await client.acknowledged(PATIENCE)
    dump = await asyncio.to_thread(read_dump, two.database, past)
    last = next(room.last_seq for room in dump.rooms if room.room == stage.clients[0].room)
    for client in stage.clients:
        await client.reached(last, PATIENCE)
    await stage.everyone_seen()
    for client in stage.clients:
        client.trace.write("quiet")
    history = History(read_traces(stage.folder), dump)
    return dump, [str(one) for check in CHECKS.values() for one in check(history)]


def _waits_for_standby(primary: Postgres) -> None:
    deadline = time.monotonic() + PATIENCE
    while primary.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == "0":
        assert time.monotonic() < deadline, "nothing waits for the standby"
        time.sleep(0.02)  # between two looks
