"""The same key never makes a second message, whichever way it comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.harness.http import Guest, browse, error_of, register, unique
from tests.harness.talk import LOBBY, Talk, talking

if TYPE_CHECKING:
    import httpx

    from tests.harness.server import Server

MESSAGES = f"/api/v1/rooms/{LOBBY}/messages"


@pytest.fixture
def guest(server: Server) -> Guest:
    return register(server.http, unique("Twice"))


def post(server: Server, guest: Guest, key: str, body: str, **fields: object) -> httpx.Response:
    with browse(server.http, headers=guest.bearer) as http:
        return http.post(MESSAGES, json={"body": body, **fields}, headers={"Idempotency-Key": key})


async def _bodies(talk: Talk, after: int) -> list[str]:
    return [event.get("body", "") for event in (await talk.load())["events"] if event["seq"] > after]


async def test_the_same_id_twice_on_the_socket(server: Server, guest: Guest) -> None:
    key = str(uuid4())
    async with talking(server, guest) as talk:
        first = await talk.say("once", id=key)
        second = await talk.say("once", id=key)
        assert not first.get("duplicate", False)
        assert second == {**first, "duplicate": True}
        assert await _bodies(talk, first["seq"] - 1) == ["once"]
        await talk.push({"type": "message.send", "id": key, "room": LOBBY, "body": "another"})
        refusal = await talk.event("error", id=key)
        assert refusal["code"] == "conflict"
        assert not refusal.get("retryable", False)
        assert await _bodies(talk, first["seq"] - 1) == ["once"]


async def test_a_whisper_under_the_key_of_a_public_message_is_a_conflict(
    server: Server, guest: Guest
) -> None:
    other = register(server.http, unique("Other"))
    key = str(uuid4())
    async with talking(server, guest) as talk:
        await talk.say("to all", id=key)
        assert (await talk.ask("message.send", id=key, room=LOBBY, body="to all", to=other.id))[
            "code"
        ] == "conflict"


async def test_many_at_once_make_one(server: Server, guest: Guest) -> None:
    key = str(uuid4())
    async with talking(server, guest) as one, talking(server, guest) as two:
        command = {"type": "message.send", "id": key, "room": LOBBY, "body": "many at once"}
        for talk in (one, two) * 10:
            await talk.push(command)
        places = [await talk.event("message.accepted", id=key) for talk in (one, two) * 10]
        assert len({place["seq"] for place in places}) == 1
        assert [place.get("duplicate", False) for place in places].count(False) == 1
        assert await _bodies(one, places[0]["seq"] - 1) == ["many at once"]


async def test_the_same_key_by_both_ways(server: Server, guest: Guest) -> None:
    key = str(uuid4())
    async with talking(server, guest) as talk:
        place = await talk.say("both ways", id=key)
        answer = await asyncio.to_thread(post, server, guest, key, "both ways")
        assert answer.status_code in (200, 201)
        again = answer.json()
        assert again["duplicate"] is True
        assert (again["seq"], again["at"], again["epoch"]) == (place["seq"], place["at"], place["epoch"])
        conflict = await asyncio.to_thread(post, server, guest, key, "another")
        assert conflict.status_code == 409
        assert error_of(conflict)["code"] == "conflict"
        assert await _bodies(talk, place["seq"] - 1) == ["both ways"]


def test_the_same_key_twice_by_http(server: Server, guest: Guest) -> None:
    key = str(uuid4())
    first, second = (post(server, guest, key, "twice by http") for _ in range(2))
    assert first.status_code in (200, 201)
    assert first.json()["room"] == LOBBY
    assert not first.json().get("duplicate", False)
    assert second.json()["duplicate"] is True
    assert second.json()["seq"] == first.json()["seq"]


def test_keys_of_two_people_are_apart(server: Server, guest: Guest) -> None:
    key, other = str(uuid4()), register(server.http, unique("Other"))
    first, second = post(server, guest, key, "mine"), post(server, other, key, "mine")
    assert second.json()["seq"] > first.json()["seq"]
    assert not second.json().get("duplicate", False)


@pytest.mark.parametrize("key", ["not a uuid", "1"])
def test_a_key_that_is_no_uuid_is_refused(server: Server, guest: Guest, key: str) -> None:
    answer = post(server, guest, key, "under a bad key")
    assert answer.status_code == 400
    assert error_of(answer)["code"] == "bad_field"


async def test_what_was_said_by_http_is_heard_on_the_socket(server: Server, guest: Guest) -> None:
    other = register(server.http, unique("Other"))
    async with talking(server, guest) as talk:
        key = str(uuid4())
        answer = await asyncio.to_thread(post, server, other, key, "by http")
        event = await talk.event("message.created", seq=answer.json()["seq"])
        assert (event["body"], event["key"], event["sender"]["id"]) == ("by http", key, other.id)
