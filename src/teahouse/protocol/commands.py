"""Commands: what a client asks for on `/ws`, one JSON object a text frame.

Every command carries `id`, a UUID (version 7 is best) that its reply repeats.
For a command that makes an event it is also the key: sent again, it never makes
a second event.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

RoomId = Annotated[int, Meta(ge=1, le=2**53)]
PersonId = Annotated[int, Meta(ge=1, le=2**53)]
Seq = Annotated[int, Meta(ge=0, le=2**53)]
Limit = Annotated[int, Meta(ge=1, le=200)]


class Command(Struct, frozen=True, kw_only=True, tag_field="type", gc=False):
    """What all commands share."""

    id: UUID


class MessageSend(Command, frozen=True, kw_only=True, tag="message.send", gc=False):
    """Say `body` in a room; with `to`, a whisper that only that person and you can see."""

    room: RoomId
    body: str
    to: PersonId | None = None
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()


class OutboxResume(Command, frozen=True, kw_only=True, tag="outbox.resume", gc=False):
    """After a retryable refusal: take commands for this room again."""

    room: RoomId


class RoomLoad(Command, frozen=True, kw_only=True, tag="room.load", gc=False):
    """A fresh load of a room: its state, its newest events, and all that comes after."""

    room: RoomId
    limit: Limit = 60


class RoomSync(Command, frozen=True, kw_only=True, tag="room.sync", gc=False):
    """Resume a room after `seq` of `epoch`: the events since, or a reset."""

    room: RoomId
    seq: Seq
    epoch: str


class HistoryRead(Command, frozen=True, kw_only=True, tag="history.read", gc=False):
    """A page of a room's log: the events just before `before`, or around `around`."""

    room: RoomId
    before: Seq | None = None
    around: Seq | None = None
    limit: Limit = 60


class ReadMark(Command, frozen=True, kw_only=True, tag="read.mark", gc=False):
    """Everything up to `seq` was read; a lower one than before changes nothing."""

    room: RoomId
    seq: Seq


class TypingStart(Command, frozen=True, kw_only=True, tag="typing.start", gc=False):
    """You are typing; holds six seconds unless renewed."""

    room: RoomId


class TypingStop(Command, frozen=True, kw_only=True, tag="typing.stop", gc=False):
    """You are no longer typing."""

    room: RoomId


class PersonRename(Command, frozen=True, kw_only=True, tag="person.rename", gc=False):
    """Take another name; the same person under the same id."""

    name: str


AnyCommand = (
    MessageSend
    | OutboxResume
    | RoomLoad
    | RoomSync
    | HistoryRead
    | ReadMark
    | TypingStart
    | TypingStop
    | PersonRename
)
