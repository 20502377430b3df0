"""What nodes say: nothing that arrives raises, and nothing that was said is changed."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from teahouse.broker import wire
from teahouse.broker.port import PresenceAsked, SessionRevoked, Signal, TypingSignal
from teahouse.broker.wire import EventHint, HeadHint
from tests.broker.contract import SIGNALS
from tests.broker.hearing import ANN, EPOCH, said

JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=20,
)


def one(hint: bytes) -> bytes:
    """A payload with a single hint."""
    (payload,) = wire.pack("n", 1, [hint], 1)
    return payload


@given(some.binary())
def test_bytes_never_raise(payload: bytes) -> None:
    for room in (None, 7):
        assert wire.unpack(payload, room).hints == ()


@given(some.sampled_from(sorted(wire.KNOWN)), some.dictionaries(some.text(), JSON), JSON)
def test_json_never_raises(kind: str, fields: dict[str, object], other: object) -> None:
    event = msgspec.to_builtins(said(1))
    for hint in (other, {**fields, "type": kind}, {"type": "event", "event": {**event, **fields}}):
        wire.unpack(json.dumps({"node": "x", "hints": [hint]}), 7)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_depth_never_raises(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    assert wire.unpack(deep, 7).malformed == 1
    payload = wire.unpack(f'{{"node":"x","hints":[{{"type":"head","room":7,"seq":{deep}}}]}}', 7)
    assert (payload.hints, payload.malformed) == ((), 1)


def test_what_is_too_large_is_not_looked_at() -> None:
    assert (
        wire.unpack(one(wire.encode_event(said(1, "x" * wire.PAYLOAD_BYTES), EPOCH, 1 << 30)), 7).malformed
        == 1
    )


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=lambda signal: type(signal).__name__)
def test_a_signal_comes_by_its_own_topic_only(signal: Signal) -> None:
    room = wire.room_of(signal)
    payload = one(wire.encode_signal(signal))
    assert wire.unpack(payload, room) == wire.Payload("n", (signal,), 0)
    assert wire.unpack(payload, 8).malformed == 1


def test_an_event_of_another_room_is_not_believed() -> None:
    payload = one(wire.encode_event(said(1), EPOCH, 10_000))
    assert wire.unpack(payload, 7).hints == (EventHint(said(1), EPOCH),)
    assert wire.unpack(payload, 8) == wire.Payload("n", (), 1)
    assert wire.unpack(payload, None) == wire.Payload("n", (), 1)


@pytest.mark.parametrize(
    "hint",
    [
        '{"type":"head","room":7,"seq":0}',
        '{"type":"head","room":7,"seq":9007199254740992}',
        '{"type":"head","room":7,"seq":true}',
        '{"type":"head","room":7}',
        '{"type":"limits.spent","spent":[["message",1,-5.0]]}',
        '{"type":"limits.spent","spent":[["message",1,1e999]]}',
        '{"type":"limits.spent","spent":[["message",1.5,1.0]]}',
        '{"type":"typing","room":7,"person":{"id":"1","name":"x"},"active":true}',
        '{"type":"typing","room":7,"person":{"id":1,"name":"\\ud800"},"active":true}',
    ],
)
def test_what_cannot_be_true_is_dropped_and_counted(hint: str) -> None:
    room = None if "limits" in hint else 7
    said = wire.unpack(f'{{"node":"x","hints":[{hint}]}}', room)
    assert (said.hints, said.malformed) == ((), 1)


def test_unknown_types_are_passed_over_in_silence() -> None:
    hints = '{"type":"tea.poured","cups":[]},{"type":"head","room":7,"seq":3,"cups":2}'
    assert wire.unpack(f'{{"hints":[{hints}],"node":"x","cups":1}}', 7) == wire.Payload(
        "x", (HeadHint(7, 3),), 0
    )


def test_an_older_node_does_not_tell_its_epoch() -> None:
    event = json.dumps(msgspec.to_builtins(said(1)))
    hints = f'{{"type":"event","event":{event}}},{{"type":"head","room":7,"seq":3}}'
    payload = f'{{"node":"x","n":1,"hints":[{hints}]}}'
    assert wire.unpack(payload, 7).hints == (EventHint(said(1), None), HeadHint(7, 3, None))


def test_the_table_of_known_types_is_complete() -> None:
    assert len(wire.KNOWN) == 2 + len(SIGNALS)
    for signal in SIGNALS.values():
        assert json.loads(wire.encode_signal(signal))["type"] in wire.KNOWN


def test_what_is_too_large_or_no_unicode_goes_as_a_head() -> None:
    size = len(wire.encode_event(said(1), EPOCH, 1 << 20))
    assert b"head" not in wire.encode_event(said(1), EPOCH, size)
    assert wire.unpack(one(wire.encode_event(said(1), EPOCH, size - 1)), 7).hints == (HeadHint(7, 1, EPOCH),)
    assert wire.unpack(one(wire.encode_event(said(1, "\ud800"), EPOCH, size)), 7).hints == (
        HeadHint(7, 1, EPOCH),
    )


@given(some.lists(some.integers(1, 2_000), min_size=1, max_size=60), some.integers(150, 3_000))
def test_hints_are_joined_in_order_and_within_the_limit(sizes: list[int], limit: int) -> None:
    hints = [wire.encode_signal(TypingSignal(7, ANN, True)) + b" " * size for size in sizes]
    payloads = list(wire.pack("0123456789abcdef", 10**12, hints, limit))
    assert b"".join(payload.partition(b'"hints":[')[2][:-2] for payload in payloads).replace(
        b",{", b"{"
    ) == b"".join(hints).replace(b",{", b"{")
    for payload in payloads:
        said = wire.unpack(payload, 7)
        assert said.malformed == 0
        assert len(payload) <= limit or len(said.hints) == 1
        assert payload.startswith(wire.beginning("0123456789abcdef"))
    assert len(payloads) == len(set(payloads))


def test_a_payload_is_what_the_module_says() -> None:
    hints = [wire.encode_signal(SessionRevoked("ff")), wire.encode_signal(PresenceAsked(7))]
    assert list(wire.pack('a"b', 5, hints, 1_000)) == [
        (
            b'{"node":"a\\"b","n":5,"hints":[{"type":"session.revoked","session":"ff"},'
            b'{"type":"presence.asked","room":7}]}'
        )
    ]
