"""Where somebody keeps order, and over whom: asked by all that moderators do."""

from __future__ import annotations

from teahouse.chat.context import Context
from teahouse.chat.places import is_above, role_here
from teahouse.model.errors import NotAllowedError, NotFoundError
from teahouse.model.people import Actor, Role
from teahouse.model.permissions import Action, allowed, require
from teahouse.store.port import Place


async def place_of(context: Context, actor: Actor, room: int, action: Action) -> Place | None:
    """The room, if the actor may take this action there; None for one that is hidden or not theirs to keep."""
    try:
        place = await context.places.enter(room, actor)
    except NotFoundError:
        return None
    return place if allowed(role_here(place, actor), action) else None


async def rooms_kept(context: Context, actor: Actor, action: Action) -> tuple[int, ...]:
    """The rooms of which something waits, or was decided, where the actor may take this action."""
    rooms = await context.store.queue_rooms()
    return tuple([room for room in rooms if await place_of(context, actor, room, action) is not None])


async def require_in(context: Context, actor: Actor, room: int, action: Action) -> Place:
    """The room; RoomNotFoundError or NotAllowedError unless the actor may take this action there."""
    place = await context.places.enter(room, actor)
    require(actor, action, place.roles.get(actor.person.id) if actor.person and not place.direct else None)
    return place


def keeps_order(actor: Actor) -> bool:
    """Whether somebody is a moderator of the whole place, or more."""
    return actor.role.rank >= Role.MODERATOR.rank


async def check_above(context: Context, actor: Actor, person: int, place: Place | None) -> None:
    """NotAllowedError unless the actor is more than this person, in the room or (None) the house.

    Nobody is above themselves. PersonNotFoundError.
    """
    if actor.person is None or actor.person.id == person:
        raise NotAllowedError
    found = await context.store.person(person)
    other = Actor(found.role, found.person)
    if not is_above(place, actor, other):
        raise NotAllowedError
