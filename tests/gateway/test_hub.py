"""The hub: order, gaps, joined writes, blanks, joining at a cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from teahouse.gateway.audience import Kind
from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.ring import RING_EVENTS
from teahouse.model.meters import Meters
from teahouse.store.port import StoredEvent
from tests.gateway.fakes import FakeMember, event


class Turns:
    """Runs what was put off when told."""

    def __init__(self) -> None:
        self.put_off: list[Callable[[], None]] = []

    def __call__(self, work: Callable[[], None]) -> None:
        self.put_off.append(work)

    def turn(self) -> None:
        work, self.put_off = self.put_off, []
        for each in work:
            each()


class Scene:
    """A hub over a log that tests write."""

    def __init__(self) -> None:
        self.log: list[StoredEvent] = []
        self.fetches: list[int] = []
        self.turns = Turns()
        self.hub = Hub(self.fetch, self.turns, lambda: 0.0, Meters())
        self.room: Room = self.hub.open(1, 0, [])

    async def fetch(self, room: int, after: int) -> list[StoredEvent]:
        self.fetches.append(after)
        return [each for each in self.log if each.seq > after][:RING_EVENTS]

    def commit(self, *events: StoredEvent) -> None:
        self.log += events

    def live(self, member: FakeMember, after: int = 0) -> FakeMember:
        assert self.hub.join(self.room, member, after)
        return member


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_events_of_one_turn_are_one_write(scene: Scene) -> None:
    member = scene.live(FakeMember())
    for seq in (1, 2, 3):
        scene.hub.publish(event(seq))
    assert member.writes == []
    scene.turns.turn()
    assert len(member.writes) == 1
    assert member.seqs() == [1, 2, 3]


def test_all_members_get_the_same_bytes(scene: Scene) -> None:
    members = [scene.live(FakeMember(person)) for person in (1, 2, None)]
    scene.hub.publish(event(1))
    scene.turns.turn()
    assert members[0].writes[0] is members[1].writes[0] is members[2].writes[0]


def test_an_old_event_is_dropped(scene: Scene) -> None:
    member = scene.live(FakeMember())
    assert scene.hub.publish(event(1))
    assert scene.hub.publish(event(1))
    scene.turns.turn()
    assert scene.hub.publish(event(1))
    scene.turns.turn()
    assert member.seqs() == [1]


def test_a_gap_is_fetched_before_what_comes_after_it(scene: Scene) -> None:
    member = scene.live(FakeMember())
    scene.commit(event(1), event(2), event(3))
    assert not scene.hub.publish(event(3))
    asyncio.run(scene.hub.catch_up(scene.room))
    scene.turns.turn()
    assert member.seqs() == [1, 2, 3]
    assert scene.fetches == [0]


def test_catching_up_goes_on_until_nothing_is_missing(scene: Scene) -> None:
    scene.commit(*(event(seq) for seq in range(1, 2 * RING_EVENTS + 10)))
    asyncio.run(scene.hub.catch_up(scene.room))
    assert scene.room.tail == 2 * RING_EVENTS + 9


def test_a_whisper_is_a_blank_for_the_others(scene: Scene) -> None:
    sender, target, third, visitor = (scene.live(FakeMember(person)) for person in (1, 2, 3, None))
    scene.hub.publish(event(1))
    scene.hub.publish(event(2, body="secret", only=(1, 2)))
    scene.hub.publish(event(3))
    scene.turns.turn()
    for member in (sender, target):
        assert [each["type"] for each in member.messages()] == ["message.created"] * 3
    for member in (third, visitor):
        assert member.seqs() == [1, 2, 3]
        assert member.messages()[1] == {"type": "event.blank", "room": 1, "seq": 2}
        assert b"secret" not in b"".join(member.writes)


def test_classic_members_get_no_blanks(scene: Scene) -> None:
    sender = scene.live(FakeMember(1, Kind.CLASSIC))
    third = scene.live(FakeMember(3, Kind.CLASSIC))
    scene.hub.publish(event(1, only=(1, 2)))
    scene.turns.turn()
    assert sender.messages() == [{"type": "user", "from": "p1 (悄悄话)", "content": "tea1"}]
    assert third.writes == []


def test_joining_writes_what_came_after_the_cursor(scene: Scene) -> None:
    scene.hub.publish(event(1))
    scene.hub.publish(event(2, only=(1, 2)))
    scene.turns.turn()
    scene.hub.publish(event(3))
    member = scene.live(FakeMember(2), after=1)
    assert member.seqs() == [2, 3]
    scene.hub.publish(event(4))
    scene.turns.turn()
    assert member.seqs() == [2, 3, 4]


def test_joining_below_the_ring_is_refused(scene: Scene) -> None:
    for seq in range(1, RING_EVENTS + 3):
        scene.hub.publish(event(seq))
    member = FakeMember()
    assert not scene.hub.join(scene.room, member, 1)
    assert member.writes == []
    assert scene.hub.join(scene.room, member, 2)
    assert member.seqs() == list(range(3, RING_EVENTS + 3))


def test_a_member_who_left_gets_nothing(scene: Scene) -> None:
    member = scene.live(FakeMember())
    scene.hub.leave(scene.room, member)
    scene.hub.publish(event(1))
    scene.turns.turn()
    assert member.writes == []


def test_ephemeral_frames_can_skip_one_person(scene: Scene) -> None:
    one, two = scene.live(FakeMember(1)), scene.live(FakeMember(2))
    scene.hub.fade(scene.room, Kind.PAGE, b"a", skip=1)
    scene.hub.fade(scene.room, Kind.PAGE, b"b")
    scene.turns.turn()
    assert one.fading == [b"b"]
    assert two.fading == [b"ab"]
