"""What the nodes tell each other of who is in which room, and of what limits are used up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from teahouse.broker.port import LimitsSpent, PresenceAsked, PresenceMoved, PresenceRange
from teahouse.chat.context import Context
from teahouse.gateway.occupancy import Occupancy
from teahouse.gateway.pieces import pieces
from teahouse.gateway.ticker import Later, Ticker
from teahouse.model.limits import Limits
from teahouse.model.people import Person

BEAT_SECONDS = 1.0
PAUSE_SECONDS = 5.0
"""After so long without a beat it was this process that stood still, and heard nobody."""

SNAPSHOT_BEATS = 10
"""A third of the lease: one may be lost."""

ANSWER_SECONDS = 0.1
"""Up to this long after somebody asked, so that not all answer at once."""

SPENT_SECONDS = 0.5


class Neighbours:
    """Tells the other nodes of this one's people, and hears of theirs. `check_name` settles doubts."""

    def __init__(
        self,
        context: Context,
        occupancy: Occupancy,
        limits: Limits,
        now: Callable[[], float],
        later: Later,
        check_name: Callable[[int], None],
    ) -> None:
        self._broker = context.broker
        self._occupancy = occupancy
        self._limits = limits
        self._now = now
        self._later = later
        self._check_name = check_name
        self._told: set[int] = set()
        """The rooms of which others may believe that people of ours are there."""
        self._answering: set[int] = set()
        self._closed = False
        self._beats = random.randrange(SNAPSHOT_BEATS)
        self._beaten = now()
        self._tickers = (
            Ticker(later, lambda: BEAT_SECONDS, self._beat),
            Ticker(later, lambda: SPENT_SECONDS, self._tell_spent),
        )

    def moved(self, room: int, here: tuple[Person, ...], gone: tuple[int, ...]) -> None:
        """People of ours came, have other names, or left."""
        self._told.add(room)
        everyone: list[Person | int] = [*here, *gone]
        for group in pieces(everyone):
            came = tuple(each for each in group if isinstance(each, Person))
            left = tuple(each for each in group if isinstance(each, int))
            self._broker.signal(PresenceMoved(room, came, left))

    def hear(self, signal: PresenceAsked | PresenceMoved | PresenceRange, node: str) -> None:
        """What another node said."""
        if not isinstance(signal, PresenceAsked):
            for person in self._occupancy.hear(signal, node):
                self._check_name(person)
        elif signal.room not in self._answering and self._occupancy.own(signal.room):
            self._answering.add(signal.room)
            self._later(random.uniform(0, ANSWER_SECONDS), lambda: self._answer(signal.room))

    def hear_spent(self, signal: LimitsSpent) -> None:
        """What another node granted."""
        now = self._now()
        for name, key, cost in signal.spent:
            self._limits.spend(name, key, cost, now)

    def restored(self) -> None:
        """Hints come through again: tell all, ask all; nobody is believed to be gone before that."""
        self._occupancy.renew_leases()
        for room in self._occupancy.rooms():
            self._tell_all(room)
            self._broker.signal(PresenceAsked(room))

    def close(self) -> None:
        """Nobody is here any more; the others give our people a grace to come back elsewhere."""
        self._closed = True
        for ticker in self._tickers:
            ticker.stop()
        for room in sorted(self._told):
            self._broker.signal(PresenceRange(room, 0, None, ()))
        self._tell_spent()

    def _beat(self) -> None:
        now, before = self._now(), self._beaten
        self._beaten = now
        if now - before > PAUSE_SECONDS:
            self._occupancy.renew_leases()
        elif self._broker.healthy:
            self._occupancy.expire_leases()
        self._beats += 1
        if self._beats % SNAPSHOT_BEATS == 0:
            for room in self._told | set(self._occupancy.rooms()):
                self._tell_all(room)

    def _answer(self, room: int) -> None:
        self._answering.discard(room)
        if not self._closed:
            self._tell_all(room)

    def _tell_all(self, room: int) -> None:
        people = self._occupancy.own(room)
        if people:
            self._told.add(room)
        elif room in self._told:
            # Once more than needed: that the last one left may not have been heard.
            self._told.discard(room)
        else:
            return
        for signal in _snapshot(room, people):
            self._broker.signal(signal)

    def _tell_spent(self) -> None:
        for group in pieces(self._limits.debts()):
            self._broker.signal(LimitsSpent(group))


def _snapshot(room: int, people: Iterable[Person]) -> Iterator[PresenceRange]:
    """Ranges that cover all ids, with these people, given in order of id."""
    groups = list(pieces(people)) or [()]
    low = 0
    for group in groups[:-1]:
        yield PresenceRange(room, low, group[-1].id, group)
        low = group[-1].id + 1
    yield PresenceRange(room, low, None, groups[-1])
