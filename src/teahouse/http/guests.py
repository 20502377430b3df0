"""Becoming a guest and signing out, proposals for a name, and oneself."""

from __future__ import annotations

from typing import Literal

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Struct

from teahouse.chat import people
from teahouse.http.entry import device
from teahouse.http.services import Asked, Services, bearer
from teahouse.model.challenge import Proof
from teahouse.model.ids import new_key
from teahouse.model.language import preferred
from teahouse.model.limits import Limit
from teahouse.model.people import Person
from teahouse.model.permissions import Action, require_person
from teahouse.protocol.commands import PersonRename

COOKIE_SECONDS = 400 * 86_400
"""The longest that browsers keep a cookie (RFC 6265bis section 5.5)."""


class GuestWish(Struct, frozen=True):
    """The name wished for; programs ask for a `token`, pages get a cookie."""

    name: str
    credential: Literal["cookie", "token"] = "cookie"
    proof: Proof | None = None
    """What `POST /challenge` asked for, once `challenge_required` was said."""


class GuestMade(Struct, frozen=True, omit_defaults=True):
    """Who you are now; `token` is shown this once, and only to who asked for it."""

    you: Person
    token: str | None = None


class NewName(Struct, frozen=True):
    """Another name for oneself."""

    name: str


class NameProposal(Struct, frozen=True):
    """A generated name that nobody holds now."""

    name: str


@post("/api/v1/guests", status_code=201)
async def create_guest(
    request: Asked, services: NamedDependency[Services], data: JSONBody[GuestWish]
) -> Response[GuestMade]:
    """Become a guest. A page that is one already stays who it is, so that two tabs are one person."""
    if data.credential == "cookie" or bearer(request) or request.headers.get("origin") is not None:
        services.check_write(request)
    actor = await services.actor(request)
    if actor.person is not None and data.credential == "cookie":
        return Response(GuestMade(actor.person), status_code=200)
    services.take(Limit.ADDRESS_JOINS, request, None)
    challenges = services.context.challenges
    if challenges.needed():
        challenges.check(data.proof)
    person, token = await people.become_guest(services.context, data.name, device(request))
    if data.credential == "token":
        return Response(GuestMade(person, token))
    return Response(GuestMade(person), cookies=[services.session_cookie(token, COOKIE_SECONDS)])


@delete("/api/v1/session", status_code=204)
async def end_session(request: Asked, services: NamedDependency[Services]) -> Response[None]:
    """Sign out: the session ends with all its connections, on every node; 401 for a visitor.

    The name stays reserved, as for anyone who left.
    """
    services.check_write(request)
    await people.sign_out(services.context, await services.actor(request))
    return Response(None, cookies=[] if bearer(request) else [services.spent_cookie()])


@get("/api/v1/me")
async def read_me(request: Asked, services: NamedDependency[Services]) -> GuestMade:
    """Who you are; 401 for a visitor."""
    actor = await services.actor(request)
    return GuestMade(require_person(actor, Action.READ_MARK))


@patch("/api/v1/me")
async def rename_me(
    request: Asked, services: NamedDependency[Services], data: JSONBody[NewName]
) -> GuestMade:
    """Take another name."""
    actor = await services.writer(request, Limit.PERSON_RENAMES)
    accepted = await people.rename(services.context, actor, PersonRename(id=new_key(), name=data.name))
    return GuestMade(accepted.you)


@get("/api/v1/names")
async def propose_name(
    request: Asked, services: NamedDependency[Services], language: FromQuery[str | None] = None
) -> NameProposal:
    """A name to propose to a visitor, in `language` (en or zh-CN) or the browser's."""
    services.take(Limit.ADDRESS_READS, request, None)
    wanted = preferred("auto", language or request.headers.get("accept-language"))
    return NameProposal(await people.proposal(services.context, wanted))
