"""What moderators decided, taken back; and what they decide about, as they saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from teahouse.broker.port import QueueTouched
from teahouse.chat import held, reports
from teahouse.model.errors import (
    BadFieldError,
    BadInputError,
    MessageChangedError,
    MessageGoneError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
)
from teahouse.model.people import VISITOR, Role
from teahouse.protocol import commands
from teahouse.store import effects
from tests.chat.house import LOBBY, House
from tests.chat.order import actions, keeper, sanctioned

if TYPE_CHECKING:
    from teahouse.model.people import Actor


async def refused(house: House, mod: Actor, author: Actor, body: str = "spam") -> int:
    """A held message that this moderator did not let through."""
    await sanctioned(house, mod, "hold", author)
    seq = await house.say(author, body)
    await held.decide(house.context, mod, LOBBY, seq, approve=False)
    return seq


async def test_a_report_that_was_decided_waits_again(house: House) -> None:
    mod, ann, ben = await keeper(house), await house.guest("Ann"), await house.guest("Ben")
    other = await keeper(house, "Other")
    made = await reports.make(house.context, ann, LOBBY, await house.say(ben, "abuse"), "")
    for verdict in ("acted", "dismissed"):
        await reports.decide(house.context, mod, made, verdict, "sure")
        touched = len(house.told(QueueTouched))
        await reports.reopen(house.context, other, made, "not so sure")
        assert len(house.told(QueueTouched)) == touched + 1
        (waits,) = await reports.listing(house.context, other, waiting=True)
        assert (waits.id, waits.verdict) == (made, None)
        assert await reports.listing(house.context, mod, waiting=False) == ()
        assert [each.reports for each in await house.store.queue()] == [1]
    await reports.reopen(house.context, mod, made)
    assert await actions(house) == [
        "report.acted", "report.reopened", "report.dismissed", "report.reopened",
    ], "what waits already is put back by nobody"  # fmt: skip
    assert [each.reason for each in await house.store.audit(None, 2)] == ["not so sure", "sure"]
    for actor, kind in ((ann, NotFoundError), (ben, NotFoundError), (VISITOR, NotSignedInError)):
        with pytest.raises(kind):
            await reports.reopen(house.context, actor, made)


async def test_a_refused_message_is_looked_at_again_and_let_through(house: House) -> None:
    mod, ann, ben = await keeper(house), await house.guest("Ann"), await house.guest("Ben")
    seq = await refused(house, mod, ben)
    (told,) = await held.listing(house.context, mod, waiting=False)
    assert (told.seq, told.verdict, told.message.body) == (seq, "rejected", "spam")
    assert await held.listing(house.context, ann, waiting=False) == ()
    for actor, kind in ((ann, MessageGoneError), (VISITOR, NotSignedInError)):
        with pytest.raises(kind):
            await held.reopen(house.context, actor, LOBBY, seq)
    touched = len(house.told(QueueTouched))
    await held.reopen(house.context, mod, LOBBY, seq, reason="harmless")
    assert len(house.told(QueueTouched)) == touched + 1
    assert await held.listing(house.context, mod, waiting=False) == ()
    assert [each.seq for each in await held.listing(house.context, mod)] == [seq]
    assert [each.held for each in await house.store.queue()] == [1]
    await held.decide(house.context, mod, LOBBY, seq, approve=True)
    assert [event.body for event in house.events if event.kind == effects.CREATED][-1] == "spam"
    with pytest.raises(MessageGoneError):
        await held.reopen(house.context, mod, LOBBY, seq)
    assert (await actions(house))[-3:] == ["held.rejected", "held.reopened", "held.approved"]
    assert (await house.store.audit(None, 2))[1].reason == "harmless"


async def test_what_its_author_took_back_is_put_back_by_nobody(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    seq = await refused(house, mod, ben)
    await house.change(ben, commands.MessageRecall, seq)
    assert await held.listing(house.context, mod, waiting=False) == ()
    with pytest.raises(MessageGoneError):
        await held.reopen(house.context, mod, LOBBY, seq)


async def test_nobody_puts_their_own_refused_words_back(house: House) -> None:
    owner, ben = await keeper(house, "Own", Role.OWNER), await house.guest("Ben")
    room = await house.room(ben, "Bens")
    await sanctioned(house, owner, "hold", ben)
    whispered = await house.say(ben, "mine", room, to=owner)
    with pytest.raises(NotAllowedError):
        await held.reopen(house.context, ben, room, whispered)


async def test_a_message_is_let_through_as_it_was_seen_or_not_at_all(house: House) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    await sanctioned(house, mod, "hold", ben)
    seq = await house.say(ben, "tea")
    (seen,) = await held.listing(house.context, mod)
    assert seen.message.folded is None
    house.now += 5
    await house.change(ben, commands.MessageEdit, seq, body="spam")
    for approve in (True, False):
        with pytest.raises(MessageChangedError):
            await held.decide(house.context, mod, LOBBY, seq, approve=approve, seen=0)
    (again,) = await held.listing(house.context, mod)
    assert again.message.folded is not None
    assert (again.message.body, again.message.folded.edited_at) == ("spam", house.now)
    await held.decide(house.context, mod, LOBBY, seq, approve=True, seen=house.now)
    assert [event.body for event in house.events if event.kind == effects.CREATED][-1] == "spam"


async def test_what_is_edited_while_it_is_let_through_is_said_as_it_was_seen(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mod, ben = await keeper(house), await house.guest("Ben")
    await sanctioned(house, mod, "hold", ben)
    seq = await house.say(ben, "tea")
    decide = house.store.decide_held

    async def after_an_edit(room: int, target: int, verdict: str, by: int, now: int) -> str | None:
        await house.change(ben, commands.MessageEdit, seq, body="spam")
        return await decide(room, target, verdict, by, now)

    monkeypatch.setattr(house.store, "decide_held", after_an_edit)
    await held.decide(house.context, mod, LOBBY, seq, approve=True, seen=0)
    said = [event for event in house.events if event.kind == effects.CREATED and event.visible_to is None]
    assert [event.body for event in said] == ["tea"]


async def test_why_everybody_is_muted_or_slowed_is_in_the_audit_alone(house: House) -> None:
    ann = await house.guest("Ann")
    room = await house.room(ann, "Anns")
    for how in ({"read_only": True}, {"read_only": False}, {"slow_seconds": 30}):
        await house.use(ann, room, reason=f"because {how}", **how)
        (entry,) = await house.store.audit(None, 1)
        assert (entry.action, entry.room, entry.reason) == ("room.change", room, f"because {how}")
    assert not any("because" in repr(event) for event in house.events)
    with pytest.raises(BadFieldError):
        await house.use(ann, room, reason="nothing else")
    with pytest.raises(BadInputError):
        await house.use(ann, room, read_only=True, reason="x" * 301)


async def test_what_waits_in_a_busy_room_hides_nothing_of_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in (held, reports):
        monkeypatch.setattr(part, "MOST", 2)
    mod, ann, ben = await keeper(house), await house.guest("Ann"), await house.guest("Ben")
    room = await house.room(ann, "Anns")
    await sanctioned(house, mod, "hold", ben)
    for _ in range(3):
        await house.say(ben, "busy")
        await reports.make(house.context, ben, LOBBY, await house.say(ann, "busy"), "")
    quiet = await house.say(ben, "quiet", room)
    rude = await reports.make(house.context, ben, room, await house.say(mod, "rude", room), "")
    assert [each.seq for each in await held.listing(house.context, ann)] == [quiet]
    assert [each.id for each in await reports.listing(house.context, ann, waiting=True)] == [rude]
