"""Who asks newcomers for a proof of work, and takes it: on every node without a word between them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from teahouse.model.challenge import (
    BITS,
    JOINS_A_MINUTE,
    VALID_MS,
    Challenge,
    Joins,
    Once,
    Proof,
    bits_for,
    is_solved,
)
from teahouse.model.entry_errors import ChallengeRequiredError
from teahouse.model.seal import Seal

PURPOSE = "challenge"
AUTO, ON, OFF = "auto", "on", "off"
"""What the house's key `challenge` may be."""


class Challenges:
    """`mode` is asked each time, so that a change holds at once. `clock` gives Unix milliseconds.

    What was used is remembered by each node: a proof is good once on each of them at most.
    """

    def __init__(self, seal: Seal, once: Once, clock: Callable[[], int], mode: Callable[[], str]) -> None:
        self._seal = seal
        self._clock = clock
        self._mode = mode
        self._once = once
        self._joins = Joins()
        self.unlimited = False
        """Without limits there is no flood either."""

    def joined(self, person: int) -> None:
        """Somebody new is here, under this id."""
        self._joins.saw(person, self._clock())

    def needed(self) -> bool:
        """Whether a newcomer has to bring a proof now."""
        mode = self._mode()
        return mode == ON or (mode == AUTO and self.flooded)

    @property
    def flooded(self) -> bool:
        """Whether more people come than usual."""
        return not self.unlimited and self._rate() > JOINS_A_MINUTE

    def make(self) -> Challenge:
        """A new one; nothing is kept of it."""
        until = self._clock() + VALID_MS
        bits = bits_for(self._rate()) if self._mode() == AUTO else BITS
        text = self._seal.close(PURPOSE, bytes([bits]) + secrets.token_bytes(16), until)
        return Challenge(text, bits, until)

    def check(self, proof: Proof | None) -> None:
        """ChallengeRequiredError without a proof that is good, in time and not used before."""
        now = self._clock()
        body = None if proof is None else self._seal.open(PURPOSE, proof.challenge, now)
        if proof is None or body is None or not is_solved(proof, body[0]):
            raise ChallengeRequiredError
        if not self._once.take(proof.challenge, now + VALID_MS, now):
            raise ChallengeRequiredError

    def _rate(self) -> float:
        return self._joins.per_minute(self._clock())
