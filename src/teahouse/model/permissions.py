"""Who may do what: one table, asked by the socket and the HTTP API alike."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from teahouse.model.errors import NotAllowedError, NotSignedInError
from teahouse.model.people import Actor, Person, Role


class Action(StrEnum):
    """What can be asked for."""

    ROOM_READ = "room.read"
    HISTORY_READ = "history.read"
    GUEST_CREATE = "guest.create"
    MESSAGE_SEND = "message.send"
    MESSAGE_WHISPER = "message.whisper"
    READ_MARK = "read.mark"
    TYPING = "typing"
    PERSON_RENAME = "person.rename"
    SESSION_END = "session.end"
    FILE_UPLOAD = "file.upload"


_EVERYBODY: Final = frozenset(Role)
_NAMED: Final = frozenset({Role.GUEST, Role.CLASSIC})
_GUESTS: Final = frozenset({Role.GUEST})

TABLE: Final[dict[Action, frozenset[Role]]] = {
    Action.ROOM_READ: _EVERYBODY,
    Action.HISTORY_READ: _EVERYBODY,
    Action.GUEST_CREATE: frozenset({Role.VISITOR}),
    Action.MESSAGE_SEND: _NAMED,
    Action.MESSAGE_WHISPER: _NAMED,
    Action.READ_MARK: _GUESTS,
    Action.TYPING: _GUESTS,
    Action.PERSON_RENAME: _GUESTS,
    Action.SESSION_END: _GUESTS,
    Action.FILE_UPLOAD: _GUESTS,
}
"""The roles that may take each action; whoever is not named here may not."""


def allowed(role: Role, action: Action) -> bool:
    """Whether this role may take this action."""
    return role in TABLE[action]


def require(actor: Actor, action: Action) -> None:
    """Nothing if allowed; else NotSignedInError for a visitor, NotAllowedError for others."""
    if allowed(actor.role, action):
        return
    if actor.role is Role.VISITOR:
        raise NotSignedInError
    raise NotAllowedError


def require_person(actor: Actor, action: Action) -> Person:
    """The person who acts, if they may; raises as `require` does."""
    require(actor, action)
    if actor.person is None:
        raise NotSignedInError
    return actor.person
