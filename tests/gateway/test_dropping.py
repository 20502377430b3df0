"""Rooms that are gone and messages that are too old: what stays in a process, and who is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from teahouse.broker.port import RoomTouched
from tests.gateway.fake_rooms import LOBBY
from tests.gateway.house import House
from tests.gateway.test_erasing import change, ring

TEA = 5


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    made.store.logs[TEA] = []
    yield made
    made.close()


@pytest.mark.parametrize(
    ("first", "later", "kept_from"),
    [
        (1, [], 0),
        (2, [], 1),
        (3, [], 2),
        # An edit has the text of a message that is too old, and comes after what is not.
        (2, [("message.created", None), ("message.edited", 1)], 4),
        (2, [("message.created", None), ("reaction.added", 1)], 1),
        (9, [("message.created", None)], 3),
    ],
)
def test_a_ring_lets_go_of_what_is_too_old_and_of_its_edits(
    first: int, later: list[tuple[str, int | None]], kept_from: int
) -> None:
    two = [change(1, "message.created", body="one"), change(2, "message.created", body="two")]
    more = [change(seq, kind, target, f"text {seq}") for seq, (kind, target) in enumerate(later, 3)]
    made = ring(*two, *more)
    tail = made.tail
    made.forget(first)
    assert made.tail == tail
    assert made.reaches(kept_from)
    assert kept_from == 0 or not made.reaches(kept_from - 1)


def test_whoever_knew_of_a_room_that_is_gone_is_told_though_the_hint_was_lost(house: House) -> None:
    ann, ben = house.sign_in("Ann", loaded=True), house.sign_in("Ben")
    ann.do("room.load", room=TEA)
    del house.store.logs[TEA]
    house.store.listing += 1
    house.pass_by(2.0)
    for tab in (ann, ben):
        assert {frame["room"] for frame in tab.heard("room.gone")} == {TEA}
    assert TEA not in house.gateway.hub.rooms
    # Who comes later finds nothing of it, and the other rooms go on.
    assert [room["id"] for room in house.sign_in("Cem").hello["rooms"]] == [LOBBY]
    ann.say("still here")
    assert len(ben.heard("room.gone")) == 0


def test_what_is_too_old_cannot_be_resumed_from_memory(house: House) -> None:
    ann = house.sign_in("Ann", loaded=True)
    for number in range(6):
        ann.say(f"text {number}")
    house.store.first[LOBBY] = 5
    house.gateway.context.broker.signal(RoomTouched(LOBBY, listed=True))
    house.loop.turn(60)
    (listed,) = ann.heard("room.listed")
    assert listed["room"]["first_seq"] == 5
    epoch = ann.hello["epoch"]
    assert ann.do("room.sync", room=LOBBY, seq=2, epoch=epoch)["reason"] == "below"
    assert ann.do("room.sync", room=LOBBY, seq=4, epoch=epoch)["type"] == "room.caught_up"
