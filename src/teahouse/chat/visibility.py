"""What of a room's log a person may see: the event, or a blank in its place."""

from __future__ import annotations

from collections.abc import Iterable

from teahouse.protocol.events import DurableEvent, EventBlank, MessageCreated
from teahouse.store.port import StoredEvent


def may_see(event: StoredEvent, person: int | None) -> bool:
    """Whether this person (None: a visitor) may see this event."""
    return event.visible_to is None or (person is not None and person in event.visible_to)


def seen(event: StoredEvent) -> DurableEvent:
    """The event as those who may see it get it."""
    return MessageCreated(
        room=event.room,
        seq=event.seq,
        at=event.at,
        sender=event.sender,
        key=event.key,
        body=event.body,
        to=event.to,
        mentions=event.mentions,
    )


def blank(event: StoredEvent) -> EventBlank:
    """The event's place in the log, and nothing else of it."""
    return EventBlank(room=event.room, seq=event.seq)


def seen_by(events: Iterable[StoredEvent], person: int | None) -> tuple[DurableEvent, ...]:
    """A stretch of the log as this person may read it; the same seqs for all."""
    return tuple(seen(event) if may_see(event, person) else blank(event) for event in events)
