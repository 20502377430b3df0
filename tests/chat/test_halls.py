"""Making rooms and conversations, and changing what they are."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from teahouse.broker.port import RoomTouched
from teahouse.chat import halls, rooms
from teahouse.model.errors import (
    BadFieldError,
    EmptyTextError,
    NameTakenError,
    NotAllowedError,
    NotSignedInError,
    PersonNotFoundError,
    RoomNotFoundError,
)
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol.commands import DirectOpen, RoomChange, RoomCreate
from teahouse.protocol.events import RoomChanged
from tests.chat.house import LOBBY, House, whose


async def listed(house: House, actor: Actor) -> list[int]:
    return [room.id for room in await rooms.listing(house.context, actor)]


async def test_a_room_is_everyone_s_and_its_maker_s_to_change(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    made = await halls.create(
        house.context, ann, RoomCreate(id=house.key(), title="  Green  teas ", topic="sencha")
    )
    assert (made.created, made.room.title, made.room.topic, made.room.owner) == (
        True,
        "Green teas",
        "sencha",
        1,
    )
    assert house.told(RoomTouched) == [RoomTouched(made.room.id, listed=True)]
    for actor in (ann, ben, VISITOR):
        assert await listed(house, actor) == [LOBBY, made.room.id]
    with pytest.raises(NotAllowedError):
        await house.use(ben, made.room.id, topic="mine")
    with pytest.raises(NotAllowedError):
        await house.use(ann, LOBBY, title="mine")


async def test_a_change_is_an_event_of_the_room_s_log(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Teas")
    house.signals.clear()
    done = await house.use(ann, room, title="Coffees", topic="", archived=True)
    assert (done.room, done.seq) == (room, 1)
    (event,) = await house.log(ben, room)
    assert isinstance(event, RoomChanged)
    assert (event.title, event.topic, event.archived, event.read_only) == ("Coffees", "", True, None)
    assert house.told(RoomTouched) == [RoomTouched(room, listed=True)]
    state = await rooms.summary(house.context, ben, room)
    assert (state.title, state.archived, state.read_only, state.count) == ("Coffees", True, False, 0)
    assert (await house.context.places.get(room)).info.archived


async def test_a_change_again_is_told_once(house: House) -> None:
    ann = await house.guest("Ann")
    room = await house.room(ann, "Teas")
    command = RoomChange(id=house.key(), room=room, topic="hot")
    first = await halls.change(house.context, ann, command)
    house.signals.clear()
    assert await halls.change(house.context, ann, command) == replace(first, duplicate=True)
    assert (house.signals, len(house.events)) == ([], 1)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": " "}, EmptyTextError),
        ({"title": "x" * 61}, BadFieldError),
        ({"topic": "x" * 401}, BadFieldError),
        ({}, BadFieldError),
        ({"title": "LOBBY"}, NameTakenError),
    ],
)
async def test_what_a_room_cannot_be_called(
    house: House, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    ann = await house.guest("Ann")
    room = await house.room(ann, "Teas")
    with pytest.raises(refusal):
        await house.use(ann, room, **fields)
    wanted = {"title": "Others" if fields else "", **fields}
    with pytest.raises(refusal if fields else EmptyTextError):
        await halls.create(house.context, ann, RoomCreate(id=house.key(), **wanted))
    assert await listed(house, ann) == [LOBBY, room]


async def test_who_may_make_a_room(house: House) -> None:
    ann = await house.guest("Ann")
    classic = Actor(Role.CLASSIC, ann.person)
    for actor, refusal in ((VISITOR, NotSignedInError), (classic, NotAllowedError)):
        with pytest.raises(refusal):
            await house.room(actor, "Teas")
        with pytest.raises(refusal):
            await house.direct(actor, ann)
        with pytest.raises(refusal):
            await house.use(actor, LOBBY, title="Teas")


async def test_a_conversation_is_one_whoever_opens_it(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    command = DirectOpen(id=house.key(), people=(whose(ben).id, whose(ann).id, whose(ann).id))
    again = await halls.open_direct(house.context, ben, command)
    assert (again.room.id, again.created, again.room.kind) == (room, False, "direct")
    assert again.room.people == (ann.person, ben.person)
    assert house.told(RoomTouched) == [RoomTouched(room, listed=True)]
    assert await house.direct(cem, ann, ben) != room
    assert room not in await listed(house, cem)
    assert room not in await listed(house, VISITOR)


async def test_with_whom_there_is_no_conversation(house: House) -> None:
    ann = await house.guest("Ann")
    for others, refusal in (((1,), BadFieldError), ((2,), PersonNotFoundError)):
        with pytest.raises(refusal) as refused:
            await halls.open_direct(house.context, ann, DirectOpen(id=house.key(), people=others))
        assert refused.value.code in ("bad_field", "person_not_found")
    eight = await house.guests(*(f"P{number}" for number in range(8)))
    with pytest.raises(BadFieldError):
        # The protocol's bound of seven others is the use case's too.
        await halls.open_direct(
            house.context, ann, DirectOpen(id=house.key(), people=tuple(whose(each).id for each in eight))
        )
    assert await listed(house, ann) == [LOBBY]


async def test_a_conversation_belongs_to_nobody(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    with pytest.raises(NotAllowedError):
        await house.use(ann, room, title="ours")
    with pytest.raises(RoomNotFoundError):
        await house.use(cem, room, title="mine")
