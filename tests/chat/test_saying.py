"""What a message may carry, whom it calls, and what those who ignore somebody get of it."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from teahouse.broker.port import PeopleCalled, RoomsMoved
from teahouse.chat import messages
from teahouse.model.errors import (
    BadFieldError,
    MessageGoneError,
    NotAllowedError,
    PersonNotFoundError,
    RoomClosedError,
    UnavailableError,
)
from teahouse.model.file_errors import FileMissingError
from teahouse.model.people import Actor, Role
from teahouse.protocol.commands import MessagePin, MessageRecall, MessageSend
from teahouse.protocol.events import EventBlank
from teahouse.store.port import StoredEvent
from tests.chat.house import LOBBY, House, whose


def calls(house: House) -> list[tuple[str, tuple[int, ...] | None]]:
    """Whom the last message calls, and why."""
    found = [(call.reason, call.people) for call in house.told(PeopleCalled)]
    house.signals.clear()
    return found


async def test_all_that_a_message_may_have_is_there(house: House) -> None:
    ann = await house.guest("Ann")
    file = await house.file(ann)
    seq = await house.say(
        ann, "which?", action=True, color="#a0b0c0", options=(" green ", "black"), files=(file.id, file.id)
    )
    seen = await house.seen(ann, seq)
    assert seen is not None
    assert (seen.action, seen.color, seen.options, seen.files) == (
        True,
        "#a0b0c0",
        ("green", "black"),
        (file,),
    )
    assert [event.seq for event in house.said] == [seq]
    assert house.told(RoomsMoved) == [RoomsMoved(((LOBBY, 1, 1),))]


async def test_a_file_is_one_s_own_and_is_sent_once(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    file = await house.file(ann)
    for actor, wanted in ((ben, file.id), (ann, "a" * 26)):
        with pytest.raises(FileMissingError):
            await house.say(actor, files=(wanted,))
    await house.say(ann, "", files=(file.id,))
    with pytest.raises(FileMissingError):
        await house.say(ann, files=(file.id,))


async def test_an_answer_is_to_what_one_sees(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    secret = await house.say(ann, to=ben)
    for seq in (secret, 7):
        with pytest.raises(MessageGoneError) as refused:
            await house.say(cem, reply_to=seq)
        assert refused.value.field == "reply_to"
    house.signals.clear()
    answer = await house.say(ben, "yes", reply_to=secret)
    assert calls(house) == [("reply", (1,))]
    seen = await house.seen(cem, answer)
    assert seen is not None
    assert seen.reply_to == secret
    # What was taken back has its place still.
    await house.change(ben, MessageRecall, answer)
    await house.say(cem, reply_to=answer)


async def test_whom_a_message_calls_and_why(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    plain = await house.say(ann)
    assert calls(house) == []
    await house.say(ben, mentions=(ann, ben, cem), reply_to=plain)
    assert calls(house) == [("mention", (1, 3))]
    await house.say(ben, reply_to=plain)
    assert calls(house) == [("reply", (1,))]
    await house.say(ann, to=ben, mentions=(cem,))
    assert calls(house) == [("whisper", (2,))]
    await house.say(ann, everyone=True, mentions=(ben,))
    assert calls(house) == [("mention", (2,)), ("everyone", None)]
    await house.say(ann, reply_to=plain)
    assert calls(house) == []


async def test_who_wants_to_hear_all_of_a_room_is_told_of_all(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    for actor, level in ((ann, "all"), (ben, "all"), (cem, "none")):
        await house.store.set_notify(LOBBY, whose(actor).id, level)
    await house.say(ann)
    assert calls(house) == [("message", (2,))]
    await house.say(ann, to=cem)
    assert calls(house) == [("whisper", (3,))]


async def test_all_are_called_by_who_may_and_not_in_a_whisper(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    with pytest.raises(NotAllowedError):
        await house.say(Actor(Role.CLASSIC, ann.person), everyone=True)
    with pytest.raises(BadFieldError) as refused:
        await house.say(ann, to=ben, everyone=True)
    assert refused.value.field == "everyone"
    assert house.events == []


async def test_a_whisper_to_who_ignores_is_acknowledged_and_does_not_arrive(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    await house.ignore(ben, ann)
    done = await house.send(ann, "psst", to=ben)
    assert not done.duplicate
    assert house.seers() == (1,)
    assert isinstance((await house.log(ben))[0], EventBlank)
    seen = await house.seen(ann, done.seq)
    assert seen is not None
    assert seen.to == ben.person
    assert calls(house) == []
    await house.ignore(ben, ann, ignored=False)
    await house.say(ann, to=ben)
    assert house.seers() == (1, 2)
    # What did not arrive then does not arrive later.
    assert isinstance((await house.log(ben))[0], EventBlank)


async def test_who_ignores_somebody_is_not_called_by_them(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    said = await house.say(ben)
    await house.ignore(ben, ann)
    await house.say(ann, mentions=(ben, cem), reply_to=said)
    assert calls(house) == [("mention", (3,))]
    assert house.seers() is None
    assert (await house.store.mentions(whose(ben).id, None, 9)).count == 0


async def test_in_a_conversation_who_ignores_the_sender_gets_nothing_of_it(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben, cem)
    await house.ignore(ben, ann)
    house.signals.clear()
    seq = await house.say(ann, "secret", room)
    assert house.seers() == (1, 3)
    assert calls(house) == [("direct", (3,))]
    assert isinstance((await house.log(ben, room))[-1], EventBlank)
    unread = {
        actor: next(each for each in await house.store.rooms(whose(actor).id) if each.id == room).unread
        for actor in (ben, cem)
    }
    assert unread == {ben: 0, cem: 1}
    await house.say(ben, "hello", room, reply_to=None)
    assert house.seers() is None
    with pytest.raises(MessageGoneError):
        await house.say(ben, "what?", room, reply_to=seq)


async def test_in_a_conversation_nobody_outside_is_called_or_whispered_to(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    house.signals.clear()
    await house.say(ann, room=room, mentions=(ben, cem))
    assert calls(house) == [("mention", (2,))]
    with pytest.raises(PersonNotFoundError):
        await house.say(ann, room=room, to=cem)


async def test_who_is_nobody_is_mentioned_for_nothing(house: House) -> None:
    ann = await house.guest("Ann")
    command = MessageSend(id=house.key(), room=LOBBY, body="tea", mentions=(99,))
    assert (await messages.send(house.context, ann, command, asyncio.Lock())).seq == 1


async def test_a_closed_room_takes_nothing_new_but_knows_what_was_said(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Teas")
    sent = MessageSend(id=house.key(), room=room, body="before")
    done = await messages.send(house.context, ben, sent, asyncio.Lock())
    await house.use(ann, room, read_only=True)
    with pytest.raises(RoomClosedError) as refused:
        await house.say(ben, room=room)
    assert refused.value.code == "room_closed"
    await house.say(ann, room=room)
    await house.use(ann, room, archived=True)
    for actor in (ann, ben):
        with pytest.raises(RoomClosedError):
            await house.say(actor, room=room)
    again = await messages.send(house.context, ben, sent, asyncio.Lock())
    assert again == replace(done, duplicate=True)
    await house.use(ann, room, archived=False, read_only=False)
    await house.say(ben, room=room)


async def test_what_is_told_after_is_told_once(house: House) -> None:
    ann = await house.guest("Ann")
    command = MessageSend(id=house.key(), room=LOBBY, body="tea")
    for _ in range(2):
        await messages.send(house.context, ann, command, asyncio.Lock())
    assert [type(event) for event in house.said] == [StoredEvent]
    assert len(house.told(RoomsMoved)) == 1


async def test_what_becomes_of_the_telling_does_not_fail_what_is_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await house.guests("Ann", "Ben")

    async def down(*_: object) -> None:
        raise UnavailableError

    seq = await house.say(ann)
    monkeypatch.setattr(type(house.store), "notify_levels", down)
    house.context.places.forget()
    assert (await house.send(ann, mentions=(ben,))).seq == 2
    monkeypatch.setattr(type(house.store), "ignored_by", down)
    assert (await house.change(ann, MessagePin, seq)).seq == 3
