"""Rooms and history over HTTP, and the same pages on the socket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.harness.http import browse, error_of, register, unique
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    import httpx

    from tests.harness.server import Server

MESSAGES = f"/api/v1/rooms/{LOBBY}/messages"


def get(server: Server, path: str, **options: Any) -> httpx.Response:
    with browse(server.http) as http:
        return http.get(path, **options)


def test_a_visitor_sees_the_lobby(server: Server) -> None:
    answer = get(server, "/api/v1/rooms")
    assert answer.status_code == 200
    rooms = answer.json()["rooms"] if isinstance(answer.json(), dict) else answer.json()
    lobby = rooms[0]
    assert lobby["id"] == LOBBY
    assert lobby["name"] == "lobby"
    assert lobby["first_seq"] == 1
    assert lobby["read"] == 0


async def test_pages_of_history_are_contiguous(server: Server) -> None:
    guest = register(server.http, unique("Page"))
    async with talking(server, guest) as talk:
        seqs = [(await talk.say(f"line {number}"))["seq"] for number in range(30)]
    head = seqs[-1]

    def seqs_of(**query: int) -> list[int]:
        answer = get(server, MESSAGES, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert (page["room"], page["first_seq"]) == (LOBBY, 1)
        return [event["seq"] for event in page["events"]]

    assert await asyncio.to_thread(seqs_of, limit=10) == list(range(head - 9, head + 1))
    assert await asyncio.to_thread(seqs_of, limit=10, before=head - 5) == list(range(head - 15, head - 5))
    around = await asyncio.to_thread(seqs_of, limit=11, around=head - 15)
    assert len(around) == 11
    assert around == list(range(around[0], around[0] + 11))
    assert head - 15 in around[3:-3]
    assert await asyncio.to_thread(seqs_of, limit=10, before=1) == []
    assert (await asyncio.to_thread(seqs_of, limit=10, before=4)) == [1, 2, 3]


async def test_both_ways_give_the_same_page(server: Server) -> None:
    guest = register(server.http, unique("Same"))
    async with talking(server, guest) as talk:
        head = (await talk.say("the last line"))["seq"]
        page = await talk.ask("history.read", room=LOBBY, before=head + 1, limit=20)
        assert page["type"] == "history.page"
        answer = await asyncio.to_thread(get, server, MESSAGES, params={"before": head + 1, "limit": 20})
        assert answer.json()["events"] == page["events"]
        assert page["events"][-1]["body"] == "the last line"


BAD_QUERIES = [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"before": -1}, {"around": "latest"}]


@pytest.mark.parametrize("query", BAD_QUERIES, ids=str)
def test_a_bad_query_is_refused(server: Server, query: dict[str, str | int]) -> None:
    answer = get(server, MESSAGES, params=query)
    assert answer.status_code == 400
    assert error_of(answer)["code"] == "bad_field"


@pytest.mark.parametrize("room", ["999999", "0", "lobby", "-1"])
def test_an_unknown_room_is_not_found(server: Server, room: str) -> None:
    answer = get(server, f"/api/v1/rooms/{room}/messages")
    assert answer.status_code in (400, 404)
    assert error_of(answer)["code"] in ("room_not_found", "bad_field", "not_found")


def test_an_unknown_path_is_told_as_an_error(server: Server) -> None:
    answer = get(server, "/api/v1/nothing")
    assert answer.status_code == 404
    assert error_of(answer)["code"] == "not_found"


def test_a_wrong_method_is_refused(server: Server) -> None:
    with browse(server.http) as http:
        answer = http.delete("/api/v1/rooms")
    assert answer.status_code == 405
    assert error_of(answer)["code"]
    assert "GET" in answer.headers["allow"]


def test_every_error_has_a_request_id_of_its_own(server: Server) -> None:
    ids = {error_of(get(server, "/api/v1/nothing"))["request_id"] for _ in range(5)}
    assert len(ids) == 5


def test_a_visitor_may_not_write(server: Server) -> None:
    with browse(server.http, headers={"Origin": server.http}) as http:
        answer = http.post(MESSAGES, json={"body": "x"}, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 401
    assert error_of(answer)["code"] == "not_signed_in"


BAD_BODIES: list[tuple[bytes, int, str]] = [
    (b"{", 400, "bad_json"),
    (b"[]", 400, "bad_field"),
    (b"{}", 400, "bad_field"),
    (b'{"body": 1}', 400, "bad_field"),
    (b'{"body": ""}', 400, "empty_text"),
    (b'{"body": "\\u0000"}', 400, "bad_text"),
    (b'{"body": "\\ud800"}', 400, "bad_json"),
    (b'{"body": "\xff"}', 400, "bad_json"),
    (b'{"body": "' + b"x" * 16_385 + b'"}', 413, "too_large"),
    (b'{"body": "' + b"x" * 3_000_000 + b'"}', 413, "too_large"),
]


@pytest.mark.parametrize(("content", "status", "code"), BAD_BODIES, ids=lambda value: str(value)[:30])
def test_a_bad_body_is_refused_with_its_code(server: Server, content: bytes, status: int, code: str) -> None:
    guest = register(server.http, unique("Body"))
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4()), **guest.bearer}
    with browse(server.http, headers=headers) as http:
        answer = http.post(MESSAGES, content=content)
    assert answer.status_code == status, answer.text
    assert error_of(answer)["code"] == code
