"""I17, by strace: what leaves a server is on disk first, with SQLite and with PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.faults.figures import Trial, keep
from tests.faults.load import crowd
from tests.faults.sabotage import broken
from tests.harness.cluster import Cluster, Node
from tests.harness.postgres import Postgres
from tests.harness.server import Server
from tests.harness.strace import NotTracedError, Strace
from tests.trace.sync_checks import synced_first
from tests.trace.syscalls import read_calls

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    from tests.faults.load import Traces
    from tests.trace.history import Violation

pytestmark = pytest.mark.slow

CLIENTS = 3
ALONE = 10
"""Messages of each client that nothing else is on its way with."""
TOGETHER = 10
"""And such as share transactions."""
PATIENCE = 60.0
"""Seconds: each traced call stops twice."""


class OneNode(Cluster):
    """Alone on its PostgreSQL."""

    def __init__(self, folder: Path, postgres: Postgres, sabotage: str | None) -> None:
        super().__init__(folder, postgres, None, nodes=1, broker="none")
        self._sabotage = sabotage

    def _node(self, stack: ExitStack, *flags: str) -> Node:
        node = super()._node(stack, *flags)
        node.variables |= broken(self._sabotage)
        return node


@contextmanager
def on_sqlite(folder: Path, sabotage: str | None) -> Iterator[tuple[Server, list[int]]]:
    """A server on SQLite, and the processes to be traced."""
    folder.mkdir()
    server = Server(folder, "--limits", "off")
    server.variables |= broken(sabotage)
    try:
        server.start()
        yield server, [server.pid]
    finally:
        server.close()
        print(server.log()[-5_000:])


@contextmanager
def on_postgresql(folder: Path, sabotage: str | None) -> Iterator[tuple[Server, list[int]]]:
    """A server on a PostgreSQL of its own that synchronises as in earnest."""
    postgres = Postgres(fsync=True)
    try:
        postgres.start()
        assert postgres.execute("SHOW wal_sync_method") == "fdatasync"
        with OneNode(folder, postgres, sabotage) as cluster:
            yield cluster[0], [cluster[0].pid, postgres.pid]
            print(cluster.log())
    finally:
        postgres.close()


async def watched(server: Server, pids: list[int], traces: Traces, folder: Path) -> list[Violation]:
    """What the record of a talk shows."""
    async with crowd(server, traces, CLIENTS) as clients:
        with Strace(pids, folder / "calls") as strace:
            for number in range(ALONE):
                for client in clients:
                    await client.placed(await client.say(f"alone {number}"), PATIENCE)
            for number in range(TOGETHER):
                for client in clients:
                    await client.say(f"together {number}")
            for client in clients:
                await client.acknowledged(PATIENCE)
        keys = [key for client in clients for key in client.outbox.accepted]
    assert len(keys) == CLIENTS * (ALONE + TOGETHER)
    with strace.record.open() as lines:
        calls = await asyncio.to_thread(read_calls, lines)
    assert calls, "nothing was recorded"
    return list(synced_first(calls, keys))


STORES = {"SQLite": (on_sqlite, "sync_at_checkpoints"), "PostgreSQL": (on_postgresql, "sync_later")}


@pytest.mark.parametrize("store", STORES)
async def test_no_acknowledgement_leaves_before_the_sync(store: str, tmp_path: Path, trace: Traces) -> None:
    started, _ = STORES[store]
    try:
        with started(tmp_path / "sound", None) as (server, pids):
            assert not await watched(server, pids, trace, tmp_path)
    except NotTracedError as problem:
        pytest.skip(f"not run: {problem}")
    done = f"{ALONE} messages of each client alone, {TOGETHER} that share transactions"
    keep(Trial(fault="not_yet_synced", store=store, done=done, acknowledged=CLIENTS * (ALONE + TOGETHER)))


@pytest.mark.parametrize("store", STORES)
async def test_a_careless_store_is_found(store: str, tmp_path: Path, trace: Traces) -> None:
    started, sabotage = STORES[store]
    try:
        with started(tmp_path / "careless", sabotage) as (server, pids):
            found = await watched(server, pids, trace, tmp_path)
    except NotTracedError as problem:
        pytest.skip(f"not run: {problem}")
    assert found, "some answers were not waited for by the disk"
    assert {violation.invariant for violation in found} == {"I17"}
