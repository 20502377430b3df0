"""Replies: the one answer to each command on `/ws`, carrying the command's `id`."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from teahouse.model.people import Person
from teahouse.protocol.events import DurableEvent, MessageCreated, RoomSummary


class Reply(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True, gc=False):
    """What all replies share."""

    id: UUID | None


class MessageAccepted(Reply, frozen=True, kw_only=True, tag="message.accepted", gc=False):
    """The message, or the change of one, is on disk, at this place of the room's log, for good.

    `duplicate` is true when an earlier sending of the same id made it.
    """

    room: int
    seq: int
    at: int
    epoch: str
    duplicate: bool = False


class RoomLoaded(Reply, frozen=True, kw_only=True, tag="room.loaded", omit_defaults=False, gc=False):
    """Read in one transaction: the room's state and the events up to `seq`; live events follow.

    The messages are as they are at `seq`. `pins` are the seqs of pinned messages, the last one first.
    """

    epoch: str
    state: RoomSummary
    seq: int
    events: tuple[DurableEvent, ...]
    pins: tuple[int, ...]


class RoomCaughtUp(Reply, frozen=True, kw_only=True, tag="room.caught_up", gc=False):
    """All events after your cursor up to `seq` were sent before this; live events follow."""

    room: int
    seq: int
    epoch: str


class RoomReset(Reply, frozen=True, kw_only=True, tag="room.reset", gc=False):
    """Your cursor cannot be resumed: load the room. `reason`: epoch, ahead, below or behind."""

    room: int
    reason: str


class HistoryPage(Reply, frozen=True, kw_only=True, tag="history.page", omit_defaults=False, gc=False):
    """Events in order of seq, contiguous; `first_seq` is the first the room still has.

    The messages are as they are at `as_of`, the room's last seq when they were read.
    """

    room: int
    first_seq: int
    as_of: int
    events: tuple[DurableEvent, ...]


class MessagesPage(Reply, frozen=True, kw_only=True, tag="messages.page", omit_defaults=False, gc=False):
    """Those of the messages asked for that exist and that you may see, as they are at `as_of`."""

    room: int
    as_of: int
    messages: tuple[MessageCreated, ...]


class FoundPage(Reply, frozen=True, kw_only=True, tag="found.page", omit_defaults=False, gc=False):
    """Messages of any rooms, newest first, as they are now. `next` is the cursor to go on with; None: no more.

    `count` is how many there are in all, as far as 1,000; of mentions it is how many are unread.
    """

    messages: tuple[MessageCreated, ...]
    count: int
    next: int | None


class EditsPage(Reply, frozen=True, kw_only=True, tag="edits.page", omit_defaults=False, gc=False):
    """What the message was, first to last: its body and since when, in Unix milliseconds."""

    room: int
    seq: int
    versions: tuple[tuple[int, str | None], ...]


class RoomOpened(Reply, frozen=True, kw_only=True, tag="room.opened", omit_defaults=False, gc=False):
    """The room that was asked for; `created` if it was not there before."""

    room: RoomSummary
    created: bool


class PeoplePage(Reply, frozen=True, kw_only=True, tag="people.page", omit_defaults=False, gc=False):
    """People, as they are called now."""

    people: tuple[Person, ...]


class PersonAccepted(Reply, frozen=True, kw_only=True, tag="person.accepted", gc=False):
    """You, under the name you now have."""

    you: Person


class Done(Reply, frozen=True, kw_only=True, tag="done", gc=False):
    """It was done, and there is nothing to tell."""


class ErrorReply(Reply, frozen=True, kw_only=True, tag="error", gc=False):
    """It was refused and changed nothing. Switch on `code`; `message` is English for logs.

    `id` is None when the frame could not be read that far. `blocked_by` is the id
    of the refused command that holds back this one.
    """

    code: str
    message: str
    retryable: bool = False
    retry_after_ms: int | None = None
    field: str | None = None
    blocked_by: str | None = None


AnyReply = (
    MessageAccepted
    | RoomLoaded
    | RoomCaughtUp
    | RoomReset
    | HistoryPage
    | MessagesPage
    | FoundPage
    | EditsPage
    | RoomOpened
    | PeoplePage
    | PersonAccepted
    | Done
    | ErrorReply
)
