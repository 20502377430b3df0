"""What the use cases work on: the ports, and nothing of any connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from teahouse.broker.port import Broker
from teahouse.store.port import Store

DAY_MS = 86_400_000
HERE_MS = 1_800_000
"""Whoever is connected was last seen at most this long ago."""


@dataclass(frozen=True, slots=True)
class Context:
    """The ports of this process. `clock` gives Unix time in milliseconds."""

    store: Store
    broker: Broker
    clock: Callable[[], int]
    name_hold_days: int = 30
    guests: bool = True

    def free_before(self) -> int:
        """Names of guests last seen before this time may be taken; never of one who is here."""
        return self.clock() - max(self.name_hold_days * DAY_MS, HERE_MS)
