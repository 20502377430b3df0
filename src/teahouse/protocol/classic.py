"""The article's dialogue at `/`: five types, and nothing else is ever sent.

The article's page puts all that it gets into innerHTML, so every name and text
is HTML-escaped here, and `user_list` is always an array.
"""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec

from teahouse.model.errors import BadJsonError
from teahouse.protocol.codec import encode

LIST_NAMES = 200
LOGIN_SECONDS = 120.0


class Said(msgspec.Struct, frozen=True, gc=False):
    """What a classic client sends; `content` may be anything, `null` as well."""

    type: str = ""
    content: Any = None


_said = msgspec.json.Decoder(Said)


def decode(data: bytes) -> Said:
    """A client's frame, or BadJsonError."""
    try:
        return _said.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadJsonError from None


def handshake() -> bytes:
    """The first frame: the client may send its name now."""
    return b'{"type":"handshake","content":"done"}'


def system(text: str) -> bytes:
    """A notice to one client or to all."""
    return encode({"type": "system", "content": escape(text)})


def user(name: str, text: str, *, whisper: bool = False) -> bytes:
    """Somebody said something; a whisper's sender is marked as one."""
    sender = escape(name) + (" (悄悄话)" if whisper else "")
    return encode({"type": "user", "from": sender, "content": escape(text)})


def coming(kind: str, who: str, names: list[str], count: int) -> bytes:
    """`login` or `logout` of `who`, with everyone who is here now.

    Above 200 people the list is cut and `count` is added.
    """
    told: dict[str, object] = {
        "type": kind,
        "content": escape(who),
        "user_list": [escape(name) for name in names[:LIST_NAMES]],
    }
    if count > LIST_NAMES:
        told["count"] = count
    return encode(told)
