"""What people tell moderators of, and what becomes of it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from teahouse.broker.port import QueueTouched
from teahouse.chat import audit
from teahouse.chat.context import Context
from teahouse.chat.ruling import keeps_order, place_of, rooms_kept
from teahouse.chat.visibility import may_see, message
from teahouse.model.errors import BadFieldError, MessageGoneError, NotFoundError
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require, require_person
from teahouse.model.text import REASON_CHARACTERS, check_line
from teahouse.protocol.events import MessageCreated
from teahouse.store.order_records import NewReport, Report, Within

MOST: Final = 200
"""Reports that are told at once."""


class ReportedMessage(Struct, frozen=True, kw_only=True):
    """A report with the message, if there still is one. `person` said it, `made_by` reports it."""

    id: int
    room: int
    seq: int
    person: Person
    made_by: Person
    reason: str
    at: int
    verdict: str | None = None
    message: MessageCreated | None = None


async def make(context: Context, actor: Actor, room: int, seq: int, reason: str) -> int:
    """Tell moderators of somebody's message that one reads oneself; its id, the same when told again.

    A whisper too: whoever reports it shows it to them. MessageGoneError, BadFieldError for one's own.
    """
    person = require_person(actor, Action.REPORT_MAKE)
    reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    place = await context.places.enter(room, actor)
    found = (await context.store.messages(room, [seq])).events
    if not found or not may_see(found[0], person.id, place.after(person.id)) or _is_gone(found[0].folded):
        raise MessageGoneError(field="seq")
    if found[0].sender.id == person.id:
        raise BadFieldError(field="seq")
    made, new = await context.store.add_report(
        NewReport(
            room=room,
            seq=seq,
            person=found[0].sender.id,
            made_by=person.id,
            reason=reason,
            at=context.clock(),
        )
    )
    if new:
        context.broker.signal(QueueTouched())
    return made


async def listing(context: Context, actor: Actor, *, waiting: bool) -> tuple[ReportedMessage, ...]:
    """Those of the rooms where the actor keeps order; moderators of the place read all, for all may need them."""
    person = require_person(actor, Action.REPORT_MAKE)
    # Looked for there alone: however much waits elsewhere, it hides nothing.
    rooms = None if keeps_order(actor) else await rooms_kept(context, actor, Action.REPORTS_SEE)
    within = Within(rooms=rooms, but=person.id)
    reports = await context.store.reports(waiting=waiting, limit=MOST, within=within)
    ids = {who for each in reports for who in (each.person, each.made_by)}
    people = {person.id: person.plain() for person in await context.store.people(sorted(ids))}
    return tuple([await _told(context, each, people) for each in reports])


async def decide(
    context: Context, actor: Actor, report: int, verdict: str, reason: str = "", address: str = ""
) -> None:
    """Something was done, or need not be. NotFoundError."""
    found = await _to_decide(context, actor, report)
    by = require_person(actor, Action.REPORT_MAKE)
    reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    await context.store.decide_report(report, verdict, by.id, context.clock())
    await _written(context, actor, found, verdict, reason, address)


async def reopen(context: Context, actor: Actor, report: int, reason: str = "", address: str = "") -> None:
    """Take the verdict back: the report waits again, for all who may decide it. NotFoundError."""
    found = await _to_decide(context, actor, report)
    reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    if found.verdict is None:
        return
    await context.store.reopen_report(report)
    await _written(context, actor, found, "reopened", reason, address)


async def _to_decide(context: Context, actor: Actor, report: int) -> Report:
    found = await context.store.report(report)
    if found is None or not await _may_see(context, actor, found):
        require(actor, Action.REPORT_MAKE)
        raise NotFoundError
    return found


async def _written(
    context: Context, actor: Actor, report: Report, what: str, reason: str, address: str
) -> None:
    context.broker.signal(QueueTouched())
    await audit.note(
        context,
        actor,
        f"report.{what}",
        person=report.person,
        room=report.room,
        seq=report.seq,
        reason=reason,
        address=address,
    )


async def _may_see(context: Context, actor: Actor, report: Report) -> bool:
    if actor.person is None or report.person == actor.person.id:
        # Nobody is the judge of their own words.
        return False
    return keeps_order(actor) or await place_of(context, actor, report.room, Action.REPORTS_SEE) is not None


async def _told(context: Context, report: Report, people: dict[int, Person]) -> ReportedMessage:
    events = (await context.store.messages(report.room, [report.seq])).events
    there = bool(events) and not _is_gone(events[0].folded)
    return ReportedMessage(
        id=report.id,
        room=report.room,
        seq=report.seq,
        person=people.get(report.person, Person(report.person, "")),
        made_by=people.get(report.made_by, Person(report.made_by, "")),
        reason=report.reason,
        at=report.at,
        verdict=report.verdict,
        message=message(events[0]) if there else None,
    )


def _is_gone(folded: object) -> bool:
    return getattr(folded, "recalled_at", None) is not None
