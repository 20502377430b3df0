"""Cells of horror about people, roles, rooms and links; see `test_horror` for those about what is said."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import ConnectionClosed

from tests.article.dialogue import classic
from tests.harness.http import browse, register, unique
from tests.harness.talk import talking
from tests.security.trying import code, inmate, out, texts
from tests.wire.caller import Caller

if TYPE_CHECKING:
    from tests.security.town import Town

pytestmark = pytest.mark.slow


def test_no_moderator_lays_hands_on_the_owner(town: Town) -> None:
    owner = town.owner.id
    for caller in (town.moderator, town.admin):
        for kind in ("mute", "ban", "shadow", "hold"):
            for room in (None, town.hall):
                wish = {"kind": kind, "person": owner, "room": room}
                assert code(caller, "POST", "sanctions", wish) == "not_allowed", (kind, room)
        assert code(caller, "POST", f"rooms/{town.hall}/kick", {"person": owner}) == "not_allowed"
        assert code(caller, "PATCH", f"admin/people/{owner}", {"role": "member"}) == "not_allowed"
        assert code(caller, "POST", f"people/{owner}/reset-link") == "not_allowed"
    assert code(town.ann, "POST", f"rooms/{town.hall}/kick", {"person": owner}) == "not_allowed"
    assert town.owner.say(town.hall, "still here")


def test_an_expired_name_brings_nothing_along(town: Town) -> None:
    """Whoever takes it is somebody else: no conversations, no words, no rooms; and who had it stays who they are."""
    old, (_, room) = town.guest("Zed"), inmate(town)
    assert old.guest is not None
    town.put(room, old)
    talk = int(town.ann.done("POST", "conversations", {"people": [old.id]})["id"])
    secret = old.say(talk, "between us")
    path = old.say(town.hall, "mine")
    with closing(sqlite3.connect(town.server.database, timeout=10)) as database, database:
        changed = database.execute("UPDATE people SET last_seen = 1 WHERE id = ?", [old.id])
        assert changed.rowcount == 1
    new = town._keep(Caller(town.server, register(town.server.http, old.guest.name)))
    assert new.id != old.id
    known = {each["id"] for each in new.done("GET", "rooms")["rooms"]}
    assert not known & {talk, room}
    for place in (secret, path):
        assert code(new, "PATCH", place, {"body": "x"}) in ("not_allowed", "room_not_found")
    assert code(new, "GET", f"rooms/{talk}/messages") == "room_not_found"
    # What is sent to the one does not come to the other.
    town.ann.say(town.hall, "for Zed of old", to=old.id)
    assert "for Zed of old" not in texts(new, town.hall)
    # The one of before is the same person, and does not get the name for good that another has by now.
    assert "for Zed of old" in texts(old, town.hall)
    assert code(old, "POST", "account", {"password": "correct horse staple"}) == "name_taken"


def test_an_invite_lets_no_banned_person_in_and_keeps_its_use(town: Town) -> None:
    _, room = inmate(town)
    made = town.ann.done("POST", f"rooms/{room}/invites", {"uses": 1})
    here, everywhere = town.guest("Here"), town.guest("Everywhere")
    town.put(room, here)
    out(town, here, room)
    town.ann.done("POST", "sanctions", {"kind": "ban", "person": here.id, "room": room})
    town.moderator.done("POST", "sanctions", {"kind": "ban", "person": everywhere.id})
    token = {"token": town.link(made)}
    assert code(everywhere, "POST", "links/use", token) == "banned"
    assert code(here, "POST", "links/use", token) == "link_refused"
    assert code(here, "GET", f"rooms/{room}/messages") == "room_not_found"
    (left,) = town.ann.done("GET", f"rooms/{room}/invites")["invites"]
    assert left["uses_left"] == 1
    assert here.id not in [
        each["person"]["id"] for each in town.ann.done("GET", f"rooms/{room}/members")["members"]
    ]
    assert town.guest().done("POST", "links/use", token)["room"]["id"] == room


def test_what_an_admin_decided_no_moderator_undoes(town: Town) -> None:
    who = town.guest("Loud")
    made = town.admin.done("POST", "sanctions", {"kind": "mute", "person": who.id})["id"]
    assert code(town.moderator, "DELETE", f"sanctions/{made}") == "not_allowed"
    assert code(who, "POST", "rooms/1/messages", {"body": "x"}) == "muted"
    # In a room neither: its owner does not take back what who keeps the place did there.
    here = town.moderator.done("POST", "sanctions", {"kind": "mute", "person": who.id, "room": town.hall})[
        "id"
    ]
    assert code(town.ann, "DELETE", f"sanctions/{here}") == "not_allowed"
    town.owner.done("DELETE", f"sanctions/{made}")
    assert code(who, "POST", "rooms/1/messages", {"body": "x"}) == ""


def test_nobody_gives_themselves_a_role(town: Town) -> None:
    for caller in (town.member, town.moderator, town.admin):
        for role in ("moderator", "admin", "owner"):
            assert code(caller, "PATCH", f"admin/people/{caller.id}", {"role": role}) == "not_allowed"
    who, room = inmate(town, "moderator")
    for role in ("owner",):
        assert code(who, "PUT", f"rooms/{room}/members/{who.id}", {"role": role}) == "not_allowed"
    # The owner of a room with others in it cannot leave it without one.
    assert code(town.ann, "PUT", f"rooms/{room}/members/{town.ann.id}", {"role": "member"}) == "not_allowed"
    assert code(town.admin, "PATCH", f"admin/people/{town.tom.id}", {"role": "owner"}) == "not_allowed"


def test_a_link_for_a_new_password_works_once_and_only_the_last_one(town: Town) -> None:
    who = town.account()
    first, second = (town.link(town.admin.done("POST", f"people/{who.id}/reset-link")) for _ in range(2))
    with browse(town.server.http, headers={"Sec-Fetch-Site": "same-origin"}) as page:

        def use(token: str, password: str) -> int:
            wish = {"token": token, "password": password}
            return page.post("/api/v1/links/use", json=wish).status_code

        assert use(first, "not this one, please") == 404
        assert use(second, "a new password") == 200
        assert use(second, "yet another password") == 404
    # Whoever was signed in is not any more.
    assert code(who, "GET", "me") == "not_signed_in"


def test_a_link_for_another_device_is_nothing_after_its_use(town: Town) -> None:
    who = town.account()
    token = {"token": town.link(who.done("POST", "device-links"))}
    thief, device = town.guest("Thief"), town.guest("Device")
    assert device.done("POST", "links/use", token)["you"]["id"] == who.id
    for path in ("look", "use"):
        assert code(thief, "POST", f"links/{path}", token) == "link_refused"
    assert thief.done("GET", "me")["you"]["id"] == thief.id


def test_a_room_is_not_deleted_by_another_s_title(town: Town) -> None:
    room, other = town.room(), town.room()
    for title in (town.title(other), "", f"{town.title(room)} x"):
        assert code(town.ann, "DELETE", f"rooms/{room}", {"title": title}) == "bad_field"
    assert code(town.owner, "DELETE", "rooms/1", {"title": "Lobby"}) in ("not_allowed", "bad_field")
    assert texts(town.ann, room) == []
    town.ann.done("DELETE", f"rooms/{room}", {"title": town.title(room)})
    assert code(town.ann, "GET", f"rooms/{room}/messages") == "room_not_found"


async def test_who_was_sent_out_of_a_room_finds_no_way_back_in(town: Town) -> None:
    who, room = town.guest("Kicked"), town.room()
    file = town.upload(town.ann)
    seq = town.said(room, town.ann, files=[file])
    title = town.title(room)
    async with talking(town.server, who.guest) as talk:
        await talk.ask("room.load", room=room)
        town.ann.done("POST", f"rooms/{room}/kick", {"person": who.id, "seconds": 600})
        assert (await talk.event("room.gone"))["room"] == room
        assert (await talk.ask("room.sync", room=room, seq=0, epoch=talk.hello["epoch"]))[
            "code"
        ] == "room_not_found"
    assert code(who, "GET", f"rooms/{room}/messages", around=seq) == "room_not_found"
    assert who.http.get(f"/files/{file}/leaf.txt").status_code == 404
    led = who.http.get(f"/r/{title}", headers={"Sec-Fetch-Site": "cross-site"}).headers["location"]
    assert led != f"/#/r/{room}"
    assert room not in [each["id"] for each in who.done("GET", "rooms")["rooms"]]


async def test_the_article_s_dialogue_hears_nothing_of_a_place_for_accounts(town: Town) -> None:
    """Neither who is there when it closes, nor who comes then; and what they say reaches nobody."""
    before, after, secret = unique("Before"), unique("After"), unique("secret")
    async with classic(town.server, unique("Old")) as old, talking(town.server, town.member.guest) as member:
        await member.say(before)
        await old.until("user", content=before)
        town.owner.done("PATCH", "rooms/1", {"access": "members"})
        try:
            await member.say(secret)
            with suppress(ConnectionClosed):
                await old.say("user", "into the blue")
            async with classic(town.server) as new:
                with suppress(ConnectionClosed):
                    await new.say("login", unique("New"))
                    await new.say("user", "into the blue")
                await member.say(secret)
        finally:
            town.owner.done("PATCH", "rooms/1", {"access": "public"})
        await member.say(after)
        await member.event("message.created", body=after)
        assert "into the blue" not in member.seen
        for one in (old, new):
            with suppress(ConnectionClosed, TimeoutError):
                while True:
                    async with asyncio.timeout(1):
                        one.raw.append(str(await one.socket.recv()))
            assert secret not in one.seen
