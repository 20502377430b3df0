"""Changing what was said: whose it is, until when, and what everyone sees of it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from teahouse.broker.port import PeopleCalled
from teahouse.chat import changes, rooms
from teahouse.chat.context import DAY_MS, HOUR_MS
from teahouse.model.errors import (
    ConflictError,
    EmptyTextError,
    MessageGoneError,
    NotAllowedError,
    NotSignedInError,
    RoomClosedError,
    TooLateError,
)
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.protocol.commands import (
    EditsRead,
    MessageEdit,
    MessagePin,
    MessageRecall,
    MessageUnpin,
    PollClose,
    PollVote,
    ReactionAdd,
    ReactionRemove,
    RoomLoad,
)
from teahouse.protocol.events import EventBlank, MessageEdited
from teahouse.protocol.parts import Folded
from tests.chat.house import LOBBY, House, whose

EVERY: list[tuple[type[Any], dict[str, Any]]] = [
    (MessageEdit, {"body": "coffee"}),
    (MessageRecall, {}),
    (ReactionAdd, {"emoji": "👍"}),
    (ReactionRemove, {"emoji": "👍"}),
    (MessagePin, {}),
    (MessageUnpin, {}),
    (PollVote, {"option": 0}),
    (PollClose, {}),
]
every = pytest.mark.parametrize(("kind", "fields"), EVERY, ids=lambda value: getattr(value, "__name__", ""))
OWN: list[tuple[type[Any], dict[str, Any]]] = [
    (MessageEdit, {"body": "mine"}),
    (MessageRecall, {}),
    (PollClose, {}),
]
POLL: dict[str, Any] = {"options": ("green", "black")}


async def test_an_edit_is_an_event_and_the_message_says_it_from_then_on(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    seq = await house.say(ann, "tea")
    house.now += 5
    done = await house.change(ann, MessageEdit, seq, body="coffee\r\n", mentions=(ben,))
    assert (done.seq, done.at, done.duplicate) == (2, house.now, False)
    event = house.events[-1]
    assert (event.kind, event.target, event.body, event.sender) == ("message.edited", 1, "coffee", ann.person)
    seen = await house.seen(ben, seq)
    assert seen is not None
    assert (seen.body, seen.mentions, seen.folded) == ("coffee", (2,), Folded(edited_at=house.now))
    assert isinstance((await house.log(ben))[1], MessageEdited)
    page = await rooms.edits(house.context, ann, EditsRead(id=house.key(), room=LOBBY, seq=seq))
    assert [body for _, body in page.versions] == ["tea", "coffee"]


async def test_the_earlier_texts_are_for_their_author(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    secret = await house.say(ann, to=ann)
    for seq, refusal in ((await house.say(ann), NotAllowedError), (secret, MessageGoneError)):
        with pytest.raises(refusal):
            await rooms.edits(house.context, ben, EditsRead(id=house.key(), room=LOBBY, seq=seq))


async def test_only_one_s_own_is_edited_recalled_and_closed(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    seq = await house.say(ann, **POLL)
    for kind, fields in OWN:
        with pytest.raises(NotAllowedError) as refused:
            await house.change(ben, kind, seq, **fields)
        assert refused.value.code == "not_allowed"
    assert len(house.events) == 1


@every
async def test_who_may_not(house: House, kind: type[Any], fields: dict[str, Any]) -> None:
    ann = await house.guest("Ann")
    seq = await house.say(ann, **POLL)
    with pytest.raises(NotSignedInError):
        await house.change(VISITOR, kind, seq, **fields)
    with pytest.raises(NotAllowedError):
        await house.change(Actor(Role.CLASSIC, ann.person), kind, seq, **fields)
    assert len(house.events) == 1


@every
async def test_what_is_not_there_or_not_seen_or_no_message_is_gone(
    house: House, kind: type[Any], fields: dict[str, Any]
) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    secret = await house.say(ann, to=ann, **POLL)
    await house.change(ann, MessageEdit, secret, body="x")
    before = len(house.events)
    for seq in (secret, secret + 1, 99):
        with pytest.raises(MessageGoneError) as refused:
            await house.change(ben, kind, seq, **fields)
        assert refused.value.field == "seq"
    assert len(house.events) == before


@every
async def test_what_is_taken_back_stays_so(house: House, kind: type[Any], fields: dict[str, Any]) -> None:
    ann = await house.guest("Ann")
    seq = await house.say(ann, **POLL)
    await house.change(ann, MessageRecall, seq)
    with pytest.raises(MessageGoneError):
        await house.change(ann, kind, seq, **fields)
    assert len(house.events) == 2


@every
async def test_again_under_the_same_key_it_is_acknowledged_and_told_once(
    house: House, kind: type[Any], fields: dict[str, Any]
) -> None:
    ann = await house.guest("Ann")
    seq = await house.say(ann, **POLL)
    command = kind(id=house.key(), room=LOBBY, seq=seq, **fields)
    done = await changes.change(house.context, ann, command)
    told = len(house.events)
    house.now += 100 * DAY_MS
    again = await changes.change(house.context, ann, command)
    assert again == replace(done, duplicate=True)
    assert len(house.events) == told
    other = await house.say(ann, "another", **POLL)
    with pytest.raises(ConflictError):
        await changes.change(house.context, ann, replace(command, seq=other))


async def test_an_edit_has_its_time_and_a_recall_its_own(house: House) -> None:
    ann = await house.guest("Ann")
    seq = await house.say(ann)
    house.now += house.context.house.recall_ms
    assert house.context.house.recall_ms == 2 * HOUR_MS
    await house.change(ann, MessageRecall, await house.say(ann))
    house.now += 1
    with pytest.raises(TooLateError):
        await house.change(ann, MessageRecall, seq)
    house.now += house.context.house.edit_ms - house.context.house.recall_ms - 1
    await house.change(ann, MessageEdit, seq, body="just in time")
    house.now += 1
    with pytest.raises(TooLateError) as refused:
        await house.change(ann, MessageEdit, seq, body="a moment later")
    assert refused.value.code == "too_late"


async def test_an_acknowledgement_that_was_lost_is_given_whatever_was_closed_since(house: House) -> None:
    """What may not be done any more was done: the same key says so."""
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Teas")
    seq = await house.say(ann, room=room, **POLL)
    sent = [
        kind(id=house.key(), room=room, seq=seq, **fields)
        for kind, fields in EVERY
        if kind in (ReactionAdd, MessagePin, PollVote, MessageEdit)
    ]
    first = [await changes.change(house.context, ann, command) for command in sent]
    await house.change(ann, PollClose, seq, room)
    await house.use(ann, room, archived=True)
    again = [await changes.change(house.context, ann, command) for command in sent]
    assert again == [replace(done, duplicate=True) for done in first]
    with pytest.raises(RoomClosedError):
        await house.change(ben, ReactionAdd, seq, room, emoji="👍")
    with pytest.raises(RoomClosedError):
        await house.change(ann, MessageEdit, seq, room, body="anew")
    # What one takes back is taken back everywhere.
    await house.change(ann, ReactionRemove, seq, room, emoji="👍")
    await house.change(ann, MessageRecall, seq, room)


async def test_a_limit_of_0_is_without_end(house: House) -> None:
    ann = await house.guest("Ann")
    house.context.house.apply({"edit_hours": 0, "recall_hours": 0})
    seq = await house.say(ann)
    house.now += 1000 * DAY_MS
    await house.change(ann, MessageEdit, seq, body="years later")
    await house.change(ann, MessageRecall, seq)


async def test_a_recall_leaves_nothing_but_its_place(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    file = await house.file(ann)
    seq = await house.say(ann, "tea", files=(file.id,), mentions=(ben,), **POLL)
    await house.change(ben, ReactionAdd, seq, emoji="👍")
    await house.change(ben, PollVote, seq, option=1)
    await house.change(ben, MessagePin, seq)
    await house.change(ann, MessageEdit, seq, body="more tea")
    house.now += 7
    done = await house.change(ann, MessageRecall, seq)
    assert house.erased == [file.id]
    seen = await house.seen(ben, seq)
    assert seen is not None
    assert (seen.body, seen.files, seen.options, seen.mentions) == (None, (), (), ())
    assert seen.folded == Folded(recalled_at=house.now, recalled_by=whose(ann).id)
    loaded = await rooms.load(house.context, ben, RoomLoad(id=house.key(), room=LOBBY))
    assert loaded.pins == ()
    assert "tea" not in repr(loaded)
    raw = await house.store.events(LOBBY, 0, done.seq, 99)
    assert "tea" not in repr(raw)
    assert [event.kind for event in raw][-1] == "message.recalled"
    again = await house.change(ann, MessageRecall, await house.say(ann))
    assert again.seq
    assert house.erased == [file.id]


@every
async def test_a_change_of_a_whisper_is_a_whisper(
    house: House, kind: type[Any], fields: dict[str, Any]
) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    seq = await house.say(ann, to=ben, **POLL)
    if kind is MessagePin:
        with pytest.raises(NotAllowedError):
            await house.change(ann, kind, seq, **fields)
        return
    await house.change(ann, kind, seq, **fields)
    assert house.events[-1].visible_to == (1, 2)
    assert all(isinstance(event, EventBlank) for event in await house.log(cem))
    assert not any(isinstance(event, EventBlank) for event in await house.log(ben))


async def test_who_only_an_edit_mentions_is_called_then(house: House) -> None:
    ann, ben, cem, dee = await house.guests("Ann", "Ben", "Cem", "Dee")
    await house.ignore(dee, ann)
    seq = await house.say(ann, mentions=(ben,))
    house.signals.clear()
    await house.change(ann, MessageEdit, seq, body="for more", mentions=(ben, cem, dee, ann))
    assert house.told(PeopleCalled) == [PeopleCalled(LOBBY, seq, "mention", (3,))]
    for actor, count in ((ben, 1), (cem, 1), (dee, 0), (ann, 0)):
        assert (await house.store.mentions(whose(actor).id, None, 9)).count == count
    await house.change(ann, MessageEdit, seq, body="for nobody")
    assert (await house.store.mentions(whose(cem).id, None, 9)).count == 0


async def test_who_is_answered_is_called_after_an_edit_too(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    answer = await house.say(ann, reply_to=await house.say(ben))
    await house.change(ann, MessageEdit, answer, body="better said")
    found = await house.store.mentions(whose(ben).id, None, 9)
    assert [(event.seq, event.body) for event in found.messages] == [(answer, "better said")]


async def test_an_edit_of_a_whisper_calls_nobody_who_does_not_get_it(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    await house.ignore(ben, ann)
    seq = await house.say(ann, to=ben)
    await house.change(ann, MessageEdit, seq, body="again", mentions=(ben, cem))
    assert [(await house.store.mentions(whose(each).id, None, 9)).count for each in (ben, cem)] == [0, 0]


async def test_what_is_said_instead_has_the_rules_of_what_is_said(house: House) -> None:
    ann = await house.guest("Ann")
    seq = await house.say(ann)
    with pytest.raises(EmptyTextError):
        await house.change(ann, MessageEdit, seq, body=" \n")
    with_file = await house.say(ann, "", files=((await house.file(ann)).id,))
    await house.change(ann, MessageEdit, with_file, body="")
