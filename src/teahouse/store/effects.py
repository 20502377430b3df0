"""What an event changes besides the log, by its kind; every adapter does the same.

`target` is the message that it concerns; all of it happens in the event's transaction.

| kind | effect |
|---|---|
| message.created | counted if everyone may see it; `calls` get a row each; takes its files; found by `words` |
| message.edited | the message's body, mentions, calls and words are those of this event, and `edited_at` its time |
| message.recalled | erased: bodies, mentions and extras of the message, its edits and previews become null; its reactions, votes, pin, calls, words and files are gone; `recalled_at` and `recalled_by` stay |
| reaction.added | (message, sender, emoji) is there, at the place of its first adding |
| reaction.removed | it is not |
| message.pinned, message.unpinned | the pin is there, or not |
| poll.voted | the sender's one vote is `extras.option`, or none |
| poll.closed | the poll is closed |
| message.previewed | `extras.preview` comes after the earlier ones; its image belongs to the message |
| room.changed | those of title, topic, archived, read_only, access, history, slow_seconds and retention_days (-1: as the house has it) in `extras` that are not null are the room's; the listing counts up; NameTakenError if another room has the title |
| member.added | `extras.member` has `extras.role` in the room; a newcomer sees what is after `since`: the event's own seq where the room's history is joined, else all; where a room is private their reading begins there; the listing counts up |
| member.removed | no row of `extras.member` any more; the listing counts up |
"""

from __future__ import annotations

from typing import Final

from teahouse.protocol.event import Event
from teahouse.protocol.events import (
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


def kind_of(event: type[Event]) -> str:
    """The name of an event's kind, on the wire and in the store."""
    return str(event.__struct_config__.tag)


CREATED: Final = kind_of(MessageCreated)
EDITED: Final = kind_of(MessageEdited)
RECALLED: Final = kind_of(MessageRecalled)
REACTED: Final = kind_of(ReactionAdded)
UNREACTED: Final = kind_of(ReactionRemoved)
PINNED: Final = kind_of(MessagePinned)
UNPINNED: Final = kind_of(MessageUnpinned)
VOTED: Final = kind_of(PollVoted)
CLOSED: Final = kind_of(PollClosed)
PREVIEWED: Final = kind_of(MessagePreviewed)
ROOM_CHANGED: Final = kind_of(RoomChanged)
MEMBER_ADDED: Final = kind_of(MemberAdded)
MEMBER_REMOVED: Final = kind_of(MemberRemoved)

ABOUT_ROOM: Final = frozenset({ROOM_CHANGED, MEMBER_ADDED, MEMBER_REMOVED})
"""Kinds that change a room, or who is in it."""

SHADOWED: Final = "shadowed"
"""A change by somebody whom nobody else reads: in its place for its author alone, and without any effect."""

CHANGES: Final = frozenset({EDITED, RECALLED, REACTED, UNREACTED, PINNED, UNPINNED, VOTED, CLOSED, PREVIEWED})
"""Kinds that change a message: their target must be there, and not erased."""
