"""What each row of the table sends; a row that is not here sends nothing."""

from __future__ import annotations

from typing import Any

from tests.harness.http import unique
from tests.security import asking
from tests.security.asking import Ask, about, body, query, sanction, sanctioned
from tests.security.town import PASSWORD

HTTP: dict[str, Ask] = {
    "GET /assets/{name}": lambda town, who, role, room: {"name": town.asset},
    "GET /icons/{name}": lambda town, who, role, room: {"name": "192.png"},
    "POST /guests": lambda town, who, role, room: {"json": {"name": unique("New"), "credential": "token"}},
    "POST /account": lambda town, who, role, room: {
        "who": town.guest() if role == "guest" else who, "json": {"password": PASSWORD},
    },
    "PUT /account/password": body(old=PASSWORD, new=PASSWORD),
    "PUT /account/email": body(email=None),
    "POST /sessions": lambda town, who, role, room: {
        "json": {"name": town.member.guest.name, "password": PASSWORD, "credential": "token"}  # type: ignore[union-attr]
    },
    "POST /resets": body(name="Olga"),
    "DELETE /sessions/{handle}": asking.session,
    "DELETE /sessions/{handle}:another's": asking.others_session,
    "POST /tokens": body(label="bot"),
    "POST /people/{person}/reset-link": about(lambda town: town.member.id),
    "POST /people/{person}/reset-link:admin's": about(lambda town: town.boss.id),
    "POST /people/{person}/reset-link:owner's": about(lambda town: town.owner.id),
    "POST /links/look": lambda town, who, role, room: {
        "json": {"token": town.link(town.member.done("POST", "device-links"))}
    },
    "POST /links/use": asking.device,
    "POST /session/renewal": lambda town, who, role, room: {"who": town.again(role), "json": {}},
    "DELETE /session": lambda town, who, role, room: {"who": town.again(role)},
    "PATCH /me": asking.rename,
    "DELETE /me": asking.farewell,
    "POST /passkeys": body(credential={}, label="key"),
    "PATCH /passkeys/{credential}": lambda town, who, role, room: {
        "credential": 999, "json": {"label": "key"},
    },
    "DELETE /passkeys/{credential}": lambda town, who, role, room: {"credential": 999},
    "POST /passkeys/sign-in": body(credential={}, state=""),
    "GET /oidc/{name}": lambda town, who, role, room: {"name": "none"},
    "GET /oidc/{name}/callback": lambda town, who, role, room: {"name": "none"},
    "DELETE /oidc/{name}": lambda town, who, role, room: {"name": "999"},
    "POST /rooms": lambda town, who, role, room: {"json": {"title": unique("Room")}},
    "POST /rooms:for accounts": lambda town, who, role, room: {
        "json": {"title": unique("Room"), "access": "members"}
    },
    "PATCH /rooms/{room}": body(topic="hot"),
    "PATCH /rooms/{room}:rules": body(retention_days=0),
    "DELETE /rooms/{room}": asking.new_room,
    "GET /r/{name}": lambda town, who, role, room: {"name": town.title(room)},
    "PUT /rooms/{room}/members/{person}": lambda town, who, role, room: {
        "person": town.guest().id, "json": {"role": "member"},
    },
    "PUT /rooms/{room}/members/{person}:rank": lambda town, who, role, room: {
        "person": town.guest().id, "json": {"role": "moderator"},
    },
    "DELETE /rooms/{room}/members/{person}": asking.keeper,
    "DELETE /rooms/{room}/invites/{invite}": asking.invite,
    "POST /conversations": lambda town, who, role, room: {"json": {"people": [town.ben.id]}},
    "PUT /rooms/{room}/read": body(seq=1),
    "PUT /rooms/{room}/notices": body(level="all"),
    "POST /rooms/{room}/messages": body(body="tea"),
    "PATCH /rooms/{room}/messages/{seq}": asking.message,
    "PATCH /rooms/{room}/messages/{seq}:another's": asking.others,
    "DELETE /rooms/{room}/messages/{seq}": asking.message,
    "DELETE /rooms/{room}/messages/{seq}:another's": asking.others,
    "DELETE /rooms/{room}/messages/{seq}:owner's": asking.owners,
    "PUT /rooms/{room}/messages/{seq}/reactions/{emoji}": asking.others,
    "DELETE /rooms/{room}/messages/{seq}/reactions/{emoji}": asking.others,
    "PUT /rooms/{room}/messages/{seq}/pin": asking.others,
    "DELETE /rooms/{room}/messages/{seq}/pin": asking.others,
    "PUT /rooms/{room}/messages/{seq}/vote": asking.others_poll,
    "PUT /rooms/{room}/messages/{seq}/closed": asking.poll,
    "PUT /rooms/{room}/messages/{seq}/closed:another's": asking.others_poll,
    "GET /search": query(q="tea"),
    "POST /files": lambda town, who, role, room: {"content": b"leaf", "params": {"name": "leaf.txt"}},
    "DELETE /files/{file}": asking.upload,
    "DELETE /files/{file}:another's": asking.others_upload,
    "GET /files/{file}/{name}": asking.file,
    "GET /files/{file}/preview": asking.file,
    "POST /sanctions": sanction(lambda town: town.guest().id, here=False),
    "POST /sanctions:an admin": sanction(lambda town: town.boss.id, here=False),
    "POST /sanctions:in the room": sanction(lambda town: town.guest().id, here=True),
    "POST /sanctions:the owner in the room": sanction(lambda town: town.owner.id, here=True),
    "GET /sanctions:in the room": lambda town, who, role, room: {"params": {"room": room}},
    "DELETE /sanctions/{sanction}": sanctioned("moderator"),
    "DELETE /sanctions/{sanction}:an admin's": sanctioned("admin"),
    "DELETE /sanctions/{sanction}:in the room": sanctioned("", here=True),
    "POST /rooms/{room}/kick": asking.kick,
    "POST /reports": asking.report,
    "PATCH /reports/{report}": asking.reported,
    "DELETE /reports/{report}/verdict": asking.decided,
    "POST /held/{room}/{seq}": asking.held,
    "DELETE /held/{room}/{seq}/verdict": asking.refused,
    "POST /pushes/browsers": asking.keys,
    "POST /pushes/webhooks": body(kind="json", url="https://example.org/hook"),
    "DELETE /pushes/{target}": asking.others_push,
    "POST /pushes/{target}/test:another's": asking.others_push,
    "PATCH /admin/house": body(edit_hours=None),
    "POST /admin/words/try": body(text="tea", words=[]),
    "PATCH /admin/people/{person}": about(asking.stays, role="moderator"),
    "PATCH /admin/people/{person}:to admin": about(asking.stays, role="admin"),
    "PATCH /admin/people/{person}:an admin": about(lambda town: town.boss.id, role="admin"),
    "PATCH /admin/people/{person}:oneself": lambda town, who, role, room: {
        "person": who.id, "json": {"role": "admin"},
    },
    "POST /admin/people/{person}/ownership:under another name": about(lambda town: town.ben.id, name="Nobody"),
    "PUT /admin/house/logo": lambda town, who, role, room: asking.PICTURE,
}  # fmt: skip


