"""Rows of how the place is run: changed on node a, so on node b; a room that is gone is gone there too."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import asyncpg
import httpx
from PIL import Image

from teahouse.protocol import events
from tests.cluster.meeting import Meeting, ask, guest
from tests.cluster.rows_accounts import PASSWORD, admin, member
from tests.cluster.rows_changes import Kind, Row
from tests.harness.http import Guest, browse, unique
from tests.harness.talk import talking

HOUSE = "/api/v1/admin/house"
LOGO = f"{HOUSE}/logo"
TRY = "/api/v1/admin/words/try"


async def patch_house(two: Meeting) -> None:
    """Who is connected to node b is told, and its page begins so; then back again."""
    by = await admin(two)
    name = unique("Tea <&>")
    answer = await ask(two.a, "PATCH", HOUSE, by, {"name": name, "accent": "#336699", "edit_hours": 5})
    assert answer.status_code == 200, answer.text
    await house_says(two, name=name, accent="#336699")
    assert (await ask(two.b, "GET", "/api/v1/house")).json()["name"] == name
    assert (await ask(two.b, "GET", "/manifest.webmanifest")).json()["name"] == name
    async with two.second() as late:
        assert (late.hello["name"], late.hello["house"]["accent"]) == (name, "#336699")
        assert late.hello["limits"]["edit_ms"] == 5 * 3_600_000
    wish = {"name": None, "accent": None, "edit_hours": None}
    assert (await ask(two.b, "PATCH", HOUSE, by, wish)).status_code == 200
    await house_says(two, accent="")
    assert (await ask(two.a, "GET", HOUSE, by)).json()["edit_hours"] == {"value": 24, "default": 24}


async def put_logo(two: Meeting) -> None:
    by = await admin(two)
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#aa3322").save(out, "PNG")

    def send() -> httpx.Response:
        with browse(two.a.http, headers=by.bearer) as http:
            return http.put(LOGO, content=out.getvalue())

    answer = await asyncio.to_thread(send)
    assert answer.status_code == 200, answer.text
    told = await house_says(two, logo=answer.json()["logo"])
    image = await ask(two.b, "GET", told["logo"])
    assert (image.status_code, image.headers["content-type"].partition("/")[0]) == (200, "image")


async def delete_logo(two: Meeting) -> None:
    await put_logo(two)
    answer = await ask(two.a, "DELETE", LOGO, await admin(two), {})
    assert answer.status_code == 200, answer.text
    await house_says(two, logo="")
    assert (await ask(two.b, "GET", "/house/logo")).status_code == 404


async def patch_person(two: Meeting) -> None:
    """Who is ranked on node a may do more on node b with the next request, and knows it."""
    by, ann = await admin(two), await member(two)
    async with talking(two.b, ann) as talk:
        assert (await ask(two.b, "GET", "/api/v1/admin/people", ann)).status_code == 403
        answer = await ask(two.a, "PATCH", f"/api/v1/admin/people/{ann.id}", by, {"role": "moderator"})
        assert answer.status_code == 204, answer.text
        await talk.wait(
            lambda frame: frame["type"] == "standing.changed" and frame["role"] == "moderator", "the role"
        )
        assert (await ask(two.b, "GET", "/api/v1/admin/people", ann)).status_code == 200


async def give_house(two: Meeting) -> None:
    """Who gets the place owns it on node b with the next request; who gave it is an admin, with another session."""
    ann = await member(two)
    owner = await member(two)
    connection = await asyncpg.connect(two.cluster.database)
    try:
        await connection.execute("UPDATE people SET role = 'owner' WHERE id = $1", owner.id)
        path, wish = f"/api/v1/admin/people/{ann.id}/ownership", {"name": owner.name, "password": PASSWORD}
        async with talking(two.b, ann) as talk, talking(two.b, owner) as old:
            answer = await ask(two.a, "POST", path, owner, wish)
            assert answer.status_code == 200, answer.text
            given = answer.json()
            assert (given["you"]["id"], given["role"]) == (owner.id, "admin")
            await talk.wait(
                lambda frame: frame["type"] == "standing.changed" and frame["role"] == "owner", "the role"
            )
            assert await old.closed() == 4401
        now = Guest(owner.id, owner.name, given["token"])
        role = (await ask(two.b, "GET", "/api/v1/account", now)).json()["role"]
        assert (role, (await ask(two.b, "GET", "/api/v1/account", owner)).status_code) == ("admin", 401)
        assert (await ask(two.b, "POST", path, now, wish)).status_code == 403
    finally:
        # The other rows have a place that nobody owns.
        await connection.execute("UPDATE people SET role = 'admin' WHERE role = 'owner'")
        await connection.close()


async def delete_room(two: Meeting) -> None:
    """Whoever is in it on node b is told and hears nothing more; nobody finds it, nobody says anything there."""
    title = unique("Short-lived")
    room = (await two.here.ask("room.create", title=title))["room"]["id"]
    await two.there.ask("room.load", room=room, limit=5)
    third = await guest(two.b, "Third")
    async with talking(two.b, third) as talk:
        answer = await ask(two.a, "DELETE", f"/api/v1/rooms/{room}", two.anna, {"title": title})
        assert answer.status_code == 204, answer.text
        for each in (two.here, two.there, talk):
            await each.event("room.gone", room=room)
        refused = await two.there.ask("message.send", room=room, body="anybody?")
        assert refused["code"] == "room_not_found", refused
    async with two.second() as late:
        assert room not in [each["id"] for each in late.hello["rooms"]]


async def try_words(two: Meeting) -> None:
    """The filter is tried where one is connected, and says the same everywhere."""
    by = await admin(two)
    trial = {"text": "say c a s i n o", "words": [{"word": "casino", "action": "mask"}]}
    answers = [await ask(node, "POST", TRY, by, trial) for node in (two.a, two.b)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == {"action": "mask", "text": "say ●●●●●●●●●●●"}


async def house_says(two: Meeting, **fields: object) -> dict[str, Any]:
    """What node b tells of the place, once it is that."""

    def is_it(frame: dict[str, Any]) -> bool:
        return frame["type"] == "house.changed" and all(frame["house"][key] == fields[key] for key in fields)

    told: dict[str, Any] = (await two.there.wait(is_it, "the place"))["house"]
    return told


EVENTS: dict[Kind, Row] = {events.HouseChanged: patch_house}

WRITES: dict[tuple[str, str], Row] = {
    ("PATCH", HOUSE): patch_house,
    ("POST", TRY): try_words,
    ("PUT", LOGO): put_logo,
    ("DELETE", LOGO): delete_logo,
    ("PATCH", "/api/v1/admin/people/{person:int}"): patch_person,
    ("POST", "/api/v1/admin/people/{person:int}/ownership"): give_house,
    ("DELETE", "/api/v1/rooms/{room:int}"): delete_room,
}
