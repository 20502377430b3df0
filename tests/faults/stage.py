"""What a fault is made on: a house, traced clients in it that talk, and a trace of what is done to them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.load import meddle
from tests.harness.client import LOBBY, Client
from tests.harness.http import Guest, register, unique
from tests.harness.tracing import Trace

if TYPE_CHECKING:
    from tests.faults.house import House
    from tests.harness.server import Server

RATE = 50
"""Messages a second of all clients together, on average."""
QUICK = 0.3
"""Seconds; what takes longer to reach all came by no hint."""


class Stage:
    """Clients start on one node after the other and know the addresses of all.

    `long`: more clients, more rounds. `chance` decides all that is random, by the seed.
    """

    def __init__(self, house: House, folder: Path, seed: int, *, long: bool, pairs: bool = False) -> None:
        self.house = house
        self.folder = folder
        self.long = long
        self.chance = random.Random(seed)
        self.clients: list[Client] = []
        self.trace = Trace(folder / "faults.jsonl", "faults")
        self.healed_at = 0.0
        self.slowest_burst = 0.0
        """Seconds until a burst without its last hint was everywhere; 0 if there was none."""
        self._pairs = pairs
        self._came = 0
        self._talking: list[asyncio.Task[None]] = []
        self._quiet = asyncio.Event()

    @property
    def rounds(self) -> int:
        """How often a fault is made."""
        return 3 if self.long else 1

    async def enter(self, count: int | None = None) -> None:
        """Have guests come in; with `pairs`, each of them twice, on two nodes."""
        count = count or (12 if self.long else 6)
        nodes = self.house.nodes
        guests = await asyncio.to_thread(
            lambda: [register(nodes[0].http, unique("Guest")) for _ in range(count // (1 + self._pairs))]
        )
        guests = [guest for guest in guests for _ in range(1 + self._pairs)]
        await asyncio.gather(*(self.come(guest) for guest in guests))

    async def come(self, guest: Guest, place: int | None = None) -> Client:
        """One more client, on the node whose turn it is or on the one in that place."""
        number, self._came = self._came, self._came + 1
        addresses = [node.ws for node in self.house.nodes]
        start = (number if place is None else place) % len(addresses)
        client = Client(
            addresses[start:] + addresses[:start],
            guest,
            Trace(self.folder / f"c{number}.jsonl", f"c{number}"),
        )
        self.clients.append(client)
        return await client.__aenter__()

    async def leave(self) -> None:
        """Everyone goes, whatever happened."""
        self._quiet.set()
        for task in self._talking:
            task.cancel()
        await asyncio.gather(*self._talking, return_exceptions=True)
        for client in self.clients:
            await client.close()
        self.trace.close()

    def talk(self) -> None:
        """All clients talk from now on, each at its own pace, whisper at times and change what was said."""
        self._quiet.clear()
        for client in self.clients:
            self._talking.append(asyncio.create_task(self._chatter(client, self.chance.randrange(2**32))))

    async def burst(self, clients: Sequence[Client]) -> None:
        """Have some messages of each under way."""
        for client in clients:
            for number in range(5):
                await client.say(f"on the way when it happens, {number}")

    def on(self, node: Server) -> list[Client]:
        """The clients that are connected to this node, or try it next."""
        return [client for client in self.clients if client.urls[0] == node.ws]

    async def hush(self) -> None:
        """Nobody says anything more; what was said is still under way."""
        self._quiet.set()
        talking, self._talking = self._talking, []
        for task in talking:
            await task

    async def progress(self, clients: Sequence[Client] | None = None, *, count: int = 3) -> None:
        """Wait until each of these got so many acknowledgements more: all, or nobody if none is named."""
        waited = self.clients if clients is None else clients
        await asyncio.gather(*(client.placed_more(count) for client in waited))

    @asynccontextmanager
    async def broken(self, kind: str) -> AsyncIterator[None]:
        """In here, something of that kind is broken."""
        self.trace.write("fault", code=kind)
        yield
        self.trace.write("healed", code=kind)
        self.healed_at = time.monotonic()

    async def caught_up(self, patience: float = 30) -> float:
        """Wait until all are back and have what was acknowledged; the seconds since it was healed."""
        last = max(reply["seq"] for client in self.clients for reply in client.outbox.accepted.values())
        for client in self.clients:
            await client.reached(last, patience)
        return time.monotonic() - self.healed_at

    async def quick_again(self, times: int = 5) -> None:
        """Wait until so many messages in a row, each of another client, reach all at once."""
        in_a_row = tries = 0
        while in_a_row < times:
            client = self.clients[tries % len(self.clients)]
            tries += 1
            assert tries <= 100, "hints never came back"
            in_a_row = in_a_row + 1 if await self.spread(client, f"is it quick again? {tries}") < QUICK else 0

    async def spread(self, client: Client, text: str) -> float:
        """Say it; the seconds until all have it."""
        began = time.monotonic()
        key = await client.say(text)
        place = await client.placed(key)
        for each in self.clients:
            await each.reached(place["seq"])
        return time.monotonic() - began

    async def everyone_seen(self) -> None:
        """Wait until every client sees that every client is there."""
        people = {client.id for client in self.clients if client.connected}
        for client in self.clients:
            await client.meets(people)

    def weigh(self) -> None:
        """Note what memory each node holds."""
        for number, node in enumerate(self.house.nodes):
            self.trace.write("memory", code=f"node {number}", size=resident(node))

    async def _chatter(self, client: Client, seed: int) -> None:
        chance, said = random.Random(seed), 0
        others = [other.id for other in self.clients if other.id != client.id]
        while not self._quiet.is_set():
            to = chance.choice(others) if chance.random() < 0.2 else None
            if len(client.outbox.pending) < 16:
                await client.say(f"{client.trace.client} says {said} {'茶' * chance.randint(1, 40)}", to=to)
                said += 1
                await meddle(client, chance)
            await asyncio.sleep(chance.uniform(0, 2 * min(len(self.clients) / RATE, 1)))


async def until(done: Callable[[], bool], what: str, patience: float) -> float:
    """Ask every few milliseconds, in a thread, until `done()`; the seconds that it took."""
    began = time.monotonic()
    while not await asyncio.to_thread(done):
        assert time.monotonic() - began < patience, f"no {what} in {patience} s"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


def resident(node: Server) -> int:
    """What memory a process holds now (bytes)."""
    for line in Path(f"/proc/{node.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"{node.pid} has no memory")


__all__ = ["LOBBY", "Stage", "resident", "until"]
