"""Events: what the server tells by itself on `/ws`.

Durable events are a room's log: each has the room's `seq`, gap-free. All others
are ephemeral: no seq, never replayed, dropped first when a reader is slow.
"""

from __future__ import annotations

from teahouse.model.people import Person
from teahouse.protocol.event import Event
from teahouse.protocol.log_events import (
    DurableEvent,
    EventBlank,
    LogEvent,
    MemberAdded,
    MemberRemoved,
    MessageCreated,
    MessageEdited,
    MessagePinned,
    MessagePreviewed,
    MessageRecalled,
    MessageUnpinned,
    PollClosed,
    PollVoted,
    ReactionAdded,
    ReactionRemoved,
    RoomChanged,
)
from teahouse.protocol.parts import House, Limits, RoomInfo, RoomSummary, Sanction

__all__ = [
    "AnyEvent",
    "Closing",
    "Drain",
    "DurableEvent",
    "EphemeralEvent",
    "Event",
    "EventBlank",
    "Heartbeat",
    "Hello",
    "House",
    "HouseChanged",
    "Limits",
    "LogEvent",
    "MemberAdded",
    "MemberRemoved",
    "MessageCreated",
    "MessageEdited",
    "MessagePinned",
    "MessagePreviewed",
    "MessageRecalled",
    "MessageUnpinned",
    "NoticeCreated",
    "PollClosed",
    "PollVoted",
    "PresenceChanged",
    "PresenceState",
    "QueueChanged",
    "ReactionAdded",
    "ReactionRemoved",
    "ReadChanged",
    "RoomActivity",
    "RoomChanged",
    "RoomGone",
    "RoomInfo",
    "RoomListed",
    "RoomSummary",
    "Sanction",
    "StandingChanged",
    "TypingChanged",
]


class PresenceState(Event, frozen=True, kw_only=True, tag="presence.state", omit_defaults=False, gc=False):
    """Who is in the room now. Above 200 people `people` is empty and only `count` is told."""

    room: int
    count: int
    people: tuple[Person, ...] = ()


class PresenceChanged(Event, frozen=True, kw_only=True, tag="presence.changed", gc=False):
    """What changed since the last one, at most once a second: a diff of `people`.

    Above 200 people the three lists are empty and only `count` moves.
    """

    room: int
    count: int
    joined: tuple[Person, ...] = ()
    left: tuple[Person, ...] = ()
    renamed: tuple[Person, ...] = ()


class TypingChanged(Event, frozen=True, kw_only=True, tag="typing.changed", omit_defaults=False, gc=False):
    """Who is typing now: the whole list, cut to five."""

    room: int
    people: tuple[Person, ...] = ()


class Heartbeat(Event, frozen=True, kw_only=True, tag="heartbeat", gc=False):
    """Sent every `heartbeat_ms`; `heads` are the last seqs of your open rooms (key: the room's id)."""

    heads: dict[str, int]


class Drain(Event, frozen=True, kw_only=True, tag="drain", gc=False):
    """The server is about to stop: all still works; after `after_ms`, connect anew and close this one."""

    after_ms: int


class Closing(Event, frozen=True, kw_only=True, tag="closing", gc=False):
    """Why the close frame that follows comes; `code` is an error code."""

    code: str
    message: str
    retry_after_ms: int | None = None


class RoomListed(Event, frozen=True, kw_only=True, tag="room.listed", omit_defaults=False, gc=False):
    """A room that you may know of is new, or is called or used otherwise now."""

    room: RoomInfo


class RoomActivity(Event, frozen=True, kw_only=True, tag="room.activity", omit_defaults=False, gc=False):
    """Rooms moved on, told at most once a second: for each its id, head and count of messages."""

    rooms: tuple[tuple[int, int, int], ...]


class ReadChanged(Event, frozen=True, kw_only=True, tag="read.changed", omit_defaults=False, gc=False):
    """Your read position in a room, moved by any of your tabs and devices; see RoomSummary."""

    room: int
    read: int
    count: int
    unread: int
    mentions: int
    notify: str


class NoticeCreated(Event, frozen=True, kw_only=True, tag="notice.created", omit_defaults=False, gc=False):
    """A message that calls you: `reason` is mention, everyone, whisper, reply, direct or message."""

    reason: str
    message: MessageCreated


class RoomGone(Event, frozen=True, kw_only=True, tag="room.gone", gc=False):
    """A room that you may not know of any more: nothing of it comes, and nothing of it is to be kept."""

    room: int


class StandingChanged(
    Event, frozen=True, kw_only=True, tag="standing.changed", omit_defaults=False, gc=False
):
    """Your role in the house, and what you may not do now; the whole of it each time."""

    role: str
    sanctions: tuple[Sanction, ...]


class HouseChanged(Event, frozen=True, kw_only=True, tag="house.changed", omit_defaults=False, gc=False):
    """The place is run otherwise now."""

    house: House


class QueueChanged(Event, frozen=True, kw_only=True, tag="queue.changed", omit_defaults=False, gc=False):
    """How much waits for moderators like you: reports, and messages that are held."""

    reports: int
    held: int


class Hello(Event, frozen=True, kw_only=True, tag="hello", omit_defaults=False, gc=False):
    """The first frame of every connection.

    `you` is None for a visitor, who reads and has `proposed_name` to accept.
    A cursor from another `epoch` is worthless. `role` is yours in the house, `sanctions` what you
    may not do now.
    """

    protocol: int
    version: str
    name: str
    epoch: str
    language: str
    limits: Limits
    you: Person | None
    proposed_name: str
    rooms: tuple[RoomSummary, ...]
    ignored: tuple[int, ...] = ()
    role: str = "visitor"
    sanctions: tuple[Sanction, ...] = ()
    house: House | None = None


EphemeralEvent = (
    PresenceState
    | PresenceChanged
    | TypingChanged
    | RoomListed
    | RoomActivity
    | ReadChanged
    | NoticeCreated
    | RoomGone
    | StandingChanged
    | HouseChanged
    | QueueChanged
    | Heartbeat
    | Drain
    | Closing
    | Hello
)
AnyEvent = DurableEvent | EphemeralEvent
