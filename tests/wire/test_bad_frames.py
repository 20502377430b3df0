"""Bad input on `/ws`: each kind has its own code, and concerns only the connection it came on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from tests.harness.http import register, unique
from tests.harness.raw import BINARY, TEXT, Raw, frame, request, upgraded
from tests.harness.talk import LOBBY, talking

if TYPE_CHECKING:
    from tests.harness.server import Server

KEY = "01890a5d-ac96-774b-bcce-b302099a8057"


def _send(**fields: Any) -> str:
    return json.dumps({"type": "message.send", "id": KEY, "room": LOBBY, "body": "x", **fields})


REFUSED: list[tuple[str, str, str | None]] = [
    ("{", "bad_json", None),
    ("", "bad_json", None),
    ("[1, 2]", "bad_json", None),
    ('"message.send"', "bad_json", None),
    ("[" * 20_000, "bad_json", None),
    ('{"type":"message.send","id":"' + KEY + '","room":1,"body":NaN}', "bad_json", None),
    (json.dumps({"type": "message.shout", "id": KEY}), "unknown_type", KEY),
    (json.dumps({"id": KEY}), "unknown_type", KEY),
    (json.dumps({"type": ["message.send"], "id": KEY}), "unknown_type", KEY),
    (json.dumps({"type": "message.send", "id": KEY, "room": LOBBY}), "bad_field", KEY),
    (json.dumps({"type": "message.send", "room": LOBBY, "body": "no id"}), "bad_field", None),
    (_send(id="not a uuid"), "bad_field", None),
    (_send(room="1"), "bad_field", KEY),
    (_send(room=0), "bad_field", KEY),
    (_send(body=None), "bad_field", KEY),
    (_send(body="x" * 16_385), "too_large", KEY),
    (_send(body="茶" * 5_462), "too_large", KEY),
    (_send(body="   \n "), "empty_text", KEY),
    (_send(body="\x00"), "bad_text", KEY),
    (_send(body="lone \ud800 surrogate"), "bad_text", KEY),
    (_send(room=999_999), "room_not_found", KEY),
    (_send(to=999_999), "person_not_found", KEY),
    (json.dumps({"type": "room.load", "id": KEY, "room": LOBBY, "limit": 100_000}), "bad_field", KEY),
]


@pytest.mark.parametrize(("text", "code", "key"), REFUSED, ids=lambda value: str(value)[:40])
async def test_a_bad_command_is_refused_and_the_connection_goes_on(
    server: Server, text: str, code: str, key: str | None
) -> None:
    guest = register(server.http, unique("Bad"))
    async with talking(server, guest) as talk:
        before = (await talk.load(1))["seq"]
        await talk.push(text)
        refusal = await talk.event("error")
        assert refusal["code"] == code
        assert refusal["id"] == key
        assert not refusal.get("retryable", False)
        assert (await talk.load(1))["seq"] == before, "a refusal changes nothing"
        assert (await talk.say("still here"))["seq"] == before + 1


async def test_the_missing_field_is_named(server: Server) -> None:
    guest = register(server.http, unique("Field"))
    async with talking(server, guest) as talk:
        await talk.push(json.dumps({"type": "message.send", "id": KEY, "room": LOBBY}))
        assert (await talk.event("error"))["field"] == "body"


async def test_a_body_of_exactly_16_kb_passes(server: Server) -> None:
    guest = register(server.http, unique("Full"))
    async with talking(server, guest) as talk:
        body = "x" * 16_384
        place = await talk.say(body)
        assert (await talk.event("message.created", seq=place["seq"]))["body"] == body


CLOSED: list[tuple[str, bytes, int]] = [
    ("frame over 64 KB", frame(b" " * 65_537), 1009),
    ("binary frame", frame(b"{}", BINARY), 1003),
    ("unmasked frame", frame(b"{}", masked=False), 1002),
    ("invalid UTF-8", frame(b'{"type":"\xff"}'), 1007),
    ("surrogate in UTF-8", frame(b'{"type":"\xed\xa0\x80"}'), 1007),
    ("reserved opcode", frame(b"", 0x3), 1002),
    ("reserved bit", bytes((0xC1,)) + frame(b"{}")[1:], 1002),
    ("continuation of nothing", frame(b"x", 0x0), 1002),
    ("fragments over 64 KB", frame(b" " * 40_000, TEXT, final=False) + frame(b" " * 40_000, 0x0), 1009),
]


@pytest.mark.parametrize(
    ("data", "code"), [(data, code) for _, data, code in CLOSED], ids=[x[0] for x in CLOSED]
)
async def test_a_broken_frame_closes_only_its_connection(server: Server, data: bytes, code: int) -> None:
    guest = register(server.http, unique("Well"))
    async with talking(server, guest) as talk, await upgraded(server.port, headers=guest.bearer) as raw:
        await raw.until("hello")
        await raw.send(data)
        assert (await raw.until_close()).code == code
        await raw.closed()
        place = await talk.say(f"after {code}")
        await talk.event("message.created", seq=place["seq"])


async def test_a_fragmented_command_is_read(server: Server) -> None:
    guest = register(server.http, unique("Parts"))
    async with await upgraded(server.port, headers=guest.bearer) as raw:
        await raw.until("hello")
        text = _send(id=str(uuid4()), body="in parts").encode()
        await raw.send(frame(text[:10], final=False) + frame(text[10:20], 0x0, final=False))
        await raw.send(frame(b"beat", 0x9) + frame(text[20:], 0x0))
        assert (await raw.until("message.accepted"))["room"] == LOBBY


async def test_frames_in_one_byte_segments_are_read(server: Server) -> None:
    guest = register(server.http, unique("Drip"))
    async with await upgraded(server.port, headers=guest.bearer) as raw:
        await raw.until("hello")
        for byte in frame(_send(id=str(uuid4())).encode()):
            await raw.send(bytes((byte,)))
        assert (await raw.until("message.accepted"))["room"] == LOBBY


async def test_a_frame_in_the_segment_of_the_upgrade_is_not_lost(server: Server) -> None:
    guest = register(server.http, unique("Early"))
    command = _send(id=str(uuid4()), body="came with the upgrade").encode()
    async with await Raw.open(server.port) as raw:
        await raw.send(request(server.authority, headers=guest.bearer) + frame(command))
        assert (await raw.response()).status == 101
        assert (await raw.until("message.accepted"))["room"] == LOBBY