def _fields(**known: Any) -> Ask:
    return lambda town, who, role, room: {"json": known}


SOCKET: dict[str, Ask] = {
    "message.send": _fields(body="tea"),
    "message.send:where all are mute": _fields(body="tea"),
    "room.sync": _fields(seq=0),
    "message.edit": asking.message,
    "message.edit:another's": asking.others,
    "message.recall": asking.message,
    "message.recall:another's": asking.others,
    "message.recall:owner's": asking.owners,
    "reaction.add": asking.others,
    "reaction.remove": asking.others,
    "message.pin": asking.others,
    "message.unpin": asking.others,
    "poll.vote": asking.others_poll,
    "poll.close": asking.poll,
    "poll.close:another's": asking.others_poll,
    "room.create": lambda town, who, role, room: {"json": {"title": unique("Room")}},
    "room.create:for accounts": lambda town, who, role, room: {
        "json": {"title": unique("Room"), "access": "members"}
    },
    "room.change": _fields(topic="hot"),
    "room.change:rules": _fields(retention_days=0),
    "room.notify": _fields(level="all"),
    "direct.open": lambda town, who, role, room: {"json": {"people": [town.ben.id]}},
    "messages.read": lambda town, who, role, room: {"json": {"seqs": [town.said(room)]}},
    "edits.read": asking.edited,
    "edits.read:another's": asking.others_edited,
    "search": _fields(query="tea"),
    "read.mark": _fields(seq=1),
    "person.rename": asking.rename,
    "person.ignore": lambda town, who, role, room: {"json": {"person": town.guest().id, "ignored": True}},
    "status.set": _fields(away=False),
    "people.read": lambda town, who, role, room: {"json": {"people": [town.ben.id]}},
    "people.find": _fields(name="Ben"),
}
