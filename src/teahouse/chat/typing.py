"""Telling the others that one is typing."""

from __future__ import annotations

from teahouse.broker.port import TypingSignal
from teahouse.chat.context import Context
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person
from teahouse.protocol.commands import TypingStart, TypingStop
from teahouse.protocol.replies import Done


async def tell(context: Context, actor: Actor, command: TypingStart | TypingStop) -> Done:
    """Signal it; it holds six seconds, or until stopped. RoomNotFoundError."""
    person = require_person(actor, Action.TYPING).plain()
    await context.places.enter(command.room, actor)
    if context.standing.silent(person.id, command.room):
        # Of somebody whom nobody reads, nobody hears.
        return Done(id=command.id)
    context.broker.signal(TypingSignal(command.room, person, isinstance(command, TypingStart)))
    return Done(id=command.id)
