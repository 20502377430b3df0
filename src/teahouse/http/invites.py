"""Links into a room; see `links` for how they are looked at and used."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from teahouse.chat import invites
from teahouse.http.links import page_address
from teahouse.http.rooms import RoomPath
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.model.people import Role
from teahouse.store.account_records import Link

INVITES = "/api/v1/rooms/{room:int}/invites"


class NewInvite(Struct, frozen=True):
    """What a link is to do: `uses` is for how many people (null: any number), `hours` for how long."""

    role: Literal["moderator", "member"] = "member"
    uses: Annotated[int, Meta(ge=1, le=invites.USES)] | None = 1
    hours: Annotated[int, Meta(ge=1, le=invites.HOURS)] = 24


class Invite(Struct, frozen=True, kw_only=True):
    """A link into the room. Times are Unix milliseconds; `uses_left` is null for any number."""

    id: str
    role: str
    uses: int
    uses_left: int | None
    created_at: int
    expires_at: int
    made_by: int | None


class NewlyMade(Invite, frozen=True, kw_only=True):
    """The same with its address, which is told this once."""

    url: str


class InviteList(Struct, frozen=True):
    """The links that may be used now, the newest first; what they are is known to who made them alone."""

    invites: tuple[Invite, ...]


@post(INVITES, status_code=201)
async def make_invite(
    request: Asked, services: NamedDependency[Services], room: RoomPath, data: JSONBody[NewInvite]
) -> NewlyMade:
    """Make a link into the room."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    address = services.client(request)
    token, link = await invites.make(
        services.context, actor, room, Role(data.role), data.uses, data.hours, address
    )
    return NewlyMade(url=page_address(services, request, "invite", token), **_told(link))


@get(INVITES)
async def list_invites(request: Asked, services: NamedDependency[Services], room: RoomPath) -> InviteList:
    """The links into the room."""
    actor = await services.reader(request, Limit.PERSON_READS)
    found = await invites.listing(services.context, actor, room)
    return InviteList(tuple(Invite(**_told(link)) for link in found))


@delete(INVITES + "/{invite:str}", status_code=204)
async def revoke_invite(
    request: Asked, services: NamedDependency[Services], room: RoomPath, invite: FromPath[str]
) -> None:
    """Let a link lead nowhere from now on."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await invites.revoke(services.context, actor, room, invite, services.client(request))


def _told(link: Link) -> dict[str, Any]:
    return {
        "id": link.handle,
        "role": link.role,
        "uses": link.uses,
        "uses_left": link.uses_left,
        "created_at": link.created_at,
        "expires_at": link.expires_at,
        "made_by": link.made_by,
    }
