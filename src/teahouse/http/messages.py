"""Saying something and changing it: each write is an event of the room's log."""

from __future__ import annotations

from asyncio import Lock
from typing import Annotated
from urllib.parse import unquote

from litestar import Response, delete, patch, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from teahouse.chat import changes, messages
from teahouse.http.idempotency import KeyHeader, command_id
from teahouse.http.rooms import RoomPath
from teahouse.http.services import Asked, Services
from teahouse.model.limits import Limit
from teahouse.protocol.command import Colour, FileId, Option, Place
from teahouse.protocol.commands import (
    MessageChange,
    MessageEdit,
    MessagePin,
    MessageRecall,
    MessageSend,
    MessageUnpin,
    PersonId,
    PollClose,
    PollVote,
    ReactionAdd,
    ReactionRemove,
)
from teahouse.protocol.replies import MessageAccepted

SeqPath = Annotated[int, PathParameter(ge=1, le=2**53)]
EmojiPath = Annotated[str, PathParameter(max_length=300)]
MESSAGE = "/api/v1/rooms/{room:int}/messages/{seq:int}"


class NewMessage(Struct, frozen=True):
    """What to say; see `message.send` of the protocol."""

    body: str
    to: PersonId | None = None
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()
    everyone: bool = False
    reply_to: Place | None = None
    action: bool = False
    color: Colour | None = None
    files: Annotated[tuple[FileId, ...], Meta(max_length=10)] = ()
    options: Annotated[tuple[str, ...], Meta(max_length=10)] = ()


class NewBody(Struct, frozen=True):
    """What a message of yours says from now on."""

    body: str
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()


class Vote(Struct, frozen=True):
    """The option you choose, from 0; null takes your vote back."""

    option: Option | None


class MessagePlace(Struct, frozen=True):
    """Where the event stands for good; `duplicate` if an earlier request made it."""

    room: int
    seq: int
    at: int
    epoch: str
    duplicate: bool


@post("/api/v1/rooms/{room:int}/messages", status_code=201)
async def send_message(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    data: JSONBody[NewMessage],
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Say something. `Idempotency-Key` (a UUID) makes it safe to send again."""
    actor = await services.writer(request, Limit.PERSON_MESSAGES)
    if data.everyone:
        services.take(Limit.PERSON_EVERYONE, request, actor.person)
    command = MessageSend(
        id=command_id(idempotency_key),
        room=room,
        body=data.body,
        to=data.to,
        mentions=data.mentions,
        everyone=data.everyone,
        reply_to=data.reply_to,
        action=data.action,
        color=data.color,
        files=data.files,
        options=data.options,
    )
    return _placed(await messages.send(services.context, actor, command, Lock()), 201)


@patch(MESSAGE)
async def edit_message(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    data: JSONBody[NewBody],
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Change what you said."""
    key = command_id(idempotency_key)
    command = MessageEdit(id=key, room=room, seq=seq, body=data.body, mentions=data.mentions)
    return await _change(request, services, command)


@delete(MESSAGE, status_code=200)
async def recall_message(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    reason: Annotated[str, QueryParameter(max_length=300)] = "",
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Take back what you said, or where you keep order what another said: it is erased everywhere."""
    command = MessageRecall(id=command_id(idempotency_key), room=room, seq=seq, reason=reason)
    return await _change(request, services, command)


@put(f"{MESSAGE}/reactions/{{emoji:str}}")
async def add_reaction(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    emoji: EmojiPath,
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """React with an emoji."""
    key = command_id(idempotency_key)
    return await _change(request, services, ReactionAdd(id=key, room=room, seq=seq, emoji=unquote(emoji)))


@delete(f"{MESSAGE}/reactions/{{emoji:str}}", status_code=200)
async def remove_reaction(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    emoji: EmojiPath,
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Take a reaction back."""
    key = command_id(idempotency_key)
    return await _change(request, services, ReactionRemove(id=key, room=room, seq=seq, emoji=unquote(emoji)))


@put(f"{MESSAGE}/pin")
async def pin_message(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Pin a message."""
    return await _change(request, services, MessagePin(id=command_id(idempotency_key), room=room, seq=seq))


@delete(f"{MESSAGE}/pin", status_code=200)
async def unpin_message(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Unpin a message."""
    return await _change(request, services, MessageUnpin(id=command_id(idempotency_key), room=room, seq=seq))


@put(f"{MESSAGE}/vote")
async def vote(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    data: JSONBody[Vote],
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """Your one vote in a poll."""
    command = PollVote(id=command_id(idempotency_key), room=room, seq=seq, option=data.option)
    return await _change(request, services, command)


@put(f"{MESSAGE}/closed")
async def close_poll(
    request: Asked,
    services: NamedDependency[Services],
    room: RoomPath,
    seq: SeqPath,
    idempotency_key: KeyHeader = None,
) -> Response[MessagePlace]:
    """End a poll of yours."""
    return await _change(request, services, PollClose(id=command_id(idempotency_key), room=room, seq=seq))


async def _change(request: Asked, services: Services, command: MessageChange) -> Response[MessagePlace]:
    actor = await services.writer(request, Limit.PERSON_CHANGES)
    return _placed(await changes.change(services.context, actor, command), 200)


def _placed(done: MessageAccepted, status: int) -> Response[MessagePlace]:
    place = MessagePlace(done.room, done.seq, done.at, done.epoch, done.duplicate)
    return Response(place, status_code=200 if done.duplicate else status)
