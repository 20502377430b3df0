"""The hub: order, joined writes, blanks, joining at a cursor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from teahouse.gateway.audience import Kind
from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.ring import RING_EVENTS
from teahouse.model.meters import Meters
from teahouse.model.people import Person
from teahouse.protocol.parts import Extras
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
    """A hub and one room of it."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.hub = Hub(self.turns, lambda: 0.0, Meters())
        self.room: Room = self.hub.open(1, 0, [])

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


def test_an_event_is_refused_before_those_before_it(scene: Scene) -> None:
    member = scene.live(FakeMember())
    assert not scene.hub.publish(event(3))
    for seq in (1, 2, 3):
        assert scene.hub.publish(event(seq))
    scene.turns.turn()
    assert member.seqs() == [1, 2, 3]


def test_a_closed_room_takes_nothing_and_may_be_opened_anew(scene: Scene) -> None:
    member = scene.live(FakeMember())
    scene.hub.publish(event(1))
    scene.hub.close(scene.room)
    scene.turns.turn()
    assert scene.hub.publish(event(2))
    assert member.writes == []
    assert scene.hub.open(1, 7, []).tail == 7


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


def about(seq: int, kind: str, **more: object) -> StoredEvent:
    """An event of another kind."""
    return replace(event(seq), kind=kind, **more)


def test_who_joined_later_gets_blanks_for_what_was_before(scene: Scene) -> None:
    for seq in (1, 2, 3):
        scene.hub.publish(event(seq))
    newcomer, other = FakeMember(7), FakeMember(8)
    assert scene.hub.join(scene.room, newcomer, 0, 2)
    assert scene.hub.join(scene.room, other, 0)
    assert [message["type"] for message in newcomer.messages()] == ["event.blank"] * 2 + ["message.created"]
    assert [message["type"] for message in other.messages()] == ["message.created"] * 3


def test_a_change_of_what_was_before_is_a_blank_for_them_alone(scene: Scene) -> None:
    for seq in (1, 2, 3):
        scene.hub.publish(event(seq))
    newcomer, other, visitor = FakeMember(7), FakeMember(8), FakeMember()
    assert scene.hub.join(scene.room, newcomer, 3, 2)
    for member in (other, visitor):
        scene.live(member, 3)
    scene.hub.publish(about(4, "message.edited", target=1, body="secret"))
    scene.hub.publish(about(5, "message.edited", target=3, body="shown"))
    # An answer is a message of its own.
    scene.hub.publish(about(6, "message.created", target=1))
    scene.turns.turn()
    types = [message["type"] for message in newcomer.messages()]
    assert types == ["event.blank", "message.edited", "message.created"]
    for member in (other, visitor):
        assert [message["seq"] for message in member.messages()] == [4, 5, 6]
        assert b"secret" in b"".join(member.writes)
    assert b"secret" not in b"".join(newcomer.writes)


def test_what_changes_who_is_there_is_told_at_once_and_after_all_before_it(scene: Scene) -> None:
    """Whoever is taken out when it is heard gets what was before, and nothing of what comes next."""
    leaver, other = scene.live(FakeMember(7)), scene.live(FakeMember(8))
    heard = []

    def hear(room: Room, told: StoredEvent) -> None:
        heard.append((told.seq, leaver.seqs()))
        scene.hub.leave(room, leaver)

    scene.hub.about = hear
    scene.hub.publish(event(1))
    scene.hub.publish(about(2, "member.removed", extras=Extras(member=Person(7, "p7"))))
    scene.hub.publish(event(3))
    scene.turns.turn()
    assert heard == [(2, [1, 2])]
    assert leaver.seqs() == [1, 2]
    assert other.seqs() == [1, 2, 3]
