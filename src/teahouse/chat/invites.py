"""Links into a room: made by who keeps order there, used by whoever has them."""

from __future__ import annotations

from teahouse.chat import accounts, audit, links, members, people, rooms, sessions
from teahouse.chat.context import HOUR_MS, Context
from teahouse.chat.new_links import make as make_link
from teahouse.chat.passwords import check_password
from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.errors import BadFieldError, NotAllowedError, NotFoundError, RoomNotFoundError
from teahouse.model.names import check_name
from teahouse.model.people import ACCOUNTS, Actor, Person, Role, session_id
from teahouse.model.permissions import Action, allowed, require_person
from teahouse.store.account_records import Link, token_bytes
from teahouse.store.port import Place

ROLES = frozenset({Role.MEMBER, Role.MODERATOR})
"""What a link may make of somebody in its room."""

HOURS = 8_760
USES = 10_000
OPEN = 100
"""Invites of one room that may be used at a time."""


async def make(
    context: Context, actor: Actor, room: int, role: Role, uses: int | None, hours: int, address: str = ""
) -> tuple[str, Link]:
    """A link for so many people (None: any number) and hours: its token, shown once."""
    place, by = await _keeper(context, actor, room)
    if role not in ROLES:
        raise BadFieldError(field="role")
    if uses is not None and not 1 <= uses <= USES:
        raise BadFieldError(field="uses")
    if not 1 <= hours <= HOURS:
        raise BadFieldError(field="hours")
    if role is not Role.MEMBER and not allowed(context.places.role(place, actor), Action.MEMBER_RANK):
        raise NotAllowedError
    if len(await context.store.list_links(room, context.clock())) >= OPEN:
        raise NotAllowedError
    token, link = await make_link(
        context, "invite", hours * HOUR_MS, made_by=by.id, room=room, role=role, uses=uses
    )
    detail: dict[str, object] = {"role": role.value, "uses": uses, "hours": hours}
    await audit.note(context, actor, "invite.make", room=room, detail=detail, address=address)
    return token, link


async def listing(context: Context, actor: Actor, room: int) -> list[Link]:
    """Those of a room that may be used now, the newest first."""
    await _keeper(context, actor, room)
    return await context.store.list_links(room, context.clock())


async def revoke(context: Context, actor: Actor, room: int, handle: str, address: str = "") -> None:
    """It may not be used any more; NotFoundError if the room has none of this handle."""
    await _keeper(context, actor, room)
    if not await context.store.revoke_link(handle, room):
        raise NotFoundError
    await audit.note(context, actor, "invite.revoke", room=room, address=address)


async def use(context: Context, actor: Actor, token: str, link: Link, wish: links.Wish) -> links.Used:
    """Come into the room; a visitor becomes somebody first, so that no use is lost over a name.

    LinkRefusedError for a link that may not be used any more, NotAllowedError where an
    account is needed.
    """
    place = await _place(context, link)
    role = Role(link.role)
    if actor.person is None:
        if place.info.access == "members" and wish.password is None:
            raise NotAllowedError
        secret, actor = await _become(context, wish)
    else:
        secret = None
        if place.info.access == "members" and actor.role not in ACCOUNTS:
            raise NotAllowedError
    person = require_person(actor, Action.MEMBERS_SEE)
    if context.standing.is_banned(person.id, place.info.id):
        # Whoever was sent out is not let in by it, and uses nothing up.
        raise LinkRefusedError
    known = place.roles.get(person.id)
    is_there = place.members is None and role is Role.MEMBER
    if not is_there and (known is None or known.rank < role.rank):
        if await context.store.take_link(token_bytes(token), "invite", context.clock()) is None:
            raise LinkRefusedError
        await members.join(context, actor, place.info.id, role, wish.address)
    summary = await rooms.summary(context, actor, place.info.id)
    return links.Used(person=person, role=actor.role, token=secret, room=summary)


async def _become(context: Context, wish: links.Wish) -> tuple[str, Actor]:
    """A guest of the name that was given, or with a password somebody with an account; and the session's secret."""
    if wish.name is None:
        raise BadFieldError(field="name")
    if wish.password is None:
        person, secret = await people.become_guest(context, wish.name)
        return secret, Actor(Role.GUEST, person, session_id(secret))
    password = check_password(wish.password)
    session = sessions.new(context, wish.label)
    now = context.clock()
    person = await context.store.add_account(check_name(wish.name), session, now, context.free_before())
    acting = Actor(Role.MEMBER, person, session_id(session.token))
    await accounts.set_password(context, person, password, keep=acting.session)
    await audit.note(context, acting, "account.make", person=person.id, address=wish.address)
    return session.token, acting


async def _place(context: Context, link: Link) -> Place:
    if link.room is None:
        raise LinkRefusedError
    try:
        return await context.places.get(link.room)
    except RoomNotFoundError:
        raise LinkRefusedError from None


async def _keeper(context: Context, actor: Actor, room: int) -> tuple[Place, Person]:
    """The room, and who may invite people into it."""
    place = await context.places.enter(room, actor)
    if place.direct:
        raise NotAllowedError
    return place, require_person(actor, Action.INVITE_MAKE, context.places.role(place, actor))
