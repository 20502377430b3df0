"""Hints on their way out of a node: bounded in number, bytes and age."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from teahouse.broker import wire

if TYPE_CHECKING:
    from collections.abc import Callable

HINTS = 10_000
BYTES = 16 << 20
SECONDS = 5.0
"""Older hints help nobody: whoever needed one has asked the store by now."""
BATCH_HINTS = 512
BATCH_BYTES = 256 << 10

EVERYONE = "all"


class Outbox:
    """First in, first out; when it is full, the oldest are dropped."""

    def __init__(self, node: str, limit: int, clock: Callable[[], float]) -> None:
        """`limit` is the most bytes of a payload; `clock` gives seconds."""
        self.dropped = 0
        self.filled = asyncio.Event()
        """Something waits."""
        self.sent = asyncio.Event()
        """Nothing waits or is under way; whoever sends says so."""
        self.sent.set()
        self._node = node
        self._limit = limit
        self._clock = clock
        self._hints: deque[tuple[float, str, bytes]] = deque()
        self._bytes = 0
        self._number = 0

    def put(self, room: int | None, hint: bytes) -> None:
        """Queue a hint for those who watch the room, or (None) for every node."""
        self._hints.append((self._clock(), topic(room), hint))
        self._bytes += len(hint)
        while len(self._hints) > HINTS or self._bytes > BYTES:
            self._drop()
        self.filled.set()
        self.sent.clear()

    def take(self) -> list[tuple[str, bytes]]:
        """The next batch: topics and payloads, in an order that keeps each topic's.

        What is for every node stays behind all that came before it, too.
        """
        expired = self._clock() - SECONDS
        while self._hints and self._hints[0][0] < expired:
            self._drop()
        payloads: list[tuple[str, bytes]] = []
        joined: dict[str, list[bytes]] = {}
        hints = size = 0
        while self._hints and hints < BATCH_HINTS and size < BATCH_BYTES:
            _, name, hint = self._hints.popleft()
            if joined and (name == EVERYONE) is not (EVERYONE in joined):
                self._pack(joined, payloads)
            joined.setdefault(name, []).append(hint)
            hints, size = hints + 1, size + len(hint)
        self._bytes -= size
        self._pack(joined, payloads)
        if not self._hints:
            self.filled.clear()
        return payloads

    def settle(self) -> None:
        """What was taken is sent."""
        if not self._hints:
            self.sent.set()

    def _pack(self, joined: dict[str, list[bytes]], payloads: list[tuple[str, bytes]]) -> None:
        for name, hints in joined.items():
            for payload in wire.pack(self._node, self._number + 1, hints, self._limit):
                payloads.append((name, payload))
                self._number += 1
        joined.clear()

    def _drop(self) -> None:
        self._bytes -= len(self._hints.popleft()[2])
        self.dropped += 1


def topic(room: int | None) -> str:
    """The topic of those who watch a room, or of every node."""
    return EVERYONE if room is None else f"room:{room}"
