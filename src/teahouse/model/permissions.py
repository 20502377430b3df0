"""Who may do what: one table, asked by the socket and the HTTP API alike."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from teahouse.model.errors import NotAllowedError, NotSignedInError
from teahouse.model.people import ACCOUNTS, Actor, Person, Role, higher


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
    ACCOUNT_MAKE = "account.make"
    ACCOUNT_CHANGE = "account.change"
    SESSIONS_SEE = "sessions.see"
    DEVICE_LINK = "device.link"
    DATA_EXPORT = "data.export"
    DATA_DELETE = "data.delete"
    TOKEN_MAKE = "token.make"  # noqa: S105 - an action
    MESSAGE_SEND_CLOSED = "message.send_closed"
    MESSAGE_RECALL_OTHERS = "message.recall_others"
    EDITS_SEE_OTHERS = "edits.see_others"
    ROOM_RULE = "room.rule"
    ROOM_DELETE = "room.delete"
    MEMBERS_SEE = "members.see"
    MEMBER_ADD = "member.add"
    MEMBER_REMOVE = "member.remove"
    MEMBER_RANK = "member.rank"
    INVITE_MAKE = "invite.make"
    REPORT_MAKE = "report.make"
    REPORTS_SEE = "reports.see"
    HELD_SEE = "held.see"
    SANCTION = "sanction"
    PEOPLE_MANAGE = "people.manage"
    PEOPLE_RANK = "people.rank"
    HOUSE_SEE = "house.see"
    HOUSE_CHANGE = "house.change"
    HOUSE_GIVE = "house.give"
    AUDIT_SEE = "audit.see"


_EVERYBODY: Final = frozenset(Role)
_PEOPLE: Final = ACCOUNTS | {Role.GUEST}
_NAMED: Final = _PEOPLE | {Role.CLASSIC}
_MODERATORS: Final = frozenset({Role.MODERATOR, Role.ADMIN, Role.OWNER})
_ADMINS: Final = frozenset({Role.ADMIN, Role.OWNER})

TABLE: Final[dict[Action, frozenset[Role]]] = {
    Action.ROOM_READ: _EVERYBODY,
    Action.HISTORY_READ: _EVERYBODY,
    Action.GUEST_CREATE: frozenset({Role.VISITOR}),
    Action.MESSAGE_SEND: _NAMED,
    Action.MESSAGE_WHISPER: _NAMED,
    Action.MESSAGE_EDIT: _PEOPLE,
    Action.MESSAGE_RECALL: _PEOPLE,
    Action.MESSAGE_PIN: _PEOPLE,
    Action.MENTION_EVERYONE: _PEOPLE,
    Action.REACT: _PEOPLE,
    Action.VOTE: _PEOPLE,
    Action.ROOM_CREATE: _PEOPLE,
    Action.ROOM_CHANGE: _MODERATORS,
    Action.DIRECT_OPEN: _PEOPLE,
    Action.SEARCH: _EVERYBODY,
    Action.MENTIONS_READ: _PEOPLE,
    Action.PEOPLE_READ: _EVERYBODY,
    Action.PEOPLE_FIND: _PEOPLE,
    Action.READ_MARK: _PEOPLE,
    Action.TYPING: _PEOPLE,
    Action.PERSON_RENAME: _PEOPLE,
    Action.PERSON_STATUS: _PEOPLE,
    Action.PERSON_IGNORE: _PEOPLE,
    Action.NOTIFY_SET: _PEOPLE,
    Action.PUSH_SET: _PEOPLE,
    Action.SESSION_END: _PEOPLE,
    Action.FILE_UPLOAD: _PEOPLE,
    Action.ACCOUNT_MAKE: frozenset({Role.GUEST}),
    Action.ACCOUNT_CHANGE: ACCOUNTS,
    Action.SESSIONS_SEE: _PEOPLE,
    Action.DEVICE_LINK: _PEOPLE,
    Action.DATA_EXPORT: _PEOPLE,
    Action.DATA_DELETE: _PEOPLE,
    Action.TOKEN_MAKE: ACCOUNTS,
    Action.MESSAGE_SEND_CLOSED: _MODERATORS,
    Action.MESSAGE_RECALL_OTHERS: _MODERATORS,
    Action.EDITS_SEE_OTHERS: _MODERATORS,
    Action.ROOM_RULE: _ADMINS,
    Action.ROOM_DELETE: _ADMINS,
    Action.MEMBERS_SEE: _PEOPLE,
    Action.MEMBER_ADD: _MODERATORS,
    Action.MEMBER_REMOVE: _MODERATORS,
    Action.MEMBER_RANK: _ADMINS,
    Action.INVITE_MAKE: _MODERATORS,
    Action.REPORT_MAKE: _PEOPLE,
    Action.REPORTS_SEE: _MODERATORS,
    Action.HELD_SEE: _MODERATORS,
    Action.SANCTION: _MODERATORS,
    Action.PEOPLE_MANAGE: _MODERATORS,
    Action.PEOPLE_RANK: _ADMINS,
    Action.HOUSE_SEE: _ADMINS,
    Action.HOUSE_CHANGE: _ADMINS,
    Action.HOUSE_GIVE: frozenset({Role.OWNER}),
    Action.AUDIT_SEE: _ADMINS,
}
"""The roles that may take each action; whoever is not named here may not.

What is done in a room is asked with the role that the actor has there: `role_in`. So who
owns a room is an owner there, and nowhere else.
"""


def allowed(role: Role, action: Action) -> bool:
    """Whether this role may take this action."""
    return role in TABLE[action]


def role_in(actor: Actor, room_role: Role | None) -> Role:
    """What an actor is in a room where they have this role; only people with a name to keep have one."""
    if room_role is None or actor.role.rank < Role.GUEST.rank:
        return actor.role
    return higher(actor.role, room_role)


def require(actor: Actor, action: Action, room_role: Role | None = None) -> None:
    """Nothing if allowed; else NotSignedInError for a visitor, NotAllowedError for others."""
    if allowed(role_in(actor, room_role), action):
        return
    if actor.role is Role.VISITOR:
        raise NotSignedInError
    raise NotAllowedError


def require_person(actor: Actor, action: Action, room_role: Role | None = None) -> Person:
    """The person who acts, if they may; raises as `require` does."""
    require(actor, action, room_role)
    if actor.person is None:
        raise NotSignedInError
    return actor.person
