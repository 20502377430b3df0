"""Bytes to commands, events and replies to bytes. Nothing else knows that the wire is JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import msgspec

from teahouse.model.errors import BadFieldError, BadJsonError, BadTextError, TeahouseError, UnknownTypeError
from teahouse.protocol.commands import AnyCommand
from teahouse.protocol.events import Event
from teahouse.protocol.replies import ErrorReply, Reply

PROTOCOL_VERSION = 1
FRAME_BYTES = 65_536

_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_encoder = msgspec.json.Encoder()
encode = _encoder.encode


class UndecodableError(Exception):
    """A frame that is no command; `reply` is what to answer. The connection goes on."""

    def __init__(self, error: TeahouseError, command_id: UUID | None) -> None:
        super().__init__(error.code)
        self.reply = refusal(command_id, error)


def decode(data: bytes) -> AnyCommand:
    """One command, or UndecodableError. `data` is the payload of a text frame."""
    try:
        return _commands.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise _explain(data, str(problem)) from None


def refusal(command_id: UUID | None, error: TeahouseError) -> ErrorReply:
    """The reply that tells `error`."""
    return ErrorReply(
        id=command_id,
        code=error.code,
        message=error.text,
        retryable=error.retryable,
        retry_after_ms=error.retry_after_ms,
        field=error.field,
        blocked_by=error.blocked_by,
    )


def text_frame(payload: bytes) -> bytes:
    """An unmasked, final WebSocket text frame around `payload` (RFC 6455 section 5.2)."""
    length = len(payload)
    if length < 126:
        return bytes((0x81, length)) + payload
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big") + payload
    return b"\x81\x7f" + length.to_bytes(8, "big") + payload


def frame(message: Event | Reply) -> bytes:
    """An event or reply as the bytes that go on the wire."""
    return text_frame(encode(message))


def _explain(data: bytes, problem: str) -> UndecodableError:
    """Say what is wrong with a frame that is no command; only run on bad input."""
    try:
        # The standard library reads lone surrogates, which msgspec refuses: a text problem, not a JSON one.
        found: Any = json.loads(data, parse_constant=_no_constant)
        is_text = _is_text(found)
    except (ValueError, RecursionError):
        return UndecodableError(BadJsonError(), None)
    if not isinstance(found, dict):
        return UndecodableError(BadJsonError(), None)
    command_id = _uuid(found.get("id"))
    if not is_text:
        return UndecodableError(BadTextError(), command_id)
    kind = found.get("type")
    if not isinstance(kind, str) or kind not in _TYPES:
        return UndecodableError(UnknownTypeError(field="type"), command_id)
    field = problem.rpartition("`$.")[2].rstrip("`") if "`$." in problem else None
    if field is None and "required field `" in problem:
        field = problem.rpartition("required field `")[2].rstrip("`")
    return UndecodableError(BadFieldError(field=field), command_id)


def _no_constant(name: str) -> None:
    # NaN and Infinity are the standard library's own; RFC 8259 section 6 has no such numbers.
    raise ValueError(name)


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _is_text(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


_TYPES = {member.__struct_config__.tag for member in AnyCommand.__args__}
