"""Everything that can be written by HTTP: what it does, its codes and its keys."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.harness.http import browse, error_of, register, unique
from tests.wire.caller import CHANGES, Caller, Three

UNKNOWN = 2**40


every_change = pytest.mark.parametrize(("method", "path", "body"), CHANGES, ids=lambda value: str(value))
POLL: dict[str, Any] = {"options": ["green", "black"]}


@every_change
def test_a_change_has_a_place_and_the_same_key_the_same(
    callers: Three, room: int, method: str, path: str, body: dict[str, Any]
) -> None:
    ann, _, visitor = callers
    message = ann.say(room, **POLL)
    key = str(uuid4())
    answer = ann.ask(method, message + path, body, key)
    assert answer.status_code == 200, answer.text
    place = answer.json()
    assert (place["room"], place["seq"], place["duplicate"]) == (room, 2, False)
    again = ann.ask(method, message + path, body, f'"{key}"')
    assert (again.status_code, again.json()) == (200, {**place, "duplicate": True})
    other = ann.say(room, **POLL)
    conflict = ann.ask(method, other + path, body, key)
    assert (conflict.status_code, error_of(conflict)["code"]) == (409, "conflict")
    refused = visitor.ask(method, message + path, body)
    assert (refused.status_code, error_of(refused)["code"]) == (401, "not_signed_in")


@every_change
def test_codes_of_what_is_not_there(
    callers: Three, room: int, method: str, path: str, body: dict[str, Any]
) -> None:
    ann, ben, _ = callers
    gone = ann.say(room)
    ann.done("DELETE", gone)
    for message, status, code in (
        (f"rooms/{room}/messages/99", 410, "message_gone"),
        (gone, 410, "message_gone"),
        (f"rooms/{UNKNOWN}/messages/1", 404, "room_not_found"),
        (f"rooms/{_direct(ann)}/messages/1", 404, "room_not_found"),
    ):
        answer = ben.ask(method, message + path, body)
        if message == gone and (path, method) in (("", "PATCH"), ("", "DELETE"), ("/closed", "PUT")):
            assert error_of(answer)["code"] == "not_allowed"
            continue
        assert (answer.status_code, error_of(answer)["code"]) == (status, code), message
    answer = ann.ask(method, gone + path, body, "no uuid")
    assert (answer.status_code, error_of(answer)["code"], error_of(answer)["field"]) == (
        400,
        "bad_field",
        "Idempotency-Key",
    )


def _direct(ann: Caller) -> int:
    """A conversation of Ann's with somebody else."""
    third = register(str(ann.http.base_url), unique("Third"))
    return int(ann.done("POST", "conversations", {"people": [third.id]})["id"])


