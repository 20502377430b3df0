"""From where something may be written by HTTP, and whom pushes belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.harness.http import browse, error_of, unique
from tests.wire.caller import CHANGES, Three

if TYPE_CHECKING:
    from tests.harness.server import Server

WRITES = [
    ("POST", "rooms"),
    ("PATCH", "rooms/1"),
    ("POST", "conversations"),
    ("PUT", "rooms/1/read"),
    ("PUT", "rooms/1/notices"),
    ("POST", "rooms/1/messages"),
    *((method, f"rooms/1/messages/1{path}") for method, path, _ in CHANGES),
    ("POST", "pushes/browsers"),
    ("POST", "pushes/webhooks"),
    ("DELETE", "pushes/1"),
    ("POST", "pushes/1/test"),
    ("POST", "passkeys/options"),
    ("POST", "passkeys"),
    ("DELETE", "passkeys/1"),
    ("POST", "passkeys/sign-in/options"),
    ("POST", "passkeys/sign-in"),
    ("DELETE", "oidc/1"),
    ("DELETE", "me"),
]
BODY = {
    "title": "x",
    "people": [1],
    "seq": 1,
    "level": "all",
    "body": "x",
    "option": 0,
    "endpoint": "https://push.example.org/",
    "p256dh": "",
    "auth": "",
    "kind": "ntfy",
    "url": "https://ntfy.example.org/x",
    "credential": {},
    "state": "x",
    "name": "x",
}


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_another_site_s_page_writes_nothing(server: Server, method: str, path: str) -> None:
    with browse(server.http) as http:
        name = unique("Cookie")
        assert http.post("/api/v1/guests", json={"name": name}, headers={"Origin": server.http}).is_success
        for headers, status in (
            ({"Origin": "https://elsewhere.example"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({}, 403),
            ({"Origin": server.http, "Content-Type": "text/plain"}, 400),
        ):
            answer = http.request(method, f"/api/v1/{path}", json=BODY, headers=headers)
            assert answer.status_code == status, (headers, answer.text)
        head = http.get("/api/v1/rooms/1/messages").json()["as_of"]
        assert head >= 0


def test_where_one_is_told_of_what_one_misses(callers: Three) -> None:
    ann, ben, visitor = callers
    assert visitor.ask("GET", "pushes").status_code == 401
    found = ann.done("GET", "pushes")
    assert found["public_key"]
    assert found["public_key"] == ben.done("GET", "pushes")["public_key"]
    assert {"ntfy", "bark"} <= {each["kind"] for each in found["services"]}
    assert found["yours"] == []
    refused = ann.ask("POST", "pushes/webhooks", {"kind": "ntfy", "url": "http://127.0.0.1/topic"})
    assert (refused.status_code, error_of(refused)["code"]) == (400, "address_refused")
    assert (
        ann.ask("POST", "pushes/webhooks", {"kind": "pigeon", "url": "https://a.example/"}).status_code == 400
    )
    refused = ann.ask(
        "POST", "pushes/browsers", {"endpoint": "https://a.example/", "p256dh": "x", "auth": "y"}
    )
    assert (refused.status_code, error_of(refused)["code"]) == (400, "bad_field")
    url = "https://ntfy.example.org/secret-topic"
    made = ann.done("POST", "pushes/webhooks", {"kind": "ntfy", "url": url})
    again = ann.done("POST", "pushes/webhooks", {"kind": "ntfy", "url": url})
    assert made == again
    assert (made["kind"], made["host"]) == ("ntfy", "ntfy.example.org")
    listed = ann.ask("GET", "pushes")
    assert listed.json()["yours"] == [made]
    assert "secret-topic" not in listed.text
    # It is Ann's alone.
    assert ben.ask("DELETE", f"pushes/{made['id']}").status_code == 204
    assert ben.ask("POST", f"pushes/{made['id']}/test").status_code == 404
    assert ann.done("GET", "pushes")["yours"] == [made]
    assert ann.ask("DELETE", f"pushes/{made['id']}").status_code == 204
    assert ann.done("GET", "pushes")["yours"] == []
