"""What is reported, who reads that, and what becomes of it."""

from __future__ import annotations

import pytest

from teahouse.broker.port import QueueTouched
from teahouse.chat import audit, reports
from teahouse.model.errors import (
    BadFieldError,
    MessageGoneError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    RoomNotFoundError,
)
from teahouse.model.people import VISITOR, Role
from teahouse.protocol import commands
from tests.chat.house import LOBBY, House, whose
from tests.chat.order import actions, keeper


async def test_a_report_reaches_moderators_with_its_message_once(house: House) -> None:
    mod, ann, ben = await keeper(house), await house.guest("Ann"), await house.guest("Ben")
    seq = await house.say(ben, "abuse")
    made = await reports.make(house.context, ann, LOBBY, seq, "rude")
    assert await reports.make(house.context, ann, LOBBY, seq, "very rude") == made
    assert house.told(QueueTouched) == [QueueTouched()]
    (told,) = await reports.listing(house.context, mod, waiting=True)
    assert (told.id, told.person, told.made_by, told.reason) == (made, whose(ben), whose(ann), "rude")
    assert told.message is not None
    assert told.message.body == "abuse"
    await reports.decide(house.context, mod, made, "dismissed")
    assert await reports.listing(house.context, mod, waiting=True) == ()
    (done,) = await reports.listing(house.context, mod, waiting=False)
    assert done.verdict == "dismissed"
    assert await actions(house) == ["report.dismissed"]


async def test_only_what_one_can_read_oneself_is_reported(house: House) -> None:
    ann, ben, cleo = await house.guests("Ann", "Ben", "Cleo")
    whisper = await house.say(ann, "psst", to=ben)
    direct = await house.direct(ann, ben)
    secret = await house.say(ann, "psst", direct)
    for attempt, kind in (
        (reports.make(house.context, cleo, LOBBY, whisper, ""), MessageGoneError),
        (reports.make(house.context, cleo, direct, secret, ""), RoomNotFoundError),
        (reports.make(house.context, cleo, LOBBY, 999, ""), MessageGoneError),
        (reports.make(house.context, ann, LOBBY, whisper, ""), BadFieldError),
        (reports.make(house.context, VISITOR, LOBBY, whisper, ""), NotSignedInError),
    ):
        with pytest.raises(kind):
            await attempt
    mod = await keeper(house)
    await reports.make(house.context, ben, LOBBY, whisper, "")
    await reports.make(house.context, ben, direct, secret, "")
    told = await reports.listing(house.context, mod, waiting=True)
    assert [each.message.body for each in told if each.message] == ["psst", "psst"]


async def test_what_is_taken_back_is_not_told_any_more(house: House) -> None:
    mod, ann, ben = await keeper(house), await house.guest("Ann"), await house.guest("Ben")
    seq = await house.say(ben, "abuse")
    await reports.make(house.context, ann, LOBBY, seq, "")
    await house.change(ben, commands.MessageRecall, seq)
    (told,) = await reports.listing(house.context, mod, waiting=True)
    assert told.message is None
    with pytest.raises(MessageGoneError):
        await reports.make(house.context, await house.guest("Late"), LOBBY, seq, "")


async def test_reports_are_read_by_who_keeps_order_there_and_by_nobody_about_themselves(house: House) -> None:
    mod, ann, ben = await keeper(house), await house.guest("Ann"), await house.guest("Ben")
    room = await house.room(ann, "Anns")
    there = await reports.make(house.context, ben, room, await house.say(mod, "shoo", room), "")
    here = await reports.make(house.context, ben, LOBBY, await house.say(ann, "shoo"), "")
    assert [each.id for each in await reports.listing(house.context, ann, waiting=True)] == [there]
    assert [each.id for each in await reports.listing(house.context, mod, waiting=True)] == [here]
    assert await reports.listing(house.context, ben, waiting=True) == ()
    for actor, report in ((ann, here), (mod, there), (ben, here), (ann, 999)):
        with pytest.raises((NotFoundError, NotAllowedError)):
            await reports.decide(house.context, actor, report, "acted")
    await reports.decide(house.context, ann, there, "acted")


async def test_what_is_done_over_a_connection_is_written_down_with_where_that_came_from(house: House) -> None:
    ann = await house.guest("Ann")
    for address in ("192.0.2.1", "192.0.2.2"):
        house.context.standing.seen_at(whose(ann).id, address)
    await audit.note(house.context, ann, "room.change")
    await audit.note(house.context, ann, "room.change", address="192.0.2.9")
    await audit.note(house.context, None, "room.change")
    await audit.note(house.context, await house.guest("Ben"), "room.change")
    written = await house.store.audit(None, 4)
    assert [each.address for each in reversed(written)] == ["192.0.2.2", "192.0.2.9", "", ""]


async def test_the_audit_is_for_admins_and_tells_no_address(house: House) -> None:
    mod, admin = await keeper(house), await keeper(house, "Admin", Role.ADMIN)
    for number in range(5):
        await audit.note(
            house.context, mod, "sanction.mute", person=whose(admin).id, room=LOBBY, reason=str(number),
            detail={"seconds": 60}, address="192.0.2.9",
        )  # fmt: skip
    await audit.note(house.context, None, "started")
    for actor, kind in ((mod, NotAllowedError), (VISITOR, NotSignedInError)):
        with pytest.raises(kind):
            await audit.page(house.context, actor)
    first = await audit.page(house.context, admin, None, 4)
    assert [entry.action for entry in first.entries] == ["started", *["sanction.mute"] * 3]
    assert (first.entries[0].made_by, first.entries[1].made_by) == (None, whose(mod))
    assert first.entries[1].person == whose(admin)
    assert first.entries[1].detail == {"seconds": 60}
    second = await audit.page(house.context, admin, first.next, 4)
    assert [entry.reason for entry in second.entries] == ["1", "0"]
    assert second.next is None
    assert "192.0.2.9" not in repr((first, second))
