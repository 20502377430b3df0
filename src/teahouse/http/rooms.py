"""Rooms and their messages, for programs and for the page."""

from __future__ import annotations

from asyncio import Lock
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from teahouse.chat import messages, rooms
from teahouse.http.services import Asked, Services
from teahouse.model.errors import BadFieldError
from teahouse.model.ids import new_key
from teahouse.model.limits import Limit
from teahouse.protocol.commands import HistoryRead, MessageSend, PersonId
from teahouse.protocol.events import DurableEvent, RoomSummary

PageLimit = Annotated[int, QueryParameter(ge=1, le=200)]
SeqQuery = Annotated[int | None, QueryParameter(ge=0, le=2**53)]
RoomPath = Annotated[int, PathParameter(ge=1, le=2**53)]


class RoomList(Struct, frozen=True):
    """The rooms that you may know of."""

    rooms: tuple[RoomSummary, ...]


class LogPage(Struct, frozen=True):
    """A contiguous stretch of a room's log, in order of seq; blanks keep the places you may not see."""

    room: int
    first_seq: int
    events: tuple[DurableEvent, ...]


class NewMessage(Struct, frozen=True):
    """What to say; with `to`, a whisper to that person."""

    body: str
    to: PersonId | None = None
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()


class MessagePlace(Struct, frozen=True):
    """Where the message stands for good; `duplicate` if an earlier request made it."""

    room: int
    seq: int
    at: int
    epoch: str
    duplicate: bool


@get("/api/v1/rooms")
async def list_rooms(request: Asked, services: NamedDependency[Services]) -> RoomList:
    """All rooms, with your read positions."""
    actor = await services.actor(request)
    services.take(Limit.PERSON_READS, request, actor.person)
    return RoomList(await rooms.listing(services.context, actor))


@get("/api/v1/rooms/{room:int}/messages")
async def read_messages(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    before: SeqQuery = None,
    around: SeqQuery = None,
    limit: PageLimit = 60,
) -> LogPage:
    """A page of a room's log: the newest, those before a seq, or those around one."""
    actor = await services.actor(request)
    services.take(Limit.PERSON_READS, request, actor.person)
    command = HistoryRead(id=new_key(), room=room, before=before, around=around, limit=limit)
    page = await rooms.history(services.context, actor, command)
    return LogPage(page.room, page.first_seq, page.events)


@post("/api/v1/rooms/{room:int}/messages", status_code=201)
async def send_message(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    data: JSONBody[NewMessage],
    idempotency_key: Annotated[str | None, HeaderParameter(name="Idempotency-Key")] = None,
) -> Response[MessagePlace]:
    """Say something. `Idempotency-Key` (a UUID) makes it safe to send again."""
    services.check_write(request)
    actor = await services.actor(request)
    services.take(Limit.PERSON_MESSAGES, request, actor.person)
    command = MessageSend(
        id=_key(idempotency_key), room=room, body=data.body, to=data.to, mentions=data.mentions
    )
    done = await messages.send(services.context, actor, command, Lock())
    place = MessagePlace(done.room, done.seq, done.at, done.epoch, done.duplicate)
    return Response(place, status_code=200 if done.duplicate else 201)


def _key(header: str | None) -> UUID:
    try:
        return UUID(header.strip('"')) if header else new_key()
    except ValueError:
        raise BadFieldError(field="Idempotency-Key") from None
