"""From the first start to an owned place, and from a guest to the same person in another browser."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.http import Guest, browse, error_of, unique
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.harness.server import Server, Start

API = "/api/v1"
PASSWORD = "correct horse"
SETUP = re.compile(r"^(http://\S+)/#/setup/([A-Za-z0-9_-]{43})$", re.MULTILINE)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


def page(server: Server) -> httpx.Client:
    """A browser with a jar of its own."""
    return browse(server.http, headers={"Origin": server.http, "User-Agent": FIREFOX})


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    """One."""
    with page(server) as http:
        yield http


@pytest.fixture
def other(server: Server) -> Iterator[httpx.Client]:
    """Another one."""
    with page(server) as http:
        yield http


def done(answer: httpx.Response, status: int = 200) -> Any:
    """What it says."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def as_guest(http: httpx.Client, stem: str) -> dict[str, Any]:
    """Take a name as a page does."""
    return dict(done(http.post(f"{API}/guests", json={"name": unique(stem)}), 201)["you"])


def as_member(http: httpx.Client, stem: str, **more: Any) -> dict[str, Any]:
    """Take a name and keep it."""
    you = as_guest(http, stem)
    told = done(http.post(f"{API}/account", json={"password": PASSWORD, **more}))
    assert (told["you"], told["role"], "token" in told) == (you, "member", False)
    return you


def refusal(answer: httpx.Response) -> tuple[int, dict[str, Any]]:
    """All that it tells, but for the number of the request."""
    error = error_of(answer)
    return answer.status_code, {key: value for key, value in error.items() if key != "request_id"}


# --- the first start


def test_the_console_shows_a_link_that_makes_the_owner_once(start_server: Start) -> None:
    server = start_server("--limits", "off")
    ((base, token),) = SETUP.findall(server.log())
    assert base == server.http
    with page(server) as http, page(server) as late:
        assert done(http.get(f"{API}/house"))["owned"] is False
        known = done(http.post(f"{API}/links/look", json={"token": token}))
        assert (known["kind"], set(known)) == ("setup", {"kind", "expires_at"})
        house = {"name": "Tea & Talk", "language": "en", "guests": True, "accent": "#336699"}
        wish = {"token": token, "name": "Ann", "password": PASSWORD, "house": house}
        told = done(http.post(f"{API}/links/use", json=wish))
        assert (told["you"]["name"], told["role"]) == ("Ann", "owner")
        account = done(http.get(f"{API}/account"))
        assert (account["role"], account["has_password"]) == ("owner", True)
        shown = done(http.get(f"{API}/house"))
        assert (shown["name"], shown["owned"]) == ("Tea & Talk", True)
        for path in ("look", "use"):
            answer = late.post(
                f"{API}/links/{path}", json={**wish, "name": "Ben"} if path == "use" else {"token": token}
            )
            assert refusal(answer) == refusal(late.post(f"{API}/links/look", json={"token": "x" * 43}))
    shown_before = len(server.log())
    server.stop()
    server.start()
    assert SETUP.findall(server.log()[shown_before:]) == []
    with page(server) as http:
        sign_in = {"name": "ann", "password": PASSWORD}
        assert done(http.post(f"{API}/sessions", json=sign_in))["role"] == "owner"


def test_each_start_without_an_owner_shows_another_link(start_server: Start) -> None:
    server = start_server("--limits", "off")
    server.stop()
    server.start()
    (_, first), (_, second) = SETUP.findall(server.log())
    with page(server) as http:
        assert http.post(f"{API}/links/look", json={"token": first}).status_code == 404
        assert done(http.post(f"{API}/links/look", json={"token": second}))["kind"] == "setup"


# --- a name to keep


