"""Passkeys with a real browser's authenticator (virtual, through the DevTools protocol) against the HTTP routes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

    from tests.harness.server import Server

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

ASK = """async ([method, path, body]) => {
  const answer = await fetch(`/api/v1/${path}`, {
    method,
    ...(method === "GET" ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}"""

CREATE = """async (options) => {
  const made = await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
  });
  return made.toJSON();
}"""

GET = """async (options) => {
  const got = await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
  });
  return got.toJSON();
}"""


class Tab:
    """A page of ours with an authenticator of its own."""

    def __init__(self, page: Page, cdp: CDPSession, authenticator: str) -> None:
        self.page = page
        self.cdp = cdp
        self.authenticator = authenticator

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        answer = self.page.evaluate(ASK, [method, path, {} if body is None else body])
        return answer["status"], answer["body"]

    def done(self, method: str, path: str, body: object = None) -> Any:
        status, answer = self.ask(method, path, body)
        assert status < 300, answer
        return answer

    def member(self, name: str) -> dict[str, Any]:
        """Somebody with an account and no other way in."""
        self.done("POST", "guests", {"name": name})
        made: dict[str, Any] = self.done("POST", "account", {})
        you: dict[str, Any] = made["you"]
        return you

    def make(self) -> dict[str, Any]:
        """What the browser makes of fresh options."""
        made: dict[str, Any] = self.page.evaluate(CREATE, self.done("POST", "passkeys/options"))
        return made

    def add(self, label: str) -> int:
        return int(self.done("POST", "passkeys", {"credential": self.make(), "label": label})["id"])

    def answer(self) -> dict[str, Any]:
        """What is sent to sign in."""
        asked = self.done("POST", "passkeys/sign-in/options")
        return {"credential": self.page.evaluate(GET, asked["options"]), "state": asked["state"]}

    def sign_in(self) -> tuple[int, Any]:
        return self.ask("POST", "passkeys/sign-in", self.answer())

    def forget_session(self) -> None:
        self.page.context.clear_cookies()

    def kept(self) -> dict[str, Any]:
        """The authenticator's one passkey."""
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        (only,) = found["credentials"]
        return dict(only)


@contextmanager
def opened(chromium: Browser, house: Server, host: str = "localhost") -> Iterator[Tab]:
    with chromium.new_context(base_url=f"http://{host}:{house.port}") as context:
        page = context.new_page()
        page.goto("/")
        cdp = context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield Tab(page, cdp, made["authenticatorId"])


@pytest.fixture
def tab(chromium: Browser, house: Server) -> Iterator[Tab]:
    with opened(chromium, house) as tab:
        yield tab


def test_a_passkey_is_made_listed_signed_in_with_and_removed(tab: Tab) -> None:
    you = tab.member(unique("Pia"))
    made = tab.add("my phone")
    (listed,) = tab.done("GET", "account")["passkeys"]
    assert (listed["id"], listed["label"], listed["last_used"]) == (made, "my phone", None)
    # It is found without a name, and knows whose it is.
    kept = tab.kept()
    assert kept["isResidentCredential"]
    assert kept["rpId"] == "localhost"
    tab.forget_session()
    assert tab.ask("GET", "me")[0] == 401
    status, answer = tab.sign_in()
    assert (status, answer) == (200, {"you": you, "role": "member"})
    assert tab.done("GET", "me")["you"] == you
    assert tab.done("GET", "account")["passkeys"][0]["last_used"] is not None
    # The only way in stays; with a password beside it, it may go, and then it is worth nothing.
    assert tab.ask("DELETE", f"passkeys/{made}")[1]["error"]["code"] == "last_way_in"
    tab.done("PUT", "account/password", {"new": "a long enough one"})
    assert tab.ask("DELETE", f"passkeys/{made}")[0] == 204
    tab.forget_session()
    status, answer = tab.sign_in()
    assert (status, answer["error"]["code"]) == (401, "sign_in_failed")


def test_an_answer_is_taken_once_and_a_copied_passkey_not_at_all(tab: Tab) -> None:
    tab.member(unique("Cop"))
    tab.add("")
    copied = tab.kept()
    tab.forget_session()
    answer = tab.answer()
    assert tab.ask("POST", "passkeys/sign-in", answer)[0] == 200
    tab.forget_session()
    assert tab.ask("POST", "passkeys/sign-in", answer)[0] == 401
    # A copy of before counts from where it was: the counter tells.
    authenticator = {"authenticatorId": tab.authenticator}
    tab.cdp.send("WebAuthn.clearCredentials", authenticator)
    tab.cdp.send("WebAuthn.addCredential", {**authenticator, "credential": {**copied, "signCount": 0}})
    status, refused = tab.sign_in()
    assert (status, refused["error"]["code"]) == (401, "sign_in_failed")


def test_what_was_not_asked_for_is_refused(tab: Tab, chromium: Browser, house: Server) -> None:
    tab.member(unique("Una"))
    made = tab.make()
    with opened(chromium, house) as other:
        # Another person cannot have it, even if they get at the answer.
        other.member(unique("Eve"))
        status, refused = other.ask("POST", "passkeys", {"credential": made})
        assert (status, refused["error"]["code"]) == (403, "passkey_refused")
    assert tab.ask("POST", "passkeys", {"credential": made})[0] == 201
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {"id": "x"},
        {"id": made["id"], "response": {"clientDataJSON": "e30"}},
        {"response": []},
    )
    for broken in wrong:
        assert tab.ask("POST", "passkeys", {"credential": broken})[1]["error"]["code"] == "passkey_refused"
    tab.forget_session()
    answer = tab.answer()
    changes: tuple[dict[str, Any], ...] = (
        {"state": answer["state"][:-2] + "xx"},
        {"state": "x" * 10_000},
        {"state": tab.done("POST", "passkeys/sign-in/options")["state"]},
        {"credential": {**answer["credential"], "id": "AAAA"}},
        {"credential": {**answer["credential"], "response": {}}},
        {"credential": {}},
    )
    for changed in changes:
        status, refused = tab.ask("POST", "passkeys/sign-in", {**answer, **changed})
        assert (status, refused["error"]["code"]) == (401, "sign_in_failed")
    assert tab.ask("POST", "passkeys/sign-in", answer)[0] == 200


def test_who_has_no_account_makes_none(tab: Tab) -> None:
    assert tab.ask("POST", "passkeys/options")[0] == 401
    tab.done("POST", "guests", {"name": unique("Gil")})
    assert tab.ask("POST", "passkeys/options")[1]["error"]["code"] == "not_allowed"


def test_somebody_else_s_passkey_is_not_theirs_to_remove(tab: Tab, chromium: Browser, house: Server) -> None:
    tab.member(unique("Una"))
    made = tab.add("")
    with opened(chromium, house) as other:
        other.member(unique("Eve"))
        assert other.ask("DELETE", f"passkeys/{made}")[0] == 404
    assert [each["id"] for each in tab.done("GET", "account")["passkeys"]] == [made]


def test_by_an_address_there_are_none(chromium: Browser, house: Server) -> None:
    with opened(chromium, house, "127.0.0.1") as tab:
        assert tab.ask("POST", "passkeys/sign-in/options")[1]["error"]["code"] == "passkeys_impossible"
