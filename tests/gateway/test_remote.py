"""Who is on other nodes: sets with leases, and quiet discoveries."""

from __future__ import annotations

import pytest

from teahouse.broker.port import PresenceMoved, PresenceRange
from teahouse.gateway.presence import GRACE, Presence
from teahouse.gateway.remote import LEASE, Remote
from teahouse.model.people import Person

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
