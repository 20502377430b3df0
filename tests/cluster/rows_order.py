"""Rows of keeping order: done on node a, so it holds on node b."""

from __future__ import annotations

import asyncio
from typing import Any

from teahouse.protocol import events
from tests.cluster.meeting import Meeting, ask, guest
from tests.cluster.rows_accounts import admin
from tests.cluster.rows_changes import Kind, Row
from tests.harness.http import Guest, unique
from tests.harness.talk import LOBBY, Talk, talking

API = "/api/v1"
WITHIN = 2.0
"""Seconds until what a moderator does holds on every node."""


async def sanctioned(two: Meeting, by: Guest, kind: str, who: Guest, **more: Any) -> int:
    """The id of a sanction that was made on node a."""
    answer = await ask(two.a, "POST", f"{API}/sanctions", by, {"kind": kind, "person": who.id, **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def standing(talk: Talk, *kinds: str, patience: float = WITHIN) -> dict[str, Any]:
    """Wait until a connection is told that exactly these hold."""

    def is_it(frame: dict[str, Any]) -> bool:
        return frame["type"] == "standing.changed" and [each["kind"] for each in frame["sanctions"]] == [
            *kinds
        ]

    return await talk.wait(is_it, f"standing {kinds}", patience)


async def post_sanctions(two: Meeting) -> None:
    """Who is connected to node b is told, and refused there; the hello of the next connection says so too."""
    by, loud = await admin(two), await guest(two.b, "Loud")
    async with talking(two.b, loud) as talk:
        made = await sanctioned(two, by, "mute", loud, seconds=600, reason="loud")
        told = await standing(talk, "mute")
        assert (told["role"], told["sanctions"][0]["id"]) == ("guest", made)
        assert told["sanctions"][0]["reason"] == "loud"
        refused = await talk.ask("message.send", room=LOBBY, body="x")
        assert (refused["code"], refused["retry_after_ms"] > 590_000) == ("muted", True)
        async with talking(two.b, loud, loaded=False) as late:
            assert [each["id"] for each in late.hello["sanctions"]] == [made]


async def delete_sanction(two: Meeting) -> None:
    by, loud = await admin(two), await guest(two.b, "Loud")
    async with talking(two.b, loud) as talk:
        made = await sanctioned(two, by, "mute", loud)
        await standing(talk, "mute")
        answer = await ask(two.a, "DELETE", f"{API}/sanctions/{made}", by, {"reason": "enough"})
        assert answer.status_code == 204, answer.text
        await standing(talk)
        await talk.say("again")
    listed = (await ask(two.b, "GET", f"{API}/sanctions", by)).json()["sanctions"]
    assert next(each for each in listed if each["id"] == made)["undone_at"] is not None


async def post_kick(two: Meeting) -> None:
    """Who has the room open on node b is out of it, and comes in again when it is undone."""
    by, rude = await admin(two), await guest(two.b, "Rude")
    room = (await ask(two.a, "POST", f"{API}/rooms", by, {"title": unique("Teas")})).json()["id"]
    async with talking(two.b, rude) as talk:
        assert (await talk.ask("room.load", room=room))["type"] == "room.loaded"
        wish = {"person": rude.id, "seconds": 600, "reason": "rude"}
        answer = await ask(two.a, "POST", f"{API}/rooms/{room}/kick", by, wish)
        assert answer.status_code == 200, answer.text
        await talk.wait(
            lambda frame: frame["type"] == "room.gone" and frame["room"] == room, "the end", WITHIN
        )
        for kind, fields in (("room.load", {}), ("message.send", {"body": "x"})):
            assert (await talk.ask(kind, room=room, **fields))["code"] == "room_not_found"
        path = f"{API}/sanctions/{answer.json()['id']}"
        assert (await ask(two.a, "DELETE", path, by, {})).status_code == 204
        await talk.wait(
            lambda frame: frame["type"] == "room.listed" and frame["room"]["id"] == room, "the room", WITHIN
        )
        assert (await talk.ask("room.load", room=room))["type"] == "room.loaded"


async def post_reports(two: Meeting) -> None:
    """A moderator on node b is told that something waits, and reads it there."""
    by = await admin(two)
    seq = (await two.there.say("abuse"))["seq"]
    async with talking(two.b, by, loaded=False) as talk:
        answer = await ask(
            two.a, "POST", f"{API}/reports", two.anna, {"room": LOBBY, "seq": seq, "reason": "rude"}
        )
        assert answer.status_code == 201, answer.text
        told = await talk.wait(
            lambda frame: frame["type"] == "queue.changed" and frame["reports"] > 0, "the queue"
        )
        assert told["held"] >= 0
    reports = (await ask(two.b, "GET", f"{API}/reports", by)).json()["reports"]
    mine = next(each for each in reports if each["id"] == answer.json()["id"])
    assert (mine["message"]["body"], mine["person"]["id"], mine["made_by"]["id"]) == (
        "abuse", two.bert.id, two.anna.id,
    )  # fmt: skip


async def patch_report(two: Meeting) -> None:
    by = await admin(two)
    seq = (await two.there.say("abuse"))["seq"]
    body = {"room": LOBBY, "seq": seq}
    made = (await ask(two.a, "POST", f"{API}/reports", two.anna, body)).json()["id"]
    answer = await ask(two.a, "PATCH", f"{API}/reports/{made}", by, {"verdict": "acted"})
    assert answer.status_code == 204, answer.text
    done = (await ask(two.b, "GET", f"{API}/reports?state=done", by)).json()["reports"]
    assert next(each for each in done if each["id"] == made)["verdict"] == "acted"
    waiting = (await ask(two.b, "GET", f"{API}/reports", by)).json()["reports"]
    assert made not in [each["id"] for each in waiting]


async def reopen_report(two: Meeting) -> None:
    """Decided on node a and put back there: it waits again on node b, which tells that the queue changed."""
    by = await admin(two)
    seq = (await two.there.say("abuse"))["seq"]
    made = (await ask(two.a, "POST", f"{API}/reports", two.anna, {"room": LOBBY, "seq": seq})).json()["id"]
    async with talking(two.b, by, loaded=False) as talk:
        for method, path, body in (
            ("PATCH", f"reports/{made}", {"verdict": "acted"}),
            ("DELETE", f"reports/{made}/verdict", {"reason": "too soon"}),
        ):
            told = await talk.wait(lambda frame: frame["type"] == "queue.changed", "the queue", WITHIN)
            assert told["reports"] >= 0
            answer = await ask(two.a, method, f"{API}/{path}", by, body)
            assert answer.status_code == 204, answer.text
    waiting = (await ask(two.b, "GET", f"{API}/reports", by)).json()["reports"]
    assert made in [each["id"] for each in waiting]


async def _held_of(two: Meeting, by: Guest, talk: Talk) -> int:
    """The first that waits of somebody on hold, who is never told: that it holds shows in the queue alone."""
    async with asyncio.timeout(WITHIN):
        while True:
            seq: int = (await talk.say("may I?"))["seq"]
            waiting = (await ask(two.a, "GET", f"{API}/held", by)).json()["held"]
            if any(each["seq"] == seq for each in waiting):
                return seq


async def reopen_held(two: Meeting) -> None:
    """Refused on node a and put back on node b, it is let through on node a."""
    by, held = await admin(two), await guest(two.b, "Held")
    async with talking(two.b, held) as talk:
        await sanctioned(two, by, "hold", held)
        seq = await _held_of(two, by, talk)
        path = f"{API}/held/{LOBBY}/{seq}"
        assert (await ask(two.a, "POST", path, by, {"approve": False})).status_code == 204
        refused = (await ask(two.b, "GET", f"{API}/held?state=done", by)).json()["held"]
        assert seq in [each["seq"] for each in refused]
        assert (await ask(two.b, "DELETE", f"{path}/verdict", by, {})).status_code == 204
        answer = await ask(two.a, "POST", path, by, {"approve": True, "seen": 0})
        assert answer.status_code == 204, answer.text
        answer = await ask(two.b, "DELETE", f"{path}/verdict", by, {})
        assert answer.json()["error"]["code"] == "message_gone"


async def post_held(two: Meeting) -> None:
    """Said on node b by somebody on hold, let through on node a, and then read by all on node b."""
    by, held = await admin(two), await guest(two.b, "Held")
    async with talking(two.b, held) as talk:
        await sanctioned(two, by, "hold", held)
        seq = await _held_of(two, by, talk)
        assert "hold" not in talk.seen
        assert (await two.there.event("event.blank", seq=seq))["room"] == LOBBY
        answer = await ask(two.a, "POST", f"{API}/held/{LOBBY}/{seq}", by, {"approve": True})
        assert answer.status_code == 204, answer.text
        told = await two.there.wait(
            lambda frame: frame["type"] == "message.created" and frame["sender"]["id"] == held.id
            and frame["seq"] > seq,
            "what was let through",
        )  # fmt: skip
        assert told["body"] == "may I?"
        await talk.event("message.recalled", target=seq)


async def queue_changed(two: Meeting) -> None:
    await post_reports(two)


async def standing_changed(two: Meeting) -> None:
    """A role that changes on node a is told on node b, and holds for the next command."""
    by, riser = await admin(two), await guest(two.b, "Riser")
    seq = (await two.here.say("take me back"))["seq"]
    answer = await ask(two.b, "POST", f"{API}/account", riser, {"password": "correct horse staple"})
    assert answer.status_code == 200, answer.text
    riser = Guest(riser.id, riser.name, answer.json()["token"])
    async with talking(two.b, riser) as talk:
        refused = await talk.ask("message.recall", room=LOBBY, seq=seq)
        assert refused["code"] == "not_allowed"
        path = f"{API}/admin/people/{riser.id}"
        answer = await ask(two.a, "PATCH", path, by, {"role": "moderator"})
        assert answer.is_success, answer.text
        told = await talk.wait(
            lambda frame: frame["type"] == "standing.changed" and frame["role"] == "moderator",
            "the role",
            WITHIN,
        )
        assert told["sanctions"] == []
        assert (await talk.ask("message.recall", room=LOBBY, seq=seq))["type"] == "message.accepted"
        answer = await ask(two.a, "PATCH", path, by, {"role": "member"})
        assert answer.is_success, answer.text
        await talk.wait(
            lambda frame: frame["type"] == "standing.changed" and frame["role"] == "member",
            "the role",
            WITHIN,
        )
        again = (await two.here.say("and me"))["seq"]
        assert (await talk.ask("message.recall", room=LOBBY, seq=again))["code"] == "not_allowed"


EVENTS: dict[Kind, Row] = {events.StandingChanged: standing_changed, events.QueueChanged: queue_changed}

WRITES: dict[tuple[str, str], Row] = {
    ("POST", f"{API}/sanctions"): post_sanctions,
    ("DELETE", f"{API}/sanctions/{{sanction:int}}"): delete_sanction,
    ("POST", f"{API}/rooms/{{room:int}}/kick"): post_kick,
    ("POST", f"{API}/reports"): post_reports,
    ("PATCH", f"{API}/reports/{{report:int}}"): patch_report,
    ("DELETE", f"{API}/reports/{{report:int}}/verdict"): reopen_report,
    ("POST", f"{API}/held/{{room:int}}/{{seq:int}}"): post_held,
    ("DELETE", f"{API}/held/{{room:int}}/{{seq:int}}/verdict"): reopen_held,
}
