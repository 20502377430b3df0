"""Deleting a room, with all that is in it."""

from __future__ import annotations

from typing import Final

from teahouse.broker.port import QueueTouched, RightsTouched, RoomTouched
from teahouse.chat import audit
from teahouse.chat.context import Context
from teahouse.model.errors import BadFieldError, NotAllowedError
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, allowed, require, require_person
from teahouse.store.port import Place

LOBBY: Final = 1


async def drop(context: Context, actor: Actor, room: int, title: str, address: str = "") -> None:
    """The room is gone for all, at once; its id is never given again. `title` is typed, so that it is meant.

    Who keeps the whole place may delete rooms that they may not enter. The lobby and
    conversations stay: NotAllowedError. BadFieldError if it is called otherwise.
    """
    place = await _place(context, actor, room)
    if room == LOBBY or place.info.kind != "room":
        raise NotAllowedError
    if title.strip() != (place.info.title or place.info.name):
        raise BadFieldError(field="title")
    await context.store.drop_room(room)
    context.places.forget(room)
    context.broker.signal(QueueTouched())
    context.broker.signal(RoomTouched(room, listed=True))
    # What people were not to do in there is no more.
    context.broker.signal(RightsTouched(None))
    context.after.dropped(room)
    # The id leads to nothing any more.
    detail = {"title": title.strip()}
    await audit.note(context, actor, "room.delete", room=room, detail=detail, address=address)


async def _place(context: Context, actor: Actor, room: int) -> Place:
    if allowed(actor.role, Action.ROOM_DELETE):
        require_person(actor, Action.ROOM_DELETE)
        return await context.places.get(room)
    place = await context.places.enter(room, actor)
    require(actor, Action.ROOM_DELETE, context.places.role(place, actor))
    return place
