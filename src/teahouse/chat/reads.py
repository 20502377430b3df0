"""What one has read, what calls one, and what one wants to be told of."""

from __future__ import annotations

from teahouse.broker.port import RoomTouched
from teahouse.chat.context import Context
from teahouse.chat.visibility import messages_for
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person
from teahouse.protocol.commands import MentionsRead, ReadMark, RoomNotify
from teahouse.protocol.replies import Done, FoundPage


async def mark(context: Context, actor: Actor, command: ReadMark) -> Done:
    """Move the actor's read position, and tell their other tabs and devices."""
    reader = require_person(actor, Action.READ_MARK)
    await context.places.enter(command.room, actor)
    state = await context.store.mark_read(command.room, reader.id, command.seq, back=command.back)
    context.activity.read(state)
    return Done(id=command.id)


async def set_notify(context: Context, actor: Actor, command: RoomNotify) -> Done:
    """What of a room the actor wants to be told of."""
    reader = require_person(actor, Action.NOTIFY_SET)
    await context.places.enter(command.room, actor)
    context.activity.read(await context.store.set_notify(command.room, reader.id, command.level))
    context.broker.signal(RoomTouched(command.room, listed=False))
    return Done(id=command.id)


async def mentions(context: Context, actor: Actor, command: MentionsRead) -> FoundPage:
    """The messages that call the actor."""
    person = require_person(actor, Action.MENTIONS_READ)
    barred = context.standing.barred(person.id)
    found = await context.store.mentions(person.id, command.before, command.limit, barred)
    return FoundPage(
        id=command.id,
        messages=messages_for(found.messages, person.id),
        count=found.count,
        next=found.next,
    )
