"""Keeping order: sanctions, reports, held messages, and who did what."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from teahouse.chat import audit, held, moderation, reports
from teahouse.chat.audit import AuditPage
from teahouse.chat.held import HeldMessage
from teahouse.chat.moderation import MOST_SECONDS, Sanctioned, Wish
from teahouse.chat.reports import ReportedMessage
from teahouse.http.rooms import RoomPath
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.model.text import REASON_CHARACTERS
from teahouse.protocol.command import Place
from teahouse.protocol.commands import PersonId
from teahouse.store.order_records import AuditFilter

IdPath = Annotated[int, PathParameter(ge=1, le=2**53)]
RoomQuery = Annotated[int | None, QueryParameter(ge=1, le=2**53)]
Reason = Annotated[str, Meta(max_length=REASON_CHARACTERS)]
Seconds = Annotated[int, Meta(ge=1, le=MOST_SECONDS)]


class NewSanction(Struct, frozen=True, kw_only=True):
    """What somebody is not to do: in a room, or (null) everywhere; `seconds` null is without end.

    `mute`: say, change, react, vote, pin or send up anything. `ban`: be here; with `addresses` nobody
    may come from where they were last, and with `erase` all that they said is taken back. `shadow`: be
    read by anybody else. `hold`: be read before a moderator has read it. Of the last two they know nothing.
    """

    kind: Literal["mute", "ban", "shadow", "hold"]
    person: PersonId
    room: Place | None = None
    seconds: Seconds | None = None
    reason: Reason = ""
    addresses: bool = False
    erase: bool = False


class SanctionMade(Struct, frozen=True):
    """What it is undone by."""

    id: int


class SanctionList(Struct, frozen=True):
    """The last one first; those too that are over."""

    sanctions: tuple[Sanctioned, ...]


class Undoing(Struct, frozen=True):
    """Why it is undone."""

    reason: Reason = ""


class Kick(Struct, frozen=True):
    """Whom to send out of the room; of one that is open to them, for so long."""

    person: PersonId
    seconds: Seconds | None = None
    reason: Reason = ""


class Kicked(Struct, frozen=True):
    """What a kick is undone by; null where a member was removed, who is added again."""

    id: int | None


class NewReport(Struct, frozen=True):
    """A message that is not in order."""

    room: Place
    seq: Place
    reason: Reason = ""


class ReportMade(Struct, frozen=True):
    """The same for the same message of the same person."""

    id: int


class ReportList(Struct, frozen=True):
    """Open ones the oldest first, done ones the last first."""

    reports: tuple[ReportedMessage, ...]


class ReportVerdict(Struct, frozen=True):
    """What became of it."""

    verdict: Literal["acted", "dismissed"]
    reason: Reason = ""


class HeldList(Struct, frozen=True):
    """Those that wait the oldest first, refused ones the last first."""

    held: tuple[HeldMessage, ...]


class HeldVerdict(Struct, frozen=True):
    """Whether everybody may read it.

    `seen` is its `folded.edited_at` as you read it, 0 if it had none: if its author has edited it since, it is
    not decided (`message_changed`). Without it, it is decided about whatever the message says now.
    """

    approve: bool
    reason: Reason = ""
    seen: Annotated[int, Meta(ge=0, le=2**53)] | None = None


@post("/api/v1/sanctions", status_code=201)
async def add_sanction(
    request: Asked, services: NamedDependency[Services], data: JSONBody[NewSanction]
) -> SanctionMade:
    """Stop somebody, for moderators: at once, and on every node within two seconds."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    wish = Wish(
        kind=data.kind,
        person=data.person,
        room=data.room,
        seconds=data.seconds,
        reason=data.reason,
        addresses=data.addresses,
        erase=data.erase,
    )
    return SanctionMade(await moderation.sanction(services.context, actor, wish, services.client(request)))


@get("/api/v1/sanctions")
async def list_sanctions(
    request: Asked, services: NamedDependency[Services], room: RoomQuery = None
) -> SanctionList:
    """Who was stopped, for moderators: in a room, or in all that you keep."""
    actor = await services.reader(request, Limit.PERSON_READS)
    return SanctionList(await moderation.listing(services.context, actor, room))


