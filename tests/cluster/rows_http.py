"""What is written by HTTP to node a, and seen on node b."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from tests.cluster.meeting import Meeting, ask
from tests.cluster.rows_changes import POLL, Row, read, said
from tests.cluster.rows_rooms import listed
from tests.harness.http import unique
from tests.harness.talk import LOBBY

MESSAGE = "/api/v1/rooms/{room:int}/messages/{seq:int}"
ROOM = "/api/v1/rooms/{room:int}"


def changing(method: str, path: str, body: dict[str, Any], made: str, before: str | None = None) -> Row:
    """A row: the event on node b, and the same key to node b."""

    async def row(two: Meeting) -> None:
        seq = await said(two, "which?", options=POLL)
        address = f"/api/v1/rooms/{LOBBY}/messages/{seq}{path}"
        if before is not None:
            assert (await ask(two.a, before, address, two.anna, {})).status_code == 200
        key = {"Idempotency-Key": str(uuid4())}
        answer = await ask(two.a, method, address, two.anna, body, **key)
        assert answer.status_code == 200, answer.text
        event = await two.heard(answer.json()["seq"], made)
        assert event["target"] == seq
        again = await ask(two.b, method, address, two.anna, body, **key)
        assert again.json() == {**answer.json(), "duplicate": True}

    return row


async def post_rooms(two: Meeting) -> None:
    answer = await ask(two.a, "POST", "/api/v1/rooms", two.anna, {"title": unique("Teas")})
    assert answer.status_code == 201, answer.text
    assert (await listed(two, answer.json()["id"]))["title"] == answer.json()["title"]


async def patch_room(two: Meeting) -> None:
    room = (await ask(two.a, "POST", "/api/v1/rooms", two.anna, {"title": unique("Teas")})).json()["id"]
    await listed(two, room)
    answer = await ask(two.a, "PATCH", f"/api/v1/rooms/{room}", two.anna, {"topic": "hot"})
    assert answer.json()["topic"] == "hot"
    assert (await listed(two, room))["topic"] == "hot"


async def post_conversations(two: Meeting) -> None:
    body = {"people": [two.bert.id]}
    answer = await ask(two.a, "POST", "/api/v1/conversations", two.anna, body)
    again = await ask(two.b, "POST", "/api/v1/conversations", two.anna, body)
    assert (answer.json()["id"], again.status_code) == (again.json()["id"], 200)


async def put_read(two: Meeting) -> None:
    seq = await said(two)
    async with two.second() as other:
        path = f"/api/v1/rooms/{LOBBY}/read"
        assert (await ask(two.a, "PUT", path, two.anna, {"seq": seq})).status_code == 204
        await other.wait(
            lambda frame: frame["type"] == "read.changed" and frame["read"] == seq, "the position"
        )


async def put_notices(two: Meeting) -> None:
    path = f"/api/v1/rooms/{LOBBY}/notices"
    async with two.second() as other:
        assert (await ask(two.a, "PUT", path, two.anna, {"level": "none"})).status_code == 204
        await other.wait(
            lambda frame: frame["type"] == "read.changed" and frame["notify"] == "none", "the level"
        )


async def post_files(two: Meeting) -> None:
    """Sent up to node a, and carried by a message to node b."""
    file = await uploaded(two)
    place = await ask(
        two.b, "POST", f"/api/v1/rooms/{LOBBY}/messages", two.anna, {"body": "", "files": [file]}
    )
    assert place.status_code == 201, place.text
    event = await two.heard(place.json()["seq"])
    assert [each["id"] for each in event["files"]] == [file]
    assert (await read(two, place.json()["seq"]))["files"] == event["files"]


async def delete_file(two: Meeting) -> None:
    """What was taken back on node a cannot be sent on node b."""
    file = await uploaded(two)
    assert (await ask(two.a, "DELETE", f"/api/v1/files/{file}", two.anna, {})).status_code == 204
    reply = await ask(
        two.b, "POST", f"/api/v1/rooms/{LOBBY}/messages", two.anna, {"body": "x", "files": [file]}
    )
    assert reply.json()["error"]["code"] == "file_not_found"


async def uploaded(two: Meeting) -> str:
    answer = await ask(two.a, "POST", "/api/v1/files?name=tea.txt", two.anna, {"tea": "green"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


HOOK = {"kind": "ntfy", "url": "https://ntfy.example.org/topic"}
BROWSER = {
    "endpoint": "https://push.example.org/1",
    # A point of P-256 (RFC 8291 section 5) and a secret of 16 bytes.
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}


def adding(path: str, body: dict[str, str]) -> Row:
    """A row: what was added on node a is listed on node b, once."""

    async def row(two: Meeting) -> None:
        made = [await ask(node, "POST", path, two.anna, body) for node in (two.a, two.b)]
        assert [answer.status_code for answer in made] == [201, 201], made[0].text
        found = (await ask(two.b, "GET", "/api/v1/pushes", two.anna)).json()["yours"]
        assert found == [made[0].json()] == [made[1].json()]

    return row


async def delete_push(two: Meeting) -> None:
    made = (await ask(two.a, "POST", "/api/v1/pushes/webhooks", two.anna, HOOK)).json()
    assert (await ask(two.a, "DELETE", f"/api/v1/pushes/{made['id']}", two.anna, {})).status_code == 204
    assert (await ask(two.b, "GET", "/api/v1/pushes", two.anna)).json()["yours"] == []


async def test_push(two: Meeting) -> None:
    """A receiver on this machine, to which a third node may go; node b knows of it and may not."""
    heard: list[bytes] = []

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(receive, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        free = ("--outbound-networks", "127.0.0.0/8", "--outbound-ports", str(port))
        node = await asyncio.to_thread(two.cluster.add, *free)
        body = {"kind": "json", "url": f"http://127.0.0.1:{port}/hook"}
        made = (await ask(node, "POST", "/api/v1/pushes/webhooks", two.anna, body)).json()
        path = f"/api/v1/pushes/{made['id']}/test"
        sent = (await ask(node, "POST", path, two.anna, {})).json()
        refused = (await ask(two.b, "POST", path, two.anna, {})).json()
    await asyncio.to_thread(node.stop)
    assert sent["ok"], sent
    assert (refused["ok"], refused["code"]) == (False, "port_refused")
    assert [line.split()[0] for line in heard] == [b"POST"]


WRITES: dict[tuple[str, str], Row] = {
    ("PATCH", MESSAGE): changing("PATCH", "", {"body": "coffee"}, "message.edited"),
    ("DELETE", MESSAGE): changing("DELETE", "", {}, "message.recalled"),
    ("PUT", f"{MESSAGE}/reactions/{{emoji:str}}"): changing("PUT", "/reactions/👍", {}, "reaction.added"),
    ("DELETE", f"{MESSAGE}/reactions/{{emoji:str}}"): changing(
        "DELETE", "/reactions/👍", {}, "reaction.removed", before="PUT"
    ),
    ("PUT", f"{MESSAGE}/pin"): changing("PUT", "/pin", {}, "message.pinned"),
    ("DELETE", f"{MESSAGE}/pin"): changing("DELETE", "/pin", {}, "message.unpinned", before="PUT"),
    ("PUT", f"{MESSAGE}/vote"): changing("PUT", "/vote", {"option": 0}, "poll.voted"),
    ("PUT", f"{MESSAGE}/closed"): changing("PUT", "/closed", {}, "poll.closed"),
    ("POST", "/api/v1/rooms"): post_rooms,
    ("PATCH", ROOM): patch_room,
    ("POST", "/api/v1/conversations"): post_conversations,
    ("PUT", f"{ROOM}/read"): put_read,
    ("PUT", f"{ROOM}/notices"): put_notices,
    ("POST", "/api/v1/files"): post_files,
    ("DELETE", "/api/v1/files/{file:str}"): delete_file,
    ("POST", "/api/v1/pushes/browsers"): adding("/api/v1/pushes/browsers", BROWSER),
    ("POST", "/api/v1/pushes/webhooks"): adding("/api/v1/pushes/webhooks", HOOK),
    ("DELETE", "/api/v1/pushes/{target:int}"): delete_push,
    ("POST", "/api/v1/pushes/{target:int}/test"): test_push,
}
