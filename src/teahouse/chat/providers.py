"""Signing in with an OpenID provider: who somebody is there, and who that is here."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

import regex

from teahouse.broker.port import RightsTouched
from teahouse.chat import audit, sessions
from teahouse.chat.context import Context
from teahouse.model.errors import BadNameError, ConflictError, NameTakenError, NotFoundError
from teahouse.model.language import preferred
from teahouse.model.names import NAME_CHARACTERS, check_name
from teahouse.model.people import ACCOUNTS, Actor, Person, Role
from teahouse.model.permissions import Action, require_person
from teahouse.model.words import propose, propose_numbered
from teahouse.store.port_accounts import Credential, Known, NewSession

KIND: Final = "oidc"
LABEL_CHARACTERS: Final = 60
NUMBERED: Final = 9
"""Numbers that are tried behind a name that is taken."""

_random: Final = Random(secrets.randbits(64))
_UNUSUAL: Final = regex.compile(r"[^\p{L}\p{M}\p{N} ._-]+", regex.V1)


def subject_of(issuer: str, subject: str) -> str:
    """What is stored of somebody's identity at a provider: the two are unique together."""
    return f"{issuer} {subject}"


async def enter(
    context: Context,
    actor: Actor,
    subject: str,
    names: Iterable[str],
    label: str,
    device: str,
    address: str = "",
) -> tuple[Person, str | None]:
    """Who this is here, and the secret of a new session; None: they stay signed in as before.

    Who has an account and is signed in gets this as another way in: ConflictError if it is
    somebody else's. A guest becomes a member and stays who they are. A visitor is whoever
    came so before, or else a new member under a free name near `names`.
    """
    store, now = context.store, context.clock()
    label = label[:LABEL_CHARACTERS]
    if actor.person is not None and actor.role in ACCOUNTS:
        await store.put_credential(actor.person.id, KIND, subject, "", label, now)
        await audit.note(context, actor, "account.link", person=actor.person.id, address=address)
        return actor.person, None
    found = await store.credential(KIND, subject)
    if found is not None:
        return await _come_back(context, actor, found, device, address)
    session, known = sessions.new(context, device), Known(kind=KIND, subject=subject, label=label)
    if actor.person is not None and actor.role is Role.GUEST:
        try:
            person = await store.make_account(actor.person.id, None, session, actor.session, now, known)
        except ConflictError:
            return await _come_back(context, actor, await _winner(context, subject), device, address)
        sessions.ended(context, [actor.session])
        context.broker.signal(RightsTouched(person.id))
    else:
        person, is_new = await _add(context, names, known, session)
        if not is_new:
            # Twice at once, in two tabs: the other one was first.
            return await _come_back(context, actor, await _winner(context, subject), device, address)
    made = Actor(Role.MEMBER, person)
    await audit.note(context, made, "account.make", person=person.id, detail={"by": KIND}, address=address)
    return person, session.token


async def drop_way_in(context: Context, actor: Actor, kind: str, credential: int, address: str = "") -> None:
    """One way to sign in less; NotFoundError if there is no such one, LastWayInError if it is the only one."""
    person = require_person(actor, Action.ACCOUNT_CHANGE)
    if not await context.store.drop_credential(person.id, kind, credential):
        raise NotFoundError
    await audit.note(
        context, actor, "account.unlink", person=person.id, detail={"kind": kind}, address=address
    )


async def sign_in_as(
    context: Context, actor: Actor, person: int, device: str, by: str, address: str = ""
) -> tuple[Person, Role, str]:
    """Who was found to be this person is signed in, and no longer whoever they were in this browser.

    The last is the secret of the new session, on what calls itself `device`.
    """
    found = await context.store.person(person)
    token = await sessions.begin(context, actor, found.person, device)
    who = Actor(found.role, found.person)
    await audit.note(context, who, "session.begin", person=person, detail={"by": by}, address=address)
    return found.person, found.role, token


async def _come_back(
    context: Context, actor: Actor, found: Credential, device: str, address: str
) -> tuple[Person, str]:
    await context.store.use_credential(found.id, found.secret, found.secret, context.clock())
    person, _, token = await sign_in_as(context, actor, found.person, device, KIND, address)
    return person, token


async def _winner(context: Context, subject: str) -> Credential:
    found = await context.store.credential(KIND, subject)
    if found is None:
        raise ConflictError
    return found


async def _add(
    context: Context, names: Iterable[str], known: Known, session: NewSession
) -> tuple[Person, bool]:
    """A new member, called as near to one of these names as is free, or who is known so; whether they are new."""
    for name in near(names, preferred(context.house.language, None)):
        try:
            return await context.store.add_known(name, known, context.clock(), session, context.free_before())
        except NameTakenError:
            continue
    raise NameTakenError(field="name")


def near(names: Iterable[str], language: str) -> Iterator[str]:
    """Names to try, the best first: as they are, numbered, and at last made up."""
    for raw in names:
        short = _UNUSUAL.sub(" ", raw)
        for text in (raw, short, "".join(regex.findall(r"\X", short)[: NAME_CHARACTERS - 2])):
            try:
                name = check_name(text)
            except BadNameError:
                continue
            yield name
            stem = "".join(regex.findall(r"\X", name)[: NAME_CHARACTERS - 2]).rstrip()
            yield from (f"{stem} {number}" for number in range(2, NUMBERED + 1))
            break
    for make in (propose, *[propose_numbered] * 8):
        yield make(language, _random)
