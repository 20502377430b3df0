"""A crowd of tracing clients that talk and whisper until told to stop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from tests.harness.client import LOBBY, Client
from tests.harness.http import register
from tests.harness.tracing import Trace
from tests.trace.checker import check_files
from tests.trace.dump import read_dump

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.server import Server
    from tests.trace.history import Dump

MEDDLING = 0.3
"""How often something is changed, for each thing said."""

AWAY = 180.0
"""Seconds for which a server may be away while its disks are looked at."""

Traces = Callable[[str], Trace]


@asynccontextmanager
async def crowd(server: Server, traces: Traces, count: int) -> AsyncIterator[list[Client]]:
    """`count` guests in the lobby, each connected and loaded."""
    guests = await asyncio.to_thread(lambda: [register(server.http, f"Guest {n}") for n in range(count)])
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(Client(server.ws, guest, traces(f"c{number}")))
            for number, guest in enumerate(guests)
        ]


async def chatter(
    client: Client, others: Sequence[int], seed: int, stop: asyncio.Event, *, outstanding: int = 16
) -> int:
    """Talk, whisper one time in five, change what was said, with at most so many unanswered; how much was said."""
    chance, said = random.Random(seed), 0
    while not stop.is_set():
        to = chance.choice(others) if chance.random() < 0.2 else None
        await client.say(f"{client.trace.client} says {said} {'茶' * chance.randint(1, 40)}", to=to)
        said += 1
        await meddle(client, chance)
        await client.until(
            lambda: len(client.outbox.pending) < outstanding or stop.is_set(), "room in the outbox", AWAY
        )
        await asyncio.sleep(0)
    return said


async def meddle(client: Client, chance: random.Random) -> None:
    """Now and then, change one of one's own messages, or react to any: of what one has seen."""
    if chance.random() > MEDDLING:
        return
    seen = [event for event in client.log.events[-100:] if event["type"] == "message.created"]
    own = [event for event in seen if event["sender"]["id"] == client.id]
    what = chance.choice(["edit", "recall", "add", "remove"])
    among = own if what in ("edit", "recall") else seen
    if not among:
        return
    seq = chance.choice(among)["seq"]
    if what == "edit":
        await client.change("message.edit", seq, f"{client.trace.client} says it better {chance.random()}")
    elif what == "recall":
        await client.change("message.recall", seq)
    else:
        await client.change(f"reaction.{what}", seq, emoji=chance.choice("👍🍵"))


async def quiet(clients: Sequence[Client], database: Path | str) -> Dump:
    """Everyone is answered, back, at the room's end, and sees everyone: noted in the traces. The store then."""
    for client in clients:
        await client.acknowledged()
    dump = await asyncio.to_thread(read_dump, database)
    last = next(room.last_seq for room in dump.rooms if room.room == LOBBY)
    people = {client.id for client in clients}
    for client in clients:
        await client.reached(last)
        await client.meets(people)
    for client in clients:
        client.trace.write("quiet")
    return dump


def assert_promise_kept(traces: Path, database: Path | str) -> None:
    """No violation of I1 to I11, or a report of them."""
    found = check_files(traces, database)
    assert not found, f"{len(found)} violations:\n" + "\n".join(map(str, found[:20]))
