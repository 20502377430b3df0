"""Who is in a room, what they may do there as what they are, and that nobody acts on their like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from teahouse.chat import halls, members, rooms
from teahouse.model.errors import (
    BadFieldError,
    ConflictError,
    MessageGoneError,
    NotAllowedError,
    PersonNotFoundError,
    RoomClosedError,
    RoomNotFoundError,
)
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol.commands import EditsRead, MessageEdit, MessageRecall, ReactionAdd, RoomCreate
from tests.chat.house import LOBBY, House, whose

if TYPE_CHECKING:
    from uuid import UUID


async def person(house: House, name: str, role: Role) -> Actor:
    """Somebody who is this in the whole place."""
    return Actor(role, await house.store.add_person(name, role, f"t-{name}", house.now, 0))


async def private(house: House, owner: Actor, *others: Actor, **more: Any) -> int:
    """A private room with these in it."""
    command = RoomCreate(id=house.key(), title="Den", access="private", **more)
    room = (await halls.create(house.context, owner, command)).room.id
    for other in others:
        await put(house, owner, room, other)
    return room


async def put(house: House, by: Actor, room: int, who: Actor, role: Role = Role.MEMBER) -> None:
    await members.put(house.context, by, room, whose(who).id, role)


async def remove(house: House, by: Actor, room: int, who: Actor) -> None:
    await members.remove(house.context, by, room, whose(who).id)


async def roles(house: House, by: Actor, room: int) -> dict[str, str]:
    return {one.name: role.value for one, role in await members.listing(house.context, by, room)}


async def acts(house: House) -> list[str]:
    """What was written down, the first act first."""
    return [entry.action for entry in reversed(await house.store.audit(None, 100))]


async def test_who_owns_a_room_adds_ranks_and_removes(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await private(house, ann, ben)
    await put(house, ann, room, ben, Role.MODERATOR)
    await put(house, ben, room, cem)
    assert await roles(house, cem, room) == {"Ann": "owner", "Ben": "moderator", "Cem": "member"}
    await remove(house, ben, room, cem)
    assert await roles(house, ben, room) == {"Ann": "owner", "Ben": "moderator"}
    with pytest.raises(RoomNotFoundError):
        await house.say(cem, room=room)
    assert await acts(house) == ["member.put", "member.put", "member.put", "member.remove"]


async def test_nobody_acts_on_who_is_as_much_as_they_are(house: House) -> None:
    ann, ben, cem, dora = await house.guests("Ann", "Ben", "Cem", "Dora")
    room = await private(house, ann, ben, cem, dora)
    for moderator in (ben, cem):
        await put(house, ann, room, moderator, Role.MODERATOR)
    for by, who in ((ben, cem), (ben, ann), (dora, ben), (dora, cem)):
        with pytest.raises(NotAllowedError):
            await remove(house, by, room, who)
    for by, who, role in (
        (ben, dora, Role.MODERATOR),
        (ben, cem, Role.MEMBER),
        (dora, dora, Role.MODERATOR),
        (ben, ben, Role.OWNER),
    ):
        with pytest.raises(NotAllowedError):
            await put(house, by, room, who, role)
    assert (await roles(house, ann, room))["Cem"] == "moderator"


async def test_a_room_is_handed_over_and_never_left_without_an_owner(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await private(house, ann, ben)
    for forbidden in (remove(house, ann, room, ann), put(house, ann, room, ann)):
        with pytest.raises(NotAllowedError):
            await forbidden
    await put(house, ann, room, ben, Role.OWNER)
    with pytest.raises(NotAllowedError):
        await remove(house, ann, room, ben)
    await remove(house, ann, room, ann)
    assert await roles(house, ben, room) == {"Ben": "owner"}
    await remove(house, ben, room, ben)
    with pytest.raises(RoomNotFoundError):
        await roles(house, ben, room)


async def test_the_house_keeps_order_in_every_room_that_it_may_enter_and_in_no_other(house: House) -> None:
    ann = await house.guest("Ann")
    keeper = await person(house, "Kim", Role.MODERATOR)
    owner = await person(house, "Olga", Role.OWNER)
    public, den = await house.room(ann, "Teas"), await private(house, ann)
    seq = await house.say(ann, room=public)
    await house.use(keeper, public, read_only=True)
    await house.change(keeper, MessageRecall, seq, public, reason="spam")
    for stranger in (keeper, owner):
        with pytest.raises(RoomNotFoundError):
            await house.use(stranger, den, topic="mine")
        with pytest.raises(RoomNotFoundError):
            await put(house, stranger, den, stranger)
    entry = (await house.store.audit(None, 1))[0]
    assert (entry.action, entry.person, entry.room, entry.seq, entry.reason) == (
        "message.recall", whose(ann).id, public, seq, "spam",
    )  # fmt: skip
    assert "tea" not in str(entry)


async def test_only_who_is_more_takes_back_what_another_said(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await private(house, ann, ben, cem)
    await put(house, ann, room, ben, Role.MODERATOR)
    of_ann, of_ben, of_cem = [await house.say(each, room=room) for each in (ann, ben, cem)]
    for by, seq in ((cem, of_ben), (cem, of_ann), (ben, of_ann)):
        with pytest.raises(NotAllowedError):
            await house.change(by, MessageRecall, seq, room)
    whisper = await house.say(cem, room=room, to=ann)
    with pytest.raises(MessageGoneError):
        await house.change(ben, MessageRecall, whisper, room)
    await house.change(ben, MessageRecall, of_cem, room)
    await house.change(ann, MessageRecall, of_ben, room)
    assert (await acts(house)).count("message.recall") == 2
    await house.change(ann, MessageRecall, of_ann, room)
    assert (await acts(house)).count("message.recall") == 2


async def test_who_keeps_order_sees_what_others_changed(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await private(house, ann, ben, cem)
    seq = await house.say(ben, "first", room=room)
    await house.change(ben, MessageEdit, seq, room, body="second")
    command = EditsRead(id=house.key(), room=room, seq=seq)
    for reader in (ann, ben):
        page = await rooms.edits(house.context, reader, command)
        assert [body for _, body in page.versions] == ["first", "second"]
    with pytest.raises(NotAllowedError):
        await rooms.edits(house.context, cem, command)


async def test_where_all_are_mute_those_who_keep_order_talk(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await private(house, ann, ben, cem)
    await put(house, ann, room, ben, Role.MODERATOR)
    seq = await house.say(cem, room=room)
    await house.use(ben, room, read_only=True)
    await house.say(ann, room=room)
    await house.say(ben, room=room)
    with pytest.raises(RoomClosedError):
        await house.say(cem, room=room)
    with pytest.raises(RoomClosedError):
        await house.change(cem, ReactionAdd, seq, room, emoji="👍")
    await house.change(cem, MessageRecall, seq, room)


async def test_the_rules_of_a_room_are_its_owner_s(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await private(house, ann, ben)
    await put(house, ann, room, ben, Role.MODERATOR)
    await house.use(ben, room, title="Other", topic="t")
    for rule in ({"history": "joined"}, {"slow_seconds": 5}, {"retention_days": 7}):
        with pytest.raises(NotAllowedError):
            await house.use(ben, room, **rule)
        await house.use(ann, room, **rule)
    info = (await house.store.room(room)).info
    assert (info.history, info.slow_seconds, info.retention_days) == ("joined", 5, 7)
    for access in ("public", "members"):
        with pytest.raises(BadFieldError):
            await house.use(ann, room, access=access)


async def test_only_who_has_an_account_makes_a_room_for_accounts(house: House) -> None:
    ann = await house.guest("Ann")
    mia = await person(house, "Mia", Role.MEMBER)
    with pytest.raises(NotAllowedError):
        await halls.create(house.context, ann, RoomCreate(id=house.key(), title="M", access="members"))
    with pytest.raises(NotAllowedError):
        await house.use(ann, await house.room(ann, "Teas"), access="members")
    made = await halls.create(house.context, mia, RoomCreate(id=house.key(), title="M", access="members"))
    for stranger in (ann, VISITOR):
        with pytest.raises(RoomNotFoundError):
            await rooms.summary(house.context, stranger, made.room.id)
    with pytest.raises(PersonNotFoundError):
        await house.say(mia, room=made.room.id, to=ann)


async def test_making_a_room_twice_makes_one(house: House) -> None:
    ann = await house.guest("Ann")
    key: UUID = house.key()

    async def make(title: str) -> int:
        command = RoomCreate(id=key, title=title, access="private")
        return (await halls.create(house.context, ann, command)).room.id

    assert await make("Den") == await make("Den")
    with pytest.raises(ConflictError):
        await make("Lair")


async def test_where_people_make_no_rooms_who_keeps_the_place_does(house: House) -> None:
    ann, keeper = await house.guest("Ann"), await person(house, "Kim", Role.MODERATOR)
    house.context.house.open_rooms = False
    with pytest.raises(NotAllowedError):
        await house.room(ann, "Teas")
    assert await halls.make_named(house.context, ann, "Teas") is None
    room = await house.room(keeper, "Teas")
    assert await halls.named(house.context, ann, "ｔｅａｓ") == room


async def test_a_member_called_by_who_left_hears_nothing_of_others(house: House) -> None:
    """A stranger is no target: neither of a whisper, nor of a mention, nor as who is answered."""
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await private(house, ann, ben)
    seq = await house.say(ben, room=room)
    await remove(house, ben, room, ben)
    house.signals.clear()
    await house.say(ann, room=room, reply_to=seq, mentions=[ben, cem])
    for stranger in (ben, cem):
        with pytest.raises(PersonNotFoundError):
            await house.say(ann, room=room, to=stranger)
        found = await house.store.mentions(whose(stranger).id, None, 10)
        assert (found.messages, found.count) == ([], 0)
    assert "PeopleCalled" not in str(house.signals)


async def test_roles_are_no_matter_of_conversations_or_the_article(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    classic = await person(house, "Wei", Role.CLASSIC)
    keeper = await person(house, "Kim", Role.ADMIN)
    direct, den = await house.direct(keeper, ann), await private(house, ann)
    seq = await house.say(ann, room=direct)
    for forbidden in (
        put(house, keeper, direct, ben),
        remove(house, keeper, direct, ann),
        house.use(keeper, direct, topic="t"),
        house.change(keeper, MessageRecall, seq, direct),
    ):
        with pytest.raises((NotAllowedError, BadFieldError)):
            await forbidden
    with pytest.raises(PersonNotFoundError):
        await put(house, ann, den, classic)
    with pytest.raises(PersonNotFoundError):
        await remove(house, ann, den, ben)
    assert set(await roles(house, ann, direct)) == {"Ann", "Kim"}
    assert (await house.store.room(LOBBY)).roles == {}
