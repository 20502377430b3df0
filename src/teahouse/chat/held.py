"""The messages that wait for a moderator, and what becomes of them."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from teahouse.broker.port import QueueTouched
from teahouse.chat import audit, calls
from teahouse.chat.context import Context
from teahouse.chat.messages import announce
from teahouse.chat.ruling import place_of, rooms_kept
from teahouse.chat.visibility import NOTHING, message
from teahouse.model.errors import MessageChangedError, MessageGoneError, NotAllowedError
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require, require_person
from teahouse.model.search import words
from teahouse.model.text import REASON_CHARACTERS, check_line
from teahouse.protocol.events import MessageCreated
from teahouse.store import effects
from teahouse.store.order_records import APPROVED, REJECTED, Within
from teahouse.store.port import NewEvent, Place, StoredEvent

MOST: Final = 200
"""Of the queue that are told at once."""

APPROVALS: Final = UUID("7c1f9c0a-5a0e-4b6f-9d5e-0c6d7e9b4f21")
"""The namespace of the keys of what moderators let through."""


class HeldMessage(Struct, frozen=True, kw_only=True):
    """A message that waits since `at`. `why` is person, link, words or newcomer; `verdict` null or rejected."""

    room: int
    seq: int
    message: MessageCreated
    why: str
    at: int
    verdict: str | None = None


async def listing(context: Context, actor: Actor, *, waiting: bool = True) -> tuple[HeldMessage, ...]:
    """What waits in the rooms where this actor keeps order, the oldest first, or was refused there; of no others."""
    person = require_person(actor, Action.REPORT_MAKE)
    # Nobody is the judge of their own words; and however much waits elsewhere, it hides nothing.
    within = Within(rooms=await rooms_kept(context, actor, Action.HELD_SEE), but=person.id)
    found = []
    for each in await context.store.held(MOST, within, waiting=waiting):
        events = (await context.store.messages(each.room, [each.seq])).events
        if events and not _is_gone(events[0]):
            told = message(events[0])
            found.append(
                HeldMessage(
                    room=each.room, seq=each.seq, message=told, why=each.why, at=each.at, verdict=each.verdict
                )
            )
    return tuple(found)


async def decide(
    context: Context,
    actor: Actor,
    room: int,
    seq: int,
    *,
    approve: bool,
    seen: int | None = None,
    reason: str = "",
    address: str = "",
) -> None:
    """Let a held message through, as a new one at its new place, or leave it to its author alone.

    The first verdict holds until it is taken back; the same one again finishes what a failure may have left
    undone. `seen` is when what was looked at had been edited last (0: never), None for whatever it says now.
    MessageGoneError for what does not wait or was decided otherwise; NotAllowedError for one's own;
    MessageChangedError for what is not what was seen.
    """
    place, target = await _to_decide(context, actor, room, seq)
    by = require_person(actor, Action.REPORT_MAKE)
    reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    if seen is not None and seen != _edited_at(target):
        raise MessageChangedError(field="seen")
    wanted = APPROVED if approve else REJECTED
    verdict = await context.store.decide_held(room, seq, wanted, by.id, context.clock())
    if verdict != wanted:
        raise MessageGoneError(field="seq")
    # Read again, for its author may have taken it back meanwhile; but let through as it was when it was compared.
    if approve and not _is_gone(await _target(context, room, seq)):
        await _let_through(context, target, place)
    await _written(context, actor, target, verdict, reason, address)


async def reopen(
    context: Context, actor: Actor, room: int, seq: int, *, reason: str = "", address: str = ""
) -> None:
    """Have a refused message wait again, for all who may decide it; one that waits goes on to.

    MessageGoneError for what was let through, which is recalled as any message, or is not there.
    """
    _, target = await _to_decide(context, actor, room, seq)
    reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    if _is_gone(target) or not await context.store.reopen_held(room, seq):
        raise MessageGoneError(field="seq")
    await _written(context, actor, target, "reopened", reason, address)


async def _to_decide(context: Context, actor: Actor, room: int, seq: int) -> tuple[Place, StoredEvent]:
    place = await place_of(context, actor, room, Action.HELD_SEE)
    if place is None or actor.person is None:
        require(actor, Action.REPORT_MAKE)
        raise MessageGoneError(field="seq")
    target = await _target(context, room, seq)
    if target.sender.id == actor.person.id:
        raise NotAllowedError
    return place, target


async def _written(
    context: Context, actor: Actor, target: StoredEvent, what: str, reason: str, address: str
) -> None:
    context.broker.signal(QueueTouched())
    await audit.note(
        context,
        actor,
        f"held.{what}",
        person=target.sender.id,
        room=target.room,
        seq=target.seq,
        reason=reason,
        address=address,
    )


async def _target(context: Context, room: int, seq: int) -> StoredEvent:
    events = (await context.store.messages(room, [seq])).events
    if not events:
        raise MessageGoneError(field="seq")
    return events[0]


async def _let_through(context: Context, target: StoredEvent, place: Place) -> None:
    """The same message of its author's, for all; then the held one is gone. Each under a key of its own."""
    extras = target.extras or NOTHING
    texts = (target.body or "", *extras.options, *(file.name for file in extras.files))
    called = {who for who in target.mentions if who != target.sender.id}
    if place.members is not None:
        called &= place.members
    if called:
        called -= await context.store.ignored_by(target.sender.id, sorted(called))
    event = NewEvent(
        room=target.room,
        kind=effects.CREATED,
        sender=target.sender,
        key=_key(context, target, "said"),
        body=target.body,
        mentions=target.mentions,
        target=target.target,
        extras=target.extras,
        calls=(0, *sorted(called)) if extras.everyone else tuple(sorted(called)),
        words=words("\n".join(texts)),
    )
    done = await context.store.append(event)
    if not done.duplicate:
        context.after.said(announce(context, event, done))
        context.activity.moved(done.room, done.seq, done.count)
        await calls.tell(context, event, done.seq, place, None)
    gone = NewEvent(
        room=target.room,
        kind=effects.RECALLED,
        sender=target.sender,
        key=_key(context, target, "gone"),
        body=None,
        visible_to=target.visible_to,
        target=target.seq,
    )
    try:
        recalled = await context.store.append(gone)
    except MessageGoneError:
        # Its author took it back in this very moment, and means all of it.
        gone = replace(gone, key=_key(context, target, "back"), visible_to=None, target=done.seq)
        recalled = await context.store.append(gone)
        context.after.erased(tuple(file.id for file in extras.files))
    if not recalled.duplicate:
        # The files of the held one go on with the new one, so they are not erased.
        announce(context, gone, recalled)


def _key(context: Context, target: StoredEvent, what: str) -> UUID:
    """The same at each try, so that a second one makes no second message."""
    return uuid5(APPROVALS, f"{context.store.store_id} {target.room} {target.seq} {what}")


def _is_gone(event: StoredEvent) -> bool:
    return event.folded is not None and event.folded.recalled_at is not None


def _edited_at(event: StoredEvent) -> int:
    return 0 if event.folded is None else event.folded.edited_at or 0
