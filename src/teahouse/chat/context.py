"""What the use cases work on: the ports, and nothing of any connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from teahouse.broker.port import Broker
from teahouse.chat.activity import Activity
from teahouse.chat.places import Places
from teahouse.store.port import Store, StoredEvent

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
HERE_MS = 1_800_000
"""Whoever is connected was last seen at most this long ago."""


def _nothing(_: object) -> None:
    """Nobody is interested."""


@dataclass(slots=True)
class After:
    """Who hears of what was committed on this node: `said` of each message and edit, `erased` of files by their ids."""

    said: Callable[[StoredEvent], None] = _nothing
    erased: Callable[[tuple[str, ...]], None] = _nothing


@dataclass(frozen=True, slots=True)
class Context:
    """The ports of this process. `clock` gives Unix time in milliseconds.

    `edit_ms` and `recall_ms`: how long one's own message can be changed and a guest's taken
    back; 0 is without end. `after` hears what was done. `places` knows the rooms,
    `activity` tells the other nodes what moves in them.
    """

    store: Store
    broker: Broker
    clock: Callable[[], int]
    name_hold_days: int = 30
    guests: bool = True
    edit_ms: int = DAY_MS
    recall_ms: int = 2 * HOUR_MS
    after: After = field(default_factory=After)
    places: Places = field(init=False)
    activity: Activity = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", Places(self.store))
        object.__setattr__(self, "activity", Activity(self.broker.signal))

    def free_before(self) -> int:
        """Names of guests last seen before this time may be taken; never of one who is here."""
        return self.clock() - max(self.name_hold_days * DAY_MS, HERE_MS)
