"""Reactions, pins and votes: how many there may be, and what they come to."""

from __future__ import annotations

from typing import Any

import pytest

from teahouse.chat import changes, rooms
from teahouse.model.errors import BadFieldError, PollClosedError, TooManyError
from teahouse.model.people import VISITOR
from teahouse.protocol.commands import (
    MessagePin,
    MessageUnpin,
    PollClose,
    PollVote,
    ReactionAdd,
    ReactionRemove,
    RoomLoad,
)
from teahouse.protocol.parts import Folded, Reaction
from tests.chat.house import LOBBY, House

POLL: dict[str, Any] = {"options": ("green", "black")}


async def test_reactions_count_people(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    seq = await house.say(ann)
    for actor, emoji in ((ann, "👍"), (ben, "🍵"), (ben, "👍"), (ann, "👍")):
        await house.change(actor, ReactionAdd, seq, emoji=emoji)
    await house.change(ben, ReactionRemove, seq, emoji="🍵")
    seen = await house.seen(VISITOR, seq)
    assert seen is not None
    assert seen.folded == Folded(reactions=(Reaction("👍", (1, 2)),))
    for emoji in ("", "x", "👍👍"):
        with pytest.raises(BadFieldError):
            await house.change(ann, ReactionAdd, seq, emoji=emoji)


async def test_reactions_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (changes.REACTIONS, changes.REACTED, changes.PINS) == (30, 1_000, 50)
    ann, ben = await house.guests("Ann", "Ben")
    seq = await house.say(ann)
    for number in range(30):
        await house.change(ann, ReactionAdd, seq, emoji=chr(0x1F400 + number))
    with pytest.raises(TooManyError) as refused:
        await house.change(ben, ReactionAdd, seq, emoji="👍")
    assert refused.value.code == "too_many"
    await house.change(ben, ReactionAdd, seq, emoji="\U0001f400")
    monkeypatch.setattr(changes, "REACTED", 31)
    with pytest.raises(TooManyError):
        await house.change(ben, ReactionAdd, seq, emoji="\U0001f401")
    # It is there already: that changes nothing, and is not refused.
    await house.change(ben, ReactionAdd, seq, emoji="\U0001f400")


async def test_pins_are_bounded_and_the_last_one_is_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "PINS", 2)
    ann, ben = await house.guests("Ann", "Ben")
    one, two, three = [await house.say(ann, str(number)) for number in range(3)]
    await house.change(ben, MessagePin, one)
    await house.change(ann, MessagePin, two)
    with pytest.raises(TooManyError):
        await house.change(ann, MessagePin, three)
    await house.change(ann, MessagePin, two)
    loaded = await rooms.load(house.context, VISITOR, RoomLoad(id=house.key(), room=LOBBY))
    assert loaded.pins == (two, one)
    await house.change(ann, MessageUnpin, one)
    await house.change(ann, MessagePin, three)


async def test_a_vote_is_one_and_a_closed_poll_takes_none(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    seq = await house.say(ann, "which?", **POLL)
    for actor, chosen in ((ann, 0), (ben, 0), (ben, 1)):
        await house.change(actor, PollVote, seq, option=chosen)
    seen = await house.seen(ann, seq)
    assert seen is not None
    assert seen.folded == Folded(votes=((1,), (2,)))
    await house.change(ann, PollVote, seq, option=None)
    await house.change(ann, PollClose, seq)
    await house.change(ann, PollClose, seq)
    for option in (0, None):
        with pytest.raises(PollClosedError) as refused:
            await house.change(ben, PollVote, seq, option=option)
        assert refused.value.code == "poll_closed"
    seen = await house.seen(ann, seq)
    assert seen is not None
    assert seen.folded == Folded(votes=((), (2,)), closed=True)


async def test_what_is_no_poll_or_no_option(house: House) -> None:
    ann = await house.guest("Ann")
    plain, poll = await house.say(ann), await house.say(ann, **POLL)
    for kind, seq, fields, field in (
        (PollVote, poll, {"option": 2}, "option"),
        (PollVote, plain, {"option": 0}, "seq"),
        (PollVote, plain, {"option": None}, "seq"),
        (PollClose, plain, {}, "seq"),
    ):
        with pytest.raises(BadFieldError) as refused:
            await house.change(ann, kind, seq, **fields)
        assert refused.value.field == field
    with pytest.raises(BadFieldError):
        await house.say(ann, options=("only one",))
