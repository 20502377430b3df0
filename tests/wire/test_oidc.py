"""Signing in with an OpenID provider, a real one in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.harness.http import browse, unique
from tests.harness.oidc_provider import CLIENT_ID, CLIENT_SECRET, provider
from tests.harness.server import Server

if TYPE_CHECKING:
    from pathlib import Path

START = "/api/v1/oidc/tea-id"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def house(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from _house(tmp_path_factory.mktemp("oidc"), issuer, "--outbound-networks", "127.0.0.0/8")


def _house(folder: Path, issuer: str, *flags: str) -> Iterator[Server]:
    flags = ("--limits", "off", "--oidc-name", "tea-id", "--oidc-issuer", f"{issuer}/", *flags)
    variables = {"TEAHOUSE_OIDC_CLIENT_ID": CLIENT_ID, "TEAHOUSE_OIDC_CLIENT_SECRET": CLIENT_SECRET}
    server = Server(folder, *flags, variables=variables)
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def visitor(house: Server) -> Iterator[httpx.Client]:
    """A browser: it keeps its cookies, and follows nothing by itself."""
    with browse(house.http, headers={"Origin": house.http}) as visitor:
        yield visitor


def to_provider(visitor: httpx.Client, **who: str) -> str:
    """Where the provider sends the browser back to."""
    begun = visitor.get(START)
    assert begun.status_code == 302, begun.text
    back = httpx.get(
        begun.headers["location"] + "".join(f"&{name}={value}" for name, value in who.items()),
        trust_env=False,
    )
    assert back.status_code == 302, back.text
    location: str = back.headers["location"]
    return location


def sign_in(visitor: httpx.Client, **who: str) -> str:
    """All the way; where the browser lands."""
    landed: str = visitor.get(to_provider(visitor, **who)).headers["location"]
    return landed


def me(visitor: httpx.Client) -> dict[str, Any]:
    answer = visitor.get("/api/v1/me")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["you"]
    return found


def account(visitor: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = visitor.get("/api/v1/account").json()
    return found


def test_a_newcomer_becomes_a_member_and_comes_back_as_the_same(house: Server, visitor: httpx.Client) -> None:
    name = unique("Nina")
    assert sign_in(visitor, **{"as": "sub-1", "name": name}) == "/"
    first = me(visitor)
    assert first["name"] == name
    assert account(visitor)["role"] == "member"
    assert [each["label"] for each in account(visitor)["oidc"]] == [name]
    with browse(house.http, headers={"Origin": house.http}) as other:
        # The name there may change: who it is does not.
        assert sign_in(other, **{"as": "sub-1", "name": "Otherwise"}) == "/"
        assert me(other) == first
        assert other.cookies["teahouse_" + _store(other)] != visitor.cookies["teahouse_" + _store(visitor)]


def test_a_name_that_is_taken_or_none_gets_a_number_or_another(house: Server, visitor: httpx.Client) -> None:
    name = unique("Taken")
    made = visitor.post("/api/v1/guests", json={"name": name, "credential": "token"})
    assert made.status_code == 201
    assert sign_in(visitor, **{"as": "sub-2", "name": name}) == "/"
    assert me(visitor)["name"] == f"{name} 2"
    with browse(house.http, headers={"Origin": house.http}) as other:
        assert sign_in(other, **{"as": "sub-3", "name": "admin"}) == "/"
        # A name of the place itself is nobody's: one is made up.
        assert "admin" not in me(other)["name"].lower()


def test_a_name_may_be_told_by_the_userinfo_alone(visitor: httpx.Client) -> None:
    assert sign_in(visitor, **{"as": "sub-4", "userinfo": "Ursula"}) == "/"
    assert me(visitor)["name"] == "Ursula"


def test_a_guest_who_is_signed_in_keeps_who_they_are(house: Server, visitor: httpx.Client) -> None:
    name = unique("Gus")
    visitor.post("/api/v1/guests", json={"name": name})
    guest = me(visitor)
    before = dict(visitor.cookies)
    assert sign_in(visitor, **{"as": "sub-5"}) == "/"
    assert me(visitor) == guest
    assert account(visitor)["role"] == "member"
    # The session is a new one, and the guest's is over.
    cookie = "teahouse_" + _store(visitor)
    assert visitor.cookies[cookie] != before[cookie]
    with browse(house.http, cookies=before) as old:
        assert old.get("/api/v1/me").status_code == 401


def test_an_account_is_linked_and_unlinked_but_never_its_only_way_in(
    house: Server, visitor: httpx.Client
) -> None:
    visitor.post("/api/v1/guests", json={"name": unique("Lin")})
    assert visitor.post("/api/v1/account", json={"password": "a long enough one"}).status_code == 200
    who, cookie = me(visitor), visitor.cookies["teahouse_" + _store(visitor)]
    assert sign_in(visitor, **{"as": "sub-6"}) == "/"
    assert (me(visitor), visitor.cookies["teahouse_" + _store(visitor)]) == (who, cookie)
    (linked,) = account(visitor)["oidc"]
    with browse(house.http, headers={"Origin": house.http}) as other:
        sign_in(other, **{"as": "sub-7"})
        (theirs,) = account(other)["oidc"]
        # Nobody takes another's, nor drops it, nor their own last one.
        assert sign_in(other, **{"as": "sub-6"}) == "/#sign-in=conflict"
        assert _drop(other, linked["id"]).status_code == 404
        assert _drop(other, theirs["id"]).json()["error"]["code"] == "last_way_in"
    assert _drop(visitor, linked["id"]).status_code == 204
    assert account(visitor)["oidc"] == []
    assert _drop(visitor, linked["id"]).status_code == 404


@pytest.mark.parametrize("fault", ["nonce", "audience", "issuer", "expired", "key", "shared"])
def test_what_the_provider_says_wrong_is_believed_by_nobody(visitor: httpx.Client, fault: str) -> None:
    assert sign_in(visitor, **{"as": "sub-8", "fault": fault}) == "/#sign-in=sign_in_failed"
    assert visitor.get("/api/v1/me").status_code == 401


def test_a_way_back_works_once_in_the_browser_that_left(house: Server, visitor: httpx.Client) -> None:
    back = to_provider(visitor, **{"as": "sub-9"})
    with browse(house.http) as stranger:
        assert stranger.get(back).headers["location"] == "/#sign-in=sign_in_failed"
        # Nor with a state of their own: this is how a page signs somebody in as somebody else.
        stranger.get(START)
        assert stranger.get(back).headers["location"] == "/#sign-in=sign_in_failed"
    kept = dict(visitor.cookies)
    assert visitor.get(back.replace("iss=http", "iss=https")).headers["location"] != "/"
    visitor.cookies.update(kept)
    assert visitor.get(back).headers["location"] == "/"
    visitor.cookies.update(kept)
    assert visitor.get(back).headers["location"] == "/#sign-in=sign_in_failed"


def test_what_goes_to_the_provider_has_fresh_proofs_each_time(visitor: httpx.Client) -> None:
    asked = [
        {
            name: values[0]
            for name, values in parse_qs(urlsplit(visitor.get(START).headers["location"]).query).items()
        }
        for _ in range(2)
    ]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name]) >= 43
    assert "code_verifier" not in asked[0]
    assert CLIENT_SECRET not in str(asked)


def test_another_name_is_no_provider(visitor: httpx.Client) -> None:
    assert visitor.get("/api/v1/oidc/other").status_code == 404
    assert visitor.get("/api/v1/oidc/other/callback").status_code == 404


def test_another_site_cannot_add_a_way_in_to_somebody_s_account(visitor: httpx.Client) -> None:
    sign_in(visitor, **{"as": "sub-10"})
    refused = visitor.get(START, headers={"Sec-Fetch-Site": "cross-site"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin_refused")


def test_a_provider_in_a_private_network_needs_the_owner_s_word(issuer: str, tmp_path: Path) -> None:
    for server in _house(tmp_path, issuer):
        with browse(server.http) as visitor:
            assert visitor.get(START).headers["location"] == "/#sign-in=unavailable"
        assert "address_refused" in server.log()
        assert CLIENT_SECRET not in server.log()


def _store(visitor: httpx.Client) -> str:
    """The store's id, as cookies are named after it."""
    (found,) = {
        name.removeprefix("teahouse_").removesuffix("_oidc")
        for name in visitor.cookies
        if "teahouse_" in name
    }
    return found


def _drop(visitor: httpx.Client, credential: int) -> httpx.Response:
    return visitor.request("DELETE", f"/api/v1/oidc/{credential}", json={})
