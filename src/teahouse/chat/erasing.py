"""Taking back all that somebody said, and somebody who goes for good."""

from __future__ import annotations

import asyncio

from teahouse.broker.port import PersonRenamed, QueueTouched, RightsTouched, RoomTouched, SessionRevoked
from teahouse.chat import audit
from teahouse.chat.context import Context
from teahouse.chat.messages import announce
from teahouse.chat.visibility import NOTHING
from teahouse.model.entry_errors import OwnerStaysError
from teahouse.model.errors import BadFieldError, MessageGoneError
from teahouse.model.ids import new_key
from teahouse.model.names import name_key
from teahouse.model.people import Actor, Person, Role
from teahouse.model.permissions import Action, require_person
from teahouse.protocol.parts import Extras, Folded
from teahouse.store import effects
from teahouse.store.erasing_records import NAMELESS
from teahouse.store.port import NewEvent, StoredEvent

BATCH = 200
"""Messages taken back at once: others' messages get their turn between two batches."""

UNFOLDED = Folded()


async def erase_messages_of(context: Context, person: int, by: Person, room: int | None = None) -> int:
    """Take back everything that this person said, in one room or (None) everywhere; how many messages.

    Whispers and direct conversations too. Each is a message.recalled by `by`, so all who have
    it on the screen see it go, and files and texts leave the disk. What is said meanwhile is
    found too; done again after a failure, it goes on where it was.
    """
    count = 0
    for each in await context.store.rooms_of(person) if room is None else [room]:
        after = 0
        while seqs := await context.store.said_by(person, each, after, BATCH):
            targets = (await context.store.messages(each, seqs)).events
            done = await asyncio.gather(
                *(_recall(context, target, by) for target in targets), return_exceptions=True
            )
            for outcome in done:
                if isinstance(outcome, BaseException):
                    raise outcome
                count += outcome
            after = seqs[-1]
    if count:
        # What was held of it does not wait any more.
        context.broker.signal(QueueTouched())
    return count


async def erase_marks_of(context: Context, person: int, by: Person) -> None:
    """Take back every reaction and vote of this person, on whatever is still there, in polls that are closed too.

    Each is an event like one's own, so all who see the message see it go; done again after a
    failure, it goes on where it was.
    """
    for room in await context.store.rooms_of(person):
        after = 0
        while seqs := await context.store.marked_by(person, room, after, BATCH):
            for target in (await context.store.messages(room, seqs)).events:
                for kind, extras in _marks(target.folded or UNFOLDED, person):
                    await _tell(context, _about(target, by, kind, extras))
            after = seqs[-1]


async def delete_self(context: Context, actor: Actor, name: str, address: str = "") -> None:
    """Whoever asks is gone for good: what they said, their files, and everything that tells who they were.

    `name` is typed to be sure: BadFieldError if it is another. OwnerStaysError. The row and
    its id stay, without a name, so that nobody ever inherits them.
    """
    person = require_person(actor, Action.DATA_DELETE)
    if name_key(name) != name_key(person.name):
        raise BadFieldError(field="name")
    if actor.role is Role.OWNER:
        raise OwnerStaysError
    await audit.note(context, actor, "account.delete", person=person.id, address=address)
    await erase_messages_of(context, person.id, person.plain())
    await erase_marks_of(context, person.id, person.plain())
    await _erase_person(context, person.id)
    # What was said while that went on, by a command that was under way.
    nobody = Person(person.id, NAMELESS)
    await erase_messages_of(context, person.id, nobody)
    await erase_marks_of(context, person.id, nobody)
    await _unname(context, person.id)


async def _recall(context: Context, target: StoredEvent, by: Person) -> int:
    """1 if it was taken back now, 0 if it was gone already."""
    if not await _tell(context, _about(target, by, effects.RECALLED)):
        return 0
    images = [preview.image.id for preview in (target.folded or UNFOLDED).previews if preview.image]
    files = (*(file.id for file in (target.extras or NOTHING).files), *images)
    if files:
        context.after.erased(files)
    return 1


def _about(target: StoredEvent, by: Person, kind: str, extras: Extras | None = None) -> NewEvent:
    return NewEvent(
        room=target.room,
        kind=kind,
        sender=by,
        key=new_key(),
        body=None,
        visible_to=target.visible_to,
        target=target.seq,
        extras=extras,
    )


async def _tell(context: Context, event: NewEvent) -> bool:
    """Whether it was done now; what it concerns may be gone already."""
    try:
        done = await context.store.append(event)
    except MessageGoneError:
        return False
    announce(context, event, done)
    return True


def _marks(folded: Folded, person: int) -> list[tuple[str, Extras]]:
    """What takes back this person's reactions and vote."""
    found = [
        (effects.UNREACTED, Extras(emoji=each.emoji)) for each in folded.reactions if person in each.people
    ]
    if any(person in voters for voters in folded.votes):
        found.append((effects.VOTED, Extras(option=None)))
    return found


async def _erase_person(context: Context, person: int) -> None:
    """The person's row and all that hangs on it; every node hears of it."""
    rooms = [each.room for each in await context.store.memberships(person) if each.role is not None]
    erased = await context.store.erase_person(person, context.clock())
    if erased.files:
        context.after.erased(tuple(erased.files))
    for session in erased.sessions:
        context.broker.signal(SessionRevoked(session))
    context.broker.signal(PersonRenamed(Person(person, NAMELESS)))
    context.broker.signal(RightsTouched(person))
    for room in rooms:
        context.places.forget(room)
        context.broker.signal(RoomTouched(room, listed=False))


async def _unname(context: Context, person: int) -> None:
    """Nothing in any log has the name any more."""
    store = context.store
    # Whispers to the person are in logs where it never spoke.
    for room in await store.all_rooms():
        after: int | None = 0
        while after is not None:
            found = await store.naming(person, room, after)
            for start in range(0, len(found.seqs), BATCH):
                await store.unname(person, room, found.seqs[start : start + BATCH])
            after = found.upto