@delete("/api/v1/sanctions/{sanction:int}", status_code=204)
async def undo_sanction(
    request: Asked, services: NamedDependency[Services], sanction: IdPath, data: JSONBody[Undoing]
) -> None:
    """Take a sanction back."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await moderation.undo(services.context, actor, sanction, data.reason, services.client(request))


@post("/api/v1/rooms/{room:int}/kick", status_code=200)
async def kick_person(
    request: Asked, services: NamedDependency[Services], room: RoomPath, data: JSONBody[Kick]
) -> Kicked:
    """Send somebody out of a room: of a private one for good, of another for ten minutes or `seconds`."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    made = await moderation.kick(
        services.context, actor, room, data.person, data.seconds, data.reason, services.client(request)
    )
    return Kicked(made)


@post("/api/v1/reports", status_code=201)
async def add_report(
    request: Asked, services: NamedDependency[Services], data: JSONBody[NewReport]
) -> ReportMade:
    """Tell moderators of a message that you can read; of a whisper you show it to them by that."""
    actor = await services.writer(request, Limit.PERSON_REPORTS)
    return ReportMade(await reports.make(services.context, actor, data.room, data.seq, data.reason))


@get("/api/v1/reports")
async def list_reports(
    request: Asked,
    services: NamedDependency[Services],
    which: Annotated[Literal["open", "done"], QueryParameter(name="state")] = "open",
) -> ReportList:
    """What people told of, in the rooms that you keep."""
    actor = await services.reader(request, Limit.PERSON_READS)
    return ReportList(await reports.listing(services.context, actor, waiting=which == "open"))


@patch("/api/v1/reports/{report:int}", status_code=204)
async def decide_report(
    request: Asked, services: NamedDependency[Services], report: IdPath, data: JSONBody[ReportVerdict]
) -> None:
    """Something was done about it, or need not be."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    client = services.client(request)
    await reports.decide(services.context, actor, report, data.verdict, data.reason, client)


@delete("/api/v1/reports/{report:int}/verdict", status_code=204)
async def reopen_report(
    request: Asked, services: NamedDependency[Services], report: IdPath, data: JSONBody[Undoing]
) -> None:
    """Take back what was decided: it waits again. What was done to anybody is undone by itself."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await reports.reopen(services.context, actor, report, data.reason, services.client(request))


@get("/api/v1/held")
async def list_held(
    request: Asked,
    services: NamedDependency[Services],
    which: Annotated[Literal["open", "done"], QueryParameter(name="state")] = "open",
) -> HeldList:
    """The messages that wait for somebody like you, or (done) were refused and are still there."""
    actor = await services.reader(request, Limit.PERSON_READS)
    return HeldList(await held.listing(services.context, actor, waiting=which == "open"))


@post("/api/v1/held/{room:int}/{seq:int}", status_code=204)
async def decide_held(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: IdPath,
    data: JSONBody[HeldVerdict],
) -> None:
    """Let a held message through, at a new place, or leave it to its author; the first verdict holds.

    A refusal can be taken back. What was let through is a message as any other: it can be recalled.
    """
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await held.decide(
        services.context,
        actor,
        room,
        seq,
        approve=data.approve,
        seen=data.seen,
        reason=data.reason,
        address=services.client(request),
    )


@delete("/api/v1/held/{room:int}/{seq:int}/verdict", status_code=204)
async def reopen_held(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: IdPath,
    data: JSONBody[Undoing],
) -> None:
    """Have a refused message wait again, as long as it is there."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    client = services.client(request)
    await held.reopen(services.context, actor, room, seq, reason=data.reason, address=client)


@get("/api/v1/audit")
async def read_audit(
    request: Asked,
    services: NamedDependency[Services],
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 100,
    act: Annotated[str | None, QueryParameter(max_length=60)] = None,
    by: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    about: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
    room: RoomQuery = None,
) -> AuditPage:
    """Who did what, for admins; the last first. `by` and `about` are people; all that is given must hold."""
    actor = await services.reader(request, Limit.PERSON_READS)
    wanted = AuditFilter(action=act, made_by=by, person=about, room=room)
    return await audit.page(services.context, actor, before, limit, wanted)
