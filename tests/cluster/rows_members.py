"""Who is in a room, and how they come in: done on node a, seen on node b."""

from __future__ import annotations

from teahouse.protocol import events
from tests.cluster.meeting import Meeting, ask
from tests.cluster.rows_changes import Kind, Row
from tests.cluster.rows_rooms import listed
from tests.harness.http import unique

MEMBERS = "/api/v1/rooms/{room:int}/members/{person:int}"
INVITES = "/api/v1/rooms/{room:int}/invites"


async def private(two: Meeting) -> int:
    """A private room of Anna's with Bert in it, who was told of it."""
    wish = {"title": unique("Den"), "access": "private"}
    room = int((await ask(two.a, "POST", "/api/v1/rooms", two.anna, wish)).json()["id"])
    await put(two, room)
    await listed(two, room)
    return room


async def put(two: Meeting, room: int, role: str = "member") -> None:
    address = f"/api/v1/rooms/{room}/members/{two.bert.id}"
    answer = await ask(two.a, "PUT", address, two.anna, {"role": role})
    assert answer.status_code == 204, answer.text


async def put_member(two: Meeting) -> None:
    """Added on node a, a member comes in on node b; another role is told there."""
    room = await private(two)
    loaded = await two.there.ask("room.load", room=room)
    assert (loaded["type"], loaded["state"]["role"]) == ("room.loaded", "member")
    await put(two, room, "moderator")
    event = await two.there.event("member.added", room=room, role="moderator")
    assert event["member"]["id"] == two.bert.id


async def delete_member(two: Meeting) -> None:
    """Removed on node a, nothing of the room is for them on node b, and node b says so."""
    room = await private(two)
    await two.there.ask("room.load", room=room)
    address = f"/api/v1/rooms/{room}/members/{two.bert.id}"
    assert (await ask(two.a, "DELETE", address, two.anna, {})).status_code == 204
    assert (await two.there.event("member.removed", room=room))["member"]["id"] == two.bert.id
    await two.there.event("room.gone", room=room)
    assert (await two.there.ask("message.send", room=room, body="x"))["code"] == "room_not_found"
    assert (await ask(two.b, "GET", f"/api/v1/rooms/{room}/messages", two.bert)).status_code == 404


async def post_invite(two: Meeting) -> None:
    """Made on node a, used on node b; then it is used up on both."""
    wish = {"title": unique("Den"), "access": "private"}
    room = int((await ask(two.a, "POST", "/api/v1/rooms", two.anna, wish)).json()["id"])
    made = await ask(two.a, "POST", f"/api/v1/rooms/{room}/invites", two.anna, {})
    token = {"token": made.json()["url"].rpartition("/")[2]}
    used = await ask(two.b, "POST", "/api/v1/links/use", two.bert, token)
    assert used.json()["room"]["id"] == room, used.text
    await listed(two, room)
    for node in (two.a, two.b):
        assert (await ask(node, "POST", "/api/v1/links/look", two.anna, token)).status_code == 404


async def delete_invite(two: Meeting) -> None:
    room = await private(two)
    made = (await ask(two.a, "POST", f"/api/v1/rooms/{room}/invites", two.anna, {})).json()
    address = f"/api/v1/rooms/{room}/invites/{made['id']}"
    assert (await ask(two.a, "DELETE", address, two.anna, {})).status_code == 204
    token = {"token": made["url"].rpartition("/")[2]}
    assert (await ask(two.b, "POST", "/api/v1/links/use", two.bert, token)).status_code == 404


EVENTS: dict[Kind, Row] = {
    events.MemberAdded: put_member,
    events.MemberRemoved: delete_member,
    events.RoomGone: delete_member,
}

WRITES: dict[tuple[str, str], Row] = {
    ("PUT", MEMBERS): put_member,
    ("DELETE", MEMBERS): delete_member,
    ("POST", INVITES): post_invite,
    ("DELETE", INVITES + "/{invite:str}"): delete_invite,
}
