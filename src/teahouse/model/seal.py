"""Texts that the server gives out and knows again: signed, for one purpose, until a time.

What is in there can be read by whoever has it. Nothing is kept of it, so every node
that shares the store's secret knows it again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

_UNTIL_BYTES: Final = 8
_MAC_BYTES: Final = 32
LONGEST: Final = 4_096
"""Characters of a sealed text that are looked at."""


def seal_key(secret: bytes) -> bytes:
    """The key for seals, from a store's secret: who has the one does not know the other."""
    return hmac.digest(secret, b"teahouse seal 1", hashlib.sha256)


class Seal:
    """Signs and checks under one key (HMAC-SHA256). Times are Unix milliseconds."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def close(self, purpose: str, body: bytes, until: int) -> str:
        """The sealed text: URL-safe characters."""
        signed = until.to_bytes(_UNTIL_BYTES, "big") + body
        return _text(signed + self._mac(purpose, signed))

    def open(self, purpose: str, text: str, now: int) -> bytes | None:
        """What was sealed for this purpose; None if that is not so, or no longer holds."""
        raw = _raw(text)
        if raw is None or len(raw) < _UNTIL_BYTES + _MAC_BYTES:
            return None
        signed, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(purpose, signed)):
            return None
        if int.from_bytes(signed[:_UNTIL_BYTES], "big") <= now:
            return None
        return signed[_UNTIL_BYTES:]

    def _mac(self, purpose: str, signed: bytes) -> bytes:
        name = purpose.encode()
        return hmac.digest(self._key, len(name).to_bytes(2, "big") + name + signed, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _raw(text: str) -> bytes | None:
    """None for what `_text` does not give: a text that could be written in two ways is taken in one alone."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if _text(raw) == text else None
