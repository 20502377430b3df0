"""The power is lost under load: what was acknowledged is on the disk, whatever else is not."""

from __future__ import annotations

import asyncio
import random
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.figures import Trial, keep
from tests.faults.load import Traces, assert_promise_kept, chatter, crowd, quiet
from tests.faults.sabotage import broken
from tests.harness.http import Guest, browse
from tests.harness.power import Power
from tests.harness.server import Server
from tests.trace.checker import check_files

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

CLIENTS = 4
CUTS = 2
LONG_CUTS = 8
IMAGES = 3
"""Disks that are looked at after each cut, the first of which holds the least; LONG_IMAGES in the long form."""
LONG_IMAGES = 8


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Server, Power]]:
    """A server on a disk whose power can be lost; not started."""
    folder = tmp_path / "server"
    folder.mkdir()
    server = Server(folder, "--limits", "off")
    power = Power(server.data, tmp_path)
    server.variables |= power.variables
    yield server, power
    server.close()
    print(server.log()[-5_000:])


async def test_nothing_acknowledged_is_lost_with_the_power(
    house: tuple[Server, Power], trace: Traces, tmp_path: Path, long: bool
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # shown if the test fails
    chance, stop = random.Random(seed), asyncio.Event()
    cuts, images = (LONG_CUTS, LONG_IMAGES) if long else (CUTS, IMAGES)
    server, power = house
    await asyncio.to_thread(server.start)
    files: dict[str, bytes] = {}
    async with crowd(server, trace, CLIENTS) as clients:
        people = [client.id for client in clients]
        async with asyncio.TaskGroup() as group:
            for number, client in enumerate(clients):
                group.create_task(chatter(client, people, seed + number, stop))
            for cut in range(cuts):
                for client in clients:
                    await client.back()
                    await client.placed_more(5)
                assert clients[0].guest is not None
                files |= await asyncio.to_thread(_upload, server, clients[0].guest, cut)
                await asyncio.sleep(chance.uniform(0, 0.4))  # a random moment is what is tested
                server.kill()
                for each in range(images):
                    image = await asyncio.to_thread(power.image, chance if each else None)
                    found = await asyncio.to_thread(_stored_first, tmp_path / "traces", image)
                    assert not found, f"image {each}: {found[:10]}"
                await asyncio.to_thread(power.restore, image)
                await asyncio.to_thread(server.start)
            stop.set()
        await quiet(clients, server.database)
        # It is the same history; who was cut off far behind gets its end anew.
        assert {reason for client in clients for reason in client.resets} <= {"behind"}
        for address, content in files.items():
            assert clients[0].guest is not None
            assert await asyncio.to_thread(_download, server, clients[0].guest, address) == content
    server.kill()
    assert_promise_kept(tmp_path / "traces", server.database)
    kept = sum(len(client.outbox.accepted) for client in clients)
    done = f"{cuts} cuts, {cuts * images} disks put together and looked at (seed {seed})"
    keep(Trial(fault="power_lost", store="SQLite", done=done, acknowledged=kept))


async def test_a_log_that_is_not_synchronised_is_lost_and_that_is_found(
    house: tuple[Server, Power], trace: Traces, tmp_path: Path
) -> None:
    server, power = house
    server.variables |= broken("sync_at_checkpoints")
    await asyncio.to_thread(server.start)
    async with crowd(server, trace, 2) as clients:
        for number in range(20):
            for client in clients:
                await client.placed(await client.say(f"text {number}"))
        server.kill()
        image = await asyncio.to_thread(power.image)
        found = await asyncio.to_thread(_stored_first, tmp_path / "traces", image)
    assert any(violation.startswith("I1:") for violation in found), found


def _stored_first(traces: Path, image: Path) -> list[str]:
    """What the invariants of the store say of a disk; that clients have not got all of it yet is no fault."""
    (database,) = image.glob("*.db")
    return [
        str(violation)
        for violation in check_files(traces, database)
        if violation.invariant in ("I1", "I2", "I3", "I6", "I7", "I8", "I9", "I10", "I16")
    ]


def _upload(server: Server, guest: Guest, number: int) -> dict[str, bytes]:
    content = f"the record of cut {number}\n".encode() * 500
    with browse(server.http, headers=guest.bearer) as http:
        answer = http.post(f"/api/v1/files?name={number}.txt", content=content)
    assert answer.status_code in (200, 201), answer.text
    return {f"/files/{answer.json()['id']}/{number}.txt": content}


def _download(server: Server, guest: Guest, address: str) -> bytes:
    with browse(server.http, headers=guest.bearer) as http:
        answer = http.get(address)
    assert answer.status_code == 200, answer.text
    return answer.content
