"""What is told to people wherever they are: rooms that moved, positions, calls, the list of rooms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Never

import pytest

from teahouse.broker.port import PeopleCalled, ReadsMoved, RoomsMoved, RoomTouched
from teahouse.chat.activity import TELL_SECONDS as COLLECTED
from teahouse.gateway.crier import TELL_SECONDS
from teahouse.gateway.sweep import LONGEST_SECONDS
from teahouse.model.errors import UnavailableError
from teahouse.store.port import ReadState
from tests.gateway.fake_store import LOBBY
from tests.gateway.house import House, Tab

SOON = COLLECTED + TELL_SECONDS


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()


def direct(house: House, *tabs: Tab) -> int:
    """A conversation of these."""
    room = len(house.store.logs) + 1
    house.store.logs[room] = []
    house.store.members[room] = frozenset(tab.person for tab in tabs)
    return room


def test_rooms_that_moved_are_told_once_a_second_to_who_has_them_not_open(house: House) -> None:
    inside, outside = house.sign_in("Ann", loaded=True), house.sign_in("Ben")
    visitor = Tab(house, 0, *house.come())
    house.loop.turn(60)
    for number in range(8):
        inside.say(f"tea {number}")
    assert outside.heard("room.activity") == []
    house.pass_by(COLLECTED)
    inside.say("one more")
    house.pass_by(TELL_SECONDS)
    (told,) = outside.heard("room.activity")
    assert told["rooms"] == [[LOBBY, 9, 9]]
    inside.say("and another")
    house.pass_by(COLLECTED)
    house.pass_by(TELL_SECONDS)
    assert [each["rooms"] for each in outside.heard("room.activity")] == [[[LOBBY, 10, 10]]]
    house.pass_by(SOON)
    assert outside.heard("room.activity") == []
    assert inside.heard("room.activity") == visitor.heard("room.activity") == []


def test_an_older_word_of_a_room_does_not_go_before_a_newer_one(house: House) -> None:
    ben = house.sign_in("Ben")
    for head in (7, 5):
        house.gateway.context.broker.signal(RoomsMoved(((LOBBY, head, head),)))
    house.pass_by(TELL_SECONDS)
    assert ben.heard("room.activity")[0]["rooms"] == [[LOBBY, 7, 7]]


def test_a_conversation_that_moved_is_told_to_its_people_alone(house: House) -> None:
    ann, ben, cem = (house.sign_in(name) for name in ("Ann", "Ben", "Cem"))
    room = direct(house, ann, ben)
    ann.say("psst", room=room)
    house.pass_by(COLLECTED)
    house.pass_by(TELL_SECONDS)
    assert ben.heard("room.activity")[0]["rooms"] == [[room, 1, 1]]
    assert cem.heard("room.activity") == []


def test_a_room_that_is_gone_is_no_reason_not_to_tell_of_the_others(house: House) -> None:
    ben = house.sign_in("Ben")
    house.gateway.context.broker.signal(RoomsMoved(((77, 1, 1), (LOBBY, 3, 3))))
    house.pass_by(TELL_SECONDS)
    assert ben.heard("room.activity")[0]["rooms"] == [[LOBBY, 3, 3]]


def test_a_position_is_told_to_all_tabs_of_its_person_and_nobody_else(house: House) -> None:
    one, other, ben = house.sign_in("Ann", loaded=True), house.sign_in("Ann"), house.sign_in("Ben")
    seq = one.say("tea")["seq"]
    assert one.do("read.mark", seq=seq)["type"] == "done"
    house.pass_by(COLLECTED)
    for tab in (one, other):
        (told,) = tab.heard("read.changed")
        assert (told["room"], told["read"], told["count"], told["notify"]) == (LOBBY, 1, 1, "mentions")
    assert ben.heard("read.changed") == []


def test_of_several_positions_the_last_is_told(house: House) -> None:
    ann = house.sign_in("Ann", loaded=True)
    for _ in range(3):
        ann.say("tea")
    for seq in (1, 2, 3):
        ann.do("read.mark", seq=seq)
    house.pass_by(COLLECTED)
    assert [each["read"] for each in ann.heard("read.changed")] == [3]


def test_a_position_of_another_node_is_told_as_well(house: House) -> None:
    ann = house.sign_in("Ann")
    state = ReadState(room=LOBBY, person=ann.person, read=4, count=9, unread=2, mentions=1, notify="none")
    house.gateway.context.broker.signal(ReadsMoved((state,)))
    (told,) = ann.heard("read.changed")
    del told["type"]
    assert told == {"room": LOBBY, "read": 4, "count": 9, "unread": 2, "mentions": 1, "notify": "none"}


def test_a_call_is_told_to_who_is_called_wherever_they_are(house: House) -> None:
    ann, ben, cem = house.sign_in("Ann"), house.sign_in("Ben"), house.sign_in("Cem")
    second = house.sign_in("Ben")
    ann.say("tea?", mentions=[ben.person, ann.person])
    for tab in (ben, second):
        (told,) = tab.heard("notice.created")
        assert (told["reason"], told["message"]["body"]) == ("mention", "tea?")
    assert ann.heard("notice.created") == cem.heard("notice.created") == []
    ann.say("all of you", everyone=True)
    assert [tab.heard("notice.created")[0]["reason"] for tab in (ben, cem)] == ["everyone"] * 2
    assert ann.heard("notice.created") == []


def test_a_call_is_told_to_nobody_who_may_not_see_the_message(house: House) -> None:
    ann, ben, cem = house.sign_in("Ann"), house.sign_in("Ben"), house.sign_in("Cem")
    room = direct(house, ann, ben)
    whisper = ann.say("psst", to=ben.person)["seq"]
    secret = ann.say("psst", room=room)["seq"]
    assert [each["reason"] for each in ben.heard("notice.created")] == ["whisper", "direct"]
    everybody = (ann.person, ben.person, cem.person)
    for where, seq in ((LOBBY, whisper), (room, secret)):
        for people in (everybody, None):
            house.gateway.context.broker.signal(PeopleCalled(where, seq, "mention", people))
    house.loop.turn(60)
    assert len(ben.heard("notice.created")) == 4
    assert cem.heard("notice.created") == []


def test_who_ignores_the_sender_is_told_of_no_call(house: House) -> None:
    ann, ben, cem = house.sign_in("Ann"), house.sign_in("Ben"), house.sign_in("Cem")
    house.store.deaf[ben.person] = {ann.person}
    ann.say("all", everyone=True, mentions=[ben.person, cem.person])
    assert ben.heard("notice.created") == []
    assert [each["reason"] for each in cem.heard("notice.created")] == ["mention", "everyone"]


def test_a_call_by_what_is_taken_back_is_none(house: House) -> None:
    ann, ben = house.sign_in("Ann"), house.sign_in("Ben")
    seq = ann.say("tea")["seq"]
    ann.do("message.recall", seq=seq)
    for gone in (seq, 99):
        house.gateway.context.broker.signal(PeopleCalled(LOBBY, gone, "mention", (ben.person,)))
    house.loop.turn(60)
    assert ben.heard("notice.created") == []


def test_a_room_that_is_new_is_listed_for_those_who_may_know(house: House) -> None:
    ann, ben, cem = house.sign_in("Ann"), house.sign_in("Ben"), house.sign_in("Cem")
    visitor = Tab(house, 0, *house.come())
    house.loop.turn(60)
    house.store.logs[2] = []
    house.gateway.context.broker.signal(RoomTouched(2, listed=True))
    secret = direct(house, ann, ben)
    house.gateway.context.broker.signal(RoomTouched(secret, listed=True))
    house.loop.turn(60)
    told = {
        tab: [each["room"]["id"] for each in tab.heard("room.listed")] for tab in (ann, ben, cem, visitor)
    }
    assert told == {ann: [2, secret], ben: [2, secret], cem: [2], visitor: [2]}


def test_a_slow_reader_hears_of_a_new_room_all_the_same(house: House) -> None:
    ann, ben = house.sign_in("Ann", loaded=True), house.sign_in("Ben", loaded=True)
    ben.transport.slow, ben.transport.unread = True, 65_536
    ann.say("more than is taken at once")
    assert ben.transport.paused
    house.store.logs[2] = []
    house.gateway.context.broker.signal(RoomTouched(2, listed=True))
    house.loop.turn(60)
    ben.transport.read_all()
    assert [each["room"]["id"] for each in ben.heard("room.listed")] == [2]


def test_what_is_known_of_a_room_is_forgotten_when_it_is_touched(house: House) -> None:
    ann = house.sign_in("Ann", loaded=True)
    ann.say("open")
    house.store.archived.add(LOBBY)
    ann.say("not heard of yet")
    house.gateway.context.broker.signal(RoomTouched(LOBBY, listed=False))
    assert ann.do("message.send", body="closed")["code"] == "room_closed"
    assert ann.heard("room.listed") == []


def test_a_lost_word_of_the_list_is_made_good_by_the_sweep(house: House) -> None:
    ann, ben, cem = house.sign_in("Ann", loaded=True), house.sign_in("Ben"), house.sign_in("Cem")
    house.pass_by(LONGEST_SECONDS)
    ann.say("open")
    # Made and archived on other nodes, whose words of it were lost.
    house.store.archived.add(LOBBY)
    secret = direct(house, ann, ben)
    house.store.listing += 2
    house.pass_by(LONGEST_SECONDS)
    for tab, rooms in ((ann, {LOBBY, secret}), (ben, {LOBBY, secret}), (cem, {LOBBY})):
        assert {each["room"]["id"] for each in tab.heard("room.listed")} == rooms
    assert ann.do("message.send", body="closed")["code"] == "room_closed"
    house.pass_by(LONGEST_SECONDS)
    assert ann.heard("room.listed") == []


def test_a_hint_that_came_twice_does_not_hide_one_that_was_lost(house: House) -> None:
    ann = house.sign_in("Ann", loaded=True)
    house.pass_by(LONGEST_SECONDS)
    ann.say("open")
    house.store.logs[2] = []
    house.store.archived.add(LOBBY)
    house.store.listing += 2
    for _ in range(2):
        house.gateway.context.broker.signal(RoomTouched(2, listed=True))
    house.pass_by(LONGEST_SECONDS)
    assert ann.do("message.send", body="closed")["code"] == "room_closed"


def test_what_was_heard_of_is_not_told_anew_by_the_sweep(house: House) -> None:
    ann = house.sign_in("Ann")
    house.pass_by(LONGEST_SECONDS)
    house.store.logs[2] = []
    house.store.listing += 1
    house.gateway.context.broker.signal(RoomTouched(2, listed=True))
    house.pass_by(LONGEST_SECONDS)
    assert [each["room"]["id"] for each in ann.heard("room.listed")] == [2]


@pytest.mark.parametrize("how", ["a hint", "the sweep"])
def test_what_could_not_be_looked_up_is_told_later(
    house: House, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    ann = house.sign_in("Ann")
    house.pass_by(LONGEST_SECONDS)
    house.store.logs[2] = []
    house.store.listing += 1

    async def fails(_: object) -> Never:
        raise UnavailableError

    with monkeypatch.context() as broken:
        broken.setattr(house.store, "room", fails)
        if how == "a hint":
            house.gateway.context.broker.signal(RoomTouched(2, listed=True))
            house.loop.turn(60)
        else:
            house.pass_by(LONGEST_SECONDS)
    assert ann.heard("room.listed") == []
    house.pass_by(LONGEST_SECONDS)
    assert 2 in [each["room"]["id"] for each in ann.heard("room.listed")]
    house.pass_by(LONGEST_SECONDS)
    assert ann.heard("room.listed") == []
