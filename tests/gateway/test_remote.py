"""Who is on other nodes: sets with leases, quiet discoveries, and agreement after any trouble (I13)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from teahouse.broker.port import PersonRenamed, PresenceMoved, PresenceRange
from teahouse.gateway.presence import GRACE, Presence
from teahouse.gateway.remote import LEASE, Remote
from teahouse.model.people import Person
from tests.gateway.fake_store import LOBBY
from tests.gateway.fakes import FakeMember, unframe
from tests.gateway.presence_nodes import PresenceNode, Town

ANN, BEN, CEM = Person(1, "Ann"), Person(2, "Ben"), Person(3, "Cem")


class Scene:
    """A room with nobody in it, and what other nodes say of it."""

    def __init__(self) -> None:
        self.presence, self.own = Presence(), Presence()
        self.remote = Remote(self.presence, self.own)

    def enter(self, person: Person) -> None:
        self.presence.arrive(person)
        self.own.arrive(person)

    def leave(self, person: Person, now: float) -> None:
        self.presence.depart(person.id, now)
        self.own.depart(person.id, now)

    def come(self, *people: Person, node: str = "a", now: float = 0.0) -> list[int]:
        return self.remote.moved(PresenceMoved(1, people, ()), node, now)

    def go(self, *people: Person, node: str = "a", now: float = 0.0) -> None:
        self.remote.moved(PresenceMoved(1, (), tuple(person.id for person in people)), node, now)

    def range(self, *people: Person, low: int = 0, high: int | None = None, now: float = 0.0) -> list[int]:
        return self.remote.range(PresenceRange(1, low, high, people), "a", now)

    def here(self, now: float) -> tuple[Person, ...]:
        self.presence.due(now)
        return self.presence.people()


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_whoever_another_node_calls_gone_is_gone_at_once(scene: Scene) -> None:
    scene.come(ANN, BEN)
    assert scene.here(0) == (ANN, BEN)
    scene.go(ANN)
    assert scene.here(0) == (BEN,)


def test_a_person_on_two_nodes_leaves_with_the_last(scene: Scene) -> None:
    scene.come(ANN, node="a")
    scene.come(ANN, node="b")
    scene.go(ANN, node="a")
    scene.go(ANN, node="a")
    assert scene.here(0) == (ANN,)
    scene.go(ANN, node="b")
    assert scene.here(0) == ()


def test_what_is_said_twice_counts_once(scene: Scene) -> None:
    scene.come(ANN)
    scene.come(ANN)
    scene.range(ANN)
    scene.go(ANN)
    assert scene.here(0) == ()


def test_a_range_corrects_its_own_stretch_alone(scene: Scene) -> None:
    scene.come(ANN, BEN, CEM)
    scene.range(low=2, high=2)
    assert scene.here(GRACE) == (ANN, CEM)


def test_who_is_missing_from_a_snapshot_has_a_grace_to_come_back_elsewhere(scene: Scene) -> None:
    scene.come(ANN, BEN)
    scene.presence.diff(0.0)
    scene.range(now=1.0)
    scene.come(ANN, node="b", now=5.0)
    assert scene.presence.diff(GRACE) is None, "no noise meanwhile"
    diff = scene.presence.diff(1.0 + GRACE)
    assert diff is not None
    assert (diff.left, diff.joined) == ((BEN,), ())


def test_who_was_there_before_we_knew_does_not_come_now(scene: Scene) -> None:
    scene.enter(CEM)
    scene.presence.diff(0.0)
    scene.range(ANN, BEN, now=1.0)
    diff = scene.presence.diff(2.0)
    assert diff is not None
    assert (diff.whole, diff.joined, diff.count) == (True, (), 3)
    assert scene.presence.diff(4.0) is None


def test_a_silent_node_is_forgotten_after_its_lease(scene: Scene) -> None:
    scene.come(ANN, now=0.0)
    scene.come(BEN, node="b", now=5.0)
    assert not scene.remote.expire(LEASE - 0.1)
    assert scene.remote.expire(LEASE)
    assert scene.here(LEASE) == (BEN,)
    scene.remote.renew(LEASE)
    assert not scene.remote.expire(LEASE + 10)


def test_a_grace_of_our_own_outlives_what_another_node_says(scene: Scene) -> None:
    scene.enter(ANN)
    scene.come(ANN)
    scene.presence.diff(0.0)
    scene.leave(ANN, now=1.0)
    scene.go(ANN, now=2.0)
    assert scene.here(3.0) == (ANN,)
    scene.enter(ANN)
    assert scene.presence.diff(60.0) is None


def test_another_name_for_someone_we_know_is_a_doubt_and_changes_nothing(scene: Scene) -> None:
    scene.enter(ANN)
    assert scene.come(Person(1, "Anna"), BEN) == [1]
    assert scene.range(Person(1, "Anna")) == [1]
    assert scene.here(0) == (ANN, BEN)


# --- nodes over a bus


@pytest.fixture
def town() -> Iterator[Town]:
    random.seed(3)  # when snapshots and answers come
    made = Town(2)
    yield made
    made.close()


def changes(member: FakeMember) -> list[dict[str, object]]:
    return unframe(b"".join(member.fading))


def test_a_reconnect_to_another_node_makes_no_noise_anywhere(town: Town) -> None:
    """Also when the node that is left stops in good order, as in a rolling restart."""
    one, two = town.nodes
    three = town.start_node()
    for person in (1, 2):
        one.enter(person)
    town.later(3)
    member = FakeMember()
    three.hub.join(three.room, member, 0)
    for person in (1, 2):
        one.leave(person)
    town.later(2)
    one.close()
    town.later(6)
    two.enter(1)
    two.enter(2)
    town.later(2 * LEASE)
    assert changes(member) == []
    assert three.here() == {1: "p1", 2: "p2"}
    three.die()


def test_after_a_stop_in_good_order_nobody_lingers_for_a_lease(town: Town) -> None:
    one, two = town.nodes
    one.enter(1)
    town.later(2)
    assert two.here() == {1: "p1"}
    one.leave(1)
    one.close()
    town.later(GRACE + 2)
    assert two.here() == {}


def test_a_node_that_opens_a_room_is_told_quietly(town: Town) -> None:
    town.nodes[0].enter(1)
    town.later(2)
    late = town.start_node()
    member = FakeMember()
    late.hub.join(late.room, member, 0)
    town.later(5)
    assert [change["type"] for change in changes(member)] == ["presence.state"]
    assert late.here() == {1: "p1"}
    late.die()


def test_nobody_is_forgotten_while_nobody_can_be_heard(town: Town) -> None:
    one, two = town.nodes
    one.enter(1)
    town.later(2)
    town.bus.stop()
    town.later(3 * LEASE)
    assert two.here() == {1: "p1"}
    one.leave(1)
    town.later(GRACE + 2)
    town.loop.call_soon(town.bus.start)
    town.later(LEASE + GRACE + 2)
    assert two.here() == {}


def test_who_stood_still_believes_that_the_others_are_there(town: Town) -> None:
    one, two = town.nodes
    one.enter(1)
    town.later(2)
    member = FakeMember()
    two.hub.join(two.room, member, 0)
    town.loop.seconds += 2 * LEASE
    town.later(1)
    assert two.here() == {1: "p1"}
    assert changes(member) == []
    one.die()
    town.later(LEASE + GRACE + 2)
    assert two.here() == {}


def test_a_crowd_is_told_in_signals_of_the_size_allowed(town: Town) -> None:
    """The bus refuses longer ones."""
    one, two = town.nodes
    town.people = {number: Person(number, "名" * 24) for number in range(1, 1_001)}
    for person in town.people:
        one.enter(person)
    town.bus.loss = 1.0
    town.later(3)
    town.bus.loss = 0.0
    town.later(12)
    assert len(two.here()) == 1_000
    for person in range(1, 991):
        one.leave(person)
    town.later(GRACE + 3)
    assert sorted(two.here()) == list(range(991, 1_001))


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


SEARCH = settings(
    max_examples=120,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def test_in_the_end_all_nodes_know_who_is_there() -> None:
    run_state_machine_as_test(PresenceMachine, settings=SEARCH)


class RemoteThatForgetsNobody(Remote):
    """Believes a node for ever that has fallen silent."""

    def expire(self, now: float) -> bool:
        return False


class RemoteWithoutSnapshots(Remote):
    """Learns from what moves alone."""

    def range(self, signal: PresenceRange, node: str, now: float) -> list[int]:
        return self.moved(PresenceMoved(signal.room, signal.people, ()), node, now)


class RemoteThatCountsTwice(Remote):
    """Takes a doubled hint for a second connection."""

    def moved(self, signal: PresenceMoved, node: str, now: float) -> list[int]:
        for person in signal.here:
            if self._presence.holds(person.id):
                self._presence.arrive(person)
        return super().moved(signal, node, now)


class RemoteWithoutDoubts(Remote):
    """Never minds that another node has another name."""

    def range(self, signal: PresenceRange, node: str, now: float) -> list[int]:
        super().range(signal, node, now)
        return []

    def moved(self, signal: PresenceMoved, node: str, now: float) -> list[int]:
        super().moved(signal, node, now)
        return []


@pytest.mark.parametrize(
    "broken",
    [RemoteThatForgetsNobody, RemoteWithoutSnapshots, RemoteThatCountsTwice, RemoteWithoutDoubts],
)
def test_what_is_broken_is_found(monkeypatch: pytest.MonkeyPatch, broken: type[Remote]) -> None:
    monkeypatch.setattr("teahouse.gateway.occupancy.Remote", broken)
    search = settings(SEARCH, phases=[Phase.generate], max_examples=400)
    with pytest.raises(AssertionError, match="I13"):
        run_state_machine_as_test(PresenceMachine, settings=search)
