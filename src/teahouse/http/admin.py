"""For who keeps the place: how it is run, its people and rooms, and how much there is."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from teahouse import __version__
from teahouse.chat import accounts, administration, dropping, house
from teahouse.chat.administration import PeopleList
from teahouse.chat.house import Live
from teahouse.files.logo import make_logo
from teahouse.http.accounts import Entered, Name, Password, entered
from teahouse.http.entry import device
from teahouse.http.files import RawBody, body_of
from teahouse.http.links import PersonPath
from teahouse.http.rooms import RoomPath
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.model.people import Role
from teahouse.model.permissions import Action, require_person
from teahouse.protocol.parts import House
from teahouse.store.port_house import RoomSize

HOUSE_BYTES = 524_288
"""A stylesheet and a thousand words, as JSON."""


class RoleWish(Struct, frozen=True):
    """What somebody is to be in the whole place: member, moderator, admin or owner."""

    role: Role


class Handover(Struct, frozen=True):
    """Your own name, typed so that it is meant, and your password, if you have one."""

    name: Name
    password: Password | None = None


class TypedTitle(Struct, frozen=True):
    """What the room is called, typed so that it is meant."""

    title: str


class RoomSizes(Struct, frozen=True):
    """All rooms, those too that you may not enter."""

    rooms: tuple[RoomSize, ...]


class Overview(Struct, frozen=True, kw_only=True):
    """How much there is, and how much goes on. Bytes; `sent_per_minute` is None until there was a while to count."""

    version: str
    connections: int
    nodes: int
    sent_per_minute: float | None
    healthy: bool
    people: int
    accounts: int
    rooms: int
    conversations: int
    messages: int
    files: int
    files_bytes: int
    files_total_bytes: int
    database_bytes: int
    reports: int
    held: int


@get("/api/v1/admin/house")
async def read_settings(request: Asked, services: NamedDependency[Services]) -> dict[str, Live]:
    """Every setting that can be changed while the place runs: its value, and the one without a choice."""
    actor = await services.reader(request, Limit.PERSON_READS)
    return house.show(services.context, actor)


@patch("/api/v1/admin/house", request_max_body_size=HOUSE_BYTES)
async def change_settings(
    request: Asked, services: NamedDependency[Services], data: JSONBody[dict[str, Any]]
) -> dict[str, Live]:
    """Run the place otherwise, at once; null goes back to the value without a choice. Nothing else changes."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await house.change(services.context, actor, data, services.client(request))
    return house.show(services.context, actor)


@put("/api/v1/admin/house/logo", request_max_body_size=None, operation_class=RawBody)
async def put_logo(request: Asked, services: NamedDependency[Services]) -> House:
    """Give the place a picture: the raw bytes of an image are the body."""
    services.check_origin(request)
    actor = await services.actor(request)
    person = require_person(actor, Action.HOUSE_CHANGE)
    services.take(Limit.PERSON_UPLOADS, request, person)
    type_, image = await make_logo(services.images, body_of(request))
    await house.set_logo(services.context, actor, type_, image, services.client(request))
    return services.house.told()


@delete("/api/v1/admin/house/logo", status_code=200)
async def drop_logo(request: Asked, services: NamedDependency[Services]) -> House:
    """Take the picture of the place away."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await house.set_logo(services.context, actor, "", None, services.client(request))
    return services.house.told()


@get("/api/v1/admin/people")
async def list_people(
    request: Asked,
    services: NamedDependency[Services],
    wanted: Annotated[str, QueryParameter(name="query", max_length=200)] = "",
    cursor: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
) -> PeopleList:
    """People, newest first, or those with this in their names."""
    actor = await services.reader(request, Limit.PERSON_SEARCHES)
    return await administration.people(services.context, actor, wanted, cursor)


@patch("/api/v1/admin/people/{person:int}", status_code=204)
async def rank_person(
    request: Asked, services: NamedDependency[Services], person: PersonPath, data: JSONBody[RoleWish]
) -> None:
    """Make somebody with an account something else in the whole place."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await accounts.set_role(services.context, actor, person, data.role, services.client(request))


@post("/api/v1/admin/people/{person:int}/ownership", status_code=200)
async def give_house(
    request: Asked, services: NamedDependency[Services], person: PersonPath, data: JSONBody[Handover]
) -> Response[Entered]:
    """Hand the place over to somebody with an account. You are an admin then, with a new session."""
    actor = await services.writer(request, Limit.PERSON_ACCOUNT)
    owner = require_person(actor, Action.HOUSE_GIVE)
    token = await accounts.give_house(
        services.context, actor, person, data.name, data.password, device(request), services.client(request)
    )
    return entered(services, request, owner, Role.ADMIN.value, token)


@get("/api/v1/admin/rooms")
async def list_all_rooms(request: Asked, services: NamedDependency[Services]) -> RoomSizes:
    """All rooms and how large they are; conversations are nobody's business."""
    actor = await services.reader(request, Limit.PERSON_SEARCHES)
    return RoomSizes(await administration.rooms(services.context, actor))


@delete("/api/v1/rooms/{room:int}", status_code=204)
async def drop_room(
    request: Asked, services: NamedDependency[Services], room: RoomPath, data: JSONBody[TypedTitle]
) -> None:
    """Delete a room with all that is in it, for good."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await dropping.drop(services.context, actor, room, data.title, services.client(request))


@get("/api/v1/admin/overview")
async def read_overview(request: Asked, services: NamedDependency[Services]) -> Overview:
    """How much there is of everything, and how much goes on."""
    actor = await services.reader(request, Limit.PERSON_SEARCHES)
    figures = await administration.figures(services.context, actor)
    meters, broker = services.counts()
    return Overview(
        version=__version__,
        connections=meters.connections + meters.classic_connections,
        nodes=services.nodes(),
        sent_per_minute=services.pace.per_minute(),
        healthy=services.ready() is None and broker.healthy,
        people=figures.people,
        accounts=figures.accounts,
        rooms=figures.rooms,
        conversations=figures.conversations,
        messages=figures.messages,
        files=figures.files,
        files_bytes=figures.files_bytes,
        files_total_bytes=services.files.total_bytes if services.files else 0,
        database_bytes=figures.database_bytes,
        reports=figures.reports,
        held=figures.held,
    )
