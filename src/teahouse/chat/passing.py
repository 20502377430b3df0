"""What becomes of a change of a message by somebody who may not do all that others may."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from teahouse.chat.context import Context
from teahouse.chat.gate import BY_LINK, BY_WORDS
from teahouse.model.errors import TooLateError, WordsRefusedError
from teahouse.model.people import Actor
from teahouse.protocol.commands import MessageChange, MessageEdit, MessageRecall, ReactionRemove
from teahouse.protocol.parts import Extras
from teahouse.store import effects
from teahouse.store.port import NewEvent, Place, StoredEvent


class Change(Struct, frozen=True):
    """`body` is the new text as it may be said; `alone`: nobody but who changes it sees the change."""

    body: str | None = None
    alone: bool = False


AS_IT_IS: Final = Change()


async def changed(
    context: Context, actor: Actor, place: Place, command: MessageChange, target: StoredEvent
) -> Change:
    """MutedError; WordsRefusedError for a text that would be held, TooLateError for one that nobody would read.

    What was said can always be taken back.
    """
    person = actor.person
    if person is None or isinstance(command, MessageRecall):
        return AS_IT_IS
    room = command.room
    if not isinstance(command, ReactionRemove):
        context.standing.check_mute(person.id, room)
    is_own = target.visible_to == (person.id,)
    if isinstance(command, MessageEdit):
        passed = await context.gate.edited(actor, place, command.body, private=_is_private(place, target))
        if passed.alone and not is_own:
            # The text of before is everybody's: a new one for its author alone would stay when that is taken back.
            raise WordsRefusedError if passed.why in (BY_LINK, BY_WORDS) else TooLateError
        return Change(body=passed.body)
    return Change(alone=not is_own and context.standing.is_shadowed(person.id, room))


def for_its_author(event: NewEvent) -> NewEvent:
    """The same for its author's eyes alone, and without an effect on the message."""
    return replace(
        event,
        kind=effects.SHADOWED,
        visible_to=(event.sender.id,),
        extras=replace(event.extras or Extras(), shadow=event.kind),
        calls=(),
        words=None,
    )


def _is_private(place: Place, target: StoredEvent) -> bool:
    return place.direct or target.to is not None
