"""Proof of work: a riddle that costs a browser a moment, and a flood of newcomers its speed.

The answer to a challenge is a `nonce` for which SHA-256 of `challenge:nonce` begins
with so many zero bits. Whoever gives a challenge out keeps nothing of it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from itertools import pairwise
from typing import Final

from msgspec import Struct

BITS: Final = 17
"""131,000 tries on average: a quarter of a second in a browser."""

MOST_BITS: Final = 21
VALID_MS: Final = 300_000
NONCE_LENGTH: Final = 32
USED_MOST: Final = 65_536
"""So many used challenges are remembered; beyond it the oldest are forgotten."""

WINDOW_MS: Final = 60_000
JOINS_A_MINUTE: Final = 120
"""From more newcomers in a minute on, all over the place, each is asked for a proof."""


class Challenge(Struct, frozen=True):
    """The riddle, how many zero bits its answer begins with, and until when (Unix ms)."""

    challenge: str
    bits: int
    expires_at: int


class Proof(Struct, frozen=True):
    """A challenge and what answers it."""

    challenge: str
    nonce: str


def is_solved(proof: Proof, bits: int) -> bool:
    """Whether the nonce answers its challenge; who else may have used it is not looked at."""
    if not 0 < len(proof.nonce) <= NONCE_LENGTH or not (proof.nonce.isascii() and proof.nonce.isalnum()):
        return False
    digest = hashlib.sha256(f"{proof.challenge}:{proof.nonce}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def bits_for(joins_a_minute: float) -> int:
    """A bit more for each doubling of the flood."""
    excess = int(joins_a_minute / JOINS_A_MINUTE)
    return min(MOST_BITS, BITS + max(0, excess.bit_length() - 1))


class Once:
    """What was used already, on this node; each is forgotten when it would not be taken any more."""

    def __init__(self, most: int = USED_MOST) -> None:
        self._most = most
        self._until: OrderedDict[str, int] = OrderedDict()

    def take(self, text: str, until: int, now: int) -> bool:
        """Whether this is the first time."""
        while self._until and (len(self._until) >= self._most or next(iter(self._until.values())) <= now):
            self._until.popitem(last=False)
        if text in self._until:
            return False
        self._until[text] = until
        return True

    def __len__(self) -> int:
        return len(self._until)


class Joins:
    """How fast people come, all over the place: ids of people count up on all nodes together.

    So a node sees how many were made elsewhere by the ids that its own get. What is
    between two of its own is spread evenly over the time between them.
    """

    def __init__(self) -> None:
        self._seen: deque[tuple[int, int]] = deque()

    def saw(self, person: int, now: int) -> None:
        """Somebody with this id was made at `now` (Unix ms)."""
        if self._seen and now - self._seen[-1][0] < WINDOW_MS // 60:
            # One a second is enough, and bounds the memory.
            at, highest = self._seen.pop()
            self._seen.append((at, max(highest, person)))
        else:
            self._seen.append((now, person))
        while len(self._seen) > 2 and self._seen[1][0] <= now - WINDOW_MS:
            self._seen.popleft()

    def per_minute(self, now: int) -> float:
        """Newcomers in the minute before `now`, as far as they are known."""
        start = now - WINDOW_MS
        total = 0.0
        for (before, low), (at, high) in pairwise(self._seen):
            if at > start and high > low:
                total += (high - low) * (at - max(before, start)) / max(1, at - before)
        return total
