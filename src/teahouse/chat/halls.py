"""Making rooms and conversations, and changing what they are."""

from __future__ import annotations

from teahouse.broker.port import RoomTouched
from teahouse.chat import rooms
from teahouse.chat.context import Context
from teahouse.chat.messages import accepted, announce
from teahouse.model.errors import BadFieldError, NotAllowedError
from teahouse.model.people import Actor
from teahouse.model.permissions import Action, require_person
from teahouse.model.text import TITLE_CHARACTERS, TOPIC_CHARACTERS, check_line
from teahouse.protocol.commands import DirectOpen, RoomChange, RoomCreate
from teahouse.protocol.parts import Extras
from teahouse.protocol.replies import MessageAccepted, RoomOpened
from teahouse.store import effects
from teahouse.store.port import NewEvent


async def create(context: Context, actor: Actor, command: RoomCreate) -> RoomOpened:
    """A room for everyone. NameTakenError if one is called so."""
    person = require_person(actor, Action.ROOM_CREATE)
    title = check_line(command.title, "title", TITLE_CHARACTERS)
    topic = check_line(command.topic, "topic", TOPIC_CHARACTERS, may_be_empty=True)
    place = await context.store.add_room(title, title, topic, person.id, context.clock())
    context.broker.signal(RoomTouched(place.info.id, listed=True))
    return RoomOpened(id=command.id, room=await rooms.summary(context, actor, place.info.id), created=True)


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
    """Give a room of the actor's another title, topic or use: an event of its log."""
    person = require_person(actor, Action.ROOM_CHANGE).plain()
    info = (await context.places.enter(command.room, actor)).info
    if info.owner != person.id:
        raise NotAllowedError
    title, topic = command.title, command.topic
    extras = Extras(
        title=None if title is None else check_line(title, "title", TITLE_CHARACTERS),
        topic=None if topic is None else check_line(topic, "topic", TOPIC_CHARACTERS, may_be_empty=True),
        archived=command.archived,
        read_only=command.read_only,
    )
    if extras == Extras():
        raise BadFieldError
    event = NewEvent(
        room=command.room,
        kind=effects.ROOM_CHANGED,
        sender=person,
        key=command.id,
        body=None,
        extras=extras,
    )
    done = await context.store.append(event)
    if not done.duplicate:
        context.places.forget(command.room)
        announce(context, event, done)
        context.broker.signal(RoomTouched(command.room, listed=True))
    return accepted(command.id, done)
