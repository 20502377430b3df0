"""Durable events: a room's log. Each has the room's `seq`, gap-free."""

from __future__ import annotations

from uuid import UUID

from teahouse.model.people import Person
from teahouse.protocol.event import Event
from teahouse.protocol.parts import File, Folded, Preview


class MessageCreated(Event, frozen=True, kw_only=True, tag="message.created", gc=False):
    """Somebody said something. `at` is Unix time in milliseconds, for display only.

    `key` is the id of the command that made it. `to` is set on a whisper, which
    only sender and target ever receive. `body` is None once erased. `folded` is there
    in pages, where later events changed the message; a live event or a resume has none.
    """

    room: int
    seq: int
    at: int
    sender: Person
    key: UUID
    body: str | None
    to: Person | None = None
    mentions: tuple[int, ...] = ()
    everyone: bool = False
    reply_to: int | None = None
    action: bool = False
    color: str | None = None
    files: tuple[File, ...] = ()
    options: tuple[str, ...] = ()
    folded: Folded | None = None


class EventBlank(Event, frozen=True, kw_only=True, tag="event.blank", gc=False):
    """The place of an event that you may not see. Counts as applied, never as unread."""

    room: int
    seq: int


class LogEvent(Event, frozen=True, kw_only=True, gc=False):
    """What the other events of a log share: `sender` did it."""

    room: int
    seq: int
    at: int
    sender: Person
    key: UUID


class MessageEdited(LogEvent, frozen=True, kw_only=True, tag="message.edited", gc=False):
    """The message at `target` says `body` now; None once erased."""

    target: int
    body: str | None
    mentions: tuple[int, ...] = ()


class MessageRecalled(LogEvent, frozen=True, kw_only=True, tag="message.recalled", gc=False):
    """The message at `target` was taken back: text, files, reactions and votes of it are gone."""

    target: int


class ReactionAdded(LogEvent, frozen=True, kw_only=True, tag="reaction.added", gc=False):
    """`sender` reacted to the message at `target`."""

    target: int
    emoji: str


class ReactionRemoved(LogEvent, frozen=True, kw_only=True, tag="reaction.removed", gc=False):
    """`sender` took a reaction back."""

    target: int
    emoji: str


class MessagePinned(LogEvent, frozen=True, kw_only=True, tag="message.pinned", gc=False):
    """The message at `target` is pinned."""

    target: int


class MessageUnpinned(LogEvent, frozen=True, kw_only=True, tag="message.unpinned", gc=False):
    """The message at `target` is no longer pinned."""

    target: int


class PollVoted(LogEvent, frozen=True, kw_only=True, tag="poll.voted", gc=False, omit_defaults=False):
    """The one vote of `sender` in the poll at `target` is this option, from 0; None: it has none."""

    target: int
    option: int | None


class PollClosed(LogEvent, frozen=True, kw_only=True, tag="poll.closed", gc=False):
    """The poll at `target` takes no more votes."""

    target: int


class MessagePreviewed(LogEvent, frozen=True, kw_only=True, tag="message.previewed", gc=False):
    """A link of the message at `target` leads to this."""

    target: int
    preview: Preview


class RoomChanged(LogEvent, frozen=True, kw_only=True, tag="room.changed", gc=False):
    """The room is called and used like this now; what is left out stays as it was."""

    title: str | None = None
    topic: str | None = None
    archived: bool | None = None
    read_only: bool | None = None
    access: str | None = None
    history: str | None = None
    slow_seconds: int | None = None
    retention_days: int | None = None


class MemberAdded(LogEvent, frozen=True, kw_only=True, tag="member.added", gc=False):
    """`member` is in the room from now on, or has another role there: owner, moderator or member.

    Who joins by themselves is both `sender` and `member`.
    """

    member: Person
    role: str


class MemberRemoved(LogEvent, frozen=True, kw_only=True, tag="member.removed", gc=False):
    """`member` is in the room no more, or (in a public one) has no role there; who leaves is `sender` too."""

    member: Person


DurableEvent = (
    MessageCreated
    | EventBlank
    | MessageEdited
    | MessageRecalled
    | ReactionAdded
    | ReactionRemoved
    | MessagePinned
    | MessageUnpinned
    | PollVoted
    | PollClosed
    | MessagePreviewed
    | RoomChanged
    | MemberAdded
    | MemberRemoved
)
