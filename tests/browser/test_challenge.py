"""A newcomer while a flood is on: the page works for its place by itself, beside itself, under the page's policy."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.harness.http import browse, error_of, unique

if TYPE_CHECKING:
    from tests.browser.visits import Visits
    from tests.harness.server import Server, Start


def flooded(start_server: Start) -> Server:
    """A house whose owner wants a proof of work of every newcomer."""
    server = start_server("--limits", "off")
    server.stop()
    with closing(sqlite3.connect(server.database)) as database, database:
        database.execute("INSERT INTO house (key, value) VALUES ('challenge', '\"on\"')")
    server.start()
    return server


def test_a_page_solves_what_is_asked_and_speaks(start_server: Start, visits: Visits) -> None:
    server = flooded(start_server)
    visits.expect(r"403 \(Forbidden\)")
    tab = visits.open(server.http)
    tab.say("hello in the flood")
    expect(tab.page.locator(".name-chip.visitor")).to_have_count(0)
    with browse(server.http) as http:
        said = [event.get("body") for event in http.get("/api/v1/rooms/1/messages").json()["events"]]
    assert said == ["hello in the flood"]


def test_a_program_has_to_solve_it_too_and_each_proof_counts_once(start_server: Start) -> None:
    server = flooded(start_server)
    with browse(server.http) as http:
        wish = {"name": unique("Bot"), "credential": "token"}
        refused = http.post("/api/v1/guests", json=wish)
        assert (refused.status_code, error_of(refused)["code"]) == (403, "challenge_required")
        asked = http.post("/api/v1/challenge").json()
        proof = {"challenge": asked["challenge"], "nonce": solved(asked["challenge"], asked["bits"])}
        wrong = (
            {**proof, "nonce": proof["nonce"] + "0"},
            {**proof, "challenge": proof["challenge"][:-1] + "_"},
            {"challenge": "x", "nonce": "0"},
        )
        for each in wrong:
            answer = http.post("/api/v1/guests", json={**wish, "proof": each})
            assert error_of(answer)["code"] == "challenge_required"
        assert http.post("/api/v1/guests", json={**wish, "proof": proof}).status_code == 201
        again = http.post("/api/v1/guests", json={**wish, "name": unique("Bot"), "proof": proof})
        assert error_of(again)["code"] == "challenge_required"


def solved(challenge: str, bits: int) -> str:
    """The first nonce that answers it."""
    nonce = 0
    while int.from_bytes(hashlib.sha256(f"{challenge}:{nonce}".encode()).digest(), "big") >> (256 - bits):
        nonce += 1
    return str(nonce)
