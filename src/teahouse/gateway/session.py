"""What a connection on `/ws` decides: a plain object, no socket, clock or task in it.

Bytes and time go in; a reply, or a command to carry out, comes out. It keeps the
order of one sender: after a retryable refusal, later messages for that room are
refused with `blocked_by` until the client says `outbox.resume`.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from teahouse.model.errors import BlockedError, RateLimitedError
from teahouse.model.limits import Limit
from teahouse.protocol import codec, commands
from teahouse.protocol.commands import AnyCommand, MessageSend, OutboxResume
from teahouse.protocol.replies import AnyReply, Done, ErrorReply

Take = Callable[[Limit, float], int]
"""(limit, now in seconds) → 0, or the milliseconds to wait."""

LIMIT_OF: dict[type, Limit] = {
    MessageSend: Limit.PERSON_MESSAGES,
    commands.MessageEdit: Limit.PERSON_CHANGES,
    commands.MessageRecall: Limit.PERSON_CHANGES,
    commands.ReactionAdd: Limit.PERSON_CHANGES,
    commands.ReactionRemove: Limit.PERSON_CHANGES,
    commands.MessagePin: Limit.PERSON_CHANGES,
    commands.MessageUnpin: Limit.PERSON_CHANGES,
    commands.PollVote: Limit.PERSON_CHANGES,
    commands.PollClose: Limit.PERSON_CHANGES,
    commands.RoomLoad: Limit.PERSON_READS,
    commands.RoomSync: Limit.PERSON_READS,
    commands.RoomLeave: Limit.PERSON_READS,
    commands.HistoryRead: Limit.PERSON_READS,
    commands.MessagesRead: Limit.PERSON_READS,
    commands.EditsRead: Limit.PERSON_READS,
    commands.MentionsRead: Limit.PERSON_READS,
    commands.PeopleRead: Limit.PERSON_READS,
    commands.PeopleFind: Limit.PERSON_SEARCHES,
    commands.Search: Limit.PERSON_SEARCHES,
    commands.RoomCreate: Limit.PERSON_ROOMS,
    commands.DirectOpen: Limit.PERSON_SEARCHES,
    commands.RoomChange: Limit.PERSON_CHANGES,
    commands.RoomNotify: Limit.PERSON_CHANGES,
    commands.ReadMark: Limit.PERSON_MARKS,
    commands.TypingStart: Limit.PERSON_TYPING,
    commands.TypingStop: Limit.PERSON_TYPING,
    commands.PersonRename: Limit.PERSON_RENAMES,
    commands.StatusSet: Limit.PERSON_TYPING,
    commands.PersonIgnore: Limit.PERSON_CHANGES,
}


class Session:
    """The order and the limits of one connection."""

    __slots__ = ("_blocked", "_failed", "_take")

    def __init__(self, take: Take) -> None:
        self._take = take
        self._blocked: dict[int, UUID] | None = None
        self._failed: dict[int, tuple[int, UUID]] | None = None

    def received(self, data: bytes, now: float) -> AnyReply | AnyCommand:
        """A frame's payload → the reply to it, or the command to carry out."""
        try:
            command = codec.decode(data)
        except codec.UndecodableError as problem:
            return problem.reply
        if isinstance(command, OutboxResume):
            if self._blocked:
                self._blocked.pop(command.room, None)
            return Done(id=command.id)
        if isinstance(command, MessageSend) and self._blocked and command.room in self._blocked:
            return codec.refusal(command.id, BlockedError(blocked_by=str(self._blocked[command.room])))
        wait = self._take(LIMIT_OF[type(command)], now)
        if not wait and isinstance(command, MessageSend) and command.everyone:
            wait = self._take(Limit.PERSON_EVERYONE, now)
        if wait:
            self._block(command)
            return codec.refusal(command.id, RateLimitedError(retry_after_ms=wait))
        return command

    def failures(self, room: int) -> int:
        """How many messages for a room failed and may be sent again: a mark for `check_order`."""
        return self._failed[room][0] if self._failed and room in self._failed else 0

    def check_order(self, command: MessageSend, mark: int) -> None:
        """BlockedError if a message before this one failed since `mark`, when this one came.

        What waits for something on its way was not stopped at the door, and would
        overtake the one that is going to be sent again.
        """
        if self._failed and self.failures(command.room) != mark:
            raise BlockedError(blocked_by=str(self._failed[command.room][1]))

    def finished(self, command: AnyCommand, reply: AnyReply) -> None:
        """The command has its reply; a retryable refusal holds back those behind it."""
        if isinstance(reply, ErrorReply) and reply.retryable:
            self._block(command)
            if isinstance(command, MessageSend):
                if self._failed is None:
                    self._failed = {}
                self._failed[command.room] = (self.failures(command.room) + 1, command.id)

    def _block(self, command: AnyCommand) -> None:
        if isinstance(command, MessageSend):
            if self._blocked is None:
                self._blocked = {}
            self._blocked.setdefault(command.room, command.id)
