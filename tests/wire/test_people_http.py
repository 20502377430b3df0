"""Names, tokens and cookies: who one is, and who may write in one's name."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.harness.http import browse, error_of, register, unique
from tests.harness.raw import Raw, request
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    import httpx

    from tests.harness.server import Server

GUESTS = "/api/v1/guests"
MESSAGES = f"/api/v1/rooms/{LOBBY}/messages"


def sign_in(server: Server, http: httpx.Client) -> str:
    """Take a name as a page does; the name."""
    name = unique("Cookie")
    answer = http.post(GUESTS, json={"name": name}, headers={"Origin": server.http})
    assert answer.status_code in (200, 201), answer.text
    assert answer.json()["you"]["name"] == name
    return name


def write(http: httpx.Client, **headers: str) -> httpx.Response:
    return http.post(MESSAGES, json={"body": "x"}, headers={"Idempotency-Key": str(uuid4()), **headers})


BAD_NAMES = [
    "",
    "   ",
    "a\u202eb",
    "a\u200bb",
    "\u2066a\u2069",
    "a\ufeffb",
    "tag\U000e0041",
    "p\u0430ypal",
    "x" * 25,
    "a\nb",
    "all",
    "所有人",
    "@ana",
    "\u3164",
]


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_a_bad_name_is_refused(server: Server, name: str) -> None:
    with browse(server.http) as http:
        answer = http.post(GUESTS, json={"name": name, "credential": "token"})
    assert answer.status_code == 400
    assert error_of(answer)["code"] == "bad_name"


@pytest.mark.parametrize("name", ["听雨的茶客", "Žofie", "علي", "O’Brien", "🍵 tea"])
def test_a_name_of_any_script_is_taken(server: Server, name: str) -> None:
    guest = register(server.http, name)
    assert guest.name == name


def test_a_taken_name_is_refused_however_it_is_written(server: Server) -> None:
    register(server.http, "Ångström Zwei")
    for name in ("Ångström Zwei", "angstromzwei", "ANGSTROM-ZWEI", "\uff21ngstromzwei"):
        with browse(server.http) as http:
            answer = http.post(GUESTS, json={"name": name, "credential": "token"})
        assert answer.status_code == 409, name
        assert error_of(answer)["code"] == "name_taken"


def test_a_token_tells_who_one_is(server: Server) -> None:
    guest = register(server.http, unique("Token"))
    with browse(server.http) as http:
        assert http.get("/api/v1/me", headers=guest.bearer).json()["you"] == {
            "id": guest.id,
            "name": guest.name,
        }
        wrong = http.get("/api/v1/me", headers={"Authorization": "Bearer " + "x" * 43})
        assert wrong.status_code == 401 or wrong.json()["you"] is None


def test_a_token_by_credential_sets_no_cookie(server: Server) -> None:
    with browse(server.http) as http:
        answer = http.post(GUESTS, json={"name": unique("Bot"), "credential": "token"})
    assert "set-cookie" not in answer.headers
    assert len(answer.json()["token"]) >= 43, "256 bits"


def test_a_page_gets_a_cookie_that_scripts_cannot_read(server: Server) -> None:
    with browse(server.http) as http:
        answer = http.post(GUESTS, json={"name": unique("Page")}, headers={"Origin": server.http})
    assert answer.json().get("token") is None, "the secret is in the cookie alone"
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert cookie["httponly"]
    assert cookie["samesite"].lower() in ("lax", "strict")
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert not cookie["secure"], "public_url is not https"
    assert int(cookie["max-age"]) >= 30 * 86_400
    assert len(cookie.value) >= 43


@pytest.mark.parametrize("path", ["/", "/api/v1/me", "/api/v1/rooms", MESSAGES, "/healthz", "/api/docs"])
def test_reading_sets_no_cookie(server: Server, path: str) -> None:
    with browse(server.http) as http:
        assert "set-cookie" not in http.get(path).headers


def test_a_cookie_tells_who_one_is(server: Server) -> None:
    with browse(server.http) as http:
        name = sign_in(server, http)
        assert http.get("/api/v1/me").json()["you"]["name"] == name
        renamed = unique("Renamed")
        answer = http.patch("/api/v1/me", json={"name": renamed}, headers={"Origin": server.http})
        assert answer.status_code == 200, answer.text
        assert http.get("/api/v1/me").json()["you"]["name"] == renamed
    register(server.http, name)  # the old name is free


def test_a_rename_to_a_taken_or_bad_name_changes_nothing(server: Server) -> None:
    other, guest = register(server.http, unique("Other")), register(server.http, unique("Mine"))
    with browse(server.http, headers=guest.bearer) as http:
        taken = http.patch("/api/v1/me", json={"name": other.name})
        assert (taken.status_code, error_of(taken)["code"]) == (409, "name_taken")
        bad = http.patch("/api/v1/me", json={"name": "a\u200bb"})
        assert (bad.status_code, error_of(bad)["code"]) == (400, "bad_name")
        assert http.get("/api/v1/me").json()["you"]["name"] == guest.name


async def test_a_rename_on_the_socket_meets_the_same_rules(server: Server) -> None:
    other, guest = register(server.http, unique("Other")), register(server.http, unique("Mine"))
    async with talking(server, guest) as talk:
        assert (await talk.ask("person.rename", name=other.name))["code"] == "name_taken"
        assert (await talk.ask("person.rename", name="a\u202eb"))["code"] == "bad_name"
        accepted = await talk.ask("person.rename", name=guest.name.upper())
        assert accepted["you"] == {"id": guest.id, "name": guest.name.upper()}
        place = await talk.say("under the new name")
        event = await talk.event("message.created", seq=place["seq"])
        assert event["sender"]["name"] == guest.name.upper()


async def test_a_visitor_may_not_speak(server: Server) -> None:
    async with talking(server) as talk:
        assert talk.hello["you"] is None
        assert talk.hello["proposed_name"]
        refusal = await talk.ask("message.send", room=LOBBY, body="x")
        assert refusal["code"] == "not_signed_in"


REFUSED_WRITES = [
    {},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
]


@pytest.mark.parametrize("headers", REFUSED_WRITES, ids=str)
def test_a_write_with_the_cookie_from_elsewhere_is_refused(server: Server, headers: dict[str, str]) -> None:
    with browse(server.http) as http:
        sign_in(server, http)
        answer = write(http, **headers)
        assert answer.status_code == 403, answer.text
        assert error_of(answer)["code"] == "origin_refused"
        renamed = http.patch("/api/v1/me", json={"name": unique("Evil")}, headers=headers)
        assert renamed.status_code == 403


@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
def test_a_write_with_the_cookie_from_the_page_passes(server: Server, header: str) -> None:
    with browse(server.http) as http:
        sign_in(server, http)
        value = server.http if header == "Origin" else "same-origin"
        assert write(http, **{header: value}).status_code in (200, 201)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_form_of_another_site_is_no_json(server: Server, kind: str) -> None:
    with browse(server.http) as http:
        sign_in(server, http)
        headers = {"Content-Type": kind, "Origin": server.http, "Idempotency-Key": str(uuid4())}
        answer = http.post(MESSAGES, content=b'{"body": "x"}', headers=headers)
        assert answer.status_code in (400, 415)
        error_of(answer)


async def test_the_cookie_signs_in_the_socket_with_the_origin_only(server: Server) -> None:
    with browse(server.http) as http:
        name = sign_in(server, http)
        cookie = "; ".join(f"{key}={value}" for key, value in http.cookies.items())
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, headers={"Cookie": cookie, "Origin": server.http}))
        assert (await raw.response()).status == 101
        assert (await raw.until("hello"))["you"]["name"] == name
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, headers={"Cookie": cookie}))
        assert (await raw.response()).status == 403


def test_a_token_in_the_address_is_nothing(server: Server) -> None:
    guest = register(server.http, unique("Query"))
    with browse(server.http) as http:
        answer = http.get("/api/v1/me", params={"token": guest.token, "access_token": guest.token})
    assert answer.status_code == 401 or answer.json()["you"] is None
