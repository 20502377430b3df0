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
    MESSAGE_EDIT = "message.edit"
    MESSAGE_RECALL = "message.recall"
    MESSAGE_PIN = "message.pin"
    MENTION_EVERYONE = "mention.everyone"
    REACT = "react"
    VOTE = "vote"
    ROOM_CREATE = "room.create"
    ROOM_CHANGE = "room.change"
    DIRECT_OPEN = "direct.open"
    SEARCH = "search"
    MENTIONS_READ = "mentions.read"
    PEOPLE_READ = "people.read"
    PEOPLE_FIND = "people.find"
    READ_MARK = "read.mark"
    TYPING = "typing"
    PERSON_RENAME = "person.rename"
    PERSON_STATUS = "person.status"
    PERSON_IGNORE = "person.ignore"
    NOTIFY_SET = "notify.set"
    PUSH_SET = "push.set"
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
    Action.MESSAGE_EDIT: _GUESTS,
    Action.MESSAGE_RECALL: _GUESTS,
    Action.MESSAGE_PIN: _GUESTS,
    Action.MENTION_EVERYONE: _GUESTS,
    Action.REACT: _GUESTS,
    Action.VOTE: _GUESTS,
    Action.ROOM_CREATE: _GUESTS,
    Action.ROOM_CHANGE: _GUESTS,
    Action.DIRECT_OPEN: _GUESTS,
    Action.SEARCH: _EVERYBODY,
    Action.MENTIONS_READ: _GUESTS,
    Action.PEOPLE_READ: _EVERYBODY,
    Action.PEOPLE_FIND: _GUESTS,
    Action.READ_MARK: _GUESTS,
    Action.TYPING: _GUESTS,
    Action.PERSON_RENAME: _GUESTS,
    Action.PERSON_STATUS: _GUESTS,
    Action.PERSON_IGNORE: _GUESTS,
    Action.NOTIFY_SET: _GUESTS,
    Action.PUSH_SET: _GUESTS,
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
