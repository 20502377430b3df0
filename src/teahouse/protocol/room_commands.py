"""Rooms: coming in, reading, finding, and making them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from teahouse.protocol.command import Command, Cursor, Limit, PersonId, Place, Reason, RoomId, Seq

SlowSeconds = Annotated[int, Meta(ge=0, le=86_400)]
RetentionDays = Annotated[int, Meta(ge=-1, le=36_500)]


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


class RoomLeave(Command, frozen=True, kw_only=True, tag="room.leave", gc=False):
    """Hear no more of this room's events on this connection, until it is loaded or resumed."""

    room: RoomId


class RoomCreate(Command, frozen=True, kw_only=True, tag="room.create", gc=False):
    """A new room, which is yours; its title may be any text that a name may be. Sent again, it is the same room.

    `access` says who may know of it: everyone (public), who has an account (members), or whom you
    invite (private); None: as this place has it. `history` is what newcomers of a private room see
    of before they joined: all or nothing of it.
    """

    title: str
    topic: str = ""
    access: Literal["public", "members", "private"] | None = None
    history: Literal["all", "joined"] = "all"


class RoomChange(Command, frozen=True, kw_only=True, tag="room.change", gc=False):
    """Change a room where you keep order: what is None stays as it is. An event of its log.

    Its owner alone changes the last four. A room that is not private may be public or for
    members; `slow_seconds` is the time between two messages of a person; `retention_days` for how
    long messages are kept (0: for ever, -1: as the house has it). `reason` is for the audit log alone.
    """

    room: RoomId
    title: str | None = None
    topic: str | None = None
    archived: bool | None = None
    read_only: bool | None = None
    access: Literal["public", "members"] | None = None
    history: Literal["all", "joined"] | None = None
    slow_seconds: SlowSeconds | None = None
    retention_days: RetentionDays | None = None
    reason: Reason = ""


class DirectOpen(Command, frozen=True, kw_only=True, tag="direct.open", gc=False):
    """The conversation of you and these people, made if there is none."""

    people: Annotated[tuple[PersonId, ...], Meta(min_length=1, max_length=7)]


class RoomNotify(Command, frozen=True, kw_only=True, tag="room.notify", gc=False):
    """What of a room you want to be told of."""

    room: RoomId
    level: Literal["all", "mentions", "none"]


class HistoryRead(Command, frozen=True, kw_only=True, tag="history.read", gc=False):
    """A page of a room's log: the events just before `before`, or around `around`."""

    room: RoomId
    before: Seq | None = None
    around: Seq | None = None
    limit: Limit = 60


class MessagesRead(Command, frozen=True, kw_only=True, tag="messages.read", gc=False):
    """Single messages of a room by their seqs: those that answers and pins speak of."""

    room: RoomId
    seqs: Annotated[tuple[Place, ...], Meta(min_length=1, max_length=50)]


class EditsRead(Command, frozen=True, kw_only=True, tag="edits.read", gc=False):
    """What a message was before its edits."""

    room: RoomId
    seq: Place


class ReadMark(Command, frozen=True, kw_only=True, tag="read.mark", gc=False):
    """Everything up to `seq` was read. A lower one than before changes nothing, unless `back`."""

    room: RoomId
    seq: Seq
    back: bool = False


class MentionsRead(Command, frozen=True, kw_only=True, tag="mentions.read", gc=False):
    """Your mentions, newest first: those before the cursor `before`."""

    before: Cursor | None = None
    limit: Limit = 30


class Search(Command, frozen=True, kw_only=True, tag="search", gc=False):
    """Messages that you may read, newest first: those before the cursor `before`.

    `query` has words, and filters `from:NAME in:ROOM before:DATE after:DATE
    has:link|image|file`, with dates as YYYY-MM-DD of UTC plus `offset_minutes`.
    """

    query: Annotated[str, Meta(max_length=400)]
    before: Cursor | None = None
    limit: Limit = 20
    offset_minutes: Annotated[int, Meta(ge=-900, le=900)] = 0


RoomCommand = (
    OutboxResume
    | RoomLoad
    | RoomSync
    | RoomLeave
    | RoomCreate
    | RoomChange
    | DirectOpen
    | RoomNotify
    | HistoryRead
    | MessagesRead
    | EditsRead
    | ReadMark
    | MentionsRead
    | Search
)
