"""The disk is full: sending waits and says why, reading goes on, and all goes on by itself when there is room."""

from __future__ import annotations

import asyncio
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.faults.figures import Trial, keep
from tests.faults.load import Traces, assert_promise_kept, crowd, quiet
from tests.harness.cluster import Cluster
from tests.harness.full import LogElsewhere, NotMountedError, ShortFiles, SmallDisk
from tests.harness.http import browse, error_of
from tests.harness.server import Server
from tests.harness.talk import talking
from tests.harness.tracing import read_trace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.harness.client import Client
    from tests.harness.http import Guest

BODY = "茶" * 300
MOST = 3_000
"""Messages that fit into what the stores keep free by themselves: far fewer."""
PATIENCE = 60.0


@contextmanager
def on_sqlite(folder: Path) -> Iterator[tuple[Server, SmallDisk | ShortFiles]]:
    """A server whose data folder is on the small disk; where nobody may mount, its process may write no file."""
    with ExitStack() as stack:
        server = Server(folder, "--limits", "off")
        disk: SmallDisk | ShortFiles
        try:
            disk = stack.enter_context(SmallDisk(16))
            server.data = disk.folder / "data"
        except NotMountedError:
            disk = ShortFiles(server)
        stack.callback(lambda: print(server.log()[-5_000:]))
        stack.callback(server.close)
        server.start()
        yield server, disk


@contextmanager
def on_postgresql(folder: Path) -> Iterator[tuple[Server, SmallDisk]]:
    """A server whose files and whose PostgreSQL's tables are on the small disk.

    Without room for its log PostgreSQL stops altogether, which is another fault.
    """
    with ExitStack() as stack:
        disk = stack.enter_context(SmallDisk(96))
        postgres = LogElsewhere(disk.folder)
        stack.callback(postgres.close)
        postgres.start()
        flags = ("--data", str(disk.folder / "files"))
        cluster = Cluster(folder / "nodes", postgres, None, *flags, nodes=1, broker="none")
        stack.enter_context(cluster)
        stack.callback(lambda: print(cluster.log()))
        yield cluster[0], disk


STORES = {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}


@pytest.mark.parametrize("store", STORES)
async def test_a_full_disk_refuses_and_recovers_by_itself(store: str, tmp_path: Path, trace: Traces) -> None:
    with ExitStack() as stack:
        try:
            server, disk = await asyncio.to_thread(stack.enter_context, STORES[store](tmp_path))
        except NotMountedError as problem:
            pytest.skip(f"not run: {problem}")
        database = _database(server)
        async with crowd(server, trace, 2) as (speaker, listener):
            before = await speaker.placed(await speaker.say("there is room"))
            assert speaker.guest is not None
            disk.fill()
            await _say_until_full(speaker)
            kept = list(speaker.outbox.pending)
            # Files are told the same, in words of HTTP.
            answer = await asyncio.to_thread(_upload, server, speaker.guest)
            assert answer == (507, "storage_full")
            # Reading goes on, also for who comes only now.
            assert listener.guest is not None
            async with talking(server, listener.guest, loaded=False) as talk:
                page = await talk.load(limit=50)
                assert page["seq"] >= before["seq"]
                assert page["events"]
            assert listener.connected
            assert speaker.connected
            assert kept, "what was refused waits"
            assert list(speaker.outbox.pending) == kept
            disk.make_room()
            began = time.monotonic()
            await speaker.acknowledged(PATIENCE)
            took = time.monotonic() - began
            assert set(kept) <= set(speaker.outbox.accepted)
            assert await asyncio.to_thread(_upload, server, speaker.guest) == (201, None)
            await quiet([speaker, listener], database)
            assert speaker.closes == []
        await asyncio.to_thread(assert_promise_kept, tmp_path / "traces", database)
    placed = len(speaker.outbox.accepted)
    done = f"filled by messages of {len(BODY.encode())} bytes; one file refused"
    keep(Trial(fault="disk_full", store=store, done=done, acknowledged=placed, back_ms=round(took * 1000)))


def _database(server: Server) -> Path | str:
    address = server.variables.get("TEAHOUSE_DATABASE")
    return server.database if address is None else address


async def _say_until_full(speaker: Client) -> None:
    """A busy machine may refuse for other reasons first: then the client says it again by itself."""
    for _ in range(MOST):
        key = await speaker.say(BODY)
        await speaker.until(partial(_is_settled, speaker, key), "an answer")
        if key not in speaker.outbox.accepted:
            return
    raise AssertionError("it was never full")


def _is_settled(speaker: Client, key: str) -> bool:
    """Whether it has its place, or was refused as there is no room."""
    return key in speaker.outbox.accepted or any(
        line.op == "refuse" and line.code == "storage_full" for line in read_trace(speaker.trace.path)
    )


def _upload(server: Server, guest: Guest) -> tuple[int, str | None]:
    with browse(server.http, headers=guest.bearer) as http:
        answer = http.post("/api/v1/files?name=leaf.bin", content=bytes(200_000))
    return answer.status_code, error_of(answer)["code"] if answer.status_code >= 400 else None
