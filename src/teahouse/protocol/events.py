"""Events: what the server tells by itself on `/ws`.

Durable events are a room's log: each has the room's `seq`, gap-free. All others
are ephemeral: no seq, never replayed, dropped first when a reader is slow.
"""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from teahouse.model.people import Person


class Event(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True, gc=False):
    """What all events share: the tag `type`."""


class MessageCreated(Event, frozen=True, kw_only=True, tag="message.created", gc=False):
    """Somebody said something. `at` is Unix time in milliseconds, for display only.

    `key` is the id of the command that made it. `to` is set on a whisper, which
    only sender and target ever receive. `body` is None once erased.
    """

    room: int
    seq: int
    at: int
    sender: Person
    key: UUID
    body: str | None
    to: Person | None = None
    mentions: tuple[int, ...] = ()


class EventBlank(Event, frozen=True, kw_only=True, tag="event.blank", gc=False):
    """The place of an event that you may not see. Counts as applied, never as unread."""

    room: int
    seq: int


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


class Limits(Struct, frozen=True):
    """Sizes in bytes, counts and milliseconds that a client should know."""

    body_bytes: int
    frame_bytes: int
    name_characters: int
    resume_events: int
    heartbeat_ms: int


class RoomSummary(Struct, frozen=True, kw_only=True):
    """A room in the list: `head` is its last seq, `read` the last one you marked as read."""

    id: int
    name: str
    title: str
    topic: str
    head: int
    first_seq: int
    read: int


class Hello(Event, frozen=True, kw_only=True, tag="hello", omit_defaults=False, gc=False):
    """The first frame of every connection.

    `you` is None for a visitor, who reads and has `proposed_name` to accept.
    A cursor from another `epoch` is worthless.
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


DurableEvent = MessageCreated | EventBlank
EphemeralEvent = PresenceState | PresenceChanged | TypingChanged | Heartbeat | Drain | Closing | Hello
AnyEvent = DurableEvent | EphemeralEvent
