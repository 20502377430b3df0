"""Reading rooms: the list, a fresh load, pages of history, single messages."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from teahouse.chat.context import Context
from teahouse.chat.visibility import may_see, messages_for, seen_by
from teahouse.model.errors import MessageGoneError, NotAllowedError
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, allowed, require, require_person
from teahouse.protocol.commands import EditsRead, HistoryRead, MessagesRead, RoomLoad
from teahouse.protocol.events import RoomSummary
from teahouse.protocol.replies import EditsPage, HistoryPage, MessagesPage, RoomLoaded
from teahouse.store.port import StoredEvent, Stretch

LATEST = 2**53
PAGE_BYTES = 262_144
"""The most text in one answer, unless a single event has more: a reader must be able to take it whole."""

PIECE_EVENTS = 32
"""Read at a time, for each may be as long as may be."""


async def listing(context: Context, actor: Actor) -> tuple[RoomSummary, ...]:
    """The rooms that this actor may know of."""
    require(actor, Action.ROOM_READ)
    barred = context.standing.barred(actor.person.id) if actor.person else frozenset()
    return tuple(room for room in await context.store.rooms(_id(actor)) if room.id not in barred)


async def summary(context: Context, actor: Actor, room: int) -> RoomSummary:
    """One room as it is in the actor's list."""
    require(actor, Action.ROOM_READ)
    await context.places.enter(room, actor)
    return (await context.store.load(room, _id(actor), 1)).state


async def load(context: Context, actor: Actor, command: RoomLoad) -> RoomLoaded:
    """A room's state and newest events, read in one transaction."""
    require(actor, Action.ROOM_READ)
    await context.places.enter(command.room, actor)
    snapshot = await context.store.load(command.room, _id(actor), command.limit)
    # Asked once more: whoever was sent away while it was read gets nothing of it.
    place = await context.places.enter(command.room, actor)
    after = place.after(_id(actor))
    return RoomLoaded(
        id=command.id,
        epoch=context.store.epoch,
        state=snapshot.state,
        seq=snapshot.state.head,
        events=seen_by(_near(snapshot.events, snapshot.state.head), _id(actor), after),
        pins=tuple(seq for seq in snapshot.pins if seq > after),
    )


async def history(context: Context, actor: Actor, command: HistoryRead) -> HistoryPage:
    """A contiguous stretch of the log, before a seq or around one; newest without either.

    Of long texts it holds fewer than `limit`, those nearest to what was asked for.
    """
    require(actor, Action.HISTORY_READ)
    place = await context.places.enter(command.room, actor)
    info = place.info
    if command.around is not None:
        upto = command.around + command.limit // 2
    elif command.before is not None:
        upto = command.before - 1
    else:
        upto = (await context.store.stretch(command.room, LATEST, LATEST, 1)).head
    after = max(upto - command.limit, info.first_seq - 1, 0)
    middle = upto if command.around is None else command.around
    found = await _outwards(context, command.room, after, upto, middle)
    place = await context.places.enter(command.room, actor)
    return HistoryPage(
        id=command.id,
        room=command.room,
        first_seq=found.first_seq,
        as_of=found.head,
        events=seen_by(_near(found.events, middle), _id(actor), place.after(_id(actor))),
    )


async def messages(context: Context, actor: Actor, command: MessagesRead) -> MessagesPage:
    """Single messages, those that the actor may see of them."""
    require(actor, Action.HISTORY_READ)
    await context.places.enter(command.room, actor)
    found = await context.store.messages(command.room, sorted(set(command.seqs)))
    place = await context.places.enter(command.room, actor)
    return MessagesPage(
        id=command.id,
        room=command.room,
        as_of=found.head,
        messages=messages_for(_near(found.events, LATEST), _id(actor), place.after(_id(actor))),
    )


async def edits(context: Context, actor: Actor, command: EditsRead) -> EditsPage:
    """What a message was before: one's own, or any where one keeps order."""
    person = require_person(actor, Action.MESSAGE_EDIT)
    place = await context.places.enter(command.room, actor)
    found = (await context.store.messages(command.room, [command.seq])).events
    if not found or not may_see(found[0], person.id, place.after(person.id)):
        raise MessageGoneError(field="seq")
    if found[0].sender.id != person.id and not allowed(
        context.places.role(place, actor), Action.EDITS_SEE_OTHERS
    ):
        raise NotAllowedError
    versions = await context.store.edits(command.room, command.seq)
    return EditsPage(
        id=command.id,
        room=command.room,
        seq=command.seq,
        versions=tuple((version.at, version.body) for version in versions),
    )


async def _outwards(context: Context, room: int, after: int, upto: int, seq: int) -> Stretch:
    """The events with `after < seq <= upto`, read piece by piece from `seq` until there is text enough.

    They are as of the first piece's head: what an event after it changed in a later piece,
    the reader is told by that event anyway.
    """
    store = context.store
    low = high = min(max(seq, after), upto)
    found: list[StoredEvent] = []
    first: Stretch | None = None
    size = 0
    while first is None or (size < PAGE_BYTES and (low > after or high < upto)):
        start = max(low - PIECE_EVENTS, after)
        older = await store.stretch(room, start, low, PIECE_EVENTS)
        first = first or older
        end = min(high + PIECE_EVENTS, upto)
        newer = (await store.stretch(room, high, end, PIECE_EVENTS)).events if high < upto else []
        if len(newer) < end - high:
            upto = end  # there is no more
        low, high = start, end
        found = [*older.events, *found, *newer]
        size += sum(len((event.body or "").encode()) for event in (*older.events, *newer))
    return Stretch(head=first.head, first_seq=first.first_seq, events=found)


def _near(events: list[StoredEvent], seq: int) -> list[StoredEvent]:
    """The contiguous events nearest to `seq` that have PAGE_BYTES of text together; at least one."""
    sizes = [len((event.body or "").encode()) for event in events]
    left = PAGE_BYTES
    if sum(sizes) <= left:
        return events
    end = bisect_left(events, seq, key=attrgetter("seq")) + 1
    start = end = min(end, len(events))
    while True:
        # The older side first, so that the event itself is always among them.
        if start > 0 and (sizes[start - 1] <= left or start == end):
            start -= 1
            left -= sizes[start]
            older = True
        else:
            older = False
        if end < len(events) and sizes[end] <= left:
            left -= sizes[end]
            end += 1
        elif not older:
            return events[start:end]


def _id(actor: Actor) -> int | None:
    return actor.person.id if actor.person else None
