"""Who listens to a broker in tests, and events to tell."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from teahouse.broker.port import Broker, Signal
from teahouse.model.people import Person
from teahouse.store.port import StoredEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.harness.proxy import Proxy, Way

WITHIN = 15.0
"""What is to come has come by then (seconds); a failing test alone waits so long."""

NOTICED_WITHIN = 6.0
"""A connection that carries nothing is known as such by then (seconds)."""

ANN = Person(1, "安 Ann")
EPOCH = "5eed5eed5eed5eed-00000001"


def said(seq: int, body: str = "茶", *, room: int = 7) -> StoredEvent:
    """A message in a room."""
    return StoredEvent(
        room=room,
        seq=seq,
        at=1_800_000_000_000,
        kind="message.created",
        sender=ANN,
        key=UUID(int=seq),
        body=body,
    )


async def until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition, asked again and again."""
    deadline = asyncio.get_running_loop().time() + WITHIN
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, f"not within {WITHIN} s: {what}"
        await asyncio.sleep(0.005)


class Hearing:
    """A node: its broker, and all that it heard."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.events: list[StoredEvent] = []
        self.heads: list[tuple[int, int]] = []
        self.epochs: set[str | None] = set()
        self.signals: list[tuple[Signal, str]] = []
        self.restorations = 0
        broker.listen(self)

    def hear_event(self, event: StoredEvent, epoch: str | None) -> None:
        self.events.append(event)
        self.epochs.add(epoch)

    def hear_head(self, room: int, seq: int, epoch: str | None) -> None:
        self.heads.append((room, seq))
        self.epochs.add(epoch)

    def hear_signal(self, signal: Signal, node: str) -> None:
        self.signals.append((signal, node))

    def restored(self) -> None:
        self.restorations += 1

    def seqs(self, room: int = 7) -> list[int]:
        """Which events of a room were heard, in the order of hearing."""
        return [event.seq for event in self.events if event.room == room]

    async def heard(self, seq: int, room: int = 7) -> None:
        """Wait for an event, or its head."""
        await until(
            lambda: seq in self.seqs(room) or (room, seq) in self.heads, f"event {seq} of room {room}"
        )

    async def told(self, signal: Signal) -> None:
        """Wait for a signal of another node."""
        await until(lambda: any(signal == other for other, _ in self.signals), str(signal))


class Pair:
    """Two nodes that watch room 7: one behind a proxy, and one beside it."""

    def __init__(self, near: Broker, far: Broker) -> None:
        self.near = Hearing(near)
        self.far = Hearing(far)

    async def meets(self, seq: int) -> None:
        """Hints come through, both ways."""
        self.near.broker.publish(said(seq), EPOCH)
        self.far.broker.publish(said(seq + 1), EPOCH)
        await self.far.heard(seq)
        await self.near.heard(seq + 1)


@asynccontextmanager
async def paired(near: Broker, far: Broker) -> AsyncIterator[Pair]:
    """A pair that hears each other; both are closed afterwards."""
    pair = Pair(near, far)
    try:
        await near.watch(7)
        await far.watch(7)
        await pair.meets(1)
        yield pair
    finally:
        await near.close()
        await far.close()


async def half_open(pair: Pair, proxy: Proxy, *ways: Way) -> None:
    """The near one's connections carry nothing these ways, without an end: noticed, and replaced."""
    loop = asyncio.get_running_loop()
    proxy.freeze(*ways)
    before = loop.time()
    pair.near.broker.publish(said(10), EPOCH)
    await until(lambda: not pair.near.broker.healthy, "noticed")
    assert loop.time() - before < NOTICED_WITHIN
    assert pair.far.broker.healthy
    assert pair.near.seqs() == [1, 2, 10]
    proxy.thaw()
    await until(lambda: pair.near.restorations, "restored")
    assert pair.far.restorations == 0
    await pair.meets(20)
