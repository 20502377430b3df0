"""The codec: every command there and back, what is wrong said with its code, frames."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.model.errors import BlockedError, RateLimitedError
from teahouse.model.people import Person
from teahouse.protocol import codec
from teahouse.protocol.commands import AnyCommand, MessageSend, RoomSync
from teahouse.protocol.events import EventBlank, MessageCreated
from teahouse.protocol.replies import ErrorReply, MessageAccepted
from tests.protocol.minimal import REQUIRED

KEY = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
every_type = pytest.mark.parametrize("kind", REQUIRED)


def command(kind: str, **fields: object) -> bytes:
    return json.dumps({"type": kind, "id": str(KEY), **fields}).encode()


def refused(data: bytes) -> ErrorReply:
    with pytest.raises(codec.UndecodableError) as found:
        codec.decode(data)
    return found.value.reply


def test_the_list_of_types_is_whole() -> None:
    assert set(REQUIRED) == {member.__struct_config__.tag for member in AnyCommand.__args__}


@every_type
def test_a_command_is_decoded_and_unknown_fields_are_ignored(kind: str) -> None:
    decoded = codec.decode(command(kind, later_version={"x": 1}, **REQUIRED[kind]))
    assert decoded.__struct_config__.tag == kind
    assert decoded.id == KEY
    assert all(getattr(decoded, name) == value for name, value in REQUIRED[kind].items())


@every_type
def test_each_required_field_is_missed_by_name(kind: str) -> None:
    for name in REQUIRED[kind]:
        rest = {key: value for key, value in REQUIRED[kind].items() if key != name}
        reply = refused(command(kind, **rest))
        assert (reply.code, reply.field, reply.id) == ("bad_field", name, KEY)


def test_a_command_without_an_id_is_refused() -> None:
    reply = refused(b'{"type":"typing.start","room":1}')
    assert (reply.code, reply.field, reply.id) == ("bad_field", "id", None)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"room": 0}, "room"),
        ({"room": 2**53 + 1}, "room"),
        ({"room": "1"}, "room"),
        ({"room": 1.5}, "room"),
        ({"to": -1}, "to"),
        ({"to": True}, "to"),
        ({"body": None}, "body"),
        ({"mentions": [1] * 51}, "mentions"),
        ({"mentions": 1}, "mentions"),
        ({"id": "not-a-uuid"}, "id"),
    ],
)
def test_a_value_that_is_not_allowed_is_told_by_its_field(fields: dict[str, object], named: str) -> None:
    reply = refused(command("message.send", **{"room": 1, "body": "tea", **fields}))
    assert (reply.code, reply.field, reply.retryable) == ("bad_field", named, False)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"[]", "bad_json"),
        (b"null", "bad_json"),
        (b'"message.send"', "bad_json"),
        (b"\xff\xfe", "bad_json"),
        (b"[" * 20_000, "bad_json"),
        (b'{"a":' * 20_000, "bad_json"),
        (command("message.send", room=1, body="tea") + b"x", "bad_json"),
        (b"{}", "unknown_type"),
        (b'{"type":null}', "unknown_type"),
        (command("message.created"), "unknown_type"),
        (command("message.send", room=1, body="X").replace(b"X", rb"\ud83d"), "bad_text"),
        (command("message.send", room=1, body="tea", X=1).replace(b"X", rb"\udc00"), "bad_text"),
    ],
)
def test_what_is_no_command_is_told_with_its_code(data: bytes, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize("kind", ["[]", "{}", '["message.send"]', "1", "1e999"])
def test_a_type_that_is_no_text_is_unknown(kind: str) -> None:
    assert refused(f'{{"type":{kind},"id":"{KEY}"}}'.encode()).code == "unknown_type"


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(number: bytes) -> None:
    data = b'{"type":"typing.start","id":"%s","room":%s}' % (str(KEY).encode(), number)
    assert refused(data).code in {"bad_json", "bad_field"}


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
near_misses = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | st.sampled_from([KEY.hex, *REQUIRED])
        for name in ("type", "id", "room", "body", "to", "mentions", "seq", "epoch", "name")
    },
)
quick = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@quick
@given(st.binary(max_size=60) | near_misses.map(lambda value: json.dumps(value).encode()))
def test_nothing_but_a_refusal_ever_escapes(data: bytes) -> None:
    try:
        codec.decode(data)
    except codec.UndecodableError as problem:
        codec.frame(problem.reply)


@quick
@given(st.integers(0, 70_000) | st.sampled_from([125, 126, 65_535, 65_536]))
def test_a_text_frame_is_final_unmasked_and_says_its_length(length: int) -> None:
    payload = b"x" * length
    framed = codec.text_frame(payload)
    assert framed[0] == 0x81  # FIN and opcode 1 (RFC 6455 section 5.2)
    short = framed[1]
    if length < 126:
        assert (short, framed[2:]) == (length, payload)
    elif length < 65_536:
        assert (short, int.from_bytes(framed[2:4], "big"), framed[4:]) == (126, length, payload)
    else:
        assert (short, int.from_bytes(framed[2:10], "big"), framed[10:]) == (127, length, payload)


def test_a_whisper_and_its_blank_on_the_wire() -> None:
    event = MessageCreated(
        room=1, seq=2, at=3, sender=Person(1, "Ann"), key=KEY, body="茶", to=Person(2, "Ben")
    )
    assert json.loads(codec.encode(event)) == {
        "type": "message.created",
        "room": 1,
        "seq": 2,
        "at": 3,
        "sender": {"id": 1, "name": "Ann"},
        "key": str(KEY),
        "body": "茶",
        "to": {"id": 2, "name": "Ben"},
    }
    assert codec.encode(EventBlank(room=1, seq=2)) == b'{"type":"event.blank","room":1,"seq":2}'


def test_an_erased_body_is_told_as_null() -> None:
    event = MessageCreated(room=1, seq=2, at=3, sender=Person(1, "Ann"), key=KEY, body=None)
    assert json.loads(codec.encode(event))["body"] is None


def test_an_acknowledgement_says_duplicate_only_when_it_is_one() -> None:
    first = MessageAccepted(id=KEY, room=1, seq=2, at=3, epoch="e")
    assert "duplicate" not in json.loads(codec.encode(first))
    assert json.loads(codec.encode(msgspec.structs.replace(first, duplicate=True)))["duplicate"] is True


def test_a_refusal_tells_code_retry_and_what_blocks() -> None:
    assert json.loads(codec.encode(codec.refusal(KEY, RateLimitedError(retry_after_ms=700)))) == {
        "type": "error",
        "id": str(KEY),
        "code": "rate_limited",
        "message": RateLimitedError.text,
        "retryable": True,
        "retry_after_ms": 700,
    }
    blocked = json.loads(codec.encode(codec.refusal(None, BlockedError(blocked_by="k"))))
    assert (blocked["id"], blocked["code"], blocked["blocked_by"]) == (None, "blocked", "k")


def test_defaults_of_a_command() -> None:
    sent = codec.decode(command("message.send", room=1, body="tea"))
    assert isinstance(sent, MessageSend)
    assert (sent.to, sent.mentions) == (None, ())
    assert isinstance(codec.decode(command("room.sync", room=1, seq=0, epoch="")), RoomSync)
