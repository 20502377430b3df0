"""Rooms by their names: `/r/NAME` leads into the one that is so called, and makes it where people may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.harness.http import unique

if TYPE_CHECKING:
    from tests.wire.caller import Three

NOWHERE = "/#/r/999999999999999"


def test_a_name_leads_to_the_room_however_it_is_written(callers: Three) -> None:
    ann, ben, visitor = callers
    title = unique("Green Tea")
    room = ann.done("POST", "rooms", {"title": title})["id"]
    for caller, name in ((ann, title), (ben, title.upper()), (visitor, title.replace(" ", ""))):
        answer = caller.http.get(f"/r/{name}")
        assert (answer.status_code, answer.headers["location"]) == (302, f"/#/r/{room}")
        assert answer.headers["cache-control"] == "no-store"
    assert visitor.http.get("/r/lobby").headers["location"] == "/#/r/1"


def test_who_has_a_name_makes_the_room_by_going_there(callers: Three) -> None:
    ann, ben, visitor = callers
    title = unique("Oolong")
    assert visitor.http.get(f"/r/{title}").headers["location"] == NOWHERE
    cross = {"Sec-Fetch-Site": "cross-site"}
    assert ann.http.get(f"/r/{title}", headers=cross).headers["location"] == NOWHERE
    made = ann.http.get(f"/r/{title}").headers["location"]
    assert made != NOWHERE
    for caller in (ann, ben, visitor):
        assert caller.http.get(f"/r/{title}", headers=cross).headers["location"] == made
    rooms = {room["id"]: room for room in visitor.done("GET", "rooms")["rooms"]}
    assert rooms[int(made.rpartition("/")[2])]["title"] == title


def test_what_can_be_no_name_leads_nowhere(callers: Three) -> None:
    ann = callers[0]
    for name in ("%20", "x" * 500, "%E2%80%8B", "a%00b"):
        answer = ann.http.get(f"/r/{name}")
        assert (answer.status_code, answer.headers.get("location")) in ((302, NOWHERE), (400, None)), name
