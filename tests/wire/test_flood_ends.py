"""S3's server side: how fast guests can be made, and that one click of a moderator ends a flood."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.harness.http import browse, error_of, register, unique
from tests.harness.talk import LOBBY

if TYPE_CHECKING:
    import httpx

    from tests.harness.server import Server, Start

API = "/api/v1"


def owner_of(server: Server) -> httpx.Client:
    """Whoever opened the link that the console shows."""
    found = re.search(r"/#/setup/([A-Za-z0-9_-]{43})$", server.log(), re.MULTILINE)
    assert found is not None, server.log()
    with browse(server.http, headers={"Origin": server.http}) as page:
        wish = {"token": found[1], "name": unique("Owner"), "password": "correct horse staple"}
        made = page.post(f"{API}/links/use", json=wish)
        assert made.is_success, made.text
        token = page.post(f"{API}/tokens", json={"label": "test"}).json()["token"]
    return browse(server.http, headers={"Authorization": f"Bearer {token}"})


def test_one_click_ends_a_flood_and_another_lets_all_in_again(start_server: Start) -> None:
    server = start_server("--limits", "off")
    talkers = [register(server.http, unique("Flood")) for _ in range(3)]
    path = f"{API}/rooms/{LOBBY}/messages"

    with owner_of(server) as owner, browse(server.http) as anybody:

        def codes() -> list[str]:
            answers = [anybody.post(path, json={"body": "x"}, headers=each.bearer) for each in talkers]
            return ["" if answer.is_success else str(error_of(answer)["code"]) for answer in answers]

        def joins() -> int:
            wish = {"name": unique("New"), "credential": "token"}
            return anybody.post(f"{API}/guests", json=wish).status_code

        assert (codes(), joins()) == (["", "", ""], 201)
        # Nobody new comes in without work.
        assert owner.patch(f"{API}/admin/house", json={"challenge": "on"}).is_success
        assert (codes(), joins()) == (["", "", ""], 403)
        # Nobody speaks but who keeps the room.
        closed = owner.patch(f"{API}/rooms/{LOBBY}", json={"read_only": True})
        assert closed.is_success, closed.text
        assert codes() == ["room_closed"] * 3
        assert owner.post(path, json={"body": "calm down"}).status_code == 201
        assert owner.patch(f"{API}/rooms/{LOBBY}", json={"read_only": False}).is_success
        assert owner.patch(f"{API}/admin/house", json={"challenge": "off"}).is_success
        assert (codes(), joins()) == (["", "", ""], 201)


def test_a_moderator_s_reach_ends_at_the_owner(start_server: Start) -> None:
    """And no other route of order is anybody's who does not keep it."""
    server = start_server("--limits", "off")
    guest, other = (register(server.http, unique("Guest")) for _ in range(2))
    with owner_of(server) as owner, browse(server.http, headers=guest.bearer) as http:
        me = owner.get(f"{API}/me").json()["you"]["id"]
        for method, route, body in (
            ("POST", "sanctions", {"kind": "mute", "person": other.id}),
            ("POST", "sanctions", {"kind": "ban", "person": me}),
            ("POST", f"rooms/{LOBBY}/kick", {"person": other.id}),
            ("GET", "sanctions", None),
            ("GET", "audit", None),
        ):
            answer = http.request(method, f"{API}/{route}", json=body)
            assert (answer.status_code, error_of(answer)["code"]) == (403, "not_allowed"), route
        for route in ("reports", "held"):
            assert list(http.get(f"{API}/{route}").json().values()) == [[]]
        made = owner.post(f"{API}/sanctions", json={"kind": "mute", "person": guest.id, "reason": "loud"})
        assert made.status_code == 201, made.text
        answer = http.post(f"{API}/rooms/{LOBBY}/messages", json={"body": "x"})
        assert error_of(answer)["code"] == "muted"
        assert error_of(http.post(f"{API}/files?name=x.txt", content=b"x"))["code"] == "muted"
        refused = http.request("DELETE", f"{API}/sanctions/{made.json()['id']}", json={})
        assert error_of(refused)["code"] == "not_allowed"
