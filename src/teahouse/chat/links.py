"""Links that do something once for whoever has them: the first owner, a new password, a second device, an invite.

A link that may not be used is refused in one way, whatever the reason: LinkRefusedError
after one look-up. The token stands behind the `#` of the page's address, so that no
server or proxy ever writes it down.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from teahouse.broker.port import RightsTouched
from teahouse.chat import accounts, audit, house, mailboxes, sessions
from teahouse.chat.context import DAY_MS, Context
from teahouse.chat.letters import reset_letter
from teahouse.chat.new_links import make
from teahouse.chat.passwords import check_password
from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.errors import BadFieldError, NotAllowedError, TeahouseError
from teahouse.model.names import check_name
from teahouse.model.people import ACCOUNTS, Actor, Person, Role
from teahouse.model.permissions import Action, require_person
from teahouse.protocol.parts import RoomSummary
from teahouse.store.account_records import Link, LinkKind, token_bytes

RESET_MS = DAY_MS
DEVICE_MS = 600_000


class Used(Struct, frozen=True, kw_only=True):
    """What a link made of who used it; `token` is the secret of a new session, if there is one."""

    person: Person
    role: Role
    token: str | None = None
    room: RoomSummary | None = None


class Wish(Struct, frozen=True, kw_only=True):
    """What a link may need besides itself."""

    name: str | None = None
    password: str | None = None
    language: str = "en"
    house: Mapping[str, object] | None = None
    label: str = ""
    address: str = ""


async def make_reset(context: Context, actor: Actor, person: int, address: str = "") -> str:
    """A link by which somebody below the actor gives themselves a new password: its token."""
    by = require_person(actor, Action.PEOPLE_RANK)
    found = await context.store.person(person)
    if found.role not in ACCOUNTS or found.role.rank >= actor.role.rank:
        raise NotAllowedError
    token, _ = await make(context, "reset", RESET_MS, person=person, made_by=by.id)
    await audit.note(context, actor, "account.reset_link", person=person, address=address)
    return token


async def make_device(context: Context, actor: Actor, address: str = "") -> tuple[str, int]:
    """A link that signs the actor in on another device: its token, and when it expires."""
    person = require_person(actor, Action.DEVICE_LINK)
    token, link = await make(context, "device", DEVICE_MS, person=person.id, made_by=person.id)
    await audit.note(context, actor, "session.device_link", person=person.id, address=address)
    return token, link.expires_at


async def send_reset(context: Context, name: str) -> None:
    """Write to whoever has this name a link for a new password, if there is a way; nothing says whether."""
    entry = context.entry
    if entry.mail is None or entry.public_url is None:
        return
    found = await context.store.people_by_name([name])
    if not found or found[0].role not in ACCOUNTS:
        return
    person = found[0].person
    if (to := (await context.store.mailbox(person.id)).address) is None:
        # One that nobody confirmed may be somebody else's.
        return
    token, _ = await make(context, "reset", RESET_MS, person=person.id)
    url = f"{entry.public_url}/#/reset/{token}"
    rules = context.house
    await entry.mail(to, *reset_letter(rules.name, rules.language, person.name, url))


async def look(context: Context, token: str) -> Link:
    """What a link does, if it may be used; LinkRefusedError."""
    link = await context.store.look_link(token_bytes(token), context.clock())
    if link is None:
        raise LinkRefusedError
    return link


async def use(context: Context, actor: Actor, token: str, wish: Wish) -> Used:
    """Do what the link is for."""
    link = await look(context, token)
    match link.kind:
        case "setup":
            return await _set_up(context, actor, token, wish)
        case "reset":
            return await _reset(context, actor, token, wish)
        case "device":
            return await _join_device(context, actor, token, wish)
        case "email":
            person, role = await mailboxes.confirm(context, token, wish.address)
            return Used(person=person, role=role)
        case "invite":
            # It knows rooms and members, which know links.
            from teahouse.chat import invites

            used: Used = await invites.use(context, actor, token, link, wish)
            return used


async def _set_up(context: Context, actor: Actor, token: str, wish: Wish) -> Used:
    """The owner, and how the place is run: all of it is checked before anything is done."""
    name = check_name(_given(wish.name, "name"))
    password = check_password(_given(wish.password, "password"))
    values = house.checked(wish.house or {})
    hashed = await context.entry.passwords.hash(password)
    made = sessions.new(context, wish.label)
    guest = actor.person if actor.role is Role.GUEST else None
    over = actor.session if guest is not None else None
    owner = await context.store.make_owner(
        token_bytes(token),
        None if guest is None else guest.id,
        name,
        hashed,
        made,
        over,
        context.clock(),
        context.free_before(),
    )
    if values:
        await house.put(context, values)
    await context.house.reload()
    context.broker.signal(RightsTouched(None))
    sessions.ended(context, [over])
    acting = Actor(Role.OWNER, owner)
    await audit.note(context, acting, "house.owned", person=owner.id, address=wish.address)
    return Used(person=owner, role=Role.OWNER, token=made.token)


async def _reset(context: Context, actor: Actor, token: str, wish: Wish) -> Used:
    """Another password; whoever was signed in is not any more, and who had the link is."""
    password = check_password(_given(wish.password, "password"))
    person, role = await _taken(context, token, "reset")
    if role not in ACCOUNTS:
        raise LinkRefusedError
    await accounts.set_password(context, person, password, keep=None)
    secret = await sessions.begin(context, actor, person, wish.label)
    await audit.note(context, Actor(role, person), "account.reset", person=person.id, address=wish.address)
    return Used(person=person, role=role, token=secret)


async def _join_device(context: Context, actor: Actor, token: str, wish: Wish) -> Used:
    """One more session of the same person."""
    person, role = await _taken(context, token, "device")
    if actor.person == person:
        # The link was opened where it was made: one session is enough.
        return Used(person=person, role=role)
    secret = await sessions.begin(context, actor, person, wish.label)
    await audit.note(context, Actor(role, person), "session.begin", person=person.id, address=wish.address)
    return Used(person=person, role=role, token=secret)


async def _taken(context: Context, token: str, kind: LinkKind) -> tuple[Person, Role]:
    link = await context.store.take_link(token_bytes(token), kind, context.clock())
    if link is None or link.person is None:
        raise LinkRefusedError
    try:
        found = await context.store.person(link.person)
    except TeahouseError:
        raise LinkRefusedError from None
    return found.person, found.role


def _given(text: str | None, field: str) -> str:
    if text is None:
        raise BadFieldError(field=field)
    return text
