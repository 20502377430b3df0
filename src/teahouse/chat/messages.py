"""Saying something in a room."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable

from teahouse.chat.context import Context
from teahouse.model.people import Actor, Person
from teahouse.model.permissions import Action, require_person
from teahouse.model.text import check_body
from teahouse.protocol.commands import MessageSend
from teahouse.protocol.replies import MessageAccepted
from teahouse.store.port import NewEvent, StoredEvent

MESSAGE = "message.created"


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
    sender = require_person(actor, Action.MESSAGE_WHISPER if command.to else Action.MESSAGE_SEND)
    body = check_body(command.body)
    async with lane:
        to = await _target(context, sender, command.to) if command.to else None
        check_order()
        event = NewEvent(
            room=command.room,
            kind=MESSAGE,
            sender=sender,
            key=command.id,
            body=body,
            to=to,
            mentions=tuple(dict.fromkeys(command.mentions)),
            visible_to=tuple(sorted({sender.id, to.id})) if to else None,
        )
        committed = context.store.append(event)
    place = await committed
    if not place.duplicate:
        context.broker.publish(_stored(event, place.seq, place.at), place.epoch)
    return MessageAccepted(
        id=command.id,
        room=place.room,
        seq=place.seq,
        at=place.at,
        epoch=place.epoch,
        duplicate=place.duplicate,
    )


async def _target(context: Context, sender: Person, person: int) -> Person:
    if person == sender.id:
        return sender
    return (await context.store.person(person)).person


def _stored(event: NewEvent, seq: int, at: int) -> StoredEvent:
    return StoredEvent(
        room=event.room,
        seq=seq,
        at=at,
        kind=event.kind,
        sender=event.sender,
        key=event.key,
        body=event.body,
        to=event.to,
        mentions=event.mentions,
        visible_to=event.visible_to,
    )
