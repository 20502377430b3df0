"""What is too old, and rooms that are deleted: who is told, what is left, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from teahouse.broker.port import RightsTouched, RoomTouched
from teahouse.chat import audit, dropping, halls, retention
from teahouse.chat.context import DAY_MS
from teahouse.model.errors import (
    BadFieldError,
    MessageGoneError,
    NotAllowedError,
    NotSignedInError,
    RoomNotFoundError,
)
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol.commands import MessageEdit, ReactionAdd, RoomCreate
from teahouse.protocol.events import MessageCreated
from teahouse.store.port_house import EXPIRED_AT_ONCE, PRUNED_AFTER_MS
from tests.chat.house import LOBBY, House

if TYPE_CHECKING:
    pass


async def test_after_a_day_nothing_of_it_is_read_changed_or_answered(house: House) -> None:
    ann = await house.guest("Ann")
    picture = await house.file(ann)
    old = await house.say(ann, "oldest", files=(picture.id,))
    house.now += 2 * DAY_MS
    new = await house.say(ann, "newest")
    house.context.house.apply({"retention_days": 1})
    await retention.tidy(house.context)
    assert [event.seq for event in await house.log(ann)] == [new]
    assert await house.seen(ann, old) is None
    with pytest.raises(MessageGoneError):
        await house.change(ann, MessageEdit, old, body="again")
    with pytest.raises(MessageGoneError):
        await house.change(ann, ReactionAdd, old, emoji="🍵")
    assert house.erased == [picture.id]
    assert house.signals[-1] == RoomTouched(LOBBY, listed=True)
    assert (await house.context.places.get(LOBBY)).info.first_seq == new
    # An answer to it stays, and leads nowhere.
    answer = await house.seen(ann, new)
    assert isinstance(answer, MessageCreated)


async def test_a_round_with_nothing_to_do_tells_nobody(house: House) -> None:
    ann = await house.guest("Ann")
    await house.say(ann)
    house.now += 10 * DAY_MS
    house.signals.clear()
    await retention.tidy(house.context)
    house.context.house.apply({"retention_days": 11})
    await retention.tidy(house.context)
    assert house.signals == []
    assert len(await house.log(ann)) == 1


async def test_much_goes_in_steps_and_is_told_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "PAUSE_SECONDS", 0)
    ann = await house.guest("Ann")
    for number in range(EXPIRED_AT_ONCE + 5):
        await house.say(ann, f"n {number}")
    house.now += 2 * DAY_MS
    house.signals.clear()
    house.context.house.apply({"retention_days": 1})
    await retention.tidy(house.context)
    assert await house.log(ann) == ()
    assert house.told(RoomTouched) == [RoomTouched(LOBBY, listed=True)]
    # Places and keys stay for a while; then the rows go too, and the next message goes on counting.
    assert len(await house.store.events(LOBBY, 0, 10**6, 10**6)) == EXPIRED_AT_ONCE + 5
    house.now += PRUNED_AFTER_MS
    await retention.tidy(house.context)
    assert await house.store.events(LOBBY, 0, 10**6, 10**6) == []
    assert await house.say(ann, "goes on") == EXPIRED_AT_ONCE + 6


async def test_the_maker_deletes_a_room_and_nothing_of_it_is_left(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Tea")
    picture = await house.file(ann)
    await house.say(ann, "gone soon", room=room, files=(picture.id,))
    await house.say(ben, "gone too", room=room)
    await dropping.drop(house.context, ann, room, " Tea ")
    assert house.signals[-2:] == [RoomTouched(room, listed=True), RightsTouched(None)]
    for attempt in (
        house.say(ann, room=room),
        house.log(ben, room),
        dropping.drop(house.context, ann, room, "Tea"),
    ):
        with pytest.raises(RoomNotFoundError):
            await attempt
    await retention.tidy(house.context)
    assert house.erased == [picture.id]
    assert await house.store.dropped_rooms() == []
    assert await house.room(ann, "Tea") > room


async def test_who_may_not_delete_it_changes_nothing(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Tea")
    moderator = Actor(Role.MODERATOR, await house.store.add_person("Mod", Role.MODERATOR, None, house.now, 0))
    told = len(house.told(RoomTouched))
    for actor in (ben, moderator):
        with pytest.raises(NotAllowedError):
            await dropping.drop(house.context, actor, room, "Tea")
    with pytest.raises(NotSignedInError):
        await dropping.drop(house.context, VISITOR, room, "Tea")
    for title in ("", "tea", "Tea!"):
        with pytest.raises(BadFieldError):
            await dropping.drop(house.context, ann, room, title)
    direct = await house.direct(ann, ben)
    with pytest.raises(NotAllowedError):
        await dropping.drop(house.context, ann, direct, "")
    assert RoomTouched(room, listed=True) not in house.told(RoomTouched)[told:]
    await house.say(ben, "still here", room=room)


async def test_a_stranger_does_not_learn_that_a_private_room_is_there(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    command = RoomCreate(id=house.key(), title="Secret", access="private")
    room = (await halls.create(house.context, ann, command)).room.id
    for wanted in (room, room + 99):
        with pytest.raises(RoomNotFoundError):
            await dropping.drop(house.context, ben, wanted, "Secret")


async def test_an_admin_deletes_any_room_but_the_lobby_and_it_is_written_down(house: House) -> None:
    ann = await house.guest("Ann")
    admin = Actor(Role.ADMIN, await house.store.add_person("Olive", Role.ADMIN, None, house.now, 0))
    command = RoomCreate(id=house.key(), title="Secret", access="private")
    room = (await halls.create(house.context, ann, command)).room.id
    await dropping.drop(house.context, admin, room, "Secret", "192.0.2.1")
    entry = (await audit.page(house.context, admin)).entries[0]
    assert (entry.action, entry.room, entry.made_by) == ("room.delete", room, admin.person)
    assert entry.detail == {"title": "Secret"}
    with pytest.raises(NotAllowedError):
        await dropping.drop(house.context, admin, LOBBY, "lobby")
