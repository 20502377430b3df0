"""Rate limits: token buckets and the guard against floods. Time is an argument, in seconds.

Several nodes tell each other what was taken where it begins to matter (`debts`, `spend`):
so whoever talks to all of them gets little more than from one.
"""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum
from math import ceil
from typing import Final, Self

from msgspec import Struct


class Limit(StrEnum):
    """What is limited. `address.` limits are high, for a school may sit behind one address."""

    PERSON_MESSAGES = "person.messages"
    PERSON_CHANGES = "person.changes"
    PERSON_READS = "person.reads"
    PERSON_MARKS = "person.marks"
    PERSON_SEARCHES = "person.searches"
    PERSON_ROOMS = "person.rooms"
    PERSON_TRIALS = "person.trials"
    PERSON_REPORTS = "person.reports"
    PERSON_EVERYONE = "person.everyone"
    PERSON_RENAMES = "person.renames"
    PERSON_TYPING = "person.typing"
    PERSON_ACCOUNT = "person.account"
    NAME_SIGN_INS = "name.sign_ins"
    NAME_RESETS = "name.resets"
    PERSON_UPLOADS = "person.uploads"
    PERSON_EXPORTS = "person.exports"
    PERSON_DOWNLOADS = "person.downloads"
    ADDRESS_MESSAGES = "address.messages"
    ADDRESS_READS = "address.reads"
    ADDRESS_CONNECTIONS = "address.connections"
    ADDRESS_JOINS = "address.joins"
    ADDRESS_SIGN_INS = "address.sign_ins"
    ADDRESS_LINKS = "address.links"
    ADDRESS_UPLOADS = "address.uploads"
    ADDRESS_DOWNLOADS = "address.downloads"


DAY: Final = 86_400
"""Seconds."""


class Rate(Struct, frozen=True):
    """`burst` at once, then `per_second`."""

    burst: float
    per_second: float


RATES: Final[dict[Limit, Rate]] = {
    Limit.PERSON_MESSAGES: Rate(10, 1),
    Limit.PERSON_CHANGES: Rate(20, 2),
    Limit.PERSON_READS: Rate(60, 10),
    Limit.PERSON_MARKS: Rate(30, 2),
    Limit.PERSON_SEARCHES: Rate(20, 2),
    Limit.PERSON_ROOMS: Rate(5, 1 / 60),
    # Notices on trial, which the server sends elsewhere.
    Limit.PERSON_TRIALS: Rate(10, 1 / 30),
    Limit.PERSON_REPORTS: Rate(10, 1 / 30),
    Limit.PERSON_EVERYONE: Rate(2, 1 / 60),
    Limit.PERSON_RENAMES: Rate(5, 1 / 30),
    Limit.PERSON_TYPING: Rate(20, 2),
    # Passwords, addresses, tokens, links: what costs a hash or makes a secret.
    Limit.PERSON_ACCOUNT: Rate(20, 1 / 6),
    # Whoever guesses one person's password from everywhere gets some thousands of tries a day.
    Limit.NAME_SIGN_INS: Rate(20, 1 / 30),
    Limit.NAME_RESETS: Rate(3, 1 / 900),
    Limit.PERSON_UPLOADS: Rate(50, 200 / DAY),
    Limit.PERSON_EXPORTS: Rate(3, 6 / DAY),
    # A page full of images asks for each of them, and a video for many parts.
    Limit.PERSON_DOWNLOADS: Rate(600, 30),
    Limit.ADDRESS_MESSAGES: Rate(600, 60),
    Limit.ADDRESS_READS: Rate(3_000, 300),
    Limit.ADDRESS_CONNECTIONS: Rate(1_000, 50),
    Limit.ADDRESS_JOINS: Rate(300, 2),
    # A class of pupils that signs in at once, and then one each two seconds.
    Limit.ADDRESS_SIGN_INS: Rate(120, 1 / 2),
    Limit.ADDRESS_LINKS: Rate(120, 1),
    Limit.ADDRESS_UPLOADS: Rate(1_000, 4_000 / DAY),
    Limit.ADDRESS_DOWNLOADS: Rate(10_000, 1_000),
}
"""The one table of rates. A key (a person, an address) has its own bucket for each."""


SHARED: Final[dict[Limit, Limit]] = {
    Limit.PERSON_MESSAGES: Limit.ADDRESS_MESSAGES,
    Limit.PERSON_CHANGES: Limit.ADDRESS_MESSAGES,
    Limit.PERSON_SEARCHES: Limit.ADDRESS_READS,
    Limit.PERSON_READS: Limit.ADDRESS_READS,
    Limit.PERSON_UPLOADS: Limit.ADDRESS_UPLOADS,
    Limit.PERSON_DOWNLOADS: Limit.ADDRESS_DOWNLOADS,
}
"""The limits of a person that the person's address has a limit for as well."""


