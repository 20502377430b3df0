"""Taking back all that somebody said, and somebody who goes for good."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.broker.port import PersonRenamed, RightsTouched, SessionRevoked
from teahouse.chat import erasing, people
from teahouse.chat.erasing import delete_self, erase_messages_of
from teahouse.model.entry_errors import OwnerStaysError
from teahouse.model.errors import BadFieldError, NotAllowedError, NotSignedInError
from teahouse.model.people import VISITOR, Actor, Person, Role
from teahouse.protocol.commands import MessageEdit, MessageRecall, PollClose, PollVote, ReactionAdd
from teahouse.protocol.parts import Extras, Folded
from teahouse.store import effects
from teahouse.store.erasing_records import NAMELESS
from tests.chat.house import LOBBY, House, whose


async def test_a_moderator_takes_back_everything_in_one_room_or_everywhere(house: House) -> None:
    ann, ben, mod = [await house.guest(name) for name in ("Ann", "Ben", "Mod")]
    room = await house.room(ben, "Teas")
    first = await house.say(ann, "one")
    file = await house.file(ann)
    second = await house.say(ann, "two", files=(file.id,))
    whisper = await house.say(ann, "psst", to=ben)
    elsewhere = await house.say(ann, "three", room=room)
    bens = await house.say(ben, "mine")
    await house.change(ann, MessageEdit, first, body="one and a half")
    await house.change(ann, ReactionAdd, bens, emoji="👍")

    assert await erase_messages_of(house.context, whose(ann).id, whose(mod), LOBBY) == 3
    for seq in (first, second, whisper):
        seen = await house.seen(ben, seq)
        assert seen is not None
        assert seen.body is None
        assert seen.folded is not None
        assert seen.folded.recalled_by == whose(mod).id
    # The whisper's end is told to those two alone.
    recalls = [event for event in house.events if event.kind == effects.RECALLED]
    assert {event.visible_to for event in recalls} == {None, tuple(sorted((whose(ann).id, whose(ben).id)))}
    assert house.erased == [file.id]
    there = await house.seen(ben, elsewhere, room)
    assert there is not None
    assert there.body == "three"
    assert await erase_messages_of(house.context, whose(ann).id, whose(mod)) == 1
    assert await erase_messages_of(house.context, whose(ann).id, whose(mod)) == 0
    kept = await house.seen(ben, bens)
    assert kept is not None
    assert kept.body == "mine"


async def test_it_goes_on_through_many_batches_while_others_take_back_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 3)
    ann, mod = await house.guest("Ann"), await house.guest("Mod")
    for number in range(20):
        await house.say(ann, f"tea {number}")
    counts = await asyncio.gather(
        *(erase_messages_of(house.context, whose(ann).id, whose(mod)) for _ in range(3))
    )
    assert sum(counts) == 20
    recalls = [event.target for event in house.events if event.kind == effects.RECALLED]
    assert sorted(filter(None, recalls)) == list(range(1, 21))


async def test_who_goes_is_nobody_any_more(house: House) -> None:
    ben = await house.guest("Ben")
    ann, token = await people.become_guest(house.context, "Ann")
    actor = Actor(Role.GUEST, ann, "x")
    said = await house.say(actor, "tea")
    await house.say(ben, "psst", to=actor)
    room = await house.direct(actor, ben)
    await house.say(actor, "between us", room=room)
    await delete_self(house.context, actor, " ann")
    assert (await people.by_token(house.context, token)).role is Role.VISITOR
    assert len(house.told(SessionRevoked)) == 1
    assert house.told(PersonRenamed)[-1].person == Person(ann.id, NAMELESS)
    assert RightsTouched(ann.id) in house.told(RightsTouched)
    for place in (LOBBY, room):
        for event in await house.store.events(place, 0, 10**6, 100):
            assert "Ann" not in (event.sender.name, event.to.name if event.to else "")
    seen = await house.seen(ben, said)
    assert seen is not None
    assert seen.sender == Person(ann.id, NAMELESS)
    assert (await house.store.people_by_name(["Ann"])) == []
    (entry,) = [each for each in await house.store.audit(None, 10) if each.action == "account.delete"]
    assert entry.made_by == ann.id


async def test_reactions_and_votes_go_with_the_person_as_events_of_the_log(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 2)
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    said = [await house.say(ben, f"tea {number}") for number in range(4)]
    poll = await house.say(ben, "which?", options=("green", "black"))
    whisper = await house.say(ben, "psst", to=ann)
    gone = await house.say(ben, "gone")
    for seq in (*said, poll, whisper, gone):
        await house.change(ann, ReactionAdd, seq, emoji="🍵")
    await house.change(ann, ReactionAdd, said[0], emoji="👍")
    await house.change(cem, ReactionAdd, said[0], emoji="🍵")
    for who in (ann, cem):
        await house.change(who, PollVote, poll, option=1)
    await house.change(ben, PollClose, poll)
    await house.change(ben, MessageRecall, gone)
    head = (await house.store.load(LOBBY, None, 1)).state.head
    house.events.clear()
    await delete_self(house.context, ann, "Ann")
    taken = [event for event in house.events if event.seq > head]
    assert [event.kind for event in taken].count(effects.UNREACTED) == 7
    assert [(event.target, event.extras) for event in taken if event.kind == effects.VOTED] == [
        (poll, Extras(option=None))
    ]
    (quiet,) = [event for event in taken if event.target == whisper]
    assert quiet.visible_to == tuple(sorted((whose(ann).id, whose(ben).id))), "a whisper's stay a whisper"
    for event in (await house.store.messages(LOBBY, [*said, poll, whisper])).events:
        marks = event.folded or Folded()
        assert whose(ann).id not in [who for each in marks.reactions for who in each.people]
        assert whose(ann).id not in [who for voters in marks.votes for who in voters]
    kept = (await house.store.messages(LOBBY, [said[0], poll])).events
    assert [[each.emoji for each in event.folded.reactions] for event in kept if event.folded] == [["🍵"], []]
    assert kept[1].folded is not None
    assert kept[1].folded.votes == ((), (whose(cem).id,))
    assert await house.store.marked_by(whose(ann).id, LOBBY, 0, 10) == []
    for event in await house.store.events(LOBBY, 0, 10**6, 100):
        assert event.sender.name != "Ann"


@pytest.mark.parametrize(
    ("role", "name", "refusal"),
    [
        (Role.GUEST, "An", BadFieldError),
        (Role.GUEST, "", BadFieldError),
        (Role.OWNER, "Ann", OwnerStaysError),
        (Role.CLASSIC, "Ann", NotAllowedError),
    ],
)
async def test_nobody_goes_by_mistake(house: House, role: Role, name: str, refusal: type[Exception]) -> None:
    ann = whose(await house.guest("Ann"))
    said = await house.say(Actor(Role.GUEST, ann), "tea")
    with pytest.raises(refusal):
        await delete_self(house.context, Actor(role, ann), name)
    with pytest.raises(NotSignedInError):
        await delete_self(house.context, VISITOR, name)
    seen = await house.seen(Actor(Role.GUEST, ann), said)
    assert seen is not None
    assert seen.body == "tea"
