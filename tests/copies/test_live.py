"""Copies while people talk: real servers, real clients, and the checker over their traces."""

from __future__ import annotations

import asyncio
import contextlib
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from teahouse.copies.backup import Made, back_up
from teahouse.copies.reader import check
from teahouse.copies.restore import restore
from teahouse.settings import Settings
from teahouse.telling import Silent
from tests.copies.places import Place
from tests.faults.figures import Trial, keep
from tests.faults.load import Traces, chatter, crowd
from tests.harness.client import LOBBY, Client
from tests.harness.http import register
from tests.trace.checker import check_files
from tests.trace.dump import read_dump

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.cluster import StartCluster
    from tests.harness.server import Server

RESTARTED = 1012


def backed_up(settings: Settings, path: Path) -> Made:
    """On a loop of its own, in a thread: as in the process of the command."""
    return asyncio.run(back_up(settings, path, None, Silent()))


async def test_a_copy_taken_while_people_talk_is_of_one_moment(
    fresh_server: Server, trace: Traces, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    path = tmp_path / "backup.tar.gz"
    async with crowd(fresh_server, trace, 4) as clients, asyncio.TaskGroup() as group:
        people = [client.id for client in clients]
        for number, client in enumerate(clients):
            group.create_task(chatter(client, people, number, stop))
        await clients[0].placed_more(30)
        acknowledged = max(ack["seq"] for client in clients for ack in client.outbox.accepted.values())
        settings = Settings(data=fresh_server.data)
        await asyncio.to_thread(backed_up, settings, path)
        await clients[0].placed_more(30)
        stop.set()
        for client in clients:
            await client.acknowledged()
    live = await asyncio.to_thread(read_dump, fresh_server.database)
    goal = Place(tmp_path / "restored")
    done = await restore(goal.settings, path, None, Silent(), replace=False)
    lobby = next(room for room in done.manifest.rooms if room.room == LOBBY)
    assert acknowledged <= lobby.head < live.rooms[0].last_seq
    assert lobby.events == lobby.head
    assert (await goal.sums()).rooms() == list(done.manifest.rooms)
    copied = await asyncio.to_thread(read_dump, goal.folder / "teahouse.db")
    assert copied.epoch != live.epoch == done.head.epoch
    # A text may have been taken back since; nothing else of a row ever changes.
    then = [(row.room, row.seq, row.sender, row.key, row.kind, row.visible_to) for row in copied.rows]
    now = [(row.room, row.seq, row.sender, row.key, row.kind, row.visible_to) for row in live.rows]
    assert then == now[: len(then)]


async def test_whoever_is_there_when_an_older_state_comes_back_starts_over(
    start_cluster: StartCluster, trace: Traces, tmp_path: Path
) -> None:
    cluster = start_cluster(nodes=2)
    settings = Settings(data=tmp_path / "ours", database=cluster.database)
    path = tmp_path / "backup.tar.gz"
    stop = asyncio.Event()
    async with AsyncExitStack() as stack:
        guests = await asyncio.to_thread(lambda: [register(cluster[0].http, f"Guest {n}") for n in range(4)])
        clients = [
            await stack.enter_async_context(Client(cluster[n % 2].ws, guest, trace(f"c{n}")))
            for n, guest in enumerate(guests)
        ]
        people = [client.id for client in clients]
        talking = [
            asyncio.create_task(chatter(client, people, number, stop))
            for number, client in enumerate(clients)
        ]
        try:
            await clients[0].placed_more(20)
            await asyncio.to_thread(backed_up, settings, path)
            await clients[1].placed_more(20)
            before = await asyncio.to_thread(read_dump, cluster.database)
            await asyncio.to_thread(
                lambda: asyncio.run(restore(settings, path, None, Silent(), replace=True))
            )
            began = time.monotonic()
            for client in clients:
                await client.until(lambda client=client: RESTARTED in client.closes, "a new start")  # type: ignore[misc]
                await client.back()
            took = time.monotonic() - began
            await clients[0].placed_more(20)
            stop.set()
            await asyncio.gather(*talking)
        finally:
            stop.set()
            for task in talking:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*talking, return_exceptions=True)
        for client in clients:
            await client.acknowledged()
        after = await asyncio.to_thread(read_dump, cluster.database)
        last = next(room.last_seq for room in after.rooms if room.room == LOBBY)
        for client in clients:
            await client.reached(last)
            await client.meets(set(people), 40)
        for client in clients:
            client.trace.write("quiet")
    assert after.epoch != before.epoch
    assert all("epoch" in client.resets for client in clients), [client.resets for client in clients]
    head = next(room.head for room in check(path, None, Silent()).manifest.rooms if room.room == LOBBY)
    assert head < next(room.last_seq for room in before.rooms if room.room == LOBBY)
    now = {row.seq: row.key for row in after.rows if row.room == LOBBY}
    then = {row.seq: row.key for row in before.rows if row.room == LOBBY}
    assert all(now[seq] == then[seq] for seq in range(1, head + 1))
    past = frozenset({before.epoch})
    found = await asyncio.to_thread(check_files, tmp_path / "traces", cluster.database, past)
    assert not found, "\n".join(map(str, found[:20]))
    placed = sum(len(client.outbox.accepted) for client in clients)
    done = f"back to place {head} of {max(row.seq for row in before.rows if row.room == LOBBY)}"
    keep(
        Trial(
            fault="restored", store="PostgreSQL", done=done, acknowledged=placed, back_ms=round(took * 1000)
        )
    )


pytestmark = pytest.mark.slow
