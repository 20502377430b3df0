"""Where one is signed in, and tokens for programs."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from teahouse.chat import sessions
from teahouse.http.accounts import Entered, entered
from teahouse.http.services import Asked, Services, bearer
from teahouse.model.limits import Limit
from teahouse.model.permissions import Action, require_person

Handle = Annotated[str, PathParameter(min_length=1, max_length=64)]


class Session(Struct, frozen=True):
    """One of your sessions. `kind` is page or token; times are Unix milliseconds."""

    id: str
    kind: str
    label: str
    created_at: int
    last_seen: int
    expires_at: int
    current: bool


class SessionList(Struct, frozen=True):
    """All of them, the last used first."""

    sessions: tuple[Session, ...]


class TokenWish(Struct, frozen=True):
    """What you call the program."""

    label: Annotated[str, Meta(max_length=200)]


class TokenMade(Struct, frozen=True):
    """A token for a program; `token` is shown this once, `id` is that of its session."""

    id: str
    token: str


@get("/api/v1/sessions")
async def list_sessions(request: Asked, services: NamedDependency[Services]) -> SessionList:
    """Where you are signed in."""
    actor = await services.reader(request, Limit.PERSON_READS)
    found = await sessions.listing(services.context, actor)
    return SessionList(
        tuple(
            Session(
                id=each.handle,
                kind=each.kind,
                label=each.label,
                created_at=each.created_at,
                last_seen=each.last_seen,
                expires_at=sessions.ends_at(services.context, each),
                current=each.session == actor.session,
            )
            for each in found
        )
    )


@post("/api/v1/session/renewal", status_code=200)
async def renew_session(request: Asked, services: NamedDependency[Services]) -> Response[Entered]:
    """Another secret for the session that asks, with the same end; the one before is over, on every node.

    A page asks for it when somebody else has changed what its person is here.
    """
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    person = require_person(actor, Action.SESSIONS_SEE)
    token = await sessions.renew(services.context, actor, services.client(request))
    return entered(services, request, person, actor.role.value, token)


@delete("/api/v1/sessions/{handle:str}", status_code=204)
async def end_one_session(
    request: Asked, services: NamedDependency[Services], handle: Handle
) -> Response[None]:
    """End one of your sessions, on every node; it may be this one."""
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    found = await sessions.listing(services.context, actor)
    own = any(each.handle == handle and each.session == actor.session for each in found)
    await sessions.end(services.context, actor, handle, services.client(request))
    return Response(None, cookies=[services.spent_cookie()] if own and not bearer(request) else [])


@delete("/api/v1/sessions", status_code=204)
async def end_other_sessions(request: Asked, services: NamedDependency[Services]) -> None:
    """Sign out everywhere but here."""
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    await sessions.end_others(services.context, actor, services.client(request))


@post("/api/v1/tokens", status_code=201)
async def make_token(
    request: Asked, services: NamedDependency[Services], data: JSONBody[TokenWish]
) -> TokenMade:
    """A token by which a program is you."""
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    handle, token = await sessions.make_token(services.context, actor, data.label, services.client(request))
    return TokenMade(handle, token)
