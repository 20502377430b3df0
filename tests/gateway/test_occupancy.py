"""Who is in a room, as several nodes tell each other over a bus."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from teahouse.gateway.presence import GRACE
from teahouse.gateway.remote import LEASE
from teahouse.model.people import Person
from tests.gateway.fakes import FakeMember, unframe
from tests.gateway.presence_nodes import Town


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
