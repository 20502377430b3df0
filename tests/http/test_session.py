"""Signing out over HTTP."""

from __future__ import annotations

import json

import pytest

from tests.http.scene import Scene

PAGE = {"content-type": "application/json", "sec-fetch-site": "same-origin"}


def code(body: bytes) -> object:
    return json.loads(body)["error"]["code"]


async def test_signing_out_ends_the_session_and_clears_the_cookie() -> None:
    scene = Scene()
    scene.store.enrol("Ann", "secret")
    page = {**PAGE, "cookie": "teahouse_fake=secret"}
    assert (await scene.ask("/api/v1/me", headers=page)).status == 200
    answer = await scene.ask("/api/v1/session", "DELETE", page)
    assert (answer.status, answer.body) == (204, b"")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("teahouse_fake=")
    assert {"Max-Age=0", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "secret" not in cookie
    assert (await scene.ask("/api/v1/me", headers=page)).status == 401
    again = await scene.ask("/api/v1/session", "DELETE", page)
    assert (again.status, code(again.body)) == (401, "not_signed_in")


async def test_a_program_signs_out_without_a_cookie() -> None:
    scene = Scene()
    scene.store.enrol("Bot", "secret")
    bot = {"authorization": "Bearer secret", "content-type": "application/json"}
    answer = await scene.ask("/api/v1/session", "DELETE", bot)
    assert answer.status == 204
    assert "set-cookie" not in answer.headers
    assert (await scene.ask("/api/v1/me", headers=bot)).status == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-type": "application/json", "sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "application/json"}, 403),
        ({"content-type": "text/plain", "sec-fetch-site": "same-origin"}, 400),
    ],
)
async def test_another_site_cannot_sign_anybody_out(headers: dict[str, str], status: int) -> None:
    scene = Scene()
    scene.store.enrol("Ann", "secret")
    cookie = {"cookie": "teahouse_fake=secret"}
    assert (await scene.ask("/api/v1/session", "DELETE", {**headers, **cookie})).status == status
    assert (await scene.ask("/api/v1/me", headers=cookie)).status == 200


async def test_the_name_stays_reserved() -> None:
    scene = Scene()
    ann = scene.store.enrol("Ann", "secret")
    await scene.ask("/api/v1/session", "DELETE", {**PAGE, "cookie": "teahouse_fake=secret"})
    answer = await scene.ask("/api/v1/guests", "POST", PAGE, b'{"name":"ann"}')
    assert (answer.status, code(answer.body)) == (409, "name_taken")
    assert scene.store.people[ann.id].person == ann


async def test_the_description_has_it() -> None:
    answer = await Scene().ask("/api/openapi.json")
    described = json.loads(answer.body)["paths"]["/api/v1/session"]["delete"]
    assert "204" in described["responses"]
