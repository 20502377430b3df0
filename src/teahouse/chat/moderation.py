"""What moderators do to people: sanctions, each with a reason, written down, and taken back."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from teahouse.broker.port import RightsTouched
from teahouse.chat import audit, members
from teahouse.chat.context import Context
from teahouse.chat.erasing import erase_messages_of
from teahouse.chat.places import is_above
from teahouse.chat.ruling import check_above, keeps_order, place_of, require_in
from teahouse.chat.standing import networks
from teahouse.model.errors import BadFieldError, NotAllowedError, NotFoundError, PersonNotFoundError
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require, require_person
from teahouse.model.text import REASON_CHARACTERS, check_line
from teahouse.store.order_records import BAN, KICK, NewSanction, SanctionRecord
from teahouse.store.port import Place

KICK_SECONDS: Final = 600
MOST_SECONDS: Final = 10 * 365 * 86_400
MOST: Final = 200
"""Sanctions that are told at once."""


class Sanctioned(Struct, frozen=True, kw_only=True):
    """A sanction as moderators read it. `network`: it means addresses too, which are never told."""

    id: int
    kind: str
    person: Person
    room: int | None
    network: bool
    reason: str
    at: int
    until: int | None
    made_by: Person
    undone_at: int | None


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody is not to do. `seconds` None is without end; `addresses` and `erase` belong to a ban alone."""

    kind: str
    person: int
    room: int | None = None
    seconds: int | None = None
    reason: str = ""
    addresses: bool = False
    erase: bool = False


async def sanction(context: Context, actor: Actor, wish: Wish, address: str = "") -> int:
    """From now on, on every node; its id. NotAllowedError for somebody of the same rank or a higher one."""
    place = None
    if wish.room is None:
        by = require_person(actor, Action.SANCTION)
    else:
        place = await require_in(context, actor, wish.room, Action.SANCTION)
        by = require_person(
            actor, Action.SANCTION, place.roles.get(actor.person.id) if actor.person else None
        )
        if place.direct:
            raise BadFieldError(field="room")
    if (wish.addresses or wish.erase) and wish.kind != BAN:
        raise BadFieldError(field="kind")
    if wish.addresses and wish.room is not None:
        raise BadFieldError(field="addresses")
    await check_above(context, actor, wish.person, place)
    reason = check_line(wish.reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    made = await context.store.add_sanction(
        NewSanction(
            kind=wish.kind,
            person=wish.person,
            room=wish.room,
            reason=reason,
            until=_until(context, wish.seconds),
            made_by=by.id,
            networks=await _networks(context, wish.person) if wish.addresses else None,
        ),
        context.clock(),
    )
    await _tell(context, wish.person)
    detail = {"seconds": wish.seconds, "addresses": wish.addresses, "erase": wish.erase, "sanction": made}
    await audit.note(
        context,
        actor,
        f"sanction.{wish.kind}",
        person=wish.person,
        room=wish.room,
        reason=reason,
        detail=detail,
        address=address,
    )
    if wish.erase:
        await erase_messages_of(context, wish.person, by.plain(), wish.room)
    return made


async def undo(context: Context, actor: Actor, sanction: int, reason: str = "", address: str = "") -> None:
    """Take a sanction back; nothing happens to one that was. NotFoundError, NotAllowedError, also for one by somebody above."""
    found = await context.store.sanction(sanction)
    if found is None:
        require(actor, Action.SANCTION)
        raise NotFoundError
    if found.room is None:
        require(actor, Action.SANCTION)
        place = None
    else:
        place = await require_in(context, actor, found.room, Action.SANCTION)
    by = actor.person
    assert by is not None, "who may do this is somebody"
    # Nobody takes back what holds for themselves or for who is above them.
    await check_above(context, actor, found.person, place)
    await _check_not_below(context, actor, found.made_by, place)
    reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    if not await context.store.undo_sanction(sanction, by.id, context.clock()):
        return
    await _tell(context, found.person)
    await audit.note(
        context,
        actor,
        f"sanction.{found.kind}.undone",
        person=found.person,
        room=found.room,
        reason=reason,
        detail={"sanction": sanction},
        address=address,
    )


async def listing(context: Context, actor: Actor, room: int | None) -> tuple[Sanctioned, ...]:
    """Of a room, or (None) of the house and all rooms where the actor keeps order; the last first."""
    if room is None:
        require(actor, Action.SANCTION)
    else:
        await require_in(context, actor, room, Action.SANCTION)
    found = [
        each
        for each in await context.store.sanctions(room, MOST)
        if each.room == room or await _may_see(context, actor, each)
    ]
    ids = {who for each in found for who in (each.person, each.made_by)}
    people = {person.id: person.plain() for person in await context.store.people(sorted(ids))}
    return tuple(
        Sanctioned(
            id=each.id,
            kind=each.kind,
            person=people.get(each.person, Person(each.person, "")),
            room=each.room,
            network=each.networks is not None,
            reason=each.reason,
            at=each.at,
            until=each.until,
            made_by=people.get(each.made_by, Person(each.made_by, "")),
            undone_at=each.undone_at,
        )
        for each in found
    )


async def kick(
    context: Context,
    actor: Actor,
    room: int,
    person: int,
    seconds: int | None = None,
    reason: str = "",
    address: str = "",
) -> int | None:
    """Send somebody out: of a private room for good (None), of another for a while (the id of the sanction).

    For the audit the one is a member removed, the other a sanction of the kind kick.
    """
    place = await require_in(context, actor, room, Action.MEMBER_REMOVE)
    if place.members is not None and not place.direct:
        reason = check_line(reason, "reason", REASON_CHARACTERS, may_be_empty=True)
        await members.remove(context, actor, room, person, reason=reason, address=address)
        return None
    wait = KICK_SECONDS if seconds is None else seconds
    wish = Wish(kind=KICK, person=person, room=room, seconds=wait, reason=reason)
    return await sanction(context, actor, wish, address)


async def _check_not_below(context: Context, actor: Actor, maker: int, place: Place | None) -> None:
    """NotAllowedError for what was done by somebody above the actor."""
    try:
        found = await context.store.person(maker)
    except PersonNotFoundError:
        # Whoever did it is gone for good.
        return
    if is_above(place, Actor(found.role, found.person), actor):
        raise NotAllowedError


async def _may_see(context: Context, actor: Actor, found: SanctionRecord) -> bool:
    if found.room is None:
        return keeps_order(actor)
    return await place_of(context, actor, found.room, Action.SANCTION) is not None


async def _networks(context: Context, person: int) -> str:
    """Where the person was, as far as this node and the audit know; other nodes add what they know."""
    known = context.standing.networks_of(person)
    if not known:
        last = await context.store.last_address(person)
        known = networks([last] if last else [])
    return " ".join(known)


def _until(context: Context, seconds: int | None) -> int | None:
    if seconds is None:
        return None
    if not 0 < seconds <= MOST_SECONDS:
        raise BadFieldError(field="seconds")
    return context.clock() + seconds * 1000


async def _tell(context: Context, person: int) -> None:
    """This node knows before it answers, the others soon."""
    await context.standing.refresh()
    context.broker.signal(RightsTouched(person))
