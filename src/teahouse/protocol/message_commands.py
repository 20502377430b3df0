"""Saying something, and changing what was said. Each of these makes an event of the room's log."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from teahouse.protocol.command import (
    Change,
    Colour,
    Command,
    FileId,
    Option,
    PersonId,
    Place,
    Reason,
    RoomId,
)


class MessageSend(Command, frozen=True, kw_only=True, tag="message.send", gc=False):
    """Say `body` in a room; with `to`, a whisper that only that person and you can see.

    `reply_to` is the seq of the message that this answers. `action` is the `/me` of a
    chat. `everyone` mentions all of the room. `options` makes it a poll whose question
    is the body. `files` are the ids of one's own uploads; with some, the body may be empty.
    """

    room: RoomId
    body: str
    to: PersonId | None = None
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()
    everyone: bool = False
    reply_to: Place | None = None
    action: bool = False
    color: Colour | None = None
    files: Annotated[tuple[FileId, ...], Meta(max_length=10)] = ()
    options: Annotated[tuple[str, ...], Meta(max_length=10)] = ()


class MessageEdit(Change, frozen=True, kw_only=True, tag="message.edit", gc=False):
    """Put `body` in the place of what you said."""

    body: str
    mentions: Annotated[tuple[PersonId, ...], Meta(max_length=50)] = ()


class MessageRecall(Change, frozen=True, kw_only=True, tag="message.recall", gc=False):
    """Take back what you said, or (where you keep order) what another said: text and files are erased everywhere.

    `reason` is kept for those who look after the place, of what others said.
    """

    reason: Reason = ""


class ReactionAdd(Change, frozen=True, kw_only=True, tag="reaction.add", gc=False):
    """React with an emoji; again changes nothing."""

    emoji: str


class ReactionRemove(Change, frozen=True, kw_only=True, tag="reaction.remove", gc=False):
    """Take a reaction back."""

    emoji: str


class MessagePin(Change, frozen=True, kw_only=True, tag="message.pin", gc=False):
    """Pin a message above its room's log."""


class MessageUnpin(Change, frozen=True, kw_only=True, tag="message.unpin", gc=False):
    """Unpin a message."""


class PollVote(Change, frozen=True, kw_only=True, tag="poll.vote", gc=False):
    """Your one vote of a poll, in the place of an earlier one: the option's place from 0; None takes it back."""

    option: Option | None


class PollClose(Change, frozen=True, kw_only=True, tag="poll.close", gc=False):
    """End the poll that you asked: no more votes."""


MessageChange = (
    MessageEdit
    | MessageRecall
    | ReactionAdd
    | ReactionRemove
    | MessagePin
    | MessageUnpin
    | PollVote
    | PollClose
)
