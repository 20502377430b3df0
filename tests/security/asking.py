"""How each row of the table is asked: what it needs, made anew for each cell, and what is sent."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.harness.http import unique
from tests.security.town import PASSWORD, Town, picture

if TYPE_CHECKING:
    from tests.wire.caller import Caller

Needs = dict[str, Any]
"""Parts of the address by name, and `json`, `content`, `params`, or `who` asks instead."""

Ask = Callable[[Town, "Caller", str, int], Needs]
"""Of a place, who asks, their role, and the room that is meant."""


def own(town: Town, who: Caller, role: str) -> Caller:
    """Whose thing it is where it is one's own: who cannot have any is asked about Ben's."""
    return town.ben if role in ("visitor", "stranger", "banned") else who


def session(town: Town, who: Caller, role: str, room: int) -> Needs:
    if role in ("visitor", "banned"):
        return {"handle": "x"}
    again = town.again(role)
    (handle,) = [each["id"] for each in again.done("GET", "sessions")["sessions"] if each["current"]]
    return {"who": again, "handle": handle}


def others_session(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"handle": town.ben.done("GET", "sessions")["sessions"][0]["id"]}


def device(town: Town, who: Caller, role: str, room: int) -> Needs:
    token = town.link(town.member.done("POST", "device-links"))
    return {"who": town.again(role), "json": {"token": token}}


def farewell(town: Town, who: Caller, role: str, room: int) -> Needs:
    mortal = town.mortal(role)
    name = mortal.guest.name if mortal.guest else "x"
    return {"who": mortal, "json": {"name": name, "password": PASSWORD}}


def rename(town: Town, who: Caller, role: str, room: int) -> Needs:
    # The same name: what is known of people by their names stays true.
    return {"json": {"name": who.guest.name if who.guest else "x"}}


def keys(town: Town, who: Caller, role: str, room: int) -> Needs:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "json": {
            "endpoint": f"https://updates.push.services.mozilla.com/{os.urandom(6).hex()}",
            "p256dh": base64.urlsafe_b64encode(raw).decode().rstrip("="),
            "auth": base64.urlsafe_b64encode(os.urandom(16)).decode().rstrip("="),
        }
    }


def others_push(town: Town, who: Caller, role: str, room: int) -> Needs:
    wish = {"kind": "json", "url": f"https://example.org/{unique('hook').replace(' ', '-')}"}
    return {"target": town.ben.done("POST", "pushes/webhooks", wish)["id"]}


def new_room(town: Town, who: Caller, role: str, room: int) -> Needs:
    fresh = town.room("private" if role == "stranger" else "public")
    return {"room": fresh, "json": {"title": town.title(fresh)}}


def keeper(town: Town, who: Caller, role: str, room: int) -> Needs:
    """Somebody in the room to be taken out of it."""
    fresh = town.guest()
    town.put(room, fresh, "moderator")
    return {"person": fresh.id}


def invite(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"invite": town.ann.done("POST", f"rooms/{room}/invites", {})["id"]}


def message(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"seq": town.said(room, own(town, who, role)), "json": {"body": "other"}}


def others(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"seq": town.said(room), "json": {"body": "other"}, "emoji": "🍵"}


def owners(town: Town, who: Caller, role: str, room: int) -> Needs:
    """In a private room the owner of the place is nobody: there it is its maker's."""
    return {"seq": town.said(room, town.ann if room == town.den else town.owner)}


def poll(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"seq": town.poll(room, own(town, who, role))}


def others_poll(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"seq": town.poll(room), "json": {"option": 0}, "option": 0}


def edited(town: Town, who: Caller, role: str, room: int, by: Caller | None = None) -> Needs:
    author = by or own(town, who, role)
    seq = town.said(room, author)
    author.done("PATCH", f"rooms/{room}/messages/{seq}", {"body": "other"})
    return {"seq": seq}


def others_edited(town: Town, who: Caller, role: str, room: int) -> Needs:
    return edited(town, who, role, room, town.ben)


def file(town: Town, who: Caller, role: str, room: int) -> Needs:
    found = town.upload(town.ben)
    town.said(room, files=[found])
    return {"file": found, "name": "leaf.txt"}


def upload(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"file": town.upload(own(town, who, role))}


def others_upload(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"file": town.upload(town.ben)}


def sanction(whom: Callable[[Town], int], *, here: bool) -> Ask:
    def ask(town: Town, who: Caller, role: str, room: int) -> Needs:
        return {"json": {"kind": "mute", "person": whom(town), "seconds": 60, "room": room if here else None}}

    return ask


def sanctioned(by: str, *, here: bool = False) -> Ask:
    def ask(town: Town, who: Caller, role: str, room: int) -> Needs:
        maker = town.ann if here else town.people[by]
        wish = {"kind": "mute", "person": town.guest().id, "room": room if here else None}
        return {"sanction": maker.done("POST", "sanctions", wish)["id"]}

    return ask


def kick(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {
        "json": {"person": keeper(town, who, role, room)["person"] if room == town.den else town.guest().id}
    }


def report(town: Town, who: Caller, role: str, room: int) -> Needs:
    by = town.ben if who is town.ann else town.ann
    return {"json": {"room": room, "seq": town.said(room, by)}}


def reported(town: Town, who: Caller, role: str, room: int) -> Needs:
    wish = {"room": room, "seq": town.said(room)}
    return {"report": town.ann.done("POST", "reports", wish)["id"], "json": {"verdict": "dismissed"}}


def held(town: Town, who: Caller, role: str, room: int) -> Needs:
    return {"seq": town.held(room), "json": {"approve": True}}


def decided(town: Town, who: Caller, role: str, room: int) -> Needs:
    made = reported(town, who, role, room)["report"]
    judge = town.ann if room == town.den else town.owner
    judge.done("PATCH", f"reports/{made}", {"verdict": "dismissed"})
    return {"report": made, "json": {"reason": "on second thoughts"}}


def refused(town: Town, who: Caller, role: str, room: int) -> Needs:
    seq = town.held(room)
    town.ann.done("POST", f"held/{room}/{seq}", {"approve": False})
    return {"seq": seq, "json": {}}


def body(**json: Any) -> Ask:
    """What is sent, and nothing has to be there before."""
    return lambda town, who, role, room: {"json": json}


def query(**params: Any) -> Ask:
    return lambda town, who, role, room: {"params": params}


def about(whom: Callable[[Town], int], **json: Any) -> Ask:
    """Somebody."""
    return lambda town, who, role, room: {"person": whom(town), "json": json}


def stays(town: Town) -> int:
    """Somebody with an account, who is a member again."""
    town.owner.done("PATCH", f"admin/people/{town.tom.id}", {"role": "member"})
    return town.tom.id


PICTURE: Needs = {"content": picture()}