def test_what_a_message_becomes(callers: Three, room: int) -> None:
    ann, ben, visitor = callers
    message = ann.say(room, "which?", mentions=[ben.id], action=True, color="#a0b0c0", **POLL)
    ann.done("PATCH", message, {"body": "which tea?"})
    for caller in (ann, ben):
        caller.done("PUT", f"{message}/reactions/👩‍👩‍👧")
    ben.done("PUT", f"{message}/vote", {"option": 1})
    ann.done("PUT", f"{message}/vote", {"option": 0})
    ann.done("PUT", f"{message}/vote", {"option": None})
    ben.done("PUT", f"{message}/pin")
    ann.done("PUT", f"{message}/closed")
    seen = visitor.read(message)
    assert (seen["body"], seen["action"], seen["color"], seen["options"]) == (
        "which tea?",
        True,
        "#a0b0c0",
        ["green", "black"],
    )
    folded = seen["folded"]
    assert folded.pop("edited_at") >= seen["at"]
    assert folded == {
        "pinned": True,
        "closed": True,
        "reactions": [{"emoji": "👩‍👩‍👧", "people": [ann.id, ben.id]}],
        "votes": [[], [ben.id]],
    }
    ann.done("DELETE", message)
    seen = visitor.read(message)
    assert (seen["body"], seen["folded"]["recalled_by"]) == (None, ann.id)
    assert "options" not in seen


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"body": " "}, 400, "empty_text", "body"),
        ({"body": "x", "color": "red"}, 400, "bad_field", None),
        ({"body": "x", "options": ["one"]}, 400, "bad_field", "options"),
        ({"body": "x", "reply_to": 99}, 410, "message_gone", "reply_to"),
        ({"body": "x", "files": ["a" * 26]}, 404, "file_not_found", "files"),
        ({"body": "x", "to": UNKNOWN}, 404, "person_not_found", None),
        ({"body": "x", "mentions": [1] * 51}, 400, "bad_field", None),
    ],
)
def test_what_cannot_be_said(
    callers: Three, room: int, fields: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    answer = callers[0].ask("POST", f"rooms/{room}/messages", fields)
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (status, code)
    assert field is None or error["field"] == field


def test_whose_it_is(callers: Three, room: int) -> None:
    ann, ben, _ = callers
    message = ann.say(room)
    for method, path, body in (
        ("PATCH", message, {"body": "x"}),
        ("DELETE", message, {}),
        ("PATCH", f"rooms/{room}", {"title": "x"}),
    ):
        answer = ben.ask(method, path, body)
        assert (answer.status_code, error_of(answer)["code"]) == (403, "not_allowed")


def test_a_room_is_made_changed_and_closed(callers: Three) -> None:
    ann, ben, visitor = callers
    title = unique("Green")
    answer = ann.ask("POST", "rooms", {"title": title, "topic": "sencha"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["title"], made["topic"], made["owner"], made["read"]) == (title, "sencha", ann.id, 0)
    taken = ben.ask("POST", "rooms", {"title": title.upper()})
    assert (taken.status_code, error_of(taken)["code"]) == (409, "name_taken")
    key = str(uuid4())
    for _ in range(2):
        changed = ann.ask("PATCH", f"rooms/{made['id']}", {"read_only": True, "topic": ""}, key)
        assert changed.status_code == 200
        assert (changed.json()["read_only"], changed.json()["topic"], changed.json()["head"]) == (True, "", 1)
    refused = ben.ask("POST", f"rooms/{made['id']}/messages", {"body": "x"})
    assert (refused.status_code, error_of(refused)["code"]) == (403, "room_closed")
    assert made["id"] in [each["id"] for each in visitor.done("GET", "rooms")["rooms"]]
    assert visitor.ask("POST", "rooms", {"title": "x"}).status_code == 401


def test_a_conversation_is_for_its_people(callers: Three) -> None:
    ann, ben, visitor = callers
    answers = [ann.ask("POST", "conversations", {"people": [ben.id]})]
    answers.append(ben.ask("POST", "conversations", {"people": [ann.id, ben.id]}))
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    room = answers[0].json()["id"]
    message = ann.say(room, "psst")
    assert ben.read(message)["body"] == "psst"
    third = register(str(ann.http.base_url), unique("Third"))
    with browse(str(ann.http.base_url), headers=third.bearer) as http:
        hidden = http.get(f"/api/v1/rooms/{room}/messages")
        assert (hidden.status_code, error_of(hidden)["code"]) == (404, "room_not_found")
        assert room not in [each["id"] for each in http.get("/api/v1/rooms").json()["rooms"]]
    assert visitor.ask("GET", f"rooms/{room}/messages").status_code == 404
    for people, status, code in (
        ([], 400, "bad_field"),
        ([ann.id], 400, "bad_field"),
        ([UNKNOWN], 404, "person_not_found"),
        (list(range(1, 9)), 400, "bad_field"),
    ):
        answer = ann.ask("POST", "conversations", {"people": people})
        assert (answer.status_code, error_of(answer)["code"]) == (status, code)


def test_how_far_one_has_read_and_what_one_wants_to_hear(callers: Three, room: int) -> None:
    ann, ben, visitor = callers
    for _ in range(3):
        ann.say(room, mentions=[ben.id])
    for body in ({"seq": 2}, {"seq": 1}):
        assert ben.ask("PUT", f"rooms/{room}/read", body).status_code == 204
    assert ben.ask("PUT", f"rooms/{room}/notices", {"level": "all"}).status_code == 204

    def mine() -> dict[str, Any]:
        return next(each for each in ben.done("GET", "rooms")["rooms"] if each["id"] == room)

    assert [mine()[name] for name in ("read", "unread", "mentions", "notify")] == [2, 1, 1, "all"]
    ben.ask("PUT", f"rooms/{room}/read", {"seq": 0, "back": True})
    assert [mine()[name] for name in ("read", "unread", "mentions")] == [0, 3, 3]
    assert ben.ask("PUT", f"rooms/{room}/notices", {"level": "some"}).status_code == 400
    assert visitor.ask("PUT", f"rooms/{room}/read", {"seq": 1}).status_code == 401
    assert visitor.ask("PUT", f"rooms/{room}/notices", {"level": "all"}).status_code == 401


def test_mentions_and_what_is_found_go_on_page_by_page(callers: Three, room: int) -> None:
    ann, ben, visitor = callers
    word = f"w{uuid4().hex}"
    for number in range(3):
        ann.say(room, f"{word} {number}", mentions=[ben.id])
    ann.say(room, f"{word} whispered", to=ben.id)
    for caller, path, count in (
        (ben, "mentions", 4),
        (ben, f"search?q={word}", 4),
        (ann, f"search?q={word}", 4),
    ):
        found: list[str] = []
        query: dict[str, object] = {"limit": 3}
        while True:
            bare, _, asked = path.partition("?q=")
            page = caller.done("GET", bare, **query, **({"q": asked} if asked else {}))
            assert page["count"] >= count
            assert page["count"] == count or path == "mentions"
            # Other tests call everyone, in other rooms.
            found += [message["body"] for message in page["messages"] if message["room"] == room]
            if page["next"] is None:
                break
            query["before"] = page["next"]
        assert found == [f"{word} whispered", *(f"{word} {number}" for number in (2, 1, 0))]
    assert visitor.done("GET", "search", q=word)["count"] == 3
    assert visitor.ask("GET", "mentions").status_code == 401
    for wrong in ({}, {"q": "x" * 401}, {"q": "x", "limit": 201}, {"q": "x", "offset_minutes": 901}):
        answer = ann.ask("GET", "search", **wrong)
        assert (answer.status_code, error_of(answer)["code"]) == (400, "bad_field"), wrong
