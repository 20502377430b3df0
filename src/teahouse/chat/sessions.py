"""Where a person is signed in: sessions of pages, and tokens of programs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from teahouse.broker.port import SessionRevoked
from teahouse.chat import audit
from teahouse.chat.context import DAY_MS, Context
from teahouse.chat.new_links import make as make_link
from teahouse.model.errors import NotFoundError, NotSignedInError, TooManyError
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require_person
from teahouse.model.text import check_line
from teahouse.store.account_records import (
    LinkKind,
    NewSession,
    SessionKind,
    SessionRecord,
    handle_of,
    token_bytes,
)

LABEL_CHARACTERS = 60
REENTRIES: tuple[LinkKind, ...] = ("device", "reset")
"""Links by which a person comes in again."""

TOKENS_MOST = 50
"""Tokens of one person."""


def new(context: Context, label: str, kind: SessionKind = "page") -> NewSession:
    """A session to be, with a fresh secret of 256 bits."""
    expires_at = context.clock() + context.entry.session_days * DAY_MS
    return NewSession(token=secrets.token_urlsafe(32), label=label, expires_at=expires_at, kind=kind)


def ended(context: Context, sessions: Iterable[str | None]) -> None:
    """These sessions are over: their connections are closed on every node."""
    for session in sessions:
        if session is not None:
            context.broker.signal(SessionRevoked(session))


async def listing(context: Context, actor: Actor) -> list[SessionRecord]:
    """Where the actor is signed in; one of before there was an end gets the end that it has."""
    person = require_person(actor, Action.SESSIONS_SEE)
    return await context.store.sessions(person.id)


def ends_at(context: Context, session: SessionRecord) -> int:
    """When it ends, whatever is done with it."""
    if session.expires_at is not None:
        return session.expires_at
    return session.created_at + context.entry.session_days * DAY_MS


async def end(context: Context, actor: Actor, handle: str, address: str = "") -> None:
    """End one session of the actor's, which may be this one. NotFoundError."""
    person = require_person(actor, Action.SESSIONS_SEE)
    over = await context.store.end_sessions(person.id, context.clock(), handle=handle)
    if not over:
        raise NotFoundError(field="id")
    ended(context, over)
    # Whoever was there may have made a link to come back by.
    await _void(context, person.id, "device")
    await audit.note(context, actor, "session.end", person=person.id, address=address)


async def end_others(context: Context, actor: Actor, address: str = "") -> None:
    """Sign the actor out everywhere but here."""
    person = require_person(actor, Action.SESSIONS_SEE)
    over = await end_all(context, person.id, actor.session)
    await audit.note(
        context,
        actor,
        "session.end_others",
        person=person.id,
        detail={"sessions": over},
        address=address,
    )


async def end_all(context: Context, person: int, keep: str | None) -> int:
    """End all sessions of a person but one, and whatever would make another: links of before. How many."""
    count = 0
    while True:
        over = await context.store.end_sessions(person, context.clock(), keep=keep)
        ended(context, over)
        count += len(over)
        for kind in REENTRIES:
            await _void(context, person, kind)
        if not over:
            # Nobody came in by a link while the sessions were ended.
            return count


async def make_token(context: Context, actor: Actor, label: str, address: str = "") -> tuple[str, str]:
    """A token for a program of the actor's: its handle, and the secret (shown once)."""
    person = require_person(actor, Action.TOKEN_MAKE)
    label = check_line(label, "label", LABEL_CHARACTERS)
    if sum(each.kind == "token" for each in await context.store.sessions(person.id)) >= TOKENS_MOST:
        raise TooManyError(field="label")
    made = new(context, label, "token")
    await context.store.add_session(person.id, made, None, context.clock())
    await audit.note(context, actor, "token.make", person=person.id, address=address)
    return handle_of(token_bytes(made.token)), made.token


async def begin(context: Context, actor: Actor, person: Person, label: str) -> str:
    """Sign a person in, whoever the actor was before: the secret. The session that it had here is over."""
    made = new(context, label)
    await context.store.add_session(person.id, made, actor.session, context.clock())
    ended(context, [actor.session])
    return made.token


async def renew(context: Context, actor: Actor, address: str = "") -> str:
    """Another secret for the actor's session, of the same kind, name and end; the one before is over."""
    person = require_person(actor, Action.SESSIONS_SEE)
    known = await context.store.sessions(person.id)
    own = next((each for each in known if each.session == actor.session), None)
    if own is None:
        raise NotSignedInError
    made = NewSession(
        token=secrets.token_urlsafe(32),
        label=own.label,
        expires_at=ends_at(context, own),
        kind="token" if own.kind == "token" else "page",
    )
    await context.store.add_session(person.id, made, own.session, context.clock())
    ended(context, [own.session])
    await audit.note(context, actor, "session.renew", person=person.id, address=address)
    return made.token


async def expire(context: Context) -> int:
    """End what was not used for long, or is too old; how many."""
    now = context.clock()
    idle, oldest = context.entry.session_idle_days * DAY_MS, context.entry.session_days * DAY_MS
    over = await context.store.expire_sessions(now, now - idle + 1, now - oldest + 1)
    ended(context, over)
    return len(over)


async def _void(context: Context, person: int, kind: LinkKind) -> None:
    """A link of before is good no more: there is one of a kind at a time, and nobody ever sees this one."""
    await make_link(context, kind, 0, person=person)