def test_a_guest_keeps_the_name_and_is_the_same_person_in_another_browser(
    server: Server, browser: httpx.Client, other: httpx.Client
) -> None:
    you = as_guest(browser, "Keeper")
    before = dict(browser.cookies)
    place = done(browser.post(f"{API}/rooms/{LOBBY}/messages", json={"body": "before"}), 201)
    browser.put(f"{API}/rooms/{LOBBY}/read", json={"seq": place["seq"]})
    done(browser.post(f"{API}/account", json={"password": PASSWORD, "email": f"{you['id']}@example.org"}))
    assert set(browser.cookies) == set(before)
    assert dict(browser.cookies) != before, "another session"
    with browse(server.http, cookies=before) as old:
        assert old.get(f"{API}/me").status_code == 401
    told = done(other.post(f"{API}/sessions", json={"name": you["name"].upper(), "password": PASSWORD}))
    assert (told["you"], told["role"]) == (you, "member")
    assert set(told) == {"you", "role"}
    address = f"{API}/rooms/{LOBBY}/messages/{place['seq']}"
    assert done(other.patch(address, json={"body": "after"}))
    room = next(each for each in done(other.get(f"{API}/rooms"))["rooms"] if each["id"] == LOBBY)
    assert room["read"] >= place["seq"]
    listed = done(browser.get(f"{API}/sessions"))["sessions"]
    assert [each["current"] for each in listed].count(True) == 1
    assert {each["label"] for each in listed} == {"Firefox, Linux"}


