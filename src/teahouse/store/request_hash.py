"""What tells one request's content from another's, and gives nothing of it away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.store.port import NewEvent

HASH_BYTES = 16


def keyed_hash(secret: bytes) -> Callable[[bytes], str]:
    """HMAC-SHA256 (RFC 2104) cut to 16 bytes, in hex; `secret` has at most 64 bytes.

    The two blocks of the key are hashed once, which makes it twice as fast as `hmac.digest`.
    """
    block = secret.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block)).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def digest(content: bytes) -> str:
        first, second = inner(), outer()
        first.update(content)
        second.update(first.digest())
        return second.hexdigest()[: 2 * HASH_BYTES]

    return digest


def content(event: NewEvent) -> bytes:
    """What has to be the same when a key comes again. The sender's name may differ."""
    to = event.to
    named = (event.kind, event.body, None if to is None else to.id, event.mentions)
    if event.target is None and event.extras is None:
        # As it was before there were any: what was sent then is still known again.
        return msgspec.json.encode(named)
    return msgspec.json.encode((*named, event.target, event.extras))
