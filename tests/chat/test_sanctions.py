"""Sanctions: who may make them for whom, what they stop, and that they end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from teahouse.broker.port import RightsTouched, TypingSignal
from teahouse.chat import finding, moderation, typing
from teahouse.chat.moderation import Wish
from teahouse.model.errors import (
    BadFieldError,
    MutedError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    PersonNotFoundError,
    RoomNotFoundError,
    TooLateError,
)
from teahouse.model.people import VISITOR, Role
from teahouse.protocol import commands
from tests.chat.house import LOBBY, whose
from tests.chat.order import actions, keeper, sanctioned

if TYPE_CHECKING:
    from tests.chat.house import House

CHANGES: list[tuple[type[Any], dict[str, Any]]] = [
    (commands.MessageEdit, {"body": "coffee"}),
    (commands.ReactionAdd, {"emoji": "👍"}),
    (commands.PollVote, {"option": 0}),
    (commands.MessagePin, {}),
    (commands.MessageUnpin, {}),
    (commands.PollClose, {}),
]


async def test_only_who_keeps_order_stops_others_and_nobody_of_their_own_rank(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    mod, other = await keeper(house, "Mod"), await keeper(house, "Other")
    admin, owner = await keeper(house, "Admin", Role.ADMIN), await keeper(house, "Own", Role.OWNER)
    for actor, kind in ((ann, NotAllowedError), (VISITOR, NotSignedInError)):
        with pytest.raises(kind):
            await sanctioned(house, actor, "mute", ben)
    for actor, target in (
        (mod, other),
        (mod, mod),
        (mod, admin),
        (mod, owner),
        (admin, owner),
        (owner, owner),
    ):
        with pytest.raises(NotAllowedError):
            await sanctioned(house, actor, "ban", target)
    assert await house.store.open_sanctions(house.now) == []
    for actor, target in ((mod, ann), (admin, mod), (owner, admin)):
        await sanctioned(house, actor, "mute", target)
    with pytest.raises(PersonNotFoundError):
        await moderation.sanction(house.context, mod, Wish(kind="mute", person=999))


@pytest.mark.parametrize(
    "wish",
    [
        {"kind": "mute", "addresses": True},
        {"kind": "shadow", "erase": True},
        {"kind": "ban", "addresses": True, "room": LOBBY},
        {"kind": "mute", "seconds": 0},
        {"kind": "mute", "seconds": 10**12},
        {"kind": "mute", "reason": "x" * 301},
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused(house: House, wish: dict[str, Any]) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    with pytest.raises(BadFieldError):
        await moderation.sanction(house.context, mod, Wish(person=whose(ben).id, **wish))
    assert await house.store.open_sanctions(house.now) == []


async def test_who_is_muted_says_and_changes_nothing_until_it_is_over(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    seq = await house.say(ben, "which?", options=("tea", "coffee"))
    await sanctioned(house, mod, "mute", ben, seconds=60, reason="loud")
    house.now += 20_000
    with pytest.raises(MutedError) as refused:
        await house.say(ben)
    assert refused.value.retry_after_ms == 40_000
    with pytest.raises(MutedError):
        await house.say(ben, to=mod)
    for kind, fields in CHANGES:
        with pytest.raises(MutedError):
            await house.change(ben, kind, seq, **fields)
    with pytest.raises(MutedError):
        await house.room(ben, "Abuse")
    await house.change(ben, commands.MessageRecall, seq)
    house.now += 40_000
    await house.say(ben)


async def test_a_mute_without_end_tells_no_time_and_is_undone(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    made = await sanctioned(house, mod, "mute", ben)
    with pytest.raises(MutedError) as refused:
        await house.say(ben)
    assert refused.value.retry_after_ms is None
    await moderation.undo(house.context, mod, made, "sorry")
    await house.say(ben)
    assert await actions(house) == ["sanction.mute", "sanction.mute.undone"]
    assert [entry.reason for entry in await house.store.audit(None, 1)] == ["sorry"]
    assert house.told(RightsTouched) == [RightsTouched(whose(ben).id)] * 2
    await moderation.undo(house.context, mod, made)
    assert len(await actions(house)) == 2, "again is nothing"


async def test_a_mute_in_one_room_is_one_in_that_room(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Anns")
    await sanctioned(house, ann, "mute", ben, room=room)
    with pytest.raises(MutedError):
        await house.say(ben, room=room)
    await house.say(ben)
    with pytest.raises(NotAllowedError):
        await sanctioned(house, ann, "mute", ben)
    with pytest.raises(NotAllowedError):
        await sanctioned(house, ann, "mute", ben, room=LOBBY)


async def test_what_was_said_before_the_mute_is_acknowledged_when_it_comes_again(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    key = house.key()
    first = await house.send(ben, "tea", id=key)
    await sanctioned(house, mod, "mute", ben)
    again = await house.send(ben, "tea", id=key)
    assert (again.seq, again.duplicate) == (first.seq, True)


async def test_who_is_shadowed_is_read_by_nobody_and_does_not_notice(house: House) -> None:
    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    direct = await house.direct(ben, ann)
    before = await house.say(ann)
    own = await house.say(ben, "before")
    await sanctioned(house, mod, "shadow", ben)
    count = (await house.store.load(LOBBY, None, 1)).state.count
    house.signals.clear()
    done = await house.send(ben, "secret words @Ann", mentions=(ann,), everyone=True)
    assert not done.duplicate
    whispered = await house.say(ben, "psst", to=ann)
    private = await house.say(ben, "psst", direct)
    for seq, room in ((done.seq, LOBBY), (whispered, LOBBY), (private, direct)):
        assert (await house.seen(ben, seq, room)) is not None
        assert (await house.seen(ann, seq, room)) is None
    for actor in (mod, VISITOR):
        assert (await house.seen(actor, done.seq)) is None
    assert (await house.store.load(LOBBY, None, 1)).state.count == count, "not unread either"
    assert (await house.store.mentions(whose(ann).id, None, 10)).messages == []
    assert not any("Called" in type(signal).__name__ for signal in house.signals), "nobody is called"
    reacted = await house.change(ben, commands.ReactionAdd, before, emoji="👍")
    assert house.seers() == (whose(ben).id,)
    shown = [event for event in await house.log(ben) if event.seq == reacted.seq]
    assert type(shown[0]).__name__ == "ReactionAdded"
    hidden = [event for event in await house.log(ann) if event.seq == reacted.seq]
    assert type(hidden[0]).__name__ == "EventBlank"
    found = await house.seen(ann, before)
    assert found is not None
    assert found.folded is None or found.folded.reactions == ()
    await house.change(ben, commands.MessagePin, before)
    await house.change(ben, commands.ReactionRemove, before, emoji="👍")
    assert (await house.store.load(LOBBY, None, 1)).pins == ()
    await house.change(ben, commands.MessageEdit, done.seq, body="other words")
    with pytest.raises(TooLateError):
        await house.change(ben, commands.MessageEdit, own, body="abuse")
    await typing.tell(house.context, ben, commands.TypingStart(id=house.key(), room=LOBBY))
    assert house.told(TypingSignal) == []
    assert house.context.standing.told(whose(ben).id) == (), "nor are they told"


async def test_what_a_shadowed_person_said_is_found_by_them_alone(house: House) -> None:

    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    await sanctioned(house, mod, "shadow", ben)
    await house.say(ben, "oolong")
    for actor, count in ((ben, 1), (ann, 0), (mod, 0), (VISITOR, 0)):
        command = commands.Search(id=house.key(), query="oolong")
        page = await finding.find(house.context, actor, command)
        assert (len(page.messages), page.count) == (count, count)


async def test_a_sanction_is_undone_by_who_is_above_alone(house: House) -> None:
    mod, admin, ben = await keeper(house), await keeper(house, "Admin", Role.ADMIN), await house.guest("Ben")
    for_mod = await sanctioned(house, admin, "mute", mod)
    for_ben = await sanctioned(house, mod, "mute", ben)
    for actor, made in ((ben, for_ben), (mod, for_mod)):
        with pytest.raises(NotAllowedError):
            await moderation.undo(house.context, actor, made)
    with pytest.raises(NotFoundError):
        await moderation.undo(house.context, mod, 999)
    await moderation.undo(house.context, admin, for_ben)
    await house.say(ben)


async def test_sanctions_are_listed_for_who_keeps_order_there(house: House) -> None:
    mod = await keeper(house)
    ann, ben, cleo = await house.guests("Ann", "Ben", "Cleo")
    room = await house.room(ann, "Anns")
    here = await sanctioned(house, ann, "mute", ben, room=room, reason="loud")
    everywhere = await sanctioned(house, mod, "shadow", ben, seconds=60)
    assert [each.id for each in await moderation.listing(house.context, mod, None)] == [everywhere, here]
    (told,) = await moderation.listing(house.context, ann, room)
    assert (told.id, told.person, told.made_by, told.reason) == (here, whose(ben), whose(ann), "loud")
    for actor, where in ((ann, None), (ben, room), (cleo, None)):
        with pytest.raises(NotAllowedError):
            await moderation.listing(house.context, actor, where)
    secret = [each.kind for each in house.context.standing.told(whose(ben).id)]
    assert secret == ["mute"]


async def test_nobody_in_a_conversation_of_two_stops_the_other(house: House) -> None:
    ann, ben, mod = await house.guest("Ann"), await house.guest("Ben"), await keeper(house)
    direct = await house.direct(mod, ben)
    for actor in (mod, ann):
        with pytest.raises((NotAllowedError, BadFieldError, RoomNotFoundError)):
            await sanctioned(house, actor, "mute", ben, room=direct)
