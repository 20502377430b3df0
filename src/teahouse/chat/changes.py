"""Changing what was said: each change is an event of the room's log, for those who may see the message."""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from teahouse.broker.port import QueueTouched
from teahouse.chat import audit, calls, passing
from teahouse.chat.context import Context
from teahouse.chat.messages import accepted, announce
from teahouse.chat.places import check_open, guard_of
from teahouse.chat.ruling import check_above
from teahouse.chat.visibility import NOTHING, may_see
from teahouse.model import search
from teahouse.model.emoji import check_emoji
from teahouse.model.errors import (
    BadFieldError,
    MessageGoneError,
    NotAllowedError,
    PollClosedError,
    TooLateError,
    TooManyError,
)
from teahouse.model.people import Actor, Person, Role
from teahouse.model.permissions import Action, allowed, require_person
from teahouse.model.text import check_body, check_line
from teahouse.protocol.commands import (
    MessageChange,
    MessageEdit,
    MessagePin,
    MessageRecall,
    MessageUnpin,
    PollClose,
    PollVote,
    ReactionAdd,
    ReactionRemove,
)
from teahouse.protocol.parts import Extras, Folded
from teahouse.protocol.replies import MessageAccepted
from teahouse.store import effects
from teahouse.store.port import NewEvent, Place, StoredEvent

REACTIONS = 30
"""Different emoji under one message."""

REACTED = 1_000
"""Reactions to one message; each is an id in every page that shows it."""

PINS = 50
REASON_CHARACTERS = 300
UNFOLDED = Folded()

ACTIONS: dict[type, Action] = {
    MessageEdit: Action.MESSAGE_EDIT,
    MessageRecall: Action.MESSAGE_RECALL,
    ReactionAdd: Action.REACT,
    ReactionRemove: Action.REACT,
    MessagePin: Action.MESSAGE_PIN,
    MessageUnpin: Action.MESSAGE_PIN,
    PollVote: Action.VOTE,
    PollClose: Action.VOTE,
}

KINDS: dict[type, str] = {
    MessageEdit: effects.EDITED,
    MessageRecall: effects.RECALLED,
    ReactionAdd: effects.REACTED,
    ReactionRemove: effects.UNREACTED,
    MessagePin: effects.PINNED,
    MessageUnpin: effects.UNPINNED,
    PollVote: effects.VOTED,
    PollClose: effects.CLOSED,
}


async def change(context: Context, actor: Actor, command: MessageChange) -> MessageAccepted:
    """Commit one change of a message, then tell every node.

    What cannot change any more (who said it and when) is looked at before; whether the
    message is still there, the store sees in the same transaction. MessageGoneError,
    NotAllowedError, TooLateError, TooManyError, PollClosedError.
    """
    person = require_person(actor, ACTIONS[type(command)]).plain()
    place = await context.places.enter(command.room, actor)
    found = (await context.store.messages(command.room, [command.seq])).events
    if not found or not may_see(found[0], person.id, place.after(person.id)):
        raise MessageGoneError(field="seq")
    target = found[0]
    try:
        await _check(context, actor, person, place, command, target)
        passed = await passing.changed(context, actor, place, command, target)
    except NotAllowedError:
        # What was done while it could be is acknowledged as it was, however late it is sent again.
        if not await context.store.knows(command.room, person.id, command.id):
            raise
        passed = passing.AS_IT_IS
    event = _event(person, command, target, await _calls(context, command, target, place), passed.body)
    event = replace(event, guard=guard_of(place))
    if passed.alone:
        event = passing.for_its_author(event)
    done = await context.store.append(event)
    if not done.duplicate:
        stored = announce(context, event, done)
        if event.kind == effects.RECALLED:
            _erase_files(context, target)
            if target.visible_to == (target.sender.id,):
                # It may have been held: then it does not wait any more.
                context.broker.signal(QueueTouched())
            await _note_recall(context, actor, command, target)
        elif event.kind == effects.EDITED:
            context.after.said(stored)
            await _call_again(context, event, target, place)
    return accepted(command.id, done)


async def _check(
    context: Context, actor: Actor, person: Person, place: Place, command: MessageChange, target: StoredEvent
) -> None:
    """Whether this may be done now: NotAllowedError, or BadInputError for what never can be."""
    folded = target.folded or UNFOLDED
    match command:
        case MessageEdit():
            check_open(place, actor)
            _check_own(target, person, context.house.edit_ms, context.clock())
        case MessageRecall():
            within = context.house.recall_ms if actor.role is Role.GUEST else 0
            if target.sender.id == person.id:
                _check_own(target, person, within, context.clock())
            elif allowed(context.places.role(place, actor), Action.MESSAGE_RECALL_OTHERS):
                check_line(command.reason, "reason", REASON_CHARACTERS, may_be_empty=True)
                await check_above(context, actor, target.sender.id, place)
            else:
                raise NotAllowedError
        case ReactionAdd():
            check_open(place, actor)
            _check_reactions(folded, command.emoji, person.id)
        case MessagePin():
            check_open(place, actor)
            if target.visible_to is not None and not place.direct:
                raise NotAllowedError
            if not folded.pinned and len((await context.store.load(command.room, person.id, 1)).pins) >= PINS:
                raise TooManyError
        case MessageUnpin():
            check_open(place, actor)
        case PollVote():
            check_open(place, actor)
            _check_poll(target, folded, command.option)
            if folded.closed:
                raise PollClosedError
        case PollClose():
            _check_own(target, person, 0, 0)
            _check_poll(target, folded, None)
        case ReactionRemove():
            pass
        case _:
            assert_never(command)


