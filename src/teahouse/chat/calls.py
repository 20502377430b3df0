"""Whom a message calls, and that they are told of it on every node."""

from __future__ import annotations

from contextlib import suppress

from teahouse.broker.port import PeopleCalled
from teahouse.chat.context import Context
from teahouse.model.errors import RetryableError
from teahouse.model.people import Person
from teahouse.store.port import NewEvent, Place

MOST = 200
"""People in one signal, which is bounded."""


async def tell(context: Context, event: NewEvent, seq: int, place: Place, answered: Person | None) -> None:
    """Signal a committed message to those whom it calls, each for one reason.

    The message is there whatever becomes of this: a store that does not answer fails nothing.
    """
    with suppress(RetryableError):
        await _tell(context, event, seq, place, answered)


async def _tell(context: Context, event: NewEvent, seq: int, place: Place, answered: Person | None) -> None:
    reasons: dict[int, str] = {}
    if place.direct and place.members is not None:
        reasons = dict.fromkeys(place.members if event.visible_to is None else event.visible_to, "direct")
    elif event.visible_to is None:
        levels = await context.places.levels(event.room)
        reasons = {person: "message" for person, level in levels.items() if level == "all"}
    for person in event.calls:
        if person:
            reasons[person] = _reason(event, person, answered)
    reasons.pop(event.sender.id, None)
    for reason in dict.fromkeys(reasons.values()):
        people = [person for person, why in reasons.items() if why == reason]
        for start in range(0, len(people), MOST):
            told = tuple(people[start : start + MOST])
            context.broker.signal(PeopleCalled(event.room, seq, reason, told))
    if 0 in event.calls:
        context.broker.signal(PeopleCalled(event.room, seq, "everyone", None))


def _reason(event: NewEvent, person: int, answered: Person | None) -> str:
    if event.to is not None:
        return "whisper"
    if answered is not None and answered.id == person and person not in event.mentions:
        return "reply"
    return "mention"


async def tell_some(context: Context, room: int, seq: int, sender: int, people: tuple[int, ...]) -> None:
    """Signal a message to people whom it did not mention before it was edited."""
    with suppress(RetryableError):
        deaf = await context.store.ignored_by(sender, list(people))
        told = tuple(person for person in people if person != sender and person not in deaf)
        if told:
            context.broker.signal(PeopleCalled(room, seq, "mention", told))
