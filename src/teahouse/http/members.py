"""Who is in a room, and as what."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from teahouse.chat import members
from teahouse.http.rooms import RoomPath
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.model.people import Person, Role

PersonPath = Annotated[int, PathParameter(ge=1, le=2**53)]
MEMBERS = "/api/v1/rooms/{room:int}/members"


class Member(Struct, frozen=True):
    """Somebody in a room: owner, moderator or member there."""

    person: Person
    role: str


class MemberList(Struct, frozen=True):
    """All members of a private room or a conversation; of any other room who is more than others there."""

    members: tuple[Member, ...]


class Place(Struct, frozen=True):
    """What somebody is to be in the room."""

    role: Literal["owner", "moderator", "member"] = "member"


@get(MEMBERS)
async def list_members(request: Asked, services: NamedDependency[Services], room: RoomPath) -> MemberList:
    """Who is in the room."""
    actor = await services.reader(request, Limit.PERSON_READS)
    found = await members.listing(services.context, actor, room)
    return MemberList(tuple(Member(person, role.value) for person, role in found))


@put(MEMBERS + "/{person:int}", status_code=204)
async def put_member(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    person: PersonPath,
    data: JSONBody[Place],
) -> None:
    """Add somebody to a private room, or give somebody another role in the room."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await members.put(services.context, actor, room, person, Role(data.role), services.client(request))


@delete(MEMBERS + "/{person:int}", status_code=204)
async def remove_member(
    request: Asked, services: NamedDependency[Services], room: RoomPath, person: PersonPath
) -> None:
    """Take somebody out of a private room, or their role in any other; yourself: leave."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await members.remove(services.context, actor, room, person, address=services.client(request))
