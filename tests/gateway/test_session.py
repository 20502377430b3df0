"""The session: bad input, limits, and the order of one sender."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from teahouse.gateway.session import LIMIT_OF, Session
from teahouse.model.errors import BlockedError, StorageFullError
from teahouse.model.limits import Limit
from teahouse.protocol.codec import refusal
from teahouse.protocol.commands import AnyCommand, MessageSend, OutboxResume
from teahouse.protocol.replies import Done, ErrorReply, MessageAccepted
from tests.protocol.minimal import REQUIRED


class Limiter:
    """Makes the next command wait when told."""

    def __init__(self) -> None:
        self.wait = 0
        self.asked: list[Limit] = []

    def __call__(self, limit: Limit, now: float) -> int:
        self.asked.append(limit)
        return self.wait


def send(room: int = 1, key: UUID | None = None) -> bytes:
    return json.dumps(
        {"type": "message.send", "id": str(key or uuid4()), "room": room, "body": "tea"}
    ).encode()


def resume(room: int = 1) -> bytes:
    return json.dumps({"type": "outbox.resume", "id": str(uuid4()), "room": room}).encode()


def test_every_command_has_a_limit() -> None:
    assert set(LIMIT_OF) == set(AnyCommand.__args__) - {OutboxResume}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"{", "bad_json"),
        (b"[]", "bad_json"),
        (b'{"type":"nothing"}', "unknown_type"),
        (b'{"type":"message.send"}', "bad_field"),
        (send(room=0), "bad_field"),
        (send().replace(b"tea", rb"\ud800"), "bad_text"),
    ],
    # The frames hold random keys; a test has the same name in every process that collects it.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_input_is_answered_with_its_code(frame: bytes, code: str) -> None:
    reply = Session(Limiter()).received(frame, 0.0)
    assert isinstance(reply, ErrorReply)
    assert reply.code == code


def test_a_refused_send_repeats_its_id() -> None:
    key = uuid4()
    reply = Session(Limiter()).received(send(key=key).replace(b'"tea"', b"7"), 0.0)
    assert isinstance(reply, ErrorReply)
    assert (reply.id, reply.field) == (key, "body")


def test_what_is_behind_a_refused_send_is_blocked_until_resumed() -> None:
    limiter = Limiter()
    session = Session(limiter)
    first = uuid4()
    limiter.wait = 700
    refused = session.received(send(key=first), 0.0)
    assert isinstance(refused, ErrorReply)
    assert (refused.code, refused.retry_after_ms, refused.retryable) == ("rate_limited", 700, True)
    limiter.wait = 0
    blocked = session.received(send(), 0.0)
    assert isinstance(blocked, ErrorReply)
    assert (blocked.code, blocked.blocked_by) == ("blocked", str(first))
    assert isinstance(session.received(send(room=2), 0.0), MessageSend)
    assert isinstance(session.received(resume(), 0.0), Done)
    assert isinstance(session.received(send(key=first), 0.0), MessageSend)


def test_a_retryable_failure_blocks_too() -> None:
    session = Session(Limiter())
    command = session.received(send(), 0.0)
    assert isinstance(command, MessageSend)
    session.finished(command, refusal(command.id, StorageFullError(retry_after_ms=500)))
    blocked = session.received(send(), 0.0)
    assert isinstance(blocked, ErrorReply)
    assert blocked.blocked_by == str(command.id)


def test_success_and_final_refusals_block_nothing() -> None:
    session = Session(Limiter())
    command = session.received(send(), 0.0)
    assert isinstance(command, MessageSend)
    session.finished(command, MessageAccepted(id=command.id, room=1, seq=1, at=0, epoch="e"))
    session.finished(command, ErrorReply(id=command.id, code="too_large", message=""))
    assert isinstance(session.received(send(), 0.0), MessageSend)


def test_a_blocked_send_takes_no_token() -> None:
    limiter = Limiter()
    session = Session(limiter)
    limiter.wait = 1
    session.received(send(), 0.0)
    session.received(send(), 0.0)
    assert limiter.asked == [Limit.PERSON_MESSAGES]


def test_what_waited_does_not_overtake_what_failed_meanwhile() -> None:
    session = Session(Limiter())
    first, behind = session.received(send(), 0.0), session.received(send(), 0.0)
    other = session.received(send(room=2), 0.0)
    assert isinstance(first, MessageSend)
    assert isinstance(behind, MessageSend)
    assert isinstance(other, MessageSend)
    mark = session.failures(1)
    session.finished(first, refusal(first.id, StorageFullError(retry_after_ms=500)))
    session.received(resume(), 0.0)
    with pytest.raises(BlockedError) as found:
        session.check_order(behind, mark)
    assert found.value.blocked_by == str(first.id)
    session.check_order(other, session.failures(2))
    session.check_order(first, session.failures(1))


def test_what_calls_everyone_has_a_limit_of_its_own_besides() -> None:
    limiter = Limiter()
    session = Session(limiter)
    session.received(send().replace(b'"tea"', b'"tea","everyone":true'), 0.0)
    assert limiter.asked == [Limit.PERSON_MESSAGES, Limit.PERSON_EVERYONE]


@pytest.mark.parametrize("kind", [kind for kind in LIMIT_OF if kind is not MessageSend])
def test_a_refused_command_that_says_nothing_blocks_nothing(kind: type[Any]) -> None:
    limiter = Limiter()
    session = Session(limiter)
    tag = kind.__struct_config__.tag
    frame = json.dumps({"type": tag, "id": str(uuid4()), **REQUIRED[tag]}).encode()
    limiter.wait = 9
    refused = session.received(frame, 0.0)
    assert isinstance(refused, ErrorReply)
    assert (refused.code, refused.retry_after_ms) == ("rate_limited", 9)
    assert limiter.asked == [LIMIT_OF[kind]]
    limiter.wait = 0
    command: Any = session.received(frame, 0.0)
    assert isinstance(command, kind)
    session.finished(command, refusal(command.id, StorageFullError()))
    assert isinstance(session.received(send(), 0.0), MessageSend)
