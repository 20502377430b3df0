"""Nodes that die, stand still or are restarted."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING, cast

from teahouse.model.people import session_id
from tests.faults.client_faults import ENDS_WITHIN, sign_out
from tests.harness.http import register, unique
from tests.harness.server import Server
from tests.harness.tracing import Line, read_trace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.faults.stage import Stage
    from tests.harness.cluster import Node


HOUR = 3600
"""Seconds by which a clock is moved."""

AWAY = 3.0
"""So many seconds at most is anybody without a node while all are restarted in turn."""


async def killed(stage: Stage) -> None:
    """SIGKILL at a random moment; its clients go on elsewhere before it is back."""
    for _ in range(stage.rounds):
        node = stage.chance.choice(stage.house.nodes)
        await asyncio.sleep(stage.chance.uniform(0, 0.5))  # a random moment is what is tested
        await stage.burst(stage.on(node))
        async with stage.broken("node"):
            node.kill()
        await stage.caught_up()
        await asyncio.to_thread(node.start)


async def paused(stage: Stage) -> None:
    """SIGSTOP for 2 s (long: 35 s, more than a lease); the others go on meanwhile, then it does too."""
    node = stage.chance.choice(stage.house.nodes)
    others = [client for client in stage.clients if client not in stage.on(node)]
    async with stage.broken("node"):
        os.kill(node.pid, signal.SIGSTOP)
        try:
            await asyncio.gather(stage.progress(others), asyncio.sleep(35 if stage.long else 2))
        finally:
            os.kill(node.pid, signal.SIGCONT)
    await stage.progress()


async def restarted_in_turn(stage: Stage) -> None:
    """SIGTERM to one after the other, each back before the next; no client is shown an error."""
    for node in stage.house.nodes:
        async with stage.broken("node"):
            node.signal(signal.SIGTERM)
            assert await asyncio.to_thread(node.wait) == 0
            await asyncio.to_thread(node.start)
        await stage.caught_up()
    refused = {reply["code"] for client in stage.clients for reply in client.outbox.refused.values()}
    # What somebody else took back meanwhile cannot be changed: that is an answer, and no failure.
    assert refused <= {"message_gone"}, "a rolling restart refuses nothing for good"
    away = {client.trace.client: longest_away(read_trace(client.trace.path)) for client in stage.clients}
    assert max(away.values()) <= AWAY, f"seconds away: {away}"


async def all_come_back_at_once(stage: Stage) -> None:
    """A node dies and every other connection is lost with it: the rings answer, not the database."""
    for _ in range(stage.rounds):
        before, node = stage.house.executed, stage.chance.choice(stage.house.nodes)
        connections = [client.connections for client in stage.clients]
        await stage.burst(stage.clients[:6])
        async with stage.broken("node"):
            node.kill()
            for client in stage.clients:
                client.cut()
        for client, count in zip(stage.clients, connections, strict=True):
            await client.connected_again(count)
        asked = stage.house.executed - before
        print(f"{asked} statements for {len(stage.clients)} clients that came back")
        # What is said and swept meanwhile comes on top of one look-up of each one's session and rooms.
        assert asked <= 4 * len(stage.clients) + 100
        await asyncio.to_thread(node.start)


async def all_restarted(stage: Stage) -> None:
    """Every node is killed at once: what was acknowledged is in the database alone."""
    await stage.burst(stage.clients)
    async with stage.broken("node"):
        for node in stage.house.nodes:
            node.kill()
        await asyncio.gather(*(asyncio.to_thread(Server.start, node) for node in stage.house.nodes))


async def clock_moved(stage: Stage) -> None:
    """A node is an hour ahead, then one an hour behind: nobody is cut off, and sessions are what they are."""
    connections = [client.connections for client in stage.clients]
    for shift in (HOUR, -HOUR) * stage.rounds:
        place = stage.chance.randrange(len(stage.house.nodes))
        moved, other = stage.house.nodes[place], stage.house.nodes[place - 1]
        async with stage.broken("clock"):
            stage.house.clocks[place].move(shift)
            await stage.progress()
            for here, elsewhere in ((moved, other), (other, moved)):
                await _comes_and_ends(stage, here, elsewhere)
            stage.house.clocks[place].move(0)
        await stage.quick_again()
    assert [client.connections for client in stage.clients] == connections, "a mass time-out"


async def _comes_and_ends(stage: Stage, here: Server, elsewhere: Server) -> None:
    """Somebody who came in by one node is known to another, until they sign out by the first."""
    guest = await asyncio.to_thread(register, here.http, unique("Leaver"))
    place = stage.house.nodes.index(cast("Node", elsewhere))
    client = await stage.come(guest, place)
    assert await asyncio.to_thread(sign_out, here, guest) == 204
    stage.trace.write("revoke", session=session_id(guest.token))
    await client.ended(ENDS_WITHIN)
    stage.clients.remove(client)
    await client.close()


def longest_away(lines: Iterable[Line]) -> float:
    """The seconds of a client's longest time between losing a connection and being caught up again."""
    lost: int | None = None
    longest = 0
    for line in lines:
        if line.op == "disconnect":
            lost = line.t
        elif line.op in ("caught_up", "load") and lost is not None:
            longest = max(longest, line.t - lost)
            lost = None
    return longest / 1e9
