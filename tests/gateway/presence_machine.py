"""Random histories of several nodes, of which all have to know who is there in the end (I13)."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from teahouse.broker.port import PersonRenamed
from teahouse.gateway.presence import GRACE
from teahouse.gateway.remote import LEASE
from teahouse.model.people import Person
from tests.gateway.fake_store import LOBBY
from tests.gateway.presence_nodes import PresenceNode, Town


class PresenceMachine(RuleBasedStateMachine):
    """People, nodes and hints in any order; in the end all nodes know who is there."""

    def __init__(self) -> None:
        super().__init__()
        self.town = Town(3)
        self.connected: dict[tuple[int, int], PresenceNode] = {}
        self.connections = 0

    def node(self, which: int) -> PresenceNode:
        return self.town.nodes[which % len(self.town.nodes)]

    @rule(which=st.integers(0, 2), person=st.integers(1, 5))
    def come(self, which: int, person: int) -> None:
        self.connections += 1
        self.connected[self.connections, person] = self.node(which)
        self.node(which).enter(person)

    @precondition(lambda self: self.connected)
    @rule(which=st.integers(0, 99))
    def go(self, which: int) -> None:
        key = sorted(self.connected)[which % len(self.connected)]
        self.connected.pop(key).leave(key[1])

    @precondition(lambda self: self.connected)
    @rule(which=st.integers(0, 99))
    def rename(self, which: int) -> None:
        key = sorted(self.connected)[which % len(self.connected)]
        self.connections += 1
        person = Person(key[1], f"p{key[1]}-{self.connections}")
        self.town.people[key[1]] = person
        self.connected[key].broker.signal(PersonRenamed(person))

    @rule(which=st.integers(0, 2), orderly=st.booleans())
    def restart(self, which: int, orderly: bool) -> None:
        node = self.node(which)
        for key in [key for key, at in self.connected.items() if at is node]:
            del self.connected[key]
            if orderly:
                node.leave(key[1])
        node.close() if orderly else node.die()
        self.town.nodes[self.town.nodes.index(node)] = self.town.start_node()

    @rule(
        loss=st.sampled_from([0.0, 0.3, 1.0]),
        doubling=st.sampled_from([0.0, 0.5]),
        late=st.sampled_from([0.0, 0.3, 8.0]),
        healthy=st.sampled_from([True, True, True, False]),
    )
    def hints(self, loss: float, doubling: float, late: float, healthy: bool) -> None:
        bus = self.town.bus
        bus.loss, bus.doubling, bus.late = loss, doubling, late
        if healthy and not bus.healthy:
            bus.start()
        elif not healthy:
            bus.stop()

    @rule(seconds=st.sampled_from([0.5, 1.0, 4.0, 11.0, 35.0]))
    def later(self, seconds: float) -> None:
        self.town.later(seconds)

    def teardown(self) -> None:
        try:
            self.hints(0.0, 0.0, 0.0, True)
            self.town.later(LEASE + 2 * GRACE + 5)
            truth = {person: self.town.people[person].name for _, person in self.connected}
            for node in self.town.nodes:
                assert node.here() == truth, "I13"
                assert node.room.id == LOBBY
        finally:
            self.town.close()
