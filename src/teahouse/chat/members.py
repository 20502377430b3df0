"""Who is in a room, and as what: each change is an event of its log."""

from __future__ import annotations

from teahouse.broker.port import RoomTouched
from teahouse.chat import audit
from teahouse.chat.context import Context
from teahouse.chat.messages import announce
from teahouse.chat.places import guard_of, role_here
from teahouse.chat.ruling import check_above
from teahouse.model.errors import BadFieldError, NotAllowedError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.ids import new_key
from teahouse.model.people import Actor, Person, Role
from teahouse.model.permissions import Action, allowed, require_person
from teahouse.protocol.parts import Extras
from teahouse.store import effects
from teahouse.store.port import Guard, NewEvent, Place

ROLES = frozenset({Role.MEMBER, Role.MODERATOR, Role.OWNER})
"""What somebody may be in a room."""


async def listing(context: Context, actor: Actor, room: int) -> list[tuple[Person, Role]]:
    """Who is in a private room or a conversation, or has a role in any other; the highest first."""
    place = await context.places.enter(room, actor)
    require_person(actor, Action.MEMBERS_SEE, context.places.role(place, actor))
    roles = dict.fromkeys(place.members or (), Role.MEMBER) if place.direct else dict(place.roles)
    people = await context.store.people(sorted(roles))
    return sorted(
        ((person.plain(), roles[person.id]) for person in people),
        key=lambda member: (-member[1].rank, member[0].id),
    )


async def put(context: Context, actor: Actor, room: int, person: int, role: Role, address: str = "") -> None:
    """Add somebody to a private room, or give somebody another role in any room.

    Nobody gives more than they are, nor changes what somebody of their own rank is; so that
    a room can be handed over, its owner may make another. NotAllowedError, PersonNotFoundError.
    """
    place = await context.places.enter(room, actor)
    by = require_person(actor, Action.MEMBER_ADD, context.places.role(place, actor)).plain()
    if place.direct or role not in ROLES:
        raise BadFieldError(field="role")
    found = await context.store.person(person)
    if found.role.rank < Role.GUEST.rank:
        # A guest of the article's dialogue is gone with the connection.
        raise PersonNotFoundError(field="person")
    known = place.roles.get(person)
    if known is role or (known is None and role is Role.MEMBER and place.members is None):
        return
    if role is not Role.MEMBER or known is not None:
        mine = context.places.role(place, actor)
        if not allowed(mine, Action.MEMBER_RANK) or role.rank > mine.rank:
            raise NotAllowedError
        if person != by.id:
            await check_above(context, actor, person, place)
        else:
            _check_not_last(place, person)
    if role is Role.MEMBER and place.members is None:
        # In a room that is open to them anyway a member is nobody in particular.
        await _tell(context, place, by, found.person.plain(), None, guard_of(place))
    else:
        await _tell(context, place, by, found.person.plain(), role, guard_of(place))
    detail = {"role": role.value}
    await audit.note(context, actor, "member.put", person=person, room=room, detail=detail, address=address)


async def remove(
    context: Context, actor: Actor, room: int, person: int, *, reason: str = "", address: str = ""
) -> None:
    """Take somebody out of a private room, or their role in any other; oneself: leave.

    NotAllowedError for somebody of the same rank or a higher one, and for the last owner of a
    room with others in it. PersonNotFoundError for who is not in it.
    """
    place = await context.places.enter(room, actor)
    role = context.places.role(place, actor)
    by = require_person(actor, Action.MEMBERS_SEE, role).plain()
    if place.direct:
        raise NotAllowedError
    if person != by.id and not allowed(role, Action.MEMBER_REMOVE):
        raise NotAllowedError
    if person not in place.roles:
        raise PersonNotFoundError(field="person")
    if person == by.id:
        _check_not_last(place, person)
        member = by
    else:
        found = await context.store.person(person)
        theirs = role_here(place, Actor(found.role, found.person))
        # Who is in it is a private room's own business: its owner may send anybody out of it.
        if theirs.rank >= role.rank or place.members is None:
            await check_above(context, actor, person, place)
        member = found.person.plain()
    await _tell(context, place, by, member, None, guard_of(place))
    await audit.note(
        context, actor, "member.remove", person=person, room=room, reason=reason, address=address
    )


async def join(context: Context, actor: Actor, room: int, role: Role, address: str = "") -> None:
    """Come in by an invite, which was looked at: as `role`, or as what one is there already if that is more.

    RoomNotFoundError where an invite helps nobody in: for a room of those who have accounts, one is needed.
    """
    place = await context.places.get(room)
    person = require_person(actor, Action.MEMBERS_SEE).plain()
    if place.direct:
        raise RoomNotFoundError
    known = place.roles.get(person.id)
    if known is not None and known.rank >= role.rank:
        return
    if place.members is not None or role is not Role.MEMBER:
        await _tell(context, place, person, person, role)
        detail = {"role": role.value}
        await audit.note(
            context, actor, "member.join", person=person.id, room=room, detail=detail, address=address
        )
    await context.places.enter(room, actor)


def _check_not_last(place: Place, person: int) -> None:
    """A room with others in it keeps an owner."""
    owners = [each for each, role in place.roles.items() if role is Role.OWNER]
    others = place.members is not None and len(place.members) > 1
    if owners == [person] and others:
        raise NotAllowedError


async def _tell(
    context: Context,
    place: Place,
    by: Person,
    member: Person,
    role: Role | None,
    guard: Guard | None = None,
) -> None:
    """Commit it and tell every node; None for nobody any more."""
    event = NewEvent(
        room=place.info.id,
        kind=effects.MEMBER_REMOVED if role is None else effects.MEMBER_ADDED,
        sender=by,
        key=new_key(),
        body=None,
        extras=Extras(member=member, role=None if role is None else role.value),
        guard=guard,
    )
    done = await context.store.append(event)
    if not done.duplicate:
        # Before it is told: whoever comes in meanwhile is asked anew.
        context.places.forget(place.info.id)
        announce(context, event, done)
        context.broker.signal(RoomTouched(place.info.id, listed=True))
