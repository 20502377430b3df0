"""What each command asks for: the use case that carries it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from teahouse.chat import changes, finding, halls, people, reads, rooms, typing
from teahouse.gateway import entrance
from teahouse.protocol.commands import (
    AnyCommand,
    DirectOpen,
    EditsRead,
    HistoryRead,
    MentionsRead,
    MessageEdit,
    MessagePin,
    MessageRecall,
    MessageSend,
    MessagesRead,
    MessageUnpin,
    OutboxResume,
    PeopleFind,
    PeopleRead,
    PersonIgnore,
    PersonRename,
    PollClose,
    PollVote,
    ReactionAdd,
    ReactionRemove,
    ReadMark,
    RoomChange,
    RoomCreate,
    RoomLeave,
    RoomLoad,
    RoomNotify,
    RoomSync,
    Search,
    StatusSet,
    TypingStart,
    TypingStop,
)
from teahouse.protocol.replies import AnyReply, Done

if TYPE_CHECKING:
    from teahouse.gateway.page import PagePeer


async def perform(peer: PagePeer, command: AnyCommand) -> AnyReply | None:
    """The reply, or None where it was sent already. Messages have a way of their own, for their order."""
    context, actor = peer.gateway.context, peer.actor
    match command:
        case MessageEdit() | MessageRecall() | ReactionAdd() | ReactionRemove():
            return await changes.change(context, actor, command)
        case MessagePin() | MessageUnpin() | PollVote() | PollClose():
            return await changes.change(context, actor, command)
        case RoomLoad():
            await entrance.load(peer, command)
            return None
        case RoomSync():
            return await entrance.sync(peer, command)
        case RoomLeave():
            entrance.leave(peer, command.room)
            return Done(id=command.id)
        case HistoryRead():
            return await rooms.history(context, actor, command)
        case MessagesRead():
            return await rooms.messages(context, actor, command)
        case EditsRead():
            return await rooms.edits(context, actor, command)
        case ReadMark():
            return await reads.mark(context, actor, command)
        case RoomNotify():
            return await reads.set_notify(context, actor, command)
        case MentionsRead():
            return await reads.mentions(context, actor, command)
        case Search():
            return await finding.find(context, actor, command)
        case RoomCreate():
            return await halls.create(context, actor, command)
        case RoomChange():
            return await halls.change(context, actor, command)
        case DirectOpen():
            return await halls.open_direct(context, actor, command)
        case TypingStart() | TypingStop():
            return await typing.tell(context, actor, command)
        case PersonRename():
            return await people.rename(context, actor, command)
        case StatusSet():
            return await people.set_status(context, actor, command)
        case PersonIgnore():
            return await people.ignore(context, actor, command)
        case PeopleRead():
            return await people.read(context, actor, command)
        case PeopleFind():
            return await people.find(context, actor, command)
        case OutboxResume():
            return Done(id=command.id)
        case MessageSend():
            raise AssertionError("see PagePeer")
        case _:
            assert_never(command)