def test_the_cookie_is_for_no_script_and_no_other_site(browser: httpx.Client) -> None:
    as_guest(browser, "Cookie")
    answer = browser.post(f"{API}/account", json={"password": PASSWORD})
    (cookie,) = answer.headers.get_list("set-cookie")
    parts = set(cookie.split("; "))
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= parts
    assert "token" not in answer.json()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "account", {"password": PASSWORD}),
        ("PUT", "account/password", {"new": PASSWORD}),
        ("PUT", "account/email", {"email": None}),
        ("POST", "sessions", {"name": "Ann", "password": PASSWORD}),
        ("POST", "resets", {"name": "Ann"}),
        ("DELETE", "sessions", {}),
        ("DELETE", "sessions/x", {}),
        ("POST", "tokens", {"label": "bot"}),
        ("POST", "device-links", {}),
        ("POST", "people/1/reset-link", {}),
        ("POST", "links/look", {"token": "x"}),
        ("POST", "links/use", {"token": "x"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_site_can_do_none_of_it(
    server: Server, browser: httpx.Client, method: str, path: str, body: dict[str, Any]
) -> None:
    as_member(browser, "Victim")
    headers = {"Origin": "https://evil.example"}
    answer = browser.request(method, f"{API}/{path}", json=body, headers=headers)
    assert (answer.status_code, error_of(answer)["code"]) == (403, "origin_refused")
    text = browser.request(method, f"{API}/{path}", content=b"{}", headers={"Content-Type": "text/plain"})
    assert text.status_code in (400, 415), text.text


def test_a_wrong_password_and_a_name_that_nobody_has_are_answered_alike(
    browser: httpx.Client, other: httpx.Client
) -> None:
    member, guest = as_member(browser, "Real"), as_guest(other, "Guest")
    wishes = [
        {"name": member["name"], "password": "wrong horse"},
        {"name": member["name"], "password": "short"},
        {"name": member["name"], "password": "x" * 1_000},
        {"name": guest["name"], "password": PASSWORD},
        {"name": unique("Nobody"), "password": PASSWORD},
        {"name": "", "password": ""},
    ]
    answers = [refusal(other.post(f"{API}/sessions", json=wish)) for wish in wishes]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 401
    assert answers[0][1]["code"] == "sign_in_failed"


def test_every_link_that_may_not_be_used_is_refused_alike(browser: httpx.Client, other: httpx.Client) -> None:
    as_member(browser, "Maker")
    first, second = (done(browser.post(f"{API}/device-links", json={}), 201)["url"] for _ in range(2))
    revoked, used = first.rpartition("/")[2], second.rpartition("/")[2]
    done(other.post(f"{API}/links/use", json={"token": used}))
    tokens = [revoked, used, "x" * 43, "", "nonsense"]
    answers = [
        refusal(other.post(f"{API}/links/{path}", json={"token": token, "password": PASSWORD}))
        if path == "use"
        else refusal(other.post(f"{API}/links/{path}", json={"token": token}))
        for token in tokens
        for path in ("look", "use")
    ]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 404
    assert answers[0][1]["code"] == "link_refused"


def test_a_visitor_and_a_guest_may_do_little_of_it(browser: httpx.Client, other: httpx.Client) -> None:
    as_guest(other, "Guest")
    for method, path, body, guest in (
        ("POST", "account", {"password": "short"}, 400),
        ("PUT", "account/password", {"new": PASSWORD}, 403),
        ("PUT", "account/email", {"email": None}, 403),
        ("POST", "tokens", {"label": "bot"}, 403),
        ("POST", "people/1/reset-link", {}, 403),
        ("GET", "account", None, 200),
        ("GET", "sessions", None, 200),
        ("DELETE", "sessions", {}, 204),
        ("POST", "device-links", {}, 201),
    ):
        options: dict[str, Any] = {} if body is None else {"json": body}
        assert browser.request(method, f"{API}/{path}", **options).status_code == 401, path
        assert other.request(method, f"{API}/{path}", **options).status_code == guest, path


async def test_who_is_signed_out_elsewhere_loses_the_connection_at_once(
    server: Server, browser: httpx.Client
) -> None:
    you = as_member(browser, "Leaver")
    made = done(await asyncio.to_thread(browser.post, f"{API}/tokens", json={"label": "bot"}), 201)
    async with talking(server, Guest(you["id"], you["name"], made["token"])) as talk:
        path = f"{API}/sessions/{made['id']}"
        answer = await asyncio.to_thread(browser.request, "DELETE", path, json={})
        assert answer.status_code == 204, answer.text
        assert (await talk.event("closing"))["code"] == "not_signed_in"
        assert await talk.closed() == 4401


def test_ending_the_own_session_clears_the_cookie(browser: httpx.Client) -> None:
    as_member(browser, "Leaver")
    (own,) = [each for each in done(browser.get(f"{API}/sessions"))["sessions"] if each["current"]]
    answer = browser.request("DELETE", f"{API}/sessions/{own['id']}", json={})
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert browser.get(f"{API}/me").status_code == 401


def test_a_session_gets_another_cookie_and_the_one_before_is_worth_nothing(
    server: Server, browser: httpx.Client
) -> None:
    you = as_member(browser, "Promoted")
    before = dict(browser.cookies)
    answer = done(browser.post(f"{API}/session/renewal", json={}))
    assert answer == {"you": you, "role": "member"}, "no token for who has a cookie"
    assert dict(browser.cookies) != before
    assert done(browser.get(f"{API}/me"))["you"] == you
    with browse(server.http, cookies=before) as old:
        assert old.get(f"{API}/me").status_code == 401


def test_no_answer_tells_a_secret(server: Server, browser: httpx.Client) -> None:
    you = as_member(browser, "Secretive", email=f"{unique('s').replace(' ', '')}@example.org")
    told = "".join(
        browser.get(f"{API}/{path}").text for path in ("me", "sessions", "rooms", f"rooms/{LOBBY}/messages")
    )
    (secret,) = browser.cookies.values()
    for word in (PASSWORD, "argon2", secret, "example.org"):
        assert word not in told
        assert word not in server.log()
    assert str(you["id"]) in told


def test_guessing_a_password_is_slowed_down_for_that_name_alone(start_server: Start) -> None:
    server = start_server()
    with page(server) as http, page(server) as victim, page(server) as neighbour:
        you, ben = as_member(victim, "Victim"), as_member(neighbour, "Ben")
        statuses = []
        for _ in range(30):
            answer = http.post(f"{API}/sessions", json={"name": you["name"], "password": "wrong horse"})
            statuses.append(answer.status_code)
            if answer.status_code == 429:
                break
        assert statuses[:20] == [401] * 20
        assert statuses[-1] == 429
        assert int(answer.headers["retry-after"]) > 0
        assert victim.get(f"{API}/me").status_code == 200
        done(http.post(f"{API}/sessions", json={"name": ben["name"], "password": PASSWORD}))
