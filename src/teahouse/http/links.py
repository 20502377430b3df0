"""Links that do something once: the first owner, a new password, a second device, an invite."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from teahouse.chat import links
from teahouse.http.accounts import Name, Password
from teahouse.http.entry import device
from teahouse.http.guests import COOKIE_SECONDS
from teahouse.http.services import Asked, Services, bearer
from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.errors import RoomNotFoundError
from teahouse.model.limits import Limit
from teahouse.model.people import Person
from teahouse.protocol.parts import RoomSummary

PersonPath = Annotated[int, PathParameter(ge=1, le=2**53)]
Token = Annotated[str, Meta(max_length=200)]


class LinkMade(Struct, frozen=True, omit_defaults=True):
    """A link, shown this once; Unix milliseconds."""

    url: str
    expires_at: int | None = None


class LinkShown(Struct, frozen=True):
    """A link that somebody has."""

    token: Token


class LinkRoom(Struct, frozen=True):
    """Where an invite leads."""

    title: str
    people: int | None = None


class LinkKnown(Struct, frozen=True, omit_defaults=True):
    """What a link does: setup, invite, reset or device; for whom, or where to."""

    kind: str
    expires_at: int
    room: LinkRoom | None = None
    person: str | None = None


class LinkUse(Struct, frozen=True):
    """What a link may need: a new owner's name, password and house; a visitor's name; a new password."""

    token: Token
    name: Name | None = None
    password: Password | None = None
    house: dict[str, Any] | None = None


class LinkUsed(Struct, frozen=True, omit_defaults=True):
    """Who you are now, as what, and in which room; `token` is for programs."""

    you: Person
    role: str
    room: RoomSummary | None = None
    token: str | None = None


@post("/api/v1/people/{person:int}/reset-link", status_code=201)
async def make_reset_link(
    request: Asked, services: NamedDependency[Services], person: PersonPath
) -> LinkMade:
    """A link for a new password, to be handed to its person: a day, one use. For admins."""
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    token = await links.make_reset(services.context, actor, person, services.client(request))
    return LinkMade(page_address(services, request, "reset", token))


@post("/api/v1/device-links", status_code=201)
async def make_device_link(request: Asked, services: NamedDependency[Services]) -> LinkMade:
    """A link that signs you in on another device: ten minutes, one use."""
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    token, expires_at = await links.make_device(services.context, actor, services.client(request))
    return LinkMade(page_address(services, request, "device", token), expires_at)


@post("/api/v1/links/look", status_code=200)
async def look_at_link(
    request: Asked, services: NamedDependency[Services], data: JSONBody[LinkShown]
) -> LinkKnown:
    """What a link does, without using it; `link_refused` for every one that may not be used."""
    services.check_write(request)
    services.take(Limit.ADDRESS_LINKS, request, None)
    context = services.context
    link = await links.look(context, data.token)
    room = person = None
    if link.room is not None:
        try:
            place = await context.places.get(link.room)
        except RoomNotFoundError:
            raise LinkRefusedError from None
        room = LinkRoom(place.info.title, None if place.members is None else len(place.members))
    if link.person is not None:
        person = (await context.store.person(link.person)).person.name
    return LinkKnown(link.kind, link.expires_at, room, person)


@post("/api/v1/links/use", status_code=200)
async def use_link(
    request: Asked, services: NamedDependency[Services], data: JSONBody[LinkUse]
) -> Response[LinkUsed]:
    """Do what a link is for; `link_refused` for every one that may not be used."""
    services.check_write(request)
    services.take(Limit.ADDRESS_LINKS, request, None)
    actor = await services.actor(request)
    wish = links.Wish(
        name=data.name,
        password=data.password,
        language=request.headers.get("accept-language", ""),
        house=data.house,
        label=device(request),
        address=services.client(request),
    )
    used = await links.use(services.context, actor, data.token, wish)
    answer = LinkUsed(used.person, used.role.value, used.room)
    if used.token is None:
        return Response(answer)
    if bearer(request):
        return Response(LinkUsed(used.person, used.role.value, used.room, used.token))
    return Response(answer, cookies=[services.session_cookie(used.token, COOKIE_SECONDS)])


def page_address(services: Services, request: Asked, kind: str, token: str) -> str:
    """The address of the page behind a link.

    Without `public_url` it is the one by which the asker came, which is checked against
    the names of this server: it is told to nobody but the asker.
    """
    base = services.context.entry.public_url
    if base is None:
        base = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
    return f"{base}/#/{kind}/{token}"
