"""Finding what was said, of what the actor may read."""

from __future__ import annotations

from msgspec.structs import replace

from teahouse.chat.context import Context
from teahouse.chat.visibility import messages_for
from teahouse.model import search
from teahouse.model.names import name_key
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require
from teahouse.protocol.commands import Search
from teahouse.protocol.replies import FoundPage
from teahouse.store.port import Wanted

LOBBY_TITLE = "大堂"
"""What the page calls the lobby in Chinese as long as it has no title; in English it is its name."""


async def find(context: Context, actor: Actor, command: Search) -> FoundPage:
    """A page of messages that the query finds; none if it names nobody or no room that there is."""
    require(actor, Action.SEARCH)
    person = actor.person.id if actor.person else None
    wanted = await _wanted(context, person, command)
    if wanted is None:
        return FoundPage(id=command.id, messages=(), count=0, next=None)
    barred = context.standing.barred(person) if person is not None else frozenset()
    wanted = replace(wanted, without=tuple(sorted(barred)))
    found = await context.store.search(person, wanted, command.before, command.limit)
    return FoundPage(
        id=command.id, messages=messages_for(found.messages, person), count=found.count, next=found.next
    )


async def _wanted(context: Context, person: int | None, command: Search) -> Wanted | None:
    """The query with its names looked up; None if nothing can be found."""
    query = search.parse(command.query, context.clock(), command.offset_minutes)
    senders: tuple[int, ...] = ()
    if query.senders:
        people = await context.store.people_by_name(list(query.senders))
        senders = tuple(found.person.id for found in people)
    rooms: tuple[int, ...] = ()
    if query.rooms:
        keys = {name_key(name) for name in query.rooms}
        rooms = tuple(
            room.id
            for room in await context.store.rooms(person)
            if keys & {name_key(name) for name in (room.name, room.title or LOBBY_TITLE)}
        )
    if (query.senders and not senders) or (query.rooms and not rooms):
        return None
    wanted = Wanted(
        phrases=query.phrases,
        prefixes=query.prefixes,
        rooms=rooms,
        senders=senders,
        has=query.has,
        after=query.after,
        before=query.before,
    )
    return None if wanted == Wanted() else wanted
