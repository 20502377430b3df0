"""What one has read, what calls one, and what one wants to be told of."""

from __future__ import annotations

import pytest

from teahouse.broker.port import ReadsMoved, RoomTouched
from teahouse.chat import reads, rooms
from teahouse.model.errors import NotAllowedError, NotSignedInError, RoomNotFoundError
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol.commands import MentionsRead, MessageRecall, ReadMark, RoomNotify
from tests.chat.house import LOBBY, House, whose


async def state(house: House, actor: Actor, room: int = LOBBY) -> tuple[int, int | None, int, str]:
    """Read position, unread, mentions and level, as the list of rooms has them."""
    found = await rooms.summary(house.context, actor, room)
    return (found.read, found.unread, found.mentions, found.notify)


async def mark(house: House, actor: Actor, seq: int, *, back: bool = False, room: int = LOBBY) -> None:
    await reads.mark(house.context, actor, ReadMark(id=house.key(), room=room, seq=seq, back=back))


async def test_the_read_position_is_told_as_the_list_has_it(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    for number in range(5):
        await house.say(ann, mentions=(ben,) if number == 4 else ())
    assert await state(house, ben) == (0, None, 1, "mentions")
    for seq, back, expected in (
        (2, False, (2, 3, 1, "mentions")),
        (1, False, (2, 3, 1, "mentions")),
        (1, True, (1, 4, 1, "mentions")),
        (99, False, (5, 0, 0, "mentions")),
        (0, True, (0, 5, 1, "mentions")),
    ):
        house.signals.clear()
        await mark(house, ben, seq, back=back)
        assert await state(house, ben) == expected
        (told,) = house.told(ReadsMoved)
        (moved,) = told.states
        assert (moved.person, moved.room, moved.count) == (2, LOBBY, 5)
        assert (moved.read, moved.unread, moved.mentions, moved.notify) == expected
    # One's own are never unread.
    await mark(house, ann, 0)
    assert await state(house, ann) == (0, 0, 0, "mentions")


async def test_a_level_is_one_s_own_and_told(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    await house.say(ann)
    assert await house.context.places.levels(LOBBY) == {}
    house.signals.clear()
    await reads.set_notify(house.context, ben, RoomNotify(id=house.key(), room=LOBBY, level="none"))
    assert (await state(house, ben))[3] == "none"
    assert (await state(house, ann))[3] == "mentions"
    assert [each.states[0].notify for each in house.told(ReadsMoved)] == ["none"]
    # Every node forgets what it knows of it.
    assert house.told(RoomTouched) == [RoomTouched(LOBBY, listed=False)]


async def test_the_inbox_has_what_calls_one_newest_first(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    first = await house.say(ann, "1", mentions=(ben,))
    await house.say(ann, "2", to=ben)
    await house.say(ann, "3", room, mentions=(ben,))
    await house.say(cem, "4", everyone=True)
    gone = await house.say(ann, "5", mentions=(ben,))
    await house.change(ann, MessageRecall, gone)
    found: list[str | None] = []
    before: int | None = None
    while before is not None or not found:
        page = await reads.mentions(house.context, ben, MentionsRead(id=house.key(), before=before, limit=3))
        found += [message.body for message in page.messages]
        before = page.next
    assert found == ["4", "3", "2", "1"]
    # A call for everyone counts where one has been.
    assert page.count == 3
    await mark(house, ben, first)
    page = await reads.mentions(house.context, ben, MentionsRead(id=house.key()))
    assert page.count == 3
    page = await reads.mentions(house.context, cem, MentionsRead(id=house.key()))
    assert [message.body for message in page.messages] == []


async def test_who_has_no_positions(house: House) -> None:
    ann = await house.guest("Ann")
    for actor, refusal in ((VISITOR, NotSignedInError), (Actor(Role.CLASSIC, ann.person), NotAllowedError)):
        with pytest.raises(refusal):
            await mark(house, actor, 0)
        with pytest.raises(refusal):
            await reads.mentions(house.context, actor, MentionsRead(id=house.key()))
        with pytest.raises(refusal):
            await reads.set_notify(house.context, actor, RoomNotify(id=house.key(), room=LOBBY, level="all"))


async def test_no_positions_in_others_conversations(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    with pytest.raises(RoomNotFoundError):
        await mark(house, cem, 0, room=room)
    with pytest.raises(RoomNotFoundError):
        await reads.set_notify(house.context, cem, RoomNotify(id=house.key(), room=room, level="all"))
    assert whose(cem).id not in await house.store.notify_levels(room)
