"""Saying something in a room."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from teahouse.chat import calls, holding
from teahouse.chat.context import Context
from teahouse.chat.gate import Passed
from teahouse.chat.places import check_open, guard_of, may_enter
from teahouse.chat.visibility import may_see
from teahouse.model import search
from teahouse.model.errors import BadFieldError, MessageGoneError, NotAllowedError, PersonNotFoundError
from teahouse.model.file_errors import FileMissingError
from teahouse.model.people import Actor, Person, Role
from teahouse.model.permissions import Action, require, require_person
from teahouse.model.text import check_body, check_options
from teahouse.protocol.commands import MessageSend
from teahouse.protocol.parts import Extras, File
from teahouse.protocol.replies import MessageAccepted
from teahouse.store import effects
from teahouse.store.port import Appended, Guard, NewEvent, Place, StoredEvent


class _Around(Struct, frozen=True):
    """What a message is about besides its text, looked up."""

    to: Person | None = None
    answered: Person | None = None
    files: tuple[File, ...] = ()
    deaf: frozenset[int] = frozenset()
    """Those who ignore the sender, among those who would see it by name."""


NOBODY = _Around()


async def send(
    context: Context,
    actor: Actor,
    command: MessageSend,
    lane: Lock,
    check_order: Callable[[], None] = lambda: None,
) -> MessageAccepted:
    """Commit one message or whisper, then tell every node.

    `lane` belongs to the connection (or HTTP request): it keeps the messages of one
    sender in the order in which they came while a whisper's target is looked up.
    `check_order` is called last before the message gets its place, and may refuse it.
    """
    sender = require_person(actor, Action.MESSAGE_WHISPER if command.to else Action.MESSAGE_SEND).plain()
    if command.everyone:
        require(actor, Action.MENTION_EVERYONE)
        if command.to:
            raise BadFieldError(field="everyone")
    body = check_body(command.body, may_be_empty=bool(command.files))
    options = check_options(command.options)
    async with lane:
        place = await context.places.enter(command.room, actor)
        await _check_open(context, place, actor, command)
        if command.everyone and not place.direct:
            # In a conversation of a few, whoever speaks calls all of them anyway.
            least = Role(context.house.everyone_role)
            if context.places.role(place, actor).rank < least.rank:
                raise NotAllowedError
        private = command.to is not None or place.direct
        passed = await context.gate.said(actor, place, command.id, body, options, private=private)
        around = await _look_around(context, sender, command, place)
        check_order()
        event = _event(command, sender, passed, around, place)
        if passed.alone:
            event = replace(event, visible_to=(sender.id,), calls=())
        committed = context.store.append(event)
    done = await committed
    if passed.why is not None:
        await holding.hold(context, event, done, passed.why)
    if not done.duplicate:
        context.after.said(announce(context, event, done))
        context.activity.moved(done.room, done.seq, done.count)
        await calls.tell(context, event, done.seq, place, around.answered)
    return accepted(command.id, done)


def announce(context: Context, event: NewEvent, done: Appended) -> StoredEvent:
    """Tell every node of a committed event."""
    stored = StoredEvent(
        room=event.room,
        seq=done.seq,
        at=done.at,
        kind=event.kind,
        sender=event.sender,
        key=event.key,
        body=event.body,
        to=event.to,
        mentions=event.mentions,
        visible_to=event.visible_to,
        target=event.target,
        extras=event.extras,
    )
    context.broker.publish(stored, done.epoch)
    return stored


def accepted(command_id: UUID, done: Appended) -> MessageAccepted:
    """The acknowledgement of a committed event."""
    return MessageAccepted(
        id=command_id,
        room=done.room,
        seq=done.seq,
        at=done.at,
        epoch=done.epoch,
        duplicate=done.duplicate,
    )


async def _check_open(context: Context, place: Place, actor: Actor, command: MessageSend) -> None:
    """RoomClosedError; but what was said before the room was closed is acknowledged as it was."""
    try:
        check_open(place, actor)
    except NotAllowedError:
        if actor.person is None or not await context.store.knows(command.room, actor.person.id, command.id):
            raise


async def _look_around(context: Context, sender: Person, command: MessageSend, place: Place) -> _Around:
    """What must be read before the message gets its place; nothing for the plain ones."""
    if not place.direct and not (command.to or command.reply_to or command.files or command.mentions):
        return NOBODY
    to = await _target(context, sender, command.to, place) if command.to else None
    answered = await _answered(context, sender, place, command.reply_to)
    company = place.members if place.direct and place.members else ()
    named = {*command.mentions, *([to.id] if to else company)}
    listeners = sorted(named | ({answered.id} if answered else set()))
    return _Around(
        to=to,
        answered=answered,
        files=await _files(context, sender, command.files),
        deaf=await context.store.ignored_by(sender.id, listeners) if listeners else frozenset(),
    )


async def _target(context: Context, sender: Person, person: int, place: Place) -> Person:
    if person == sender.id:
        return sender
    if place.members is not None and person not in place.members:
        raise PersonNotFoundError(field="to")
    found = await context.store.person(person)
    if not may_enter(place, Actor(found.role, found.person)):
        raise PersonNotFoundError(field="to")
    return found.person.plain()


async def _answered(context: Context, sender: Person, place: Place, seq: int | None) -> Person | None:
    """Who said what is answered; MessageGoneError if the sender does not see it."""
    if seq is None:
        return None
    found = (await context.store.messages(place.info.id, [seq])).events
    if not found or not may_see(found[0], sender.id, place.after(sender.id)):
        raise MessageGoneError(field="reply_to")
    return found[0].sender


async def _files(context: Context, sender: Person, ids: tuple[str, ...]) -> tuple[File, ...]:
    """The sender's own uploads; that they are free is seen again when the message takes them."""
    files = []
    for file_id in dict.fromkeys(ids):
        found = await context.store.file(file_id)
        if found is None or found.owner != sender.id:
            raise FileMissingError(field="files")
        files.append(
            File(
                id=found.id,
                name=found.name,
                size=found.size,
                type=found.type,
                width=found.width,
                height=found.height,
                preview=found.preview,
            )
        )
    return tuple(files)


