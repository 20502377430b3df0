"""SIGTERM: not ready, drain, what came in is acknowledged, close with 1012, exit status 0."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.faults.load import Traces, assert_promise_kept, chatter, crowd, quiet
from tests.harness.http import browse, register
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.server import Server, Start


@pytest.fixture
def brisk_server(start_server: Start) -> Server:
    """Gives its clients two seconds to leave."""
    return start_server("--limits", "off", "--drain-seconds", "2")


async def test_the_listener_stays_open_and_is_not_ready(brisk_server: Server) -> None:
    guest = register(brisk_server.http, "Stayer")
    async with talking(brisk_server, guest) as talk:
        brisk_server.signal(signal.SIGTERM)
        drain = await talk.event("drain")
        assert 0 <= drain["after_ms"] <= 10_000
        assert await asyncio.to_thread(brisk_server.readyz) == 503
        with browse(brisk_server.http) as http:
            answer = await asyncio.to_thread(http.get, "/healthz")
            assert answer.status_code == 200, "it lives, and only wants no new clients"
        late = await talk.say("while it drains")
        assert late["seq"] >= 1
        assert await talk.closed() == 1012
    assert await asyncio.to_thread(brisk_server.wait) == 0
    assert brisk_server.readyz() is None


async def test_a_server_whose_clients_leave_does_not_wait(fresh_server: Server) -> None:
    guest = register(fresh_server.http, "Leaver")
    async with talking(fresh_server, guest) as talk:
        fresh_server.signal(signal.SIGTERM)
        await talk.event("drain")
    async with asyncio.timeout(4):
        assert await asyncio.to_thread(fresh_server.wait) == 0


async def test_what_came_in_is_acknowledged_before_the_close(brisk_server: Server) -> None:
    guest = register(brisk_server.http, "Hasty")
    keys = [str(uuid4()) for _ in range(100)]
    async with talking(brisk_server, guest) as talk:
        for number, key in enumerate(keys):
            await talk.push({"type": "message.send", "id": key, "room": LOBBY, "body": f"hasty {number}"})
        brisk_server.signal(signal.SIGTERM)
        places = [await talk.event("message.accepted", id=key) for key in keys]
        assert await talk.closed() == 1012
    assert await asyncio.to_thread(brisk_server.wait) == 0
    await asyncio.to_thread(brisk_server.start)
    async with talking(brisk_server, guest) as talk:
        loaded = {event["key"]: event["seq"] for event in (await talk.load())["events"]}
    assert loaded == {place["id"]: place["seq"] for place in places}


async def test_a_restart_under_load_ends_and_keeps_the_promise(
    brisk_server: Server, trace: Traces, tmp_path: Path
) -> None:
    stop = asyncio.Event()
    async with crowd(brisk_server, trace, 6) as clients:
        people = [client.id for client in clients]
        async with asyncio.TaskGroup() as group:
            for number, client in enumerate(clients):
                group.create_task(chatter(client, people, number, stop))
            await asyncio.sleep(0.5)  # of load
            brisk_server.signal(signal.SIGTERM)
            assert await asyncio.to_thread(brisk_server.wait) == 0
            await asyncio.to_thread(brisk_server.start)
            await asyncio.sleep(0.3)  # of load
            stop.set()
        await quiet(clients, brisk_server.database)
        assert all(1012 in client.closes for client in clients)
    brisk_server.kill()
    assert_promise_kept(tmp_path / "traces", brisk_server.database)
