"""What admins look at: the people, the rooms, and how much there is of everything."""

from __future__ import annotations

from msgspec import Struct

from teahouse.chat.context import Context
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person
from teahouse.store.port_house import Figures, Lodger, RoomSize

PAGE = 50


class PeopleList(Struct, frozen=True):
    """Newest first; `next` is the cursor for those before, None at the end."""

    people: tuple[Lodger, ...]
    next: int | None


async def people(context: Context, actor: Actor, query: str, before: int | None) -> PeopleList:
    """People, all or those with this in their names."""
    require_person(actor, Action.PEOPLE_MANAGE)
    found = await context.store.lodgers(query, before, context.clock(), PAGE + 1)
    page = tuple(found[:PAGE])
    return PeopleList(page, page[-1].person.id if len(found) > PAGE else None)


async def rooms(context: Context, actor: Actor) -> tuple[RoomSize, ...]:
    """All rooms, also those that this admin may not enter; conversations are not among them."""
    require_person(actor, Action.HOUSE_SEE)
    return tuple(await context.store.room_sizes())


async def figures(context: Context, actor: Actor) -> Figures:
    """How much there is."""
    require_person(actor, Action.HOUSE_SEE)
    return await context.store.figures()
