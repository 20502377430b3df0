"""Who speaks too soon, what may not be said, and what waits for a moderator."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from teahouse.broker.port import QueueTouched
from teahouse.chat import held
from teahouse.model.errors import (
    MessageGoneError,
    NotAllowedError,
    NotSignedInError,
    RateLimitedError,
    SlowModeError,
    WordsRefusedError,
)
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.model.rules import FilterWord
from teahouse.protocol import commands
from teahouse.store import effects
from tests.chat.house import LOBBY, whose
from tests.chat.order import actions, keeper, sanctioned

if TYPE_CHECKING:
    from teahouse.store.port import Appended, NewEvent
    from tests.chat.house import House


def unwanted(house: House, *words: tuple[str, str]) -> None:
    house.context.house.filter_words = tuple(FilterWord(word, action) for word, action in words)  # type: ignore[arg-type]


async def waits(house: House, actor: Actor) -> list[int]:
    return [each.seq for each in await held.listing(house.context, actor)]


async def test_words_are_refused_in_messages_and_edits_and_polls(house: House) -> None:
    unwanted(house, ("坏蛋", "refuse"))
    ben = await house.guest("Ben")
    seq = await house.say(ben, "好人")
    for attempt in (
        house.say(ben, "你这坏 蛋"),
        house.say(ben, "which?", options=("好人", "坏蛋")),
        house.change(ben, commands.MessageEdit, seq, body="坏蛋"),
        house.say(ben, "坏蛋", to=await house.guest("Ann")),
    ):
        with pytest.raises(WordsRefusedError):
            await attempt
    seen = await house.seen(ben, seq)
    assert seen is not None
    assert seen.body == "好人"


async def test_what_is_masked_is_masked_for_everybody_and_in_the_search(house: House) -> None:
    unwanted(house, ("darn", "mask"))
    ben = await house.guest("Ben")
    key = house.key()
    done = await house.send(ben, "oh darn", id=key)
    seen = await house.seen(ben, done.seq)
    assert seen is not None
    assert seen.body == "oh ●●●●"
    assert (await house.send(ben, "oh darn", id=key)).duplicate
    await house.change(ben, commands.MessageEdit, done.seq, body="darn it")
    edited = await house.seen(ben, done.seq)
    assert edited is not None
    assert edited.body == "●●●● it"


async def test_who_keeps_order_may_say_what_others_may_not(house: House) -> None:
    unwanted(house, ("坏蛋", "refuse"), ("spam", "hold"))
    mod = await keeper(house)
    for body in ("坏蛋", "spam"):
        assert (await house.seen(VISITOR, await house.say(mod, body))) is not None


async def test_a_changed_list_holds_for_the_next_message(house: House) -> None:
    ben = await house.guest("Ben")
    unwanted(house, ("tea", "refuse"))
    with pytest.raises(WordsRefusedError):
        await house.say(ben, "tea")
    unwanted(house, ("coffee", "refuse"))
    await house.say(ben, "tea")


async def test_a_message_was_acknowledged_before_its_words_were_refused(house: House) -> None:
    ben = await house.guest("Ben")
    key = house.key()
    first = await house.send(ben, "tea", id=key)
    unwanted(house, ("tea", "refuse"))
    again = await house.send(ben, "tea", id=key)
    assert (again.seq, again.duplicate) == (first.seq, True)


async def test_a_held_message_is_its_author_s_until_it_is_let_through(house: House) -> None:
    unwanted(house, ("spam", "hold"))
    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    file = await house.file(ben)
    asked = await house.say(ann, "what is it?")
    done = await house.send(ben, "good spam", files=(file.id,), mentions=(ann,), reply_to=asked)
    assert house.told(QueueTouched) == [QueueTouched()]
    assert (await house.seen(ben, done.seq)) is not None
    for actor in (ann, mod, VISITOR):
        assert (await house.seen(actor, done.seq)) is None
    (waiting,) = await held.listing(house.context, mod)
    assert (waiting.seq, waiting.why, waiting.message.body) == (done.seq, "words", "good spam")
    assert await waits(house, ann) == []
    assert await waits(house, ben) == []
    house.erased.clear()
    await held.decide(house.context, mod, LOBBY, done.seq, approve=True)
    assert await waits(house, mod) == []
    public = [event for event in house.events if event.kind == effects.CREATED][-1]
    seen = await house.seen(ann, public.seq)
    assert seen is not None
    assert (seen.body, seen.sender, seen.reply_to, seen.mentions) == (
        "good spam", whose(ben), asked, (whose(ann).id,),
    )  # fmt: skip
    assert [each.id for each in seen.files] == [file.id]
    record = await house.store.file(file.id)
    assert record is not None
    assert record.seq == public.seq
    assert house.erased == [], "the bytes go on with it"
    old = await house.seen(ben, done.seq)
    assert old is not None
    assert old.body is None
    assert [each.seq for each in (await house.store.mentions(whose(ann).id, None, 9)).messages] == [
        public.seq
    ]
    assert await actions(house) == ["held.approved"]


async def test_an_approval_again_finishes_and_makes_no_second_message(house: House) -> None:
    unwanted(house, ("spam", "hold"))
    mod, other, ben = await keeper(house), await keeper(house, "Other"), await house.guest("Ben")
    seq = await house.say(ben, "spam")
    # As after a server that died between the two steps.
    assert await house.store.decide_held(LOBBY, seq, "approved", whose(mod).id, house.now) == "approved"
    await asyncio.gather(
        *(held.decide(house.context, actor, LOBBY, seq, approve=True) for actor in (mod, other, mod))
    )
    created = [event for event in house.events if event.kind == effects.CREATED and event.visible_to is None]
    assert [event.body for event in created] == ["spam"]
    with pytest.raises(MessageGoneError):
        await held.decide(house.context, other, LOBBY, seq, approve=False)


async def test_what_is_not_let_through_stays_its_author_s(house: House) -> None:
    unwanted(house, ("spam", "hold"))
    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    seq = await house.say(ben, "spam")
    for actor, refusal in ((ann, MessageGoneError), (ben, MessageGoneError), (VISITOR, NotSignedInError)):
        with pytest.raises(refusal):
            await held.decide(house.context, actor, LOBBY, seq, approve=True)
    await held.decide(house.context, mod, LOBBY, seq, approve=False, reason="no")
    assert await waits(house, mod) == []
    assert (await house.seen(ben, seq)) is not None
    assert (await house.seen(ann, seq)) is None
    with pytest.raises(MessageGoneError):
        await held.decide(house.context, mod, LOBBY, seq, approve=True)
    with pytest.raises(MessageGoneError):
        await held.decide(house.context, mod, LOBBY, 999, approve=True)


async def test_what_its_author_takes_back_waits_no_more_and_hides_nothing_that_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "MOST", 2)
    unwanted(house, ("spam", "hold"))
    mod, ben = await keeper(house), await house.guest("Ben")
    for _ in range(3):
        await house.change(ben, commands.MessageRecall, await house.say(ben, "spam"))
    assert len(house.told(QueueTouched)) == 6, "moderators are told of both"
    seq = await house.say(ben, "more spam")
    assert await waits(house, mod) == [seq]
    assert [(each.room, each.held) for each in await house.store.queue()] == [(LOBBY, 1)]


async def test_what_is_taken_back_while_it_is_let_through_is_not_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwanted(house, ("spam", "hold"))
    mod, ben = await keeper(house), await house.guest("Ben")
    seq = await house.say(ben, "spam")
    decide = house.store.decide_held

    async def after_a_recall(*verdict: Any) -> str | None:
        await house.change(ben, commands.MessageRecall, seq)
        return await decide(*verdict)

    monkeypatch.setattr(house.store, "decide_held", after_a_recall)
    await held.decide(house.context, mod, LOBBY, seq, approve=True)
    assert [event.visible_to for event in house.events if event.kind == effects.CREATED] == [(whose(ben).id,)]


async def test_what_is_taken_back_as_it_is_said_is_taken_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwanted(house, ("spam", "hold"))
    mod, ben = await keeper(house), await house.guest("Ben")
    seq = await house.say(ben, "spam", files=((await house.file(ben)).id,))
    house.erased.clear()
    append = house.store.append

    async def with_a_recall(event: NewEvent) -> Appended:
        done = await append(event)
        if event.kind == effects.CREATED:
            monkeypatch.undo()
            await house.change(ben, commands.MessageRecall, seq)
        return done

    monkeypatch.setattr(house.store, "append", with_a_recall)
    await held.decide(house.context, mod, LOBBY, seq, approve=True)
    public = [event.seq for event in house.events if event.kind == effects.CREATED][-1]
    seen = await house.seen(ben, public)
    assert seen is not None
    assert seen.body is None
    assert house.erased[-1:] == ["abcdefghijklmnopqrstuvwxya"], "the bytes are of no message any more"


async def test_nobody_lets_their_own_through(house: House) -> None:
    owner, ben = await keeper(house, "Own", Role.OWNER), await house.guest("Ben")
    room = await house.room(ben, "Bens")
    await sanctioned(house, owner, "hold", ben)
    whispered = await house.say(ben, "mine", room, to=owner)
    with pytest.raises(NotAllowedError):
        await held.decide(house.context, ben, room, whispered, approve=True)


async def test_who_is_on_hold_waits_in_every_room_and_writes_to_nobody_alone(house: House) -> None:
    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    await sanctioned(house, mod, "hold", ben)
    seq = await house.say(ben, "tea")
    whispered = await house.say(ben, "psst", to=ann)
    assert await waits(house, mod) == [seq], "a whisper is no moderator's to read"
    for each in (seq, whispered):
        assert (await house.seen(ann, each)) is None
    house.events.clear()
    again = await house.send(ben, "tea", id=house.key())
    assert again.seq
    assert await waits(house, mod) == [seq, again.seq]
    assert house.context.standing.told(whose(ben).id) == ()


async def test_a_message_that_comes_again_waits_once_and_an_open_one_never(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    open_key, held_key = house.key(), house.key()
    await house.send(ben, "before", id=open_key)
    await sanctioned(house, mod, "hold", ben)
    first = await house.send(ben, "tea", id=held_key)
    for key, body in ((open_key, "before"), (held_key, "tea")):
        assert (await house.send(ben, body, id=key)).duplicate
    assert await waits(house, mod) == [first.seq]


async def test_links_of_newcomers_wait_and_those_of_others_do_not(house: House) -> None:
    rules = house.context.house
    rules.newcomer_minutes, rules.hold_links_of_newcomers = 10, True
    mod, ben, ann = await keeper(house), await house.guest("Ben"), await house.guest("Ann")
    plain = await house.say(ben, "no link here.really")
    links = ["see https://a.example/x", "`http://a.example`", "||www.a.example||", "a.com", "ａ．ｃｏｍ/x"]
    seqs = [await house.say(ben, body) for body in links]
    assert await waits(house, mod) == seqs
    whispered = await house.say(ben, "https://a.example", to=ann)
    assert (await house.seen(ann, whispered)) is None
    for seq in seqs:
        assert (await house.seen(ann, seq)) is None
    with pytest.raises(WordsRefusedError):
        await house.change(ben, commands.MessageEdit, plain, body="https://a.example")
    house.now += 10 * 60_000
    late = await house.say(ben, "https://a.example")
    assert (await house.seen(ann, late)) is not None


async def test_newcomers_speak_less_often(house: House) -> None:
    rules = house.context.house
    rules.newcomer_minutes, rules.newcomer_messages_per_minute = 10, 3
    mod, ben = await keeper(house), await house.guest("Ben")
    for _ in range(3):
        await house.say(ben)
    with pytest.raises(RateLimitedError) as refused:
        await house.say(ben)
    assert refused.value.retry_after_ms is not None
    assert 19_000 < refused.value.retry_after_ms <= 20_001
    for _ in range(5):
        await house.say(mod)
    house.now += 20_001
    await house.say(ben)
    house.now += 10 * 60_000
    for _ in range(9):
        await house.say(ben)


async def test_a_slow_room_is_slow_for_all_but_who_keeps_it(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Slow")
    await house.use(ann, room, slow_seconds=30)
    key = house.key()
    first = await house.send(ben, "one", room, id=key)
    house.now += 10_000
    with pytest.raises(SlowModeError) as refused:
        await house.say(ben, "two", room)
    assert refused.value.retry_after_ms == 20_000
    assert refused.value.retryable
    assert (await house.send(ben, "one", room, id=key)).seq == first.seq
    for _ in range(3):
        await house.say(ann, "mine", room)
    await house.say(ben)
    house.now += 20_000
    await house.say(ben, "two", room)


async def test_two_at_once_are_one_too_many_in_a_slow_room(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Slow")
    await house.use(ann, room, slow_seconds=30)
    outcomes = await asyncio.gather(
        *(house.say(ben, str(number), room) for number in range(3)), return_exceptions=True
    )
    assert sum(isinstance(outcome, SlowModeError) for outcome in outcomes) == 2


async def test_nothing_is_asked_of_whom_nothing_is_to_be_asked(house: House) -> None:
    """The way of nearly every message: no look-up before its append."""
    ben = await house.guest("Ben")
    asked: list[str] = []
    for name in ("since", "last_said", "knows", "open_sanctions"):

        async def ask(*_: object, name: str = name) -> object:
            asked.append(name)
            raise AssertionError(name)

        setattr(house.store, name, ask)
    await house.say(ben)
    assert asked == []
