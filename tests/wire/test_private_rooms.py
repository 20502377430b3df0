"""A private room is nothing to a stranger: whatever they ask for, and whatever comes to them unasked.

A stranger is a guest, somebody with an account, a visitor, and somebody who was a member before.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, get_args

import pytest

from teahouse.http.routes import ROUTES
from teahouse.protocol import commands
from tests.harness.http import error_of, unique
from tests.harness.talk import talking
from tests.protocol.minimal import REQUIRED
from tests.wire.den import Den

if TYPE_CHECKING:
    from tests.harness.server import Server

OF_ROOMS = [
    str(kind.__struct_config__.tag)
    for kind in get_args(commands.AnyCommand)
    if "room" in kind.__struct_fields__
]
NOTHING = {"outbox.resume", "room.leave"}
"""These say nothing of a room: of what one is not in, they are done at once."""


STRANGERS = ["guest", "account", "former", "visitor"]


@pytest.mark.parametrize("who", STRANGERS)
async def test_every_command_says_that_there_is_no_such_room(server: Server, den: Den, who: str) -> None:
    async with talking(server, den.strangers[who].guest) as talk:
        den.check_silent(talk.raw[0], "hello")
        for kind in OF_ROOMS:
            fields: dict[str, Any] = {**REQUIRED[kind], "room": den.room}
            for name, value in (("seq", den.seq), ("seqs", [den.seq])):
                if name in fields:
                    fields[name] = value
            if "epoch" in fields:
                fields["epoch"] = talk.hello["epoch"]
            reply = await talk.ask(kind, **fields)
            if kind in NOTHING:
                assert reply["type"] == "done"
                continue
            told = {"room_not_found", "not_signed_in"} if who == "visitor" else {"room_not_found"}
            assert reply["code"] in told, (kind, reply)
            fields["room"] = 2**50
            same = await talk.ask(kind, **fields)
            assert {**same, "id": ""} == {**reply, "id": ""}, kind
        den.check_silent(talk.seen, "socket")


@pytest.mark.parametrize("who", STRANGERS)
async def test_no_search_mention_list_or_name_tells_of_it(server: Server, den: Den, who: str) -> None:
    stranger = den.strangers[who]
    first = den.text.partition(" ")[0]
    async with talking(server, stranger.guest) as talk:
        for query in (
            den.text,
            first[:4],
            f"in:{den.title}",
            f"{first} has:file",
            f"from:{den.owner}",
        ):
            reply = await talk.ask("search", query=query)
            assert all(message["room"] != den.room for message in reply["messages"]), query
        assert (await talk.ask("search", query=first))["count"] == 0
        if stranger.guest is not None:
            called = await talk.ask("mentions.read", limit=200)
            # Whoever is new finds what called everyone in the open rooms.
            assert all(message["room"] != den.room for message in called["messages"])
            for name in (den.title, den.title[:5]):
                assert (await talk.ask("people.find", name=name))["people"] == []
        den.check_silent(talk.seen, "socket")


@pytest.mark.parametrize("who", STRANGERS)
async def test_nothing_that_happens_there_comes_to_them(server: Server, den: Den, who: str) -> None:
    """While members come, speak, mention, pin, type, rename and close it, a stranger hears of the lobby alone."""
    stranger = den.strangers[who]
    async with talking(server, stranger.guest) as talk, talking(server, den.ann.guest) as ann:
        await ann.ask("room.load", room=den.room)
        mentions = [] if stranger.guest is None else [stranger.id]
        said = await ann.ask("message.send", room=den.room, body=den.text, mentions=mentions, everyone=True)
        for command in (
            {"type": "message.edit", "seq": said["seq"], "body": f"{den.text} again", "mentions": mentions},
            {"type": "message.pin", "seq": said["seq"]},
            {"type": "reaction.add", "seq": said["seq"], "emoji": "🍵"},
            {"type": "typing.start"},
            {"type": "room.change", "topic": f"{den.topic} hot", "slow_seconds": 0},
        ):
            reply = await ann.ask(command.pop("type"), room=den.room, **command)  # type: ignore[arg-type]
            assert reply["type"] in ("message.accepted", "done"), reply
        await asyncio.to_thread(den.add, den.ben, "moderator")
        # What goes to people and not to rooms is told within a second; then the lobby's word comes after it.
        await asyncio.sleep(1.2)
        mark = unique("the end")
        await ann.say(mark)
        await talk.event("message.created", body=mark)
        den.check_silent(talk.seen, "socket")


@pytest.mark.parametrize("who", STRANGERS)
def test_every_route_tells_them_nothing(den: Den, who: str) -> None:
    """The table of routes itself is walked, so that a new route is asked too."""
    stranger = den.strangers[who]
    seen = []
    for handler in ROUTES:
        for path in handler.paths:
            address = (
                path.replace("{room:int}", str(den.room)).replace("{seq:int}", str(den.seq))
                .replace("{file:str}", den.file).replace("{name:str}", "leaf.txt")
                .replace("{person:int}", str(den.ben.id)).replace("{emoji:str}", "🍵")
            )  # fmt: skip
            if "{" in address or address.endswith(("/me", "/session", "/sessions")):
                # What ends one's own session is no question about a room.
                continue
            for method in sorted(handler.http_methods - {"HEAD", "OPTIONS"}):
                body = {
                    "role": "member",
                    "title": "tea",
                    "body": "tea",
                    "option": 0,
                    "seq": 1,
                    "level": "all",
                }
                answer = stranger.http.request(
                    method, address, json=body, headers={"Content-Type": "application/json"}
                )
                assert answer.status_code < 500, (method, address, answer.text)
                seen.append(answer.text + str(answer.headers))
                if "{room:int}" in path or "{file:str}" in path:
                    assert answer.status_code in (400, 401, 403, 404, 405), (method, address, answer.text)
                    told = {
                        "room_not_found",
                        "not_found",
                        "not_signed_in",
                        "bad_field",
                        "rate_limited",
                        "not_allowed",
                    }
                    assert error_of(answer)["code"] in told, (method, address)
    den.check_silent("\n".join(seen), "routes")
    assert len(seen) > 40


def test_its_name_is_free_for_others_and_leads_nowhere(den: Den) -> None:
    """Neither a name that is taken nor a page address tells that there is such a room."""
    for who in ("visitor", "guest"):
        there = den.strangers[who].http.get(f"/r/{den.title}", headers={"Sec-Fetch-Site": "cross-site"})
        nowhere = den.strangers[who].http.get(
            f"/r/{unique('Nowhere')}", headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert there.status_code == nowhere.status_code == 302
        assert there.headers["location"] == nowhere.headers["location"]
    made = den.guest.ask("POST", "rooms", {"title": den.title})
    assert made.status_code == 201, made.text
    assert made.json()["id"] != den.room
    led = den.guest.http.get(f"/r/{den.title}")
    assert led.headers["location"] == f"/#/r/{made.json()['id']}"


async def test_metrics_and_health_name_no_room(den: Den) -> None:
    for path in ("/metrics", "/readyz", "/healthz", "/api/openapi.json", "/manifest.webmanifest", "/"):
        den.check_silent((await asyncio.to_thread(den.visitor.http.get, path)).text, path)
