"""What the use cases work on: the ports, and nothing of any connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from teahouse.broker.port import Broker
from teahouse.chat.activity import Activity
from teahouse.chat.challenging import Challenges
from teahouse.chat.gate import Gate
from teahouse.chat.passwords import Passwords
from teahouse.chat.places import Places
from teahouse.chat.rules import HouseRules
from teahouse.chat.standing import Standing
from teahouse.model.challenge import Once
from teahouse.model.rules import Rules
from teahouse.model.seal import Seal
from teahouse.store.port import Store, StoredEvent

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
HERE_MS = 1_800_000
"""Whoever is connected was last seen at most this long ago."""


def _nothing(_: object) -> None:
    """Nobody is interested."""


@dataclass(slots=True)
class After:
    """Who hears of what was committed on this node.

    `said` of each message and edit, `erased` of files by their ids, `dropped` of a room that is gone.
    """

    said: Callable[[StoredEvent], None] = _nothing
    erased: Callable[[tuple[str, ...]], None] = _nothing
    dropped: Callable[[int], None] = _nothing


class Mail(Protocol):
    """Writes to people outside."""

    async def __call__(self, to: str, subject: str, text: str) -> None:
        """Send one letter; what becomes of it is not told."""


@dataclass(slots=True)
class Entry:
    """How people get in: hashes of passwords, how long sessions last, and how a link reaches somebody.

    Without `mail` or a `public_url` (which alone is trusted in a letter) none is written.
    """

    passwords: Passwords = field(default_factory=Passwords)
    session_days: int = 400
    session_idle_days: int = 90
    mail: Mail | None = None
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The ports of this process. `clock` gives Unix time in milliseconds.

    `defaults` is how the place is run without a choice of its owner's, `house` how it is run
    now. `after` hears what was done. `standing` knows what people may not do,
    `gate` what may be said, `places` the rooms; `activity` tells the other
    nodes what moves in them. `seal` signs what comes back to any node, and `once` knows what
    came back to this one; `challenges` are for newcomers while a flood is on.
    """

    store: Store
    broker: Broker
    clock: Callable[[], int]
    defaults: Rules = field(default_factory=Rules)
    after: After = field(default_factory=After)
    entry: Entry = field(default_factory=Entry)
    house: HouseRules = field(init=False)
    standing: Standing = field(init=False)
    gate: Gate = field(init=False)
    places: Places = field(init=False)
    activity: Activity = field(init=False)
    seal: Seal = field(init=False)
    once: Once = field(default_factory=Once, init=False)
    challenges: Challenges = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "house", HouseRules(self.store, self.defaults))
        standing = Standing(self.store, self.clock)
        object.__setattr__(self, "standing", standing)
        object.__setattr__(self, "gate", Gate(self.store, self.clock, self.house, standing))
        object.__setattr__(self, "places", Places(self.store, standing.is_banned))
        object.__setattr__(self, "activity", Activity(self.broker.signal))
        object.__setattr__(self, "seal", Seal(self.store.seal_key))
        challenges = Challenges(self.seal, self.once, self.clock, lambda: self.house.challenge)
        object.__setattr__(self, "challenges", challenges)
        self.house.is_challenging = challenges.needed

    def free_before(self) -> int:
        """Names of guests last seen before this time may be taken; never of one who is here."""
        return self.clock() - max(self.house.name_hold_days * DAY_MS, HERE_MS)
