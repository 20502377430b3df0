"""Accounts: keeping a name for good, signing in, and what somebody is in the place."""

from __future__ import annotations

from teahouse.broker.port import RightsTouched
from teahouse.chat import audit, sessions
from teahouse.chat.context import Context
from teahouse.chat.passwords import check_password
from teahouse.model.emails import check_email
from teahouse.model.errors import BadFieldError, ConflictError, NotAllowedError, SignInFailedError
from teahouse.model.people import ACCOUNTS, Actor, Person, Role
from teahouse.model.permissions import Action, require_person
from teahouse.store.account_records import Credential

PASSWORD = "password"  # noqa: S105 - a kind
NOBODY = "0"
"""No person's id, to be looked for where there is nobody: so that it takes as long."""


async def make(
    context: Context,
    actor: Actor,
    password: str | None,
    email: str | None,
    label: str,
    address: str = "",
) -> tuple[Person, str]:
    """Keep this name: the guest is a member from now on; the secret of the new session.

    Without a password the account needs another way to sign in, which is added to it next.
    """
    person = require_person(actor, Action.ACCOUNT_MAKE)
    email = None if email is None else check_email(email)
    hashed = None if password is None else await context.entry.passwords.hash(check_password(password))
    made = sessions.new(context, label)
    if email is not None:
        await _put_email(context, person, email)
    kept = await context.store.make_account(person.id, hashed, made, actor.session, context.clock())
    context.broker.signal(RightsTouched(person.id))
    sessions.ended(context, [actor.session])
    await audit.note(context, Actor(Role.MEMBER, kept), "account.make", person=person.id, address=address)
    return kept, made.token


async def sign_in(
    context: Context,
    actor: Actor,
    name: str,
    password: str,
    label: str,
    address: str = "",
    *,
    program: bool = False,
) -> tuple[Person, Role, str]:
    """By name and password: who that is, and the secret of a new session.

    SignInFailedError after the same work for a name that nobody has, one without a
    password, and a wrong password. A page's session of before is over; a program's stays.
    """
    found = await context.store.people_by_name([name])
    subject = str(found[0].person.id) if found else NOBODY
    credential = await context.store.credential(PASSWORD, subject)
    right = await context.entry.passwords.check(credential.secret if credential else None, password)
    if not right or credential is None or not found:
        raise SignInFailedError
    context.standing.check_person(found[0].person.id)
    await _used(context, credential, password)
    person, role = found[0].person, found[0].role
    if program:
        made = sessions.new(context, label, "token")
        await context.store.add_session(person.id, made, None, context.clock())
        token = made.token
    else:
        token = await sessions.begin(context, actor, person, label)
    await audit.note(context, Actor(role, person), "session.begin", person=person.id, address=address)
    return person, role, token


async def change_password(
    context: Context, actor: Actor, old: str | None, new: str, address: str = ""
) -> None:
    """Another password, or the first one; all other sessions are over. SignInFailedError if `old` is wrong."""
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    password = check_password(new)
    known = await context.store.credential(PASSWORD, str(person.id))
    if known is not None and not await context.entry.passwords.check(known.secret, old or ""):
        raise SignInFailedError
    await set_password(context, person, password, keep=actor.session)
    await audit.note(context, actor, "account.password", person=person.id, address=address)


async def set_password(context: Context, person: Person, password: str, keep: str | None) -> None:
    """Keep a password that `check_password` let pass; all sessions but one are over."""
    hashed = await context.entry.passwords.hash(password)
    now = context.clock()
    await context.store.put_credential(person.id, PASSWORD, str(person.id), hashed, "", now)
    sessions.ended(context, await context.store.end_sessions(person.id, now, keep=keep))


async def is_password(context: Context, person: Person, password: str | None) -> bool:
    """Whether this is the person's password; true for who has none."""
    known = await context.store.credential(PASSWORD, str(person.id))
    return known is None or await context.entry.passwords.check(known.secret, password or "")


async def set_email(context: Context, actor: Actor, email: str | None, address: str = "") -> None:
    """Where to write to; None for nowhere."""
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    await _put_email(context, person, None if email is None else check_email(email))
    await audit.note(context, actor, "account.email", person=person.id, address=address)


async def ways(context: Context, actor: Actor) -> tuple[list[Credential], str | None]:
    """What the actor signs in with, and the address of mail."""
    person = require_person(actor, Action.SESSIONS_SEE)
    return await context.store.credentials(person.id), await context.store.email(person.id)


async def set_role(context: Context, actor: Actor, person: int, role: Role, address: str = "") -> Role:
    """Make somebody with an account something else in the whole place; what they were.

    Nobody gives what is not below themselves, nor to somebody who is not.
    """
    require_person(actor, Action.PEOPLE_RANK)
    found = await context.store.person(person)
    if role not in ACCOUNTS:
        raise BadFieldError(field="role")
    if found.role not in ACCOUNTS or max(found.role.rank, role.rank) >= actor.role.rank:
        raise NotAllowedError
    if found.role is not role:
        await context.store.set_role(person, role)
        context.broker.signal(RightsTouched(person))
        detail = {"from": found.role.value, "to": role.value}
        await audit.note(context, actor, "person.role", person=person, detail=detail, address=address)
    return found.role


async def _put_email(context: Context, person: Person, email: str | None) -> None:
    try:
        await context.store.set_email(person.id, email)
    except ConflictError:
        # Told as an address that is none: whose it is is nobody's business.
        raise BadFieldError(field="email") from None


async def _used(context: Context, credential: Credential, password: str) -> None:
    """Note it, and hash anew what was hashed with parameters of before."""
    secret = credential.secret
    if context.entry.passwords.is_old(secret):
        secret = await context.entry.passwords.hash(check_password(password))
    await context.store.use_credential(credential.id, credential.secret, secret, context.clock())
