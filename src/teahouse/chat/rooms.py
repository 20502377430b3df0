"""Reading rooms: the list, a fresh load, pages of history, read positions."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter

from teahouse.chat.context import Context
from teahouse.chat.visibility import seen_by
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require, require_person
from teahouse.protocol.commands import HistoryRead, ReadMark, RoomLoad
from teahouse.protocol.events import RoomSummary
from teahouse.protocol.replies import Done, HistoryPage, RoomLoaded
from teahouse.store.port import StoredEvent

LATEST = 2**53
PAGE_BYTES = 262_144
"""The most text in one answer, unless a single event has more: a reader must be able to take it whole."""

PIECE_EVENTS = 32
"""Read at a time, for each may be as long as may be."""


async def listing(context: Context, actor: Actor) -> tuple[RoomSummary, ...]:
    """The rooms that this actor may know of."""
    require(actor, Action.ROOM_READ)
    return tuple(await context.store.rooms(_id(actor)))


async def load(context: Context, actor: Actor, command: RoomLoad) -> RoomLoaded:
    """A room's state and newest events, read in one transaction."""
    require(actor, Action.ROOM_READ)
    snapshot = await context.store.load(command.room, _id(actor), command.limit)
    return RoomLoaded(
        id=command.id,
        epoch=context.store.epoch,
        state=snapshot.state,
        seq=snapshot.state.head,
        events=seen_by(_near(snapshot.events, snapshot.state.head), _id(actor)),
    )


async def history(context: Context, actor: Actor, command: HistoryRead) -> HistoryPage:
    """A contiguous stretch of the log, before a seq or around one; newest without either.

    Of long texts it holds fewer than `limit`, those nearest to what was asked for.
    """
    require(actor, Action.HISTORY_READ)
    first = await context.store.first_seq(command.room)
    if command.around is not None:
        upto = command.around + command.limit // 2
    elif command.before is not None:
        upto = command.before - 1
    else:
        upto = (await context.store.load(command.room, _id(actor), 1)).state.head
    after = max(upto - command.limit, first - 1, 0)
    middle = upto if command.around is None else command.around
    near = _near(await _outwards(context, command.room, after, upto, middle), middle)
    return HistoryPage(id=command.id, room=command.room, first_seq=first, events=seen_by(near, _id(actor)))


async def mark_read(context: Context, actor: Actor, command: ReadMark) -> Done:
    """Move the actor's read position up."""
    reader = require_person(actor, Action.READ_MARK)
    await context.store.mark_read(command.room, reader.id, command.seq)
    return Done(id=command.id)


async def _outwards(context: Context, room: int, after: int, upto: int, seq: int) -> list[StoredEvent]:
    """The events with `after < seq <= upto`, read piece by piece from `seq` until there is text enough."""
    low = high = min(max(seq, after), upto)
    found: list[StoredEvent] = []
    size = 0
    while size < PAGE_BYTES and (low > after or high < upto):
        start = max(low - PIECE_EVENTS, after)
        older = await context.store.events(room, start, low, PIECE_EVENTS) if low > after else []
        end = min(high + PIECE_EVENTS, upto)
        newer = await context.store.events(room, high, end, PIECE_EVENTS) if high < upto else []
        if len(newer) < end - high:
            upto = end  # there is no more
        low, high = start, end
        found = [*older, *found, *newer]
        size += sum(len((event.body or "").encode()) for event in (*older, *newer))
    return found


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
