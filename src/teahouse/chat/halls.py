"""Making rooms and conversations, and changing what they are."""

from __future__ import annotations

from teahouse.broker.port import RoomTouched
from teahouse.chat import audit, rooms
from teahouse.chat.context import Context
from teahouse.chat.messages import accepted, announce
from teahouse.chat.places import guard_of
from teahouse.model.errors import (
    BadFieldError,
    BadInputError,
    NameTakenError,
    NotAllowedError,
    RoomNotFoundError,
)
from teahouse.model.ids import new_key
from teahouse.model.people import ACCOUNTS, Actor, Role
from teahouse.model.permissions import Action, allowed, require, require_person
from teahouse.model.text import REASON_CHARACTERS, TITLE_CHARACTERS, TOPIC_CHARACTERS, check_line
from teahouse.protocol.commands import DirectOpen, RoomChange, RoomCreate
from teahouse.protocol.parts import Extras
from teahouse.protocol.replies import MessageAccepted, RoomOpened
from teahouse.store import effects
from teahouse.store.port import NewEvent, Place
from teahouse.store.port_rooms import MADE_NAME

RULES = ("access", "history", "slow_seconds", "retention_days")
"""What of a room only its owner (or who runs the place) changes."""


async def create(context: Context, actor: Actor, command: RoomCreate) -> RoomOpened:
    """A room of the actor's own; the same command again gives the same room.

    NameTakenError if one is called so that the actor may know of; NotAllowedError where the
    house lets nobody make rooms but who keeps it.
    """
    person = require_person(actor, Action.ROOM_CREATE)
    context.standing.check_mute(person.id, None)
    if not context.house.open_rooms and actor.role.rank < Role.MODERATOR.rank:
        raise NotAllowedError
    title = check_line(command.title, "title", TITLE_CHARACTERS)
    topic = check_line(command.topic, "topic", TOPIC_CHARACTERS, may_be_empty=True)
    access = command.access or context.house.default_access
    if access == "members" and actor.role not in ACCOUNTS:
        if command.access is not None:
            raise NotAllowedError
        # Who has no account could not enter the room that the house would have them make.
        access = "public"
    place = await context.store.add_room(
        f"{MADE_NAME}{person.id}-{command.id.hex}",
        title,
        topic,
        person.id,
        context.clock(),
        access=access,
        history=command.history,
    )
    context.broker.signal(RoomTouched(place.info.id, listed=True))
    return RoomOpened(id=command.id, room=await rooms.summary(context, actor, place.info.id), created=True)


async def named(context: Context, actor: Actor, name: str) -> int | None:
    """The room of this name (compared as names are) that the actor may enter; None for a private one too."""
    require(actor, Action.ROOM_READ)
    try:
        title = check_line(name, "name", TITLE_CHARACTERS)
    except BadInputError:
        return None
    for room in await context.store.rooms_named(title):
        try:
            await context.places.enter(room, actor)
        except RoomNotFoundError:
            continue
        return room
    return None


async def make_named(context: Context, actor: Actor, name: str) -> int | None:
    """The same, made if it is not there and the actor may make rooms: then never a private one."""
    for _ in range(2):
        room = await named(context, actor, name)
        if room is not None:
            return room
        for_members = context.house.default_access != "public" and actor.role in ACCOUNTS
        command = RoomCreate(id=new_key(), title=name, access="members" if for_members else "public")
        try:
            return (await create(context, actor, command)).room.id
        except NameTakenError:
            # Somebody was quicker.
            continue
        except (BadInputError, NotAllowedError):
            return None
    return None


async def open_direct(context: Context, actor: Actor, command: DirectOpen) -> RoomOpened:
    """The conversation of the actor and others. PersonNotFoundError."""
    person = require_person(actor, Action.DIRECT_OPEN)
    people = sorted({person.id, *command.people})
    if len(people) < 2:
        raise BadFieldError(field="people")
    place, created = await context.store.open_direct(people, context.clock())
    if created:
        context.broker.signal(RoomTouched(place.info.id, listed=True))
    return RoomOpened(id=command.id, room=await rooms.summary(context, actor, place.info.id), created=created)


async def change(context: Context, actor: Actor, command: RoomChange) -> MessageAccepted:
    """Give a room where the actor keeps order another title, topic or use: an event of its log."""
    require(actor, Action.ROOM_READ)
    place = await context.places.enter(command.room, actor)
    if place.direct:
        raise NotAllowedError
    person = require_person(actor, Action.ROOM_CHANGE, context.places.role(place, actor)).plain()
    title, topic = command.title, command.topic
    extras = Extras(
        title=None if title is None else check_line(title, "title", TITLE_CHARACTERS),
        topic=None if topic is None else check_line(topic, "topic", TOPIC_CHARACTERS, may_be_empty=True),
        archived=command.archived,
        read_only=command.read_only,
        access=command.access,
        history=command.history,
        slow_seconds=command.slow_seconds,
        retention_days=command.retention_days,
    )
    if extras == Extras():
        raise BadFieldError
    reason = check_line(command.reason, "reason", REASON_CHARACTERS, may_be_empty=True)
    if any(getattr(extras, rule) is not None for rule in RULES):
        _check_rules(context, actor, place, extras)
    event = NewEvent(
        room=command.room,
        kind=effects.ROOM_CHANGED,
        sender=person,
        key=command.id,
        body=None,
        extras=extras,
        guard=guard_of(place),
    )
    done = await context.store.append(event)
    if not done.duplicate:
        context.places.forget(command.room)
        announce(context, event, done)
        context.broker.signal(RoomTouched(command.room, listed=True))
        changed = {name: getattr(extras, name) for name in ("archived", "read_only", *RULES)}
        detail: dict[str, object] = {name: value for name, value in changed.items() if value is not None}
        await audit.note(
            context, actor, "room.change", room=command.room, seq=done.seq, reason=reason, detail=detail
        )
    return accepted(command.id, done)


def _check_rules(context: Context, actor: Actor, place: Place, extras: Extras) -> None:
    """NotAllowedError but for an owner; a private room stays one, and no other becomes one."""
    if not allowed(context.places.role(place, actor), Action.ROOM_RULE):
        raise NotAllowedError
    if extras.access is None:
        return
    if place.info.access == "private" or extras.access == "private":
        # Who read or wrote there did so knowing who could see it.
        raise BadFieldError(field="access")
    if extras.access == "members" and actor.role not in ACCOUNTS:
        raise NotAllowedError
