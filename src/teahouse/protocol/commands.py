"""Commands: what a client asks for on `/ws`, one JSON object a text frame.

Every command carries `id`, a UUID (version 7 is best) that its reply repeats.
For a command that makes an event it is also the key: sent again, it never makes
a second event.
"""

from __future__ import annotations

from teahouse.protocol.command import Change, Command, Limit, PersonId, RoomId, Seq
from teahouse.protocol.message_commands import (
    MessageChange,
    MessageEdit,
    MessagePin,
    MessageRecall,
    MessageSend,
    MessageUnpin,
    PollClose,
    PollVote,
    ReactionAdd,
    ReactionRemove,
)
from teahouse.protocol.person_commands import (
    PeopleFind,
    PeopleRead,
    PersonCommand,
    PersonIgnore,
    PersonRename,
    StatusSet,
    TypingStart,
    TypingStop,
)
from teahouse.protocol.room_commands import (
    DirectOpen,
    EditsRead,
    HistoryRead,
    MentionsRead,
    MessagesRead,
    OutboxResume,
    ReadMark,
    RoomChange,
    RoomCommand,
    RoomCreate,
    RoomLeave,
    RoomLoad,
    RoomNotify,
    RoomSync,
    Search,
)

__all__ = [
    "AnyCommand",
    "Change",
    "Command",
    "DirectOpen",
    "EditsRead",
    "HistoryRead",
    "Limit",
    "MentionsRead",
    "MessageChange",
    "MessageEdit",
    "MessagePin",
    "MessageRecall",
    "MessageSend",
    "MessageUnpin",
    "MessagesRead",
    "OutboxResume",
    "PeopleFind",
    "PeopleRead",
    "PersonId",
    "PersonIgnore",
    "PersonRename",
    "PollClose",
    "PollVote",
    "ReactionAdd",
    "ReactionRemove",
    "ReadMark",
    "RoomChange",
    "RoomCreate",
    "RoomId",
    "RoomLeave",
    "RoomLoad",
    "RoomNotify",
    "RoomSync",
    "Search",
    "Seq",
    "StatusSet",
    "TypingStart",
    "TypingStop",
]

AnyCommand = MessageSend | MessageChange | RoomCommand | PersonCommand
