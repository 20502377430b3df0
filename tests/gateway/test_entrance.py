"""Coming into rooms and out of them: whose they are, and what the first frame says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from teahouse.broker.port import RoomTouched
from teahouse.gateway.heartbeat import BEAT_SECONDS
from teahouse.gateway.hub import RESUME_EVENTS
from teahouse.model.errors import UnavailableError
from teahouse.protocol.close_codes import CloseCode
from teahouse.protocol.parts import RoomSummary
from tests.gateway.fake_store import LOBBY
from tests.gateway.fakes import unframe
from tests.gateway.house import House, Tab, command

SECRET = 2


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()


@pytest.fixture
def three(house: House) -> tuple[Tab, Tab, Tab]:
    """Ann and Ben have a conversation; Cem has not."""
    ann, ben, cem = (house.sign_in(name) for name in ("Ann", "Ben", "Cem"))
    house.store.logs[SECRET] = []
    house.store.members[SECRET] = frozenset({ann.person, ben.person})
    return ann, ben, cem


@pytest.mark.parametrize("how", ["room.load", "room.sync"])
def test_a_conversation_is_for_its_people(house: House, three: tuple[Tab, Tab, Tab], how: str) -> None:
    ann, ben, cem = three
    visitor = Tab(house, 0, *house.come())
    house.loop.turn(60)
    fields: dict[str, object] = {"room": SECRET}
    if how == "room.sync":
        fields |= {"seq": 0, "epoch": "epoch"}
    for tab in (ann, ben):
        assert tab.do(how, **fields)["type"] in ("room.loaded", "room.caught_up")
    for tab in (cem, visitor):
        assert tab.do(how, **fields)["code"] == "room_not_found"
    ann.say("psst", room=SECRET)
    assert [each["body"] for each in ben.heard("message.created")] == ["psst"]
    for tab in (cem, visitor):
        assert tab.heard("message.created", "event.blank", "presence.changed") == []
        assert "psst" not in repr(tab.kept)


def test_a_conversation_s_log_is_not_even_asked_for(house: House, three: tuple[Tab, Tab, Tab]) -> None:
    cem = three[2]
    assert cem.do("room.sync", room=SECRET, seq=0, epoch="another")["code"] == "room_not_found"
    assert SECRET not in house.gateway.hub.rooms


def test_who_leaves_a_room_hears_no_more_of_it_until_they_come_back(house: House) -> None:
    ann, ben = house.sign_in("Ann", loaded=True), house.sign_in("Ben", loaded=True)
    assert ben.do("room.leave", room=LOBBY)["type"] == "done"
    assert ben.do("room.leave", room=77)["type"] == "done"
    cursor = ann.say("unheard")["seq"]
    assert ben.heard("message.created") == []
    house.pass_by(BEAT_SECONDS)
    assert all(str(LOBBY) not in beat["heads"] for beat in ben.heard("heartbeat"))
    ben.do("room.sync", seq=cursor - 1, epoch="epoch")
    assert [each["body"] for each in ben.heard("message.created")] == ["unheard"]
    ann.say("heard")
    assert [each["body"] for each in ben.heard("message.created")] == ["heard"]


@pytest.mark.parametrize("how", ["room.load", "room.sync"])
def test_who_leaves_while_the_room_is_on_its_way_does_not_come_in(house: House, how: str) -> None:
    ann, ben = house.sign_in("Ann", loaded=True), house.sign_in("Ben")
    for text in ("one", "two"):
        ann.say(text)
    house.gateway.hub.rooms[LOBBY].ring.forget(2)
    house.store.delays = (20, 20)
    fields = {"seq": 0, "epoch": "epoch"} if how == "room.sync" else {}
    ben.connection.data_received(command(how, **fields))
    house.loop.turn(5)
    assert house.store.reading, "it should be under way"
    assert ben.do("room.leave")["type"] == "done"
    house.loop.turn(200)
    house.store.delays = (0, 0)
    assert ben.connection.peer.coming == ()  # type: ignore[attr-defined]
    ben.heard("message.created", "room.loaded", "room.caught_up")
    ann.say("unheard")
    assert ben.heard("message.created") == []
    house.pass_by(2)
    assert not any(
        each["id"] == ben.person
        for frame in ann.heard("presence.changed")
        for each in frame.get("joined", [])
    )


def test_who_leaves_and_comes_again_at_once_comes_in(house: House) -> None:
    ann, ben = house.sign_in("Ann", loaded=True), house.sign_in("Ben")
    house.store.delays = (20, 20)
    for kind in ("room.load", "room.leave", "room.load"):
        ben.connection.data_received(command(kind))
        house.loop.turn(3)
    house.loop.turn(400)
    house.store.delays = (0, 0)
    assert len(ben.heard("room.loaded")) == 2
    ann.say("heard")
    assert [each["body"] for each in ben.heard("message.created")] == ["heard"]


def test_another_tab_stays_where_it_is(house: House) -> None:
    one, other = house.sign_in("Ann", loaded=True), house.sign_in("Ann", loaded=True)
    ben = house.sign_in("Ben", loaded=True)
    one.do("room.leave")
    ben.say("tea")
    assert other.heard("message.created")
    house.pass_by(30)
    assert not any(each.get("left") for each in ben.heard("presence.changed"))


def test_the_hello_goes_before_whatever_is_told_meanwhile(house: House) -> None:
    ann = house.sign_in("Ann")
    house.store.delays = (30, 0)
    late = Tab(house, ann.person, *house.come("token-Ann"))
    house.store.logs[3] = []
    house.gateway.context.broker.signal(RoomTouched(3, listed=True))
    house.loop.turn(50)
    assert ann.heard("room.listed")
    house.gateway.heartbeat.beat(late.connection.slot)
    late.connection.peer.drain(5)
    assert late.transport.sent == b""
    house.loop.turn(100)
    late._take()
    kinds = [frame["type"] for frame in late.kept]
    assert kinds[0] == "hello"
    assert set(kinds[1:]) == {"room.listed", "drain"}


def test_what_waited_for_the_hello_comes_behind_it_however_slow_the_reader(house: House) -> None:
    ann = house.sign_in("Ann")
    house.store.delays = (30, 0)
    late = Tab(house, ann.person, *house.come("token-Ann"))
    late.connection.peer.drain(5)
    late.transport.slow, late.transport.unread = True, 65_536
    house.loop.turn(150)
    assert late.transport.paused
    late.transport.read_all()
    late._take()
    assert [frame["type"] for frame in late.kept] == ["hello", "drain"]


@pytest.mark.parametrize(
    ("problem", "code"), [(UnavailableError(retry_after_ms=500), "unavailable"), (OSError(), "internal")]
)
def test_who_cannot_be_greeted_is_told_so_and_comes_back(
    house: House, monkeypatch: pytest.MonkeyPatch, problem: Exception, code: str
) -> None:
    async def fails(_: int | None) -> list[RoomSummary]:
        raise problem

    house.store.enrol("Ben", "token-Ben")
    monkeypatch.setattr(house.store, "rooms", fails)
    ben = Tab(house, 2, *house.come("token-Ben"))
    house.loop.turn(60)
    assert ben.connection.closing
    told, _, closed = ben.transport.sent.partition(b"\x88")
    (last,) = unframe(told)
    assert (last["type"], last["code"]) == ("closing", code)
    assert closed.startswith(bytes((len(code) + 2,)) + int(CloseCode.NO_FIRST_FRAME).to_bytes(2, "big"))
    assert last.get("retry_after_ms") == getattr(problem, "retry_after_ms", None)


def test_the_hello_says_what_a_page_needs(house: House, three: tuple[Tab, Tab, Tab]) -> None:
    ann, _, cem = three
    house.store.deaf[ann.person] = {cem.person}
    house.gateway.takes_files = True
    house.gateway.context.house.file_bytes = 1_000
    hello = house.sign_in("Ann").hello
    assert hello["you"] == {"id": ann.person, "name": "Ann"}
    assert hello["ignored"] == [cem.person]
    assert [room["id"] for room in hello["rooms"]] == [LOBBY, SECRET]
    assert [room["kind"] for room in hello["rooms"]] == ["room", "direct"]
    context = house.gateway.context
    limits = hello["limits"]
    assert (limits["edit_ms"], limits["recall_ms"], limits["file_bytes"], limits["resume_events"]) == (
        context.house.edit_ms,
        context.house.recall_ms,
        1_000,
        RESUME_EVENTS,
    )
    visitor = Tab(house, 0, *house.come())
    house.loop.turn(60)
    (hello,) = visitor.heard("hello")
    assert (hello["you"], hello["ignored"], [room["id"] for room in hello["rooms"]]) == (None, [], [LOBBY])
    assert hello["proposed_name"]
