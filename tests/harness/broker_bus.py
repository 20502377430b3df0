"""Brokers of several nodes in one process: what one publishes goes to the others as bytes.

Each hint is encoded and decoded as on a real broker, and meets its fate by a seed: it may
be lost, doubled or late (and so overtaken). Time is the loop's, so a stepped loop decides
when it arrives; nothing arrives within the call that published it.
"""

from __future__ import annotations

import asyncio
import random

from teahouse.broker import wire
from teahouse.broker.node import new_node
from teahouse.broker.port import SIGNAL_BYTES, Listener, Signal
from teahouse.store.port import StoredEvent

EVENT_BYTES = 64 << 10


class BrokerBus:
    """Between any number of brokers; `broker` makes one.

    `loss` and `doubling` are probabilities for each hint and node, `late` the most seconds
    that a hint takes; all three may be changed at any time. Without `late` it keeps order.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop | None = None,
        *,
        seed: int = 0,
        loss: float = 0.0,
        doubling: float = 0.0,
        late: float = 0.0,
        event_bytes: int = EVENT_BYTES,
    ) -> None:
        """`event_bytes`: larger events go as heads. The loop is the running one, if none is given."""
        self.loop = loop or asyncio.get_running_loop()
        self.random = random.Random(seed)
        self.loss = loss
        self.doubling = doubling
        self.late = late
        self.event_bytes = event_bytes
        self.healthy = True
        self.brokers: list[BusBroker] = []
        self.lost = 0
        self._lose = 0

    def broker(self, node: str | None = None) -> BusBroker:
        """One more node."""
        made = BusBroker(self, node or new_node())
        self.brokers.append(made)
        return made

    def lose(self, hints: int = 1) -> None:
        """Lose the next so many hints on their way to every other node."""
        self._lose += hints

    def stop(self) -> None:
        """The broker is gone: all is lost."""
        self.healthy = False

    def start(self) -> None:
        """It is back, and says so."""
        self.healthy = True
        for broker in list(self.brokers):
            if broker.listener is not None:
                broker.listener.restored()

    def carry(self, origin: BusBroker, room: int | None, hint: bytes) -> None:
        """Take a hint to the other nodes."""
        (payload,) = wire.pack(origin.node, 1, [hint], 1)
        lost = self._lose > 0
        self._lose -= lost
        for broker in self.brokers:
            if broker is origin:
                continue
            if lost or not self.healthy or self.random.random() < self.loss:
                self.lost += 1
                continue
            for _ in range(2 if self.random.random() < self.doubling else 1):
                if self.late:
                    delay = self.random.uniform(0, self.late)
                    self.loop.call_later(delay, broker.arrive, room, payload)
                else:
                    self.loop.call_soon(broker.arrive, room, payload)


class BusBroker:
    """The broker's port, for one node of a bus."""

    def __init__(self, bus: BrokerBus, node: str) -> None:
        self.node = node
        self.bus = bus
        self.rooms: set[int] = set()
        self.listener: Listener | None = None
        self.malformed = 0
        self.dropped = 0
        self.reconnects = 0

    @property
    def healthy(self) -> bool:
        return self.bus.healthy

    def publish(self, event: StoredEvent, epoch: str) -> None:
        if self.listener is not None:
            self.listener.hear_event(event, epoch)
        self.bus.carry(self, event.room, wire.encode_event(event, epoch, self.bus.event_bytes))

    def signal(self, signal: Signal) -> None:
        if self.listener is not None:
            self.listener.hear_signal(signal, self.node)
        hint = wire.encode_signal(signal)
        assert len(hint) <= SIGNAL_BYTES, f"{signal} has {len(hint)} bytes: it must be said in several"
        self.bus.carry(self, wire.room_of(signal), hint)

    def listen(self, listener: Listener) -> None:
        self.listener = listener

    async def watch(self, room: int) -> None:
        self.rooms.add(room)

    def unwatch(self, room: int) -> None:
        self.rooms.discard(room)

    async def close(self) -> None:
        self.listener = None
        if self in self.bus.brokers:
            self.bus.brokers.remove(self)

    def arrive(self, room: int | None, payload: bytes) -> None:
        """A payload came by the topic of a room, or of every node."""
        if self.listener is None or not (room is None or room in self.rooms):
            return
        said = wire.unpack(payload, room)
        self.malformed += said.malformed
        for hint in said.hints:
            match hint:
                case wire.EventHint(event, epoch):
                    self.listener.hear_event(event, epoch)
                case wire.HeadHint(room_id, seq, epoch):
                    self.listener.hear_head(room_id, seq, epoch)
                case _:
                    self.listener.hear_signal(hint, said.node)
