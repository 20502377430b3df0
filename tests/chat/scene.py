"""A context over a store in memory, and who hears what."""

from __future__ import annotations

import asyncio

from teahouse.broker.memory import MemoryBroker
from teahouse.broker.port import Signal
from teahouse.chat.context import DAY_MS, Context
from teahouse.model.people import Actor, Role
from teahouse.model.rules import Rules
from teahouse.store.port import StoredEvent
from tests.gateway.fake_store import FakeStore

START = 40 * DAY_MS


class Scene:
    """`now` is Unix milliseconds; every published event and signal is kept."""

    def __init__(self, *, guests: bool = True) -> None:
        self.now = START
        self.store = FakeStore(asyncio.get_running_loop(), prompt=True)
        self.events: list[StoredEvent] = []
        self.epochs: list[str | None] = []
        self.signals: list[Signal] = []
        broker = MemoryBroker()
        broker.listen(self)
        self.context = Context(self.store.port, broker, lambda: self.now, Rules(guests=guests))

    def hear_event(self, event: StoredEvent, epoch: str | None) -> None:
        self.events.append(event)
        self.epochs.append(epoch)

    def hear_head(self, room: int, seq: int, epoch: str | None) -> None:
        raise AssertionError("there are no other nodes")

    def hear_signal(self, signal: Signal, node: str) -> None:
        self.signals.append(signal)

    def restored(self) -> None:
        raise AssertionError("there is nothing to restore")

    def guest(self, name: str) -> Actor:
        """Someone who is here."""
        actor = Actor(Role.GUEST, self.store.enrol(name, f"token-{name}"))
        assert actor.person is not None
        self.store.seen_at[actor.person.id] = self.now
        return actor
