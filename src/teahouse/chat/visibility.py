"""What of a room's log a person may see: the event, or a blank in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from teahouse.protocol.events import (
    DurableEvent,
    EventBlank,
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
from teahouse.protocol.parts import Extras
from teahouse.store import effects
from teahouse.store.port import StoredEvent

NOTHING = Extras()


def may_see(event: StoredEvent, person: int | None, after: int = 0) -> bool:
    """Whether this person (None: a visitor) may see this event.

    `after` is the seq after which they see the room (`Place.after`): a later change of
    what was said before it would tell of that.
    """
    if event.visible_to is not None and (person is None or person not in event.visible_to):
        return False
    return not is_before(event, after)


def is_before(event: StoredEvent, after: int) -> bool:
    """Whether the event is of, or changes, what was before this seq."""
    if event.seq <= after:
        return True
    return event.kind in effects.CHANGES and event.target is not None and event.target <= after


def seen(event: StoredEvent) -> DurableEvent:
    """The event as those who may see it get it."""
    if event.kind == effects.CREATED:
        return message(event)
    make = _MAKERS.get(event.kind)
    # What a newer server appended is nothing for the clients of this one.
    return blank(event) if make is None else make(event)


def message(event: StoredEvent) -> MessageCreated:
    """A message, with what became of it if it was read so."""
    extras = event.extras or NOTHING
    return MessageCreated(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        body=event.body,
        to=event.to,
        mentions=event.mentions,
        reply_to=event.target,
        everyone=extras.everyone,
        action=extras.action,
        color=extras.color,
        files=extras.files,
        options=extras.options,
        folded=event.folded,
    )


def blank(event: StoredEvent) -> EventBlank:
    """The event's place in the log, and nothing else of it."""
    return EventBlank(room=event.room, seq=event.seq)


def seen_by(events: Iterable[StoredEvent], person: int | None, after: int = 0) -> tuple[DurableEvent, ...]:
    """A stretch of the log as this person may read it (see `may_see`); the same seqs for all."""
    return tuple(seen(event) if may_see(event, person, after) else blank(event) for event in events)


def messages_for(
    events: Iterable[StoredEvent], person: int | None, after: int = 0
) -> tuple[MessageCreated, ...]:
    """Those of these messages of one room, or of several without `after`, that this person may read."""
    return tuple(message(event) for event in events if may_see(event, person, after))


def _edited(event: StoredEvent) -> DurableEvent:
    return MessageEdited(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        target=event.target or 0,
        body=event.body,
        mentions=event.mentions,
    )


def _reaction(kind: type[ReactionAdded | ReactionRemoved]) -> Callable[[StoredEvent], DurableEvent]:
    def make(event: StoredEvent) -> DurableEvent:
        return kind(
            room=event.room,
            seq=event.seq,
            at=event.at,
            sender=event.sender,
            key=event.key,
            target=event.target or 0,
            emoji=(event.extras or NOTHING).emoji or "",
        )

    return make


def _change(
    kind: type[MessageRecalled | MessagePinned | MessageUnpinned | PollClosed],
) -> Callable[[StoredEvent], DurableEvent]:
    def make(event: StoredEvent) -> DurableEvent:
        return kind(
            room=event.room,
            seq=event.seq,
            at=event.at,
            sender=event.sender,
            key=event.key,
            target=event.target or 0,
        )

    return make


def _voted(event: StoredEvent) -> DurableEvent:
    return PollVoted(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        target=event.target or 0,
        option=(event.extras or NOTHING).option,
    )


def _previewed(event: StoredEvent) -> DurableEvent:
    preview = (event.extras or NOTHING).preview
    if preview is None:
        # Erased with the message that had the link.
        return blank(event)
    return MessagePreviewed(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        target=event.target or 0,
        preview=preview,
    )


def _room_changed(event: StoredEvent) -> DurableEvent:
    extras = event.extras or NOTHING
    return RoomChanged(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        title=extras.title,
        topic=extras.topic,
        archived=extras.archived,
        read_only=extras.read_only,
        access=extras.access,
        history=extras.history,
        slow_seconds=extras.slow_seconds,
        retention_days=extras.retention_days,
    )


def _member_added(event: StoredEvent) -> DurableEvent:
    extras = event.extras or NOTHING
    return MemberAdded(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        member=extras.member or event.sender,
        role=extras.role or "member",
    )


def _member_removed(event: StoredEvent) -> DurableEvent:
    return MemberRemoved(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        member=(event.extras or NOTHING).member or event.sender,
    )


def _shadowed(event: StoredEvent) -> DurableEvent:
    """As its author sees it, whom alone it is shown to."""
    shown = (event.extras or NOTHING).shadow
    make = _MAKERS.get(shown) if shown != effects.SHADOWED and shown is not None else None
    return blank(event) if make is None else make(event)


_MAKERS: dict[str, Callable[[StoredEvent], DurableEvent]] = {
    effects.EDITED: _edited,
    effects.RECALLED: _change(MessageRecalled),
    effects.REACTED: _reaction(ReactionAdded),
    effects.UNREACTED: _reaction(ReactionRemoved),
    effects.PINNED: _change(MessagePinned),
    effects.UNPINNED: _change(MessageUnpinned),
    effects.VOTED: _voted,
    effects.CLOSED: _change(PollClosed),
    effects.PREVIEWED: _previewed,
    effects.ROOM_CHANGED: _room_changed,
    effects.MEMBER_ADDED: _member_added,
    effects.MEMBER_REMOVED: _member_removed,
    effects.SHADOWED: _shadowed,
}
