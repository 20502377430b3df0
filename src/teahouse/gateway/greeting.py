"""The beginning of a connection on `/ws`: whose token it brought, and the hello that it gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.chat import people, rooms
from teahouse.model.people import VISITOR, Actor
from teahouse.protocol.events import Hello

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway
    from teahouse.gateway.page import PagePeer

LOOKS = 4
"""How often the list of rooms is read anew because somebody's rights changed meanwhile."""


async def identify(gateway: Gateway, token: str) -> Actor:
    """Whose token this is, under the name that they have now; BannedError."""
    register, rights = gateway.register, gateway.rights
    while True:
        mark, turn = register.renames, rights.turns
        actor = await people.by_token(gateway.context, token)
        if actor.session is not None and register.is_revoked(actor.session):
            return VISITOR
        if actor.person is None or not (
            register.renamed_since(actor.person.id, mark) or rights.turns != turn
        ):
            return actor


async def greeting(peer: PagePeer) -> Hello:
    """What a page is told first; a visitor gets a name proposed."""
    context = peer.gateway.context
    proposed = "" if peer.actor.person else await people.proposal(context, peer.language)
    for _ in range(LOOKS):
        # Whoever is sent out of a room while the list is read must not read of it in the list.
        touched = context.places.changes
        hello = await _hello(peer, proposed)
        if touched == context.places.changes:
            break
    return hello


async def _hello(peer: PagePeer, proposed: str) -> Hello:
    # The actor as it is now: name and role may have changed since the last look.
    gateway, actor = peer.gateway, peer.actor
    context = gateway.context
    listing = await rooms.listing(context, actor)
    ignored = await context.store.ignored(actor.person.id) if actor.person else frozenset()
    gateway.queue.greet(actor, listing)
    return gateway.hello(actor, proposed, listing, tuple(sorted(ignored)))
