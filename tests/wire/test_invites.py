"""Links into a room: what they do for whom, and that all that do nothing are refused in one way."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.harness.http import browse, error_of, unique
from tests.harness.talk import talking
from tests.wire.caller import Caller
from tests.wire.den import Den

if TYPE_CHECKING:
    import httpx

    from tests.harness.server import Server


def make(den: Den, by: Caller | None = None, **wish: Any) -> dict[str, Any]:
    """A new invite; its token is behind the `#` of its address."""
    made = (by or den.ann).done("POST", f"rooms/{den.room}/invites", wish)
    made["token"] = made["url"].rpartition("/#/invite/")[2]
    assert len(made["token"]) >= 22, "128 bits at least"
    return made


def use(who: Caller, token: str, **more: Any) -> httpx.Response:
    return who.ask("POST", "links/use", {"token": token, **more})


def test_an_invite_leads_a_guest_into_the_room_as_its_role_says(den: Den) -> None:
    made = make(den)
    looked = den.guest.done("POST", "links/look", {"token": made["token"]})
    assert (looked["kind"], looked["room"]["title"]) == ("invite", den.title)
    used = use(den.guest, made["token"])
    assert used.is_success, used.text
    assert (used.json()["room"]["id"], used.json()["room"]["role"]) == (den.room, "member")
    assert den.guest.ask("GET", f"rooms/{den.room}/messages").status_code == 200
    members = den.ann.done("GET", f"rooms/{den.room}/members")["members"]
    assert (den.guest.id, "member") in [(one["person"]["id"], one["role"]) for one in members]


async def test_members_see_who_joined_by_themselves(server: Server, den: Den) -> None:
    token = make(den, role="moderator")["token"]
    async with talking(server, den.ben.guest) as talk:
        await talk.ask("room.load", room=den.room)
        assert use(den.account, token).is_success
        event = await talk.event("member.added", room=den.room)
        assert (event["sender"]["id"], event["member"]["id"], event["role"]) == (
            den.account.id, den.account.id, "moderator",
        )  # fmt: skip


def test_a_visitor_becomes_somebody_on_the_way(den: Den) -> None:
    token = make(den, uses=2)["token"]
    nameless = use(den.visitor, token)
    assert error_of(nameless)["field"] == "name"
    with browse(den.server.http, headers={"Sec-Fetch-Site": "same-origin"}) as http:
        body = {"token": token, "name": unique("Vic")}
        entered = http.post("/api/v1/links/use", json=body)
        assert entered.is_success, entered.text
        assert (entered.json()["role"], entered.json()["room"]["id"]) == ("guest", den.room)
        assert http.get(f"/api/v1/rooms/{den.room}/messages").status_code == 200
    with browse(den.server.http, headers={"Sec-Fetch-Site": "same-origin"}) as http:
        body = {"token": token, "name": unique("Vera"), "password": "green tea, hot"}
        assert http.post("/api/v1/links/use", json=body).json()["role"] == "member"
        assert http.get(f"/api/v1/rooms/{den.room}/messages").status_code == 200


def test_a_name_that_is_taken_costs_no_use(den: Den) -> None:
    token = make(den)["token"]
    assert den.ben.guest is not None
    taken = use(den.visitor, token, name=den.ben.guest.name)
    assert error_of(taken)["code"] == "name_taken"
    assert use(den.guest, token).is_success


def test_who_is_there_already_uses_none_up(den: Den) -> None:
    token = make(den)["token"]
    assert use(den.ben, token).is_success
    assert use(den.guest, token).is_success


def dead_links(den: Den) -> dict[str, str]:
    """Tokens that lead nowhere, each for another reason."""
    used_up, revoked = make(den), make(den)
    assert use(den.guest, used_up["token"]).is_success
    den.ann.done("DELETE", f"rooms/{den.room}/invites/{revoked['id']}")
    other = int(den.ann.done("POST", "rooms", {"title": unique("Other"), "access": "private"})["id"])
    gone = den.ann.done("POST", f"rooms/{other}/invites", {})
    den.ann.done("DELETE", f"rooms/{other}/invites/{gone['id']}")
    return {
        "used up": used_up["token"],
        "revoked": revoked["token"],
        "of another room": gone["url"].rpartition("/")[2],
        "unknown": "x" * 43,
        "empty": "",
    }


def test_every_dead_link_is_refused_in_the_same_way(den: Den) -> None:
    answers = []
    for reason, token in dead_links(den).items():
        for path in ("links/look", "links/use"):
            for who in (den.account, den.visitor):
                answer = who.ask("POST", path, {"token": token})
                assert answer.status_code == 404, (reason, answer.text)
                answers.append({**error_of(answer), "request_id": ""})
    assert answers[0]["code"] == "link_refused"
    assert all(answer == answers[0] for answer in answers)


def test_every_dead_link_takes_the_same_time(den: Den) -> None:
    """The medians of many tries, taken in turns, are of one size: each is one look-up."""
    links = dead_links(den)
    links.pop("empty")
    took: dict[str, list[float]] = {reason: [] for reason in links}
    for _ in range(8):
        for reason, token in links.items():
            began = time.perf_counter()
            refused = use(den.account, token)
            took[reason].append(time.perf_counter() - began)
            assert refused.status_code in (404, 429)
    medians = {reason: statistics.median(times) for reason, times in took.items()}
    assert max(medians.values()) < 3 * min(medians.values()) + 0.01, medians


def test_an_invite_of_another_room_is_revoked_by_nobody_here(den: Den) -> None:
    other = int(den.guest.done("POST", "rooms", {"title": unique("Mine"), "access": "private"})["id"])
    made = make(den)
    refused = den.guest.ask("DELETE", f"rooms/{other}/invites/{made['id']}")
    unknown = den.guest.ask("DELETE", f"rooms/{other}/invites/{'0' * 32}")
    assert refused.status_code == unknown.status_code == 404
    assert {**error_of(refused), "request_id": ""} == {**error_of(unknown), "request_id": ""}
    assert use(den.guest, made["token"]).is_success


def test_of_two_at_the_last_use_one_comes_in(den: Den) -> None:
    token = make(den)["token"]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: use(who, token), (den.guest, den.account)))
    assert sorted(answer.status_code for answer in answers)[1] == 404
    assert sum(answer.is_success for answer in answers) == 1


def test_only_who_keeps_order_invites_and_only_below_themselves(den: Den) -> None:
    path = f"rooms/{den.room}/invites"
    for method in ("POST", "GET"):
        assert error_of(den.ben.ask(method, path, {}))["code"] == "not_allowed"
        assert error_of(den.guest.ask(method, path, {}))["code"] == "room_not_found"
        assert error_of(den.visitor.ask(method, path, {}))["code"] == "room_not_found"
    den.add(den.ben, "moderator")
    made = make(den, den.ben, uses=None, hours=1)
    assert made["uses_left"] is None
    assert error_of(den.ben.ask("POST", path, {"role": "moderator"}))["code"] == "not_allowed"
    for wrong in ({"role": "owner"}, {"uses": 0}, {"hours": 0}, {"hours": 10**6}):
        assert den.ann.ask("POST", path, wrong).status_code == 400
    listed = den.ann.done("GET", path)["invites"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert made["token"] not in str(listed)
