"""Accounts: keeping a name for good, signing in, and what somebody is in the place."""

from __future__ import annotations

from teahouse.broker.port import RightsTouched
from teahouse.chat import audit, sessions
from teahouse.chat.context import Context
from teahouse.chat.passwords import check_password
from teahouse.model.emails import check_email
from teahouse.model.entry_errors import SignInFailedError
from teahouse.model.errors import BadFieldError, NotAllowedError
from teahouse.model.names import name_key
from teahouse.model.people import ACCOUNTS, Actor, Person, Role, session_id
from teahouse.model.permissions import Action, require_person
from teahouse.store.account_records import Credential, Mailbox

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
    `email` is where to write to, once it is confirmed; see `mailboxes`.
    """
    person = require_person(actor, Action.ACCOUNT_MAKE)
    email = None if email is None else check_email(email)
    hashed = None if password is None else await context.entry.passwords.hash(check_password(password))
    made = sessions.new(context, label)
    kept = await context.store.make_account(person.id, hashed, made, actor.session, context.clock())
    if email is not None:
        await context.store.claim_email(person.id, email)
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
    person, role = found[0].person, found[0].role
    if program:
        made = sessions.new(context, label, "token")
        await context.store.add_session(person.id, made, None, context.clock())
        token = made.token
    else:
        token = await sessions.begin(context, actor, person, label)
    if not await _used(context, credential, password):
        # It was changed in this very moment, by somebody who ended all sessions but this one.
        await context.store.end_session(session_id(token), context.clock())
        sessions.ended(context, [session_id(token)])
        raise SignInFailedError
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
    await context.store.put_credential(person.id, PASSWORD, str(person.id), hashed, "", context.clock())
    await sessions.end_all(context, person.id, keep)


async def is_password(context: Context, person: Person, password: str | None) -> bool:
    """Whether this is the person's password; true for who has none."""
    known = await context.store.credential(PASSWORD, str(person.id))
    return known is None or await context.entry.passwords.check(known.secret, password or "")


async def ways(context: Context, actor: Actor) -> tuple[list[Credential], Mailbox]:
    """What the actor signs in with, and where they can be written to."""
    person = require_person(actor, Action.SESSIONS_SEE)
    return await context.store.credentials(person.id), await context.store.mailbox(person.id)


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


async def give_house(
    context: Context,
    actor: Actor,
    person: int,
    name: str,
    password: str | None,
    label: str,
    address: str = "",
) -> str:
    """Hand the place over to somebody with an account; whoever owned it is an admin, with a new session: its secret.

    `name` is the actor's own, typed to be sure: BadFieldError. SignInFailedError without the password
    of an account that has one, NotAllowedError for who has no account or may not be here.
    """
    by = require_person(actor, Action.HOUSE_GIVE)
    if name_key(name) != name_key(by.name):
        raise BadFieldError(field="name")
    if not await is_password(context, by, password):
        raise SignInFailedError
    found = await context.store.person(person)
    if found.role not in ACCOUNTS or person == by.id or context.standing.is_banned(person):
        raise NotAllowedError
    if not await context.store.give_house(by.id, person):
        raise NotAllowedError
    for who in (by.id, person):
        context.broker.signal(RightsTouched(who))
    detail = {"from": found.role.value, "to": Role.OWNER.value}
    await audit.note(context, actor, "house.given", person=person, detail=detail, address=address)
    return await sessions.begin(context, actor, by, label)


async def _used(context: Context, credential: Credential, password: str) -> bool:
    """Note it, and hash anew what was hashed with parameters of before; False if it is not the password any more."""
    secret, passwords = credential.secret, context.entry.passwords
    if passwords.is_old(secret):
        secret = await passwords.hash(check_password(password))
    if await context.store.use_credential(credential.id, credential.secret, secret, context.clock()):
        return True
    # Of two who sign in at once one hashes it anew.
    now = await context.store.credential(credential.kind, credential.subject)
    return now is not None and await passwords.check(now.secret, password)
