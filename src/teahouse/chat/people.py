"""Becoming someone, and being called something else."""

from __future__ import annotations

import secrets
from contextlib import suppress
from random import Random

from teahouse.broker.port import PersonRenamed, SessionRevoked
from teahouse.chat.context import DAY_MS, HOUR_MS, Context
from teahouse.model.entry_errors import ChallengeRequiredError
from teahouse.model.errors import (
    BadFieldError,
    BadNameError,
    NameTakenError,
    NotAllowedError,
    NotSignedInError,
    RetryableError,
)
from teahouse.model.names import check_name, name_key
from teahouse.model.people import VISITOR, Actor, Person, Role, session_id
from teahouse.model.permissions import Action, require, require_person
from teahouse.model.text import check_line
from teahouse.model.words import propose, propose_numbered
from teahouse.protocol.commands import PeopleFind, PeopleRead, PersonIgnore, PersonRename, StatusSet
from teahouse.protocol.replies import Done, PeoplePage, PersonAccepted

EVERYBODY = frozenset({"all", "所有人"})
NAME_CODE_POINTS = 96
STATUS_CHARACTERS = 80
FOUND = 20
SEEN_MS = 6 * HOUR_MS
"""How exactly it is known when a session was used last."""

_random = Random(secrets.randbits(64))


async def become_guest(context: Context, name: str, label: str = "") -> tuple[Person, str]:
    """A new guest of that name, and the secret of its session (256 bits, shown once); `label` tells of the browser."""
    if not context.house.guests:
        raise NotAllowedError
    token = secrets.token_urlsafe(32)
    person = await context.store.add_person(
        check_name(name),
        Role.GUEST,
        token,
        context.clock(),
        context.free_before(),
        label=label,
        expires_at=context.clock() + context.entry.session_days * DAY_MS,
    )
    _came(context, person)
    return person, token


async def become_classic(context: Context, wish: str | None, language: str) -> tuple[Person, Role]:
    """A guest for one connection of the article's dialogue.

    The wish is followed where it can be; else a name is given. While newcomers have to
    show a proof of work there is none: this dialogue has no way to ask for one.
    """
    if not context.house.guests:
        raise NotAllowedError
    if context.challenges.needed():
        raise ChallengeRequiredError
    for name in _candidates(wish, language):
        try:
            person = await context.store.add_person(
                check_name(name), Role.CLASSIC, None, context.clock(), context.free_before()
            )
            _came(context, person)
            return person, Role.CLASSIC
        except (BadNameError, NameTakenError):
            continue
    raise NameTakenError


async def called(context: Context, text: str) -> tuple[Person | None, str] | None:
    """Whom a text after its leading `@` calls, and the rest; None if nobody has that name.

    The longest name that is held wins, and a space after it is not needed. `@all`
    calls nobody in particular: (None, rest).
    """
    starts = [text[:length] for length in range(1, min(len(text), NAME_CODE_POINTS) + 1)]
    held = {name_key(found.person.name): found.person for found in await context.store.people_by_name(starts)}
    for start in reversed(starts):
        person = held.get(name_key(start))
        if person is not None and not start[-1].isspace():
            return person, text[len(start) :].strip()
    first, _, rest = text.partition(" ")
    return (None, rest) if first.casefold() in EVERYBODY else None


async def leave_classic(context: Context, person: Person) -> None:
    """The connection is gone: the name is free, the messages stay."""
    await context.store.free_name(person.id)


async def rename(context: Context, actor: Actor, command: PersonRename) -> PersonAccepted:
    """Another name for the same person; all that hangs on the id stays."""
    person = require_person(actor, Action.PERSON_RENAME)
    renamed = await context.store.rename(
        person.id, check_name(command.name), context.clock(), context.free_before()
    )
    if renamed != person:
        context.broker.signal(PersonRenamed(renamed))
    return PersonAccepted(id=command.id, you=renamed)


async def set_status(context: Context, actor: Actor, command: StatusSet) -> PersonAccepted:
    """What the actor says of themselves, told to all as a new name is."""
    person = require_person(actor, Action.PERSON_STATUS)
    text = check_line(command.text, "text", STATUS_CHARACTERS, may_be_empty=True)
    changed = await context.store.set_status(person.id, command.away, text)
    if changed != person:
        context.broker.signal(PersonRenamed(changed))
    return PersonAccepted(id=command.id, you=changed)


async def ignore(context: Context, actor: Actor, command: PersonIgnore) -> Done:
    """The actor wants to hear nothing of somebody, or no longer so. PersonNotFoundError."""
    person = require_person(actor, Action.PERSON_IGNORE)
    if command.person == person.id:
        raise BadFieldError(field="person")
    await context.store.set_ignored(person.id, command.person, ignored=command.ignored)
    return Done(id=command.id)


async def read(context: Context, actor: Actor, command: PeopleRead) -> PeoplePage:
    """Who these ids are."""
    require(actor, Action.PEOPLE_READ)
    people = await context.store.people(list(dict.fromkeys(command.people)))
    return PeoplePage(id=command.id, people=tuple(people))


async def find(context: Context, actor: Actor, command: PeopleFind) -> PeoplePage:
    """Who is called like this."""
    require(actor, Action.PEOPLE_FIND)
    return PeoplePage(id=command.id, people=tuple(await context.store.find_people(command.name, FOUND)))


async def sign_out(context: Context, actor: Actor) -> None:
    """End the actor's session, on every node; the name stays reserved as for anyone who left."""
    require(actor, Action.SESSION_END)
    if actor.session is None:
        raise NotSignedInError
    await context.store.end_session(actor.session, context.clock())
    context.broker.signal(SessionRevoked(actor.session))


async def by_token(context: Context, token: str) -> Actor:
    """Whoever holds this session's secret; a visitor if nobody does, or it is over."""
    found = await context.store.person_by_token(token)
    if found is not None:
        context.standing.check_person(found.person.id)
    if found is None:
        return VISITOR
    session = session_id(token)
    if found.signed_in is not None:
        now, entry = context.clock(), context.entry
        times = found.signed_in
        until = times.expires_at or times.created_at + entry.session_days * DAY_MS
        if now >= min(until, times.last_seen + entry.session_idle_days * DAY_MS):
            return VISITOR
        if times.last_seen < now - SEEN_MS:
            # Reading works also while nothing can be written.
            with suppress(RetryableError):
                await context.store.seen_sessions([session], now)
    return Actor(found.role, found.person, session)


async def proposal(context: Context, language: str) -> str:
    """A generated name that nobody holds now."""
    names = [propose(language, _random) for _ in range(4)] + [propose_numbered(language, _random)]
    held = {name_key(found.person.name) for found in await context.store.people_by_name(names)}
    return next((name for name in names if name_key(name) not in held), names[-1])


def _came(context: Context, person: Person) -> None:
    """Somebody new, who may be one of a flood."""
    context.challenges.joined(person.id)


def _candidates(wish: str | None, language: str) -> list[str]:
    given = [propose(language, _random) for _ in range(4)] + [
        propose_numbered(language, _random) for _ in range(4)
    ]
    return [wish, *given] if wish else given
