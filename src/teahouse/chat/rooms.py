"""Reading rooms: the list, a fresh load, pages of history, read positions."""

from __future__ import annotations

from teahouse.chat.context import Context
from teahouse.chat.visibility import seen_by
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require, require_person
from teahouse.protocol.commands import HistoryRead, ReadMark, RoomLoad
from teahouse.protocol.events import RoomSummary
from teahouse.protocol.replies import Done, HistoryPage, RoomLoaded

LATEST = 2**53


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
        events=seen_by(snapshot.events, _id(actor)),
    )


async def history(context: Context, actor: Actor, command: HistoryRead) -> HistoryPage:
    """A contiguous stretch of the log, before a seq or around one; newest without either."""
    require(actor, Action.HISTORY_READ)
    first = await context.store.first_seq(command.room)
    if command.around is not None:
        upto = command.around + command.limit // 2
    elif command.before is not None:
        upto = command.before - 1
    else:
        upto = (await context.store.load(command.room, _id(actor), 1)).state.head
    after = max(upto - command.limit, first - 1, 0)
    events = await context.store.events(command.room, after, upto, command.limit) if upto > after else []
    return HistoryPage(id=command.id, room=command.room, first_seq=first, events=seen_by(events, _id(actor)))


async def mark_read(context: Context, actor: Actor, command: ReadMark) -> Done:
    """Move the actor's read position up."""
    reader = require_person(actor, Action.READ_MARK)
    await context.store.mark_read(command.room, reader.id, command.seq)
    return Done(id=command.id)


def _id(actor: Actor) -> int | None:
    return actor.person.id if actor.person else None
