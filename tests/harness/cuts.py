"""What the proxy may be told: when to cut, which way, what to sift."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum, auto

from msgspec import Struct, field

Sieve = Callable[[bytes], bytes]
"""Takes what comes, gives what is to be carried on: perhaps less of it, perhaps later."""


class Cut(Enum):
    """When a connection is lost, told from the bytes that its client sent."""

    BEFORE = auto()
    """The bytes are lost too."""
    AFTER = auto()
    """Right after they were handed on; what they cause is never heard of."""
    ANSWERED = auto()
    """When the first answer to them comes, which is lost."""


class Way(Enum):
    """A direction of what is carried."""

    OUT = auto()
    """From the client to the target."""
    BACK = auto()
    """From the target to the client."""


class Armed(Struct, frozen=True):
    """A cut that waits for `at_least` bytes in one piece, on a connection that began with `beginning`.

    The piece must hold `containing` too.
    """

    when: Cut
    beginning: bytes
    at_least: int
    containing: bytes = b""
    done: threading.Event = field(default_factory=threading.Event)
