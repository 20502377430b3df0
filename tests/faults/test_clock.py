"""The clock of a server is moved by an hour, either way, while people talk: nobody notices but by what the clock says."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.faults.load import Traces, assert_promise_kept, crowd, quiet
from tests.harness.http import browse, register
from tests.harness.server import Server
from tests.harness.shims import Clock
from tests.harness.talk import LOBBY, talking
from tests.wire.test_flood_ends import owner_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.client import Client
    from tests.harness.http import Guest

pytestmark = pytest.mark.slow

HOUR = 3600
PAUSE = 1
"""Seconds between two messages of a slow room."""


async def test_a_moved_clock_changes_no_order_ends_no_session_and_locks_nobody_out(
    tmp_path: Path, trace: Traces
) -> None:
    clock = Clock(tmp_path)
    # With the limits that a server has by itself.
    server = Server(tmp_path, variables=clock.variables)
    stop = asyncio.Event()
    try:
        await asyncio.to_thread(server.start)
        async with crowd(server, trace, 3) as clients:
            ben, carl = clients[1], await asyncio.to_thread(register, server.http, "Carl")
            assert ben.guest is not None
            slow = await asyncio.to_thread(_keep_house, server)
            first = await ben.placed(await ben.say("said by the right time"))
            async with asyncio.TaskGroup() as group:
                for client in clients:
                    group.create_task(_talk(client, stop))
                for shift in (HOUR, -HOUR, 0):
                    clock.move(shift)
                    for client in clients:
                        await client.placed_more(2)
                    await _speaks_in(slow, server, carl)
                    await asyncio.to_thread(_still_signed_in, server, carl)
                stop.set()
            await quiet(clients, server.database)
            assert [client.connections for client in clients] == [1, 1, 1], "a mass time-out"
            assert not any(client.resets for client in clients)
            # A day's retention erased nothing, an hour ahead of time either.
            async with talking(server, ben.guest) as talk:
                page = await talk.ask("history.read", room=LOBBY, before=first["seq"] + 1, limit=1)
                assert page["events"][0]["body"] == "said by the right time"
        await asyncio.to_thread(assert_promise_kept, tmp_path / "traces", server.database)
    finally:
        server.close()
        print(server.log()[-8_000:])


async def _talk(client: Client, stop: asyncio.Event) -> None:
    """One thing after the other, within the limits of one person."""
    said = 0
    while not stop.is_set():
        await client.placed(await client.say(f"{client.trace.client} says {said}"))
        said += 1
        await asyncio.sleep(0.6)


def _keep_house(server: Server) -> int:
    """Things are kept for a day here, and there is a slow room."""
    with owner_of(server) as owner:
        owner.patch("/api/v1/admin/house", json={"retention_days": 1}).raise_for_status()
        room: int = owner.post("/api/v1/rooms", json={"title": "Slow"}).json()["id"]
        owner.patch(f"/api/v1/rooms/{room}", json={"slow_seconds": PAUSE}).raise_for_status()
    return room


async def _speaks_in(room: int, server: Server, guest: Guest) -> None:
    """After no more than the pause of the room, whatever the clock did."""
    async with talking(server, guest, loaded=False) as talk:
        while (reply := await talk.ask("message.send", room=room, body="slowly"))[
            "type"
        ] != "message.accepted":
            assert reply["code"] == "slow_mode", reply
            assert reply["retry_after_ms"] <= 2 * PAUSE * 1000, "locked out"
            await asyncio.sleep(reply["retry_after_ms"] / 1000)


def _still_signed_in(server: Server, guest: Guest) -> None:
    with browse(server.http, headers=guest.bearer) as http:
        assert http.get("/api/v1/rooms").status_code == 200