def _event(
    command: MessageSend,
    sender: Person,
    passed: Passed,
    around: _Around,
    place: Place,
) -> NewEvent:
    """The message as it goes into the log."""
    to, body, options = around.to, passed.body, passed.options
    guard = guard_of(place)
    if passed.silent_since is not None:
        pause = place.info.slow_seconds * 1000
        guard = Guard(member=guard is not None, silent_since=passed.silent_since, pause_ms=pause)
    mentions = tuple(dict.fromkeys(command.mentions))
    extras = None
    if command.everyone or command.action or command.color or around.files or options:
        extras = Extras(
            everyone=command.everyone,
            action=command.action,
            color=command.color,
            files=around.files,
            options=options,
        )
    return NewEvent(
        room=command.room,
        kind=effects.CREATED,
        sender=sender,
        key=command.id,
        body=body,
        to=to,
        mentions=mentions,
        visible_to=_visible_to(sender, to, around.deaf, place),
        target=command.reply_to,
        extras=extras,
        calls=_calls(sender, mentions, around, place, everyone=command.everyone),
        words=search.words("\n".join((body, *options, *(file.name for file in around.files)))),
        guard=guard,
    )


def _visible_to(
    sender: Person, to: Person | None, deaf: frozenset[int], place: Place
) -> tuple[int, ...] | None:
    """None for all. Who ignores the sender gets nothing, and the sender does not notice."""
    if to is not None:
        return tuple(sorted({sender.id, to.id} - (deaf - {sender.id})))
    if deaf and place.direct and place.members is not None:
        return tuple(sorted(place.members - deaf))
    return None


def _calls(
    sender: Person, mentions: tuple[int, ...], around: _Around, place: Place, *, everyone: bool
) -> tuple[int, ...]:
    """Whom it calls; 0 is everyone. All of a direct conversation are unread for its members anyway."""
    called = set(mentions)
    if around.to is not None:
        called = {around.to.id}
    elif place.members is not None:
        called &= place.members
    if around.answered is not None and (around.to is None or around.answered.id == around.to.id):
        called.add(around.answered.id)
    if place.members is not None:
        # Whoever said what is answered may have left since.
        called &= place.members
    called -= {sender.id, *around.deaf}
    return (0, *sorted(called)) if everyone else tuple(sorted(called))
