"""Clients that say all twice, stop reading, or whose session ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import uuid4

from teahouse.model.people import session_id
from tests.harness.http import Guest, browse, register, unique
from tests.harness.raw import BINARY, CLOSE, Raw, frame, request
from tests.harness.talk import LOBBY
from tests.trace.checker import read_traces
from tests.trace.dump import read_dump
from tests.trace.fault_checks import slow_readers_alone
from tests.trace.history import History

if TYPE_CHECKING:
    from random import Random

    from tests.faults.stage import Stage
    from tests.harness.client import Client
    from tests.harness.server import Server

BODY = "x" * 16_000
FLOOD = 450
"""Messages; far more than the kernel's buffers and 1 MB of the server's hold for a reader that stops."""
RATE = 100
"""Of them in a second."""
ENDS_WITHIN = 2.0
HOSTILE = 30
"""Connections that send what nobody sends."""


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
            while (last := await raw.frame()).opcode != CLOSE:
                pass
            assert last.code == 4008
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
            assert await asyncio.to_thread(sign_out, elsewhere, guest) == 204
            stage.trace.write("revoke", session=session_id(guest.token))
            await client.ended(ENDS_WITHIN)
        await asyncio.to_thread(house.mend)
        stage.clients.remove(client)
        await client.close()
    await stage.quick_again()


async def hostile(stage: Stage) -> None:
    """Frames that no client sends, from connections of their own: nobody else notices, and no node dies."""
    connections = [client.connections for client in stage.clients]
    guest = await asyncio.to_thread(register, stage.house.nodes[0].http, unique("Mallory"))
    pids = [node.pid for node in stage.house.nodes]
    said = [len(node.log()) for node in stage.house.nodes]
    async with stage.broken("client"):
        for _ in range(HOSTILE * stage.rounds):
            node = stage.chance.choice(stage.house.nodes)
            async with await Raw.open(node.port) as raw:
                await raw.send(request(node.authority, headers=guest.bearer))
                assert (await raw.response()).status == 101
                await raw.until("hello")
                with suppress(OSError):
                    await raw.send(b"".join(nonsense(stage.chance) for _ in range(5)))
        await stage.progress()
    assert [client.connections for client in stage.clients] == connections, "others were cut off"
    assert [node.pid for node in stage.house.nodes] == pids
    for node, length in zip(stage.house.nodes, said, strict=True):
        assert await asyncio.to_thread(node.readyz) == 200
        assert "Traceback" not in node.log()[length:], "an error that nobody expected"


def nonsense(chance: Random) -> bytes:
    """A frame that is broken in one of the ways a frame can be, or whole with a broken text."""
    command = b'{"type":"message.send","id":"' + str(uuid4()).encode() + b'","room":1,"body":"tea"}'
    cut = bytearray(command)
    for _ in range(chance.randint(1, 8)):
        cut[chance.randrange(len(cut))] = chance.randrange(256)
    return chance.choice(
        [
            chance.randbytes(chance.randint(1, 200)),
            frame(bytes(cut)),
            frame(command[: chance.randrange(len(command))]),
            frame(chance.randbytes(50)),
            frame(command, BINARY),
            frame(command, masked=False),
            frame(b"[" * 60_000),
            frame(command, chance.choice([3, 7, 11, 15])),
            bytes([0x81, 0xFF]) + (1 << 62).to_bytes(8, "big") + b"mask",
            frame(command, 0),
            frame(bytes(126), 9),
            frame(b"\x00", 8),
        ]
    )


def _pair(stage: Stage) -> tuple[Client, Client]:
    number = 2 * stage.chance.randrange(len(stage.clients) // 2)
    return stage.clients[number], stage.clients[number + 1]


def sign_out(node: Server, guest: Guest) -> int:
    """End a guest's session by HTTP; the status."""
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
