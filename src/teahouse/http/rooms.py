"""Rooms: the list, making and changing them, their history, and how far one has read."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from teahouse.chat import halls, reads, rooms
from teahouse.http.idempotency import KeyHeader, command_id
from teahouse.http.services import Asked, Services
from teahouse.model.ids import new_key
from teahouse.model.limits import Limit
from teahouse.protocol.command import Reason
from teahouse.protocol.commands import (
    DirectOpen,
    HistoryRead,
    PersonId,
    ReadMark,
    RoomChange,
    RoomCreate,
    RoomNotify,
    Seq,
)
from teahouse.protocol.events import DurableEvent, RoomSummary
from teahouse.protocol.room_commands import RetentionDays, SlowSeconds

PageLimit = Annotated[int, QueryParameter(ge=1, le=200)]
SeqQuery = Annotated[int | None, QueryParameter(ge=0, le=2**53)]
RoomPath = Annotated[int, PathParameter(ge=1, le=2**53)]


class RoomList(Struct, frozen=True):
    """The rooms that you may know of."""

    rooms: tuple[RoomSummary, ...]


class LogPage(Struct, frozen=True):
    """A contiguous stretch of a room's log, in order of seq; blanks keep the places you may not see.

    The messages are as they are at `as_of`, the room's last seq when they were read.
    """

    room: int
    first_seq: int
    as_of: int
    events: tuple[DurableEvent, ...]


class NewRoom(Struct, frozen=True):
    """A room of one's own; see `room.create` of the protocol."""

    title: str
    topic: str = ""
    access: Literal["public", "members", "private"] | None = None
    history: Literal["all", "joined"] = "all"


class RoomWish(Struct, frozen=True):
    """What of a room is to be otherwise; what is left out stays. See `room.change` of the protocol."""

    title: str | None = None
    topic: str | None = None
    archived: bool | None = None
    read_only: bool | None = None
    access: Literal["public", "members"] | None = None
    history: Literal["all", "joined"] | None = None
    slow_seconds: SlowSeconds | None = None
    retention_days: RetentionDays | None = None
    reason: Reason = ""


class Company(Struct, frozen=True):
    """Whom to talk with, besides yourself."""

    people: Annotated[tuple[PersonId, ...], Meta(min_length=1, max_length=7)]


class Mark(Struct, frozen=True):
    """Everything up to `seq` was read; with `back` it may be less than before."""

    seq: Seq
    back: bool = False


class Level(Struct, frozen=True):
    """What of a room you want to be told of."""

    level: Literal["all", "mentions", "none"]


@get("/api/v1/rooms")
async def list_rooms(request: Asked, services: NamedDependency[Services]) -> RoomList:
    """All rooms and conversations that you may know of, with what you have read."""
    actor = await services.reader(request, Limit.PERSON_READS)
    return RoomList(await rooms.listing(services.context, actor))


@post("/api/v1/rooms", status_code=201)
async def create_room(
    request: Asked,
    services: NamedDependency[Services],
    data: JSONBody[NewRoom],
    idempotency_key: KeyHeader = None,
) -> RoomSummary:
    """Make a room; with the same Idempotency-Key it is the same one."""
    actor = await services.writer(request, Limit.PERSON_ROOMS)
    command = RoomCreate(
        id=command_id(idempotency_key),
        title=data.title,
        topic=data.topic,
        access=data.access,
        history=data.history,
    )
    return (await halls.create(services.context, actor, command)).room


@patch("/api/v1/rooms/{room:int}")
async def change_room(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    data: JSONBody[RoomWish],
    idempotency_key: KeyHeader = None,
) -> RoomSummary:
    """Change a room where you keep order."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    command = RoomChange(
        id=command_id(idempotency_key),
        room=room,
        title=data.title,
        topic=data.topic,
        archived=data.archived,
        read_only=data.read_only,
        access=data.access,
        history=data.history,
        slow_seconds=data.slow_seconds,
        retention_days=data.retention_days,
        reason=data.reason,
    )
    await halls.change(services.context, actor, command)
    return await rooms.summary(services.context, actor, room)


@post("/api/v1/conversations")
async def open_conversation(
    request: Asked, services: NamedDependency[Services], data: JSONBody[Company]
) -> Response[RoomSummary]:
    """The conversation of you and these people: 201 if it is new."""
    actor = await services.writer(request, Limit.PERSON_SEARCHES)
    opened = await halls.open_direct(services.context, actor, DirectOpen(id=new_key(), people=data.people))
    return Response(opened.room, status_code=201 if opened.created else 200)


@put("/api/v1/rooms/{room:int}/read", status_code=204)
async def mark_read(
    request: Asked, services: NamedDependency[Services], room: RoomPath, data: JSONBody[Mark]
) -> None:
    """Say how far you have read."""
    actor = await services.writer(request, Limit.PERSON_MARKS)
    await reads.mark(services.context, actor, ReadMark(id=new_key(), room=room, seq=data.seq, back=data.back))


@put("/api/v1/rooms/{room:int}/notices", status_code=204)
async def set_notices(
    request: Asked, services: NamedDependency[Services], room: RoomPath, data: JSONBody[Level]
) -> None:
    """Say what of a room you want to be told of."""
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    await reads.set_notify(services.context, actor, RoomNotify(id=new_key(), room=room, level=data.level))


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
    actor = await services.reader(request, Limit.PERSON_READS)
    command = HistoryRead(id=new_key(), room=room, before=before, around=around, limit=limit)
    page = await rooms.history(services.context, actor, command)
    return LogPage(page.room, page.first_seq, page.as_of, page.events)