class Bucket:
    """Tokens that come back with time; a bucket that was never touched is full.

    Kept as the one time at which it will be full again (the generic cell rate
    algorithm, ITU-T I.371): eight bytes, and no clock of its own.
    """

    __slots__ = ("_full_at", "_rate")

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._full_at = float("-inf")

    def take(self, now: float, cost: float = 1) -> int:
        """0 and the tokens are taken; or none is, and the milliseconds until they could be.

        A cost above the burst is granted by a full bucket alone, which then owes the rest.
        """
        full_at = max(self._full_at, now)
        missing = (full_at - now) * self._rate.per_second
        affordable = self._rate.burst - min(cost, self._rate.burst)
        if missing > affordable + 1e-9:
            return max(1, ceil((missing - affordable) / self._rate.per_second * 1000))
        self._full_at = full_at + cost / self._rate.per_second
        return 0

    def spend(self, now: float, cost: float) -> None:
        """Take what was granted elsewhere: below zero if need be, down to minus one burst."""
        lowest = now + 2 * self._rate.burst / self._rate.per_second
        spent = max(self._full_at, now) + cost / self._rate.per_second
        self._full_at = max(self._full_at, min(spent, lowest))

    def is_low(self, now: float) -> bool:
        """Whether more than half of it is gone."""
        return (self._full_at - now) * self._rate.per_second > self._rate.burst / 2

    def is_full(self, now: float) -> bool:
        """Whether forgetting this bucket would change nothing."""
        return self._full_at <= now


class Limits:
    """A bucket for each limit and key that was used lately; full ones are forgotten."""

    def __init__(self, rates: dict[Limit, Rate] | None = RATES) -> None:
        self._rates = rates
        self._buckets: dict[tuple[Limit, Hashable], Bucket] = {}
        self._debts: dict[tuple[Limit, int | str], float] = {}
        self._sweep_at = _SWEEP_FROM

    @classmethod
    def off(cls) -> Self:
        """Limits that let everything pass."""
        return cls(None)

    @property
    def lifted(self) -> bool:
        """Whether everything passes."""
        return self._rates is None

    def take(self, limit: Limit, key: Hashable, now: float, cost: float = 1) -> int:
        """0 if it may go on; else nothing is taken, and the milliseconds to wait.

        A key that is a person's id or an address (`int` or `str`) is the same on every
        node; any other is known to this one alone.
        """
        if self._rates is None:
            return 0
        bucket = self._bucket(self._rates[limit], limit, key, now)
        wait = bucket.take(now, cost)
        if not wait and isinstance(key, int | str) and bucket.is_low(now):
            self._debts[limit, key] = self._debts.get((limit, key), 0) + cost
        return wait

    def take_shared(self, limit: Limit, key: Hashable, address: str, now: float) -> int:
        """`take` for a person and, where SHARED says so, for the address too."""
        wait = self.take(limit, key, now)
        shared = SHARED.get(limit)
        return wait if wait or shared is None else self.take(shared, address, now)

    def debts(self) -> list[tuple[str, int | str, float]]:
        """What was taken from low buckets since the last call: limit, key and cost of each."""
        debts, self._debts = self._debts, {}
        return [(limit.value, key, cost) for (limit, key), cost in debts.items()]

    def spend(self, name: str, key: int | str, cost: float, now: float) -> None:
        """Take off what another node granted; a limit that is not known here is passed over."""
        limit = _BY_NAME.get(name)
        if self._rates is not None and limit is not None and cost > 0:
            self._bucket(self._rates[limit], limit, key, now).spend(now, cost)

    def _bucket(self, rate: Rate, limit: Limit, key: Hashable, now: float) -> Bucket:
        bucket = self._buckets.get((limit, key))
        if bucket is None:
            if len(self._buckets) >= self._sweep_at:
                self.sweep(now)
            bucket = self._buckets[limit, key] = Bucket(rate)
        return bucket

    def sweep(self, now: float) -> None:
        """Forget the full buckets; called by `take` too, each time their number has doubled."""
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}
        self._sweep_at = max(_SWEEP_FROM, 2 * len(self._buckets))

    def __len__(self) -> int:
        return len(self._buckets)


_SWEEP_FROM: Final = 1024
_BY_NAME: Final = {limit.value: limit for limit in Limit}


class FloodGuard:
    """Counts raw frames of one connection before they are decoded; close with 4429 when it says so.

    At most `frames` in any `seconds` may pass, judged on the two latest windows of
    that length: the older one counts by the part of it that is still inside.
    """

    __slots__ = ("_count", "_frames", "_previous", "_seconds", "_window")

    def __init__(self, frames: int = 400, seconds: float = 10) -> None:
        self._frames = frames
        self._seconds = seconds
        self._window = 0
        self._count = 0
        self._previous = 0

    def is_flood(self, now: float) -> bool:
        """Count one frame; whether it is one too many."""
        window, inside = divmod(now, self._seconds)
        if window != self._window:
            self._previous = self._count if window == self._window + 1 else 0
            self._window, self._count = int(window), 0
        self._count += 1
        return self._count + self._previous * (1 - inside / self._seconds) > self._frames