def _event(
    person: Person, command: MessageChange, target: StoredEvent, calls: tuple[int, ...], said: str | None
) -> NewEvent:
    """The change as it goes into the log; BadInputError for what it must not hold. `said` stands for a new text."""
    body, extras, words = None, None, None
    mentions: tuple[int, ...] = ()
    match command:
        case MessageEdit():
            about = target.extras or NOTHING
            body = check_body(said or command.body, may_be_empty=bool(about.files))
            mentions = tuple(dict.fromkeys(command.mentions))
            words = search.words("\n".join((body, *about.options, *(file.name for file in about.files))))
        case ReactionAdd() | ReactionRemove():
            extras = Extras(emoji=check_emoji(command.emoji))
        case PollVote():
            extras = Extras(option=command.option)
        case MessageRecall() | MessagePin() | MessageUnpin() | PollClose():
            pass
        case _:
            assert_never(command)
    return NewEvent(
        room=command.room,
        kind=KINDS[type(command)],
        sender=person,
        key=command.id,
        body=body,
        mentions=mentions,
        visible_to=target.visible_to,
        target=command.seq,
        extras=extras,
        calls=calls,
        words=words,
    )


def _check_own(target: StoredEvent, person: Person, within_ms: int, now: int) -> None:
    if target.sender.id != person.id:
        raise NotAllowedError
    if within_ms and target.at + within_ms < now:
        raise TooLateError


def _check_reactions(folded: Folded, emoji: str, person: int) -> None:
    """TooManyError, but not for a reaction that is there already: again changes nothing."""
    known = next((reaction.people for reaction in folded.reactions if reaction.emoji == emoji), None)
    if known is None and len(folded.reactions) >= REACTIONS:
        raise TooManyError
    if person not in (known or ()) and sum(len(each.people) for each in folded.reactions) >= REACTED:
        raise TooManyError


def _check_poll(target: StoredEvent, folded: Folded, option: int | None) -> None:
    """BadFieldError for what is no poll, or an option it has not. Of what is erased, the store says so."""
    options = (target.extras or NOTHING).options
    if folded.recalled_at is not None:
        return
    if not options:
        raise BadFieldError(field="seq")
    if option is not None and option >= len(options):
        raise BadFieldError(field="option")


async def _calls(
    context: Context, command: MessageChange, target: StoredEvent, place: Place
) -> tuple[int, ...]:
    """Whom the message calls after an edit: those whom it would, had it been said so. Other changes call nobody."""
    if not isinstance(command, MessageEdit):
        return ()
    called = set(command.mentions)
    if target.to is not None:
        called = {target.to.id}
    if target.target is not None:
        # Whoever said what it answers is called as before.
        answered = (await context.store.messages(command.room, [target.target])).events
        called |= {event.sender.id for event in answered if target.to is None}
    if target.visible_to is not None:
        called &= set(target.visible_to)
    if place.members is not None:
        called &= place.members
    called.discard(target.sender.id)
    if called:
        called -= await context.store.ignored_by(target.sender.id, sorted(called))
    everyone = (target.extras or NOTHING).everyone
    return (0, *sorted(called)) if everyone else tuple(sorted(called))


async def _call_again(context: Context, event: NewEvent, target: StoredEvent, place: Place) -> None:
    """Tell those whom only the edit mentions."""
    new = tuple(person for person in event.mentions if person not in target.mentions)
    if place.members is not None:
        new = tuple(person for person in new if person in place.members)
    if new and not place.direct:
        await calls.tell_some(context, event.room, target.seq, event.sender.id, new)


async def _note_recall(context: Context, actor: Actor, command: MessageChange, target: StoredEvent) -> None:
    """What one takes back of another's is written down."""
    if actor.person is None or actor.person.id == target.sender.id:
        return
    reason = check_line(getattr(command, "reason", ""), "reason", REASON_CHARACTERS, may_be_empty=True)
    await audit.note(
        context,
        actor,
        "message.recall",
        person=target.sender.id,
        room=target.room,
        seq=target.seq,
        reason=reason,
    )


def _erase_files(context: Context, target: StoredEvent) -> None:
    extras = target.extras or NOTHING
    images = [preview.image.id for preview in (target.folded or UNFOLDED).previews if preview.image]
    files = (*(file.id for file in extras.files), *images)
    if files:
        context.after.erased(files)
