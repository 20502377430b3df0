"""What nodes say to each other: hints as JSON, several of one topic in a payload.

A payload is `{"node": …, "n": …, "hints": [{"type": …}, …]}`. Versions side by side:
hints of an unknown type and unknown fields are passed over; nothing is renamed, and what
was added later may be missing.
What comes from a broker is decoded by type; what is not as it should be is counted
and dropped, and never raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

import msgspec
from msgspec import Raw, Struct

from teahouse.broker.port import (
    LimitsSpent,
    PeopleCalled,
    PersonRenamed,
    PresenceAsked,
    PresenceMoved,
    PresenceRange,
    QueueTouched,
    ReadsMoved,
    RightsTouched,
    RoomsMoved,
    RoomTouched,
    SessionRevoked,
    Signal,
    TypingSignal,
)
from teahouse.store.port import StoredEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

PAYLOAD_BYTES = 1 << 20
"""A larger payload is not looked at. The largest event is far smaller."""
ENVELOPE_BYTES = 100
"""What a payload is more than its hints, at most."""
MOST = 2**53 - 1
"""The largest room and seq: what JSON carries exactly everywhere."""


class EventHint(Struct, frozen=True, tag="event"):
    """An event, whole. `epoch` is None from a node that does not tell it yet."""

    event: StoredEvent
    epoch: str | None = None


class HeadHint(Struct, frozen=True, tag="head"):
    """A room has got as far as this. `epoch` as in EventHint."""

    room: int
    seq: int
    epoch: str | None = None


Hint: TypeAlias = EventHint | HeadHint | Signal


class Payload(Struct, frozen=True):
    """What one payload said. `malformed` counts what of it could not be understood."""

    node: str
    hints: tuple[Hint, ...]
    malformed: int


class _Envelope(Struct):
    node: str
    hints: list[Raw]


class _Tagged(Struct):
    type: str


_encoder = msgspec.json.Encoder()
_envelope = msgspec.json.Decoder(_Envelope)
_hint: msgspec.json.Decoder[Hint] = msgspec.json.Decoder(Hint)
_tagged = msgspec.json.Decoder(_Tagged)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_NOTHING = Payload("", (), 1)
KNOWN = frozenset(
    str(kind.__struct_config__.tag)
    for kind in (
        EventHint,
        HeadHint,
        PersonRenamed,
        SessionRevoked,
        LimitsSpent,
        RoomsMoved,
        ReadsMoved,
        PeopleCalled,
        RoomTouched,
        RightsTouched,
        QueueTouched,
        TypingSignal,
        PresenceAsked,
        PresenceMoved,
        PresenceRange,
    )
)


def room_of(hint: Hint) -> int | None:
    """The room whose watchers a hint is for; None if it is for every node."""
    match hint:
        case EventHint(event):
            return event.room
        case HeadHint() | TypingSignal() | PresenceAsked() | PresenceMoved() | PresenceRange():
            return hint.room
        case PersonRenamed() | SessionRevoked() | LimitsSpent() | QueueTouched():
            return None
        case RoomsMoved() | ReadsMoved() | PeopleCalled() | RoomTouched() | RightsTouched():
            return None
    assert_never(hint)


def encode_event(event: StoredEvent, epoch: str, limit: int) -> bytes:
    """An event as a hint, or its head if it takes more than `limit` bytes or is no JSON."""
    try:
        whole = _encoder.encode(EventHint(event, epoch))
    except UnicodeEncodeError:
        whole = None
    if whole is not None and len(whole) <= limit:
        return whole
    return _encoder.encode(HeadHint(event.room, event.seq, epoch))


def encode_signal(signal: Signal) -> bytes:
    """A signal as a hint. Raises UnicodeEncodeError for a text that is no Unicode."""
    return _encoder.encode(signal)


def beginning(node: str) -> bytes:
    """How each payload of a node begins, and no other node's."""
    return b'{"node":' + _encoder.encode(node) + b","


def pack(node: str, number: int, hints: list[bytes], limit: int) -> Iterator[bytes]:
    """Payloads of at most `limit` bytes (or of a single hint), in order, numbered from `number`.

    The number makes each payload another: PostgreSQL joins equal ones of a transaction.
    """
    start = 0
    while start < len(hints):
        size, end = ENVELOPE_BYTES + len(hints[start]), start + 1
        while end < len(hints) and size + len(hints[end]) + 1 <= limit:
            size += len(hints[end]) + 1
            end += 1
        yield b'%s"n":%d,"hints":[%s]}' % (beginning(node), number, b",".join(hints[start:end]))
        start, number = end, number + 1


def unpack(payload: bytes | str, room: int | None) -> Payload:
    """What a payload says that came by the topic of this room, or (None) of every node."""
    if len(payload) > PAYLOAD_BYTES:
        return _NOTHING
    try:
        envelope = _envelope.decode(payload)
    except _UNREADABLE:
        return _NOTHING
    hints: list[Hint] = []
    malformed = 0
    for raw in envelope.hints:
        try:
            hint = _hint.decode(raw)
        except _UNREADABLE:
            malformed += not _of_another_version(raw)
            continue
        if room_of(hint) == room and _possible(hint):
            hints.append(hint)
        else:
            malformed += 1
    return Payload(envelope.node, tuple(hints), malformed)


def _of_another_version(raw: Raw) -> bool:
    try:
        return _tagged.decode(raw).type not in KNOWN
    except _UNREADABLE:
        return False


def _possible(hint: Hint) -> bool:
    """Whether numbers that go on to the store and into limits can be true."""
    match hint:
        case EventHint(event):
            return 0 < event.room <= MOST and 0 < event.seq <= MOST
        case HeadHint(room, seq):
            return 0 < room <= MOST and 0 < seq <= MOST
        case LimitsSpent(spent):
            return all(cost >= 0 for _, _, cost in spent)
        case _:
            return True
