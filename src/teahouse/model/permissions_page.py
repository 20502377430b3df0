"""docs/permissions.md, made from the table: run this module."""

from __future__ import annotations

from typing import Final

from teahouse.model.people import Role
from teahouse.model.permissions import TABLE, Action

MEANING: Final[dict[Action, str]] = {
    Action.ROOM_READ: "know of a room and hear what goes on in it",
    Action.HISTORY_READ: "read what was said before",
    Action.GUEST_CREATE: "become a guest, where guests may come",
    Action.MESSAGE_SEND: "say something",
    Action.MESSAGE_WHISPER: "say something to one person alone",
    Action.MESSAGE_EDIT: "change what one said, as long as that can be changed",
    Action.MESSAGE_RECALL: "take back what one said; a guest only for a while",
    Action.MESSAGE_PIN: "pin a message, and unpin it",
    Action.MENTION_EVERYONE: "call everybody, where the house does not want more than that for it",
    Action.REACT: "react to a message",
    Action.VOTE: "make a poll, vote in it, and close one's own",
    Action.ROOM_CREATE: "make a room, where the house allows that",
    Action.ROOM_CHANGE: "give a room of one's own another title or topic, and archive it",
    Action.DIRECT_OPEN: "open a conversation with people",
    Action.SEARCH: "search what one may read",
    Action.MENTIONS_READ: "see what calls oneself",
    Action.PEOPLE_READ: "know who an id is",
    Action.PEOPLE_FIND: "find people by the beginnings of their names",
    Action.READ_MARK: "keep how far one has read",
    Action.TYPING: "be seen typing",
    Action.PERSON_RENAME: "take another name",
    Action.PERSON_STATUS: "say that one is away, or what one does",
    Action.PERSON_IGNORE: "hear nothing of somebody",
    Action.NOTIFY_SET: "choose what of a room one is told of",
    Action.PUSH_SET: "be told while the page is closed",
    Action.SESSION_END: "sign out",
    Action.FILE_UPLOAD: "send files",
    Action.ACCOUNT_MAKE: "keep the name by an account",
    Action.ACCOUNT_CHANGE: "change how one signs in",
    Action.SESSIONS_SEE: "see where one is signed in, and end that",
    Action.DEVICE_LINK: "bring oneself to another device",
    Action.DATA_EXPORT: "take all one's own data along",
    Action.DATA_DELETE: "delete oneself with all one said",
    Action.TOKEN_MAKE: "make tokens for programs",
    Action.MESSAGE_SEND_CLOSED: "say something where only moderators may",
    Action.MESSAGE_RECALL_OTHERS: "take back what others said",
    Action.EDITS_SEE_OTHERS: "see what messages of others were before",
    Action.ROOM_RULE: "say who may come into a room, how slow it is, and how long it keeps what is said",
    Action.ROOM_DELETE: "delete a room with all that is in it",
    Action.MEMBERS_SEE: "see who belongs to a room",
    Action.MEMBER_ADD: "bring somebody into a room",
    Action.MEMBER_REMOVE: "take somebody out of a room",
    Action.MEMBER_RANK: "give somebody a role in a room",
    Action.INVITE_MAKE: "make invitations to a room, see and revoke them",
    Action.REPORT_MAKE: "report a message to the moderators",
    Action.REPORTS_SEE: "see reports, and decide them",
    Action.HELD_SEE: "see messages that are held, and decide them",
    Action.SANCTION: "mute, ban, shadow and hold, and undo that",
    Action.PEOPLE_MANAGE: "look people up, with what they may not do",
    Action.PEOPLE_RANK: "give somebody a role in the whole place",
    Action.HOUSE_SEE: "see how the place is run, its rooms and how much there is",
    Action.HOUSE_CHANGE: "run the place otherwise",
    Action.HOUSE_GIVE: "hand the place over to somebody else",
    Action.AUDIT_SEE: "read who did what",
}
"""What each action is, for people."""

HEAD = """# Who may do what

<!-- Made by `make generate` from src/teahouse/model/permissions.py. -->

Everything that the server does is asked of this table first, by the socket and the HTTP API alike.

A **visitor** has no name yet; a **classic** guest came by the simple dialogue and lasts as long as its connection; a
**guest** has a name and nothing to sign in with; a **member** has an account. **Moderators**, **admins** and the
**owner** keep the place.

People also have roles in single rooms: its owner, its moderators, its members. What is done in a room is asked with the
higher one of the two roles, so that who owns a room is an owner there and nowhere else. A role in the whole place counts
in each room that its person may enter; into a private room nobody comes but its members. In a conversation of a few
nobody is more than the others.

What is more than this table says: nobody acts on somebody of the same or a higher role (owner, admin, moderator);
owner and admins give roles below their own; and who is muted or banned may do less.

"""


def document() -> str:
    """The page."""
    roles = list(Role)
    lines = [
        "| action | " + " | ".join(role.value for role in roles) + " | what it is |",
        "|---|" + ":-:|" * len(roles) + "---|",
    ]
    for action in Action:
        marks = " | ".join("✓" if role in TABLE[action] else " " for role in roles)
        lines.append(f"| `{action.value}` | {marks} | {MEANING[action]} |")
    return HEAD + "\n".join([*lines, ""])


if __name__ == "__main__":
    print(document(), end="")
