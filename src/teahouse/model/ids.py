"""Keys of commands: UUIDs whose order is that of their making."""

from __future__ import annotations

import os
import time
from uuid import UUID


def new_key() -> UUID:
    """A UUID of version 7 (RFC 9562 section 5.7), made from now and 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | (random & 0xFFFF_FFFF_FFFF_FFFF_FFFF)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
