"""kill -9 under load: what was acknowledged is on disk, once, and everyone sees the same."""

from __future__ import annotations

import asyncio
import random
import secrets
from typing import TYPE_CHECKING

from tests.faults.load import Traces, assert_promise_kept, chatter, crowd, quiet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.server import Server

CLIENTS = 10
KILLS = 3


async def test_the_promise_is_kept_when_the_server_is_killed_under_load(
    fresh_server: Server, trace: Traces, tmp_path: Path
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # shown if the test fails
    chance = random.Random(seed)
    stop = asyncio.Event()
    async with crowd(fresh_server, trace, CLIENTS) as clients:
        people = [client.id for client in clients]
        async with asyncio.TaskGroup() as group:
            talking = [
                group.create_task(chatter(client, people, seed + number, stop))
                for number, client in enumerate(clients)
            ]
            for _ in range(KILLS):
                for client in clients:
                    await client.back()
                await asyncio.sleep(chance.uniform(0, 0.8))  # a random moment is what is tested
                fresh_server.kill()
                await asyncio.to_thread(fresh_server.start)
            await asyncio.sleep(0.3)
            stop.set()
        await quiet(clients, fresh_server.database)
        assert all(client.connections > KILLS for client in clients)
        assert sum(task.result() for task in talking) >= CLIENTS * 20
        assert len({tuple(client.log.seq for client in clients)}) == 1
    fresh_server.kill()
    assert_promise_kept(tmp_path / "traces", fresh_server.database)


async def test_one_acknowledged_message_survives_a_kill_at_once(
    fresh_server: Server, trace: Traces, tmp_path: Path
) -> None:
    async with crowd(fresh_server, trace, 1) as (client,):
        for number in range(5):
            await client.say(f"last words {number}")
            await client.acknowledged()
            fresh_server.kill()
            await asyncio.to_thread(fresh_server.start)
        await quiet([client], fresh_server.database)
        assert client.log.texts == [f"last words {number}" for number in range(5)]
        assert not client.resets
    fresh_server.kill()
    assert_promise_kept(tmp_path / "traces", fresh_server.database)
