"""Nodes that tell each other who is there, over a bus that loses, doubles and delays."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.broker.port import PersonRenamed, PresenceAsked, PresenceMoved, PresenceRange, Signal
from teahouse.chat.context import Context
from teahouse.gateway.hub import Hub
from teahouse.gateway.neighbours import Neighbours
from teahouse.gateway.occupancy import Occupancy
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.people import Person
from teahouse.store.port import StoredEvent
from tests.gateway.fake_store import LOBBY, FakeStore
from tests.gateway.stepped_loop import SteppedLoop
from tests.harness.broker_bus import BrokerBus

STEP = 0.5


class PresenceNode:
    """What of a node has to do with presence; it listens to its broker."""

    def __init__(self, town: Town, name: str) -> None:
        loop = town.loop
        self.broker = town.bus.broker(name)
        self.hub = Hub(loop.call_soon, loop.time, Meters())
        self.room = self.hub.open(LOBBY, 0, [])
        self.dead = False
        self.names_checked: list[int] = []
        self.town = town

        def later(seconds: float, work: Callable[[], None]) -> Callable[[], None]:
            def alive() -> None:
                if not self.dead:
                    work()

            return loop.call_later(seconds, alive).cancel

        self.occupancy = Occupancy(self.hub, loop.time, later, lambda *told: self.neighbours.moved(*told))
        context = Context(FakeStore(loop).port, self.broker, lambda: 0)
        self.neighbours = Neighbours(context, self.occupancy, Limits(), loop.time, later, self.check_name)
        self.broker.rooms.add(LOBBY)
        self.broker.listen(self)
        self.broker.signal(PresenceAsked(LOBBY))

    def enter(self, person: int) -> None:
        self.occupancy.enter(self.room, self.town.people[person])

    def leave(self, person: int) -> None:
        self.occupancy.leave(self.room, person)

    def check_name(self, person: int) -> None:
        self.names_checked.append(person)
        self.broker.signal(PersonRenamed(self.town.people[person]))

    def die(self) -> None:
        """As with SIGKILL: nothing more is said or heard."""
        self.dead = True
        self.broker.listener = None

    def close(self) -> None:
        self.neighbours.close()
        self.die()

    def here(self) -> dict[int, str]:
        """Whom it would tell a newcomer of."""
        company = self.occupancy._companies.get(self.room)
        return {each.id: each.name for each in company.presence.everyone()} if company else {}

    def hear_event(self, event: StoredEvent, epoch: str | None) -> None:
        raise AssertionError("nobody speaks")

    def hear_head(self, room: int, seq: int, epoch: str | None) -> None:
        raise AssertionError("nobody speaks")

    def hear_signal(self, signal: Signal, node: str) -> None:
        if isinstance(signal, PersonRenamed):
            self.occupancy.rename(signal.person)
        elif isinstance(signal, PresenceAsked | PresenceMoved | PresenceRange) and node != self.broker.node:
            self.neighbours.hear(signal, node)

    def restored(self) -> None:
        self.neighbours.restored()


class Town:
    """Nodes, people and the truth about them."""

    def __init__(self, nodes: int, people: int = 5) -> None:
        self.loop = SteppedLoop()
        self.bus = BrokerBus(self.loop)
        self.people = {number: Person(number, f"p{number}") for number in range(1, people + 1)}
        self.made = 0
        self.nodes = [self.start_node() for _ in range(nodes)]

    def start_node(self) -> PresenceNode:
        self.made += 1
        return PresenceNode(self, f"node-{self.made}")

    def later(self, seconds: float) -> None:
        """Let time pass."""
        for _ in range(round(seconds / STEP)):
            self.loop.seconds += STEP
            self.loop.turn()

    def close(self) -> None:
        for node in self.nodes:
            node.die()
        self.loop.turn(3)
        self.loop.close()
        assert not self.loop.failures
