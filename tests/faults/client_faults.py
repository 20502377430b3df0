"""Clients that say all twice, stop reading, or whose session ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

from teahouse.model.people import session_id
from tests.harness.http import Guest, browse, register, unique
from tests.harness.raw import CLOSE, Raw, request
from tests.harness.talk import LOBBY
from tests.trace.checker import read_traces
from tests.trace.dump import read_dump
from tests.trace.fault_checks import slow_readers_alone
from tests.trace.history import History

if TYPE_CHECKING:
    from tests.faults.stage import Stage
    from tests.harness.client import Client
    from tests.harness.server import Server

BODY = "x" * 16_000
FLOOD = 450
"""Messages; far more than the kernel's buffers and 1 MB of the server's hold for a reader that stops."""
RATE = 100
"""Of them in a second."""
ENDS_WITHIN = 2.0


async def said_twice(stage: Stage) -> None:
    """Two connections of a person, on two nodes, send the same frame at once."""
    for number in range(40 * stage.rounds):
        one, two = _pair(stage)
        key = str(uuid4())
        async with asyncio.TaskGroup() as group:
            group.create_task(one.say(f"said twice {number}", key=key))
            group.create_task(two.say(f"said twice {number}", key=key))
        first, second = await one.placed(key), await two.placed(key)
        assert {name: first[name] for name in ("room", "seq", "at", "epoch")} == {
            name: second[name] for name in ("room", "seq", "at", "epoch")
        }
        assert [bool(reply.get("duplicate")) for reply in (first, second)].count(True) == 1
    async with stage.broken("client"):
        pass


async def stops_reading(stage: Stage) -> None:
    """One reads nothing while others are flooded; the best of three rounds counts on a busy machine."""
    await stage.hush()
    guest = await asyncio.to_thread(register, stage.house.nodes[0].http, unique("Sleeper"))
    speaker = stage.clients[-1]
    for _ in range(3):
        await _flood(stage, speaker, FLOOD // 3)
        stage.weigh()
        async with await _stalled(stage.house.nodes[0], guest) as raw:
            async with stage.broken("reader"):
                await _flood(stage, speaker, FLOOD)
                stage.weigh()
            raw.resume()
            while (frame := await raw.frame()).opcode != CLOSE:
                pass
            assert frame.code == 4008
        await stage.caught_up()
        stage.weigh()
        if not await asyncio.to_thread(_slowed, stage):
            return


async def session_ends(stage: Stage) -> None:
    """Signed out on one node, closed on another within 2 s; then the same while the broker is away."""
    house = stage.house
    for away in (False, True) * stage.rounds:
        guest = await asyncio.to_thread(register, house.nodes[0].http, unique("Leaver"))
        client = await stage.come(guest)
        elsewhere = next(node for node in house.nodes if node.ws != client.urls[0])
        if away:
            house.silence()
        async with stage.broken("client"):
            assert await asyncio.to_thread(_sign_out, elsewhere, guest) == 204
            stage.trace.write("revoke", session=session_id(guest.token))
            await client.ended(ENDS_WITHIN)
        await asyncio.to_thread(house.mend)
        stage.clients.remove(client)
        await client.close()
    await stage.quick_again()


def _pair(stage: Stage) -> tuple[Client, Client]:
    number = 2 * stage.chance.randrange(len(stage.clients) // 2)
    return stage.clients[number], stage.clients[number + 1]


def _sign_out(node: Server, guest: Guest) -> int:
    with browse(node.http, headers=guest.bearer) as http:
        return http.request("DELETE", "/api/v1/session", json={}).status_code


async def _flood(stage: Stage, speaker: Client, count: int) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number / RATE - loop.time()))
        await speaker.say(f"{number} {BODY}")
    await speaker.acknowledged()
    await stage.caught_up()


async def _stalled(node: Server, guest: Guest) -> Raw:
    """In the lobby, live, with little room in the kernel; reads nothing from here on."""
    raw = await Raw.open(node.port, receive_buffer=4_096)
    await raw.send(request(node.authority, headers=guest.bearer))
    assert (await raw.response()).status == 101
    await raw.until("hello")
    await raw.tell({"type": "room.load", "id": str(uuid4()), "room": LOBBY, "limit": 1})
    await raw.until("room.loaded")
    raw.pause()
    return raw


def _slowed(stage: Stage) -> bool:
    history = History(read_traces(stage.folder), read_dump(stage.house.database))
    return any(slow_readers_alone(history))
