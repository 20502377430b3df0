"""Whom the other nodes have in one room: a plain object, time comes in as seconds.

Each person of another node is one connection more in the room's presence. Graces are
that node's business: whom it calls gone is gone. Who is merely missing from what it has
(a lost hint, or the node stops and they come back elsewhere) is given a grace. A node
that is silent for a lease is forgotten.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

from teahouse.broker.port import PresenceMoved, PresenceRange
from teahouse.gateway.presence import GRACE, Presence
from teahouse.model.people import Person

LEASE = 30.0


class _Node:
    """Another node's people by id, in order; it is believed until its lease is over."""

    __slots__ = ("people", "until")

    def __init__(self) -> None:
        self.people: list[int] = []
        self.until = 0.0


class Remote:
    """The other nodes' people, counted in `presence`; `own` are this node's."""

    def __init__(self, presence: Presence, own: Presence) -> None:
        self._presence = presence
        self._own = own
        self._nodes: dict[str, _Node] = {}

    def __bool__(self) -> bool:
        return bool(self._nodes)

    def moved(self, signal: PresenceMoved, node: str, now: float) -> list[int]:
        """Some came or have other names, some left; the ids of those whom we call otherwise."""
        theirs = self._of(node, now)
        doubts = self._come(theirs, signal.here, self._presence.arrive)
        for person in signal.gone:
            at = bisect_left(theirs.people, person)
            if theirs.people[at : at + 1] == [person]:
                del theirs.people[at]
                self._leave(person, now, 0.0)
        return doubts

    def range(self, signal: PresenceRange, node: str, now: float) -> list[int]:
        """Of these ids exactly those are there; the ids of those whom we call otherwise."""
        theirs = self._of(node, now)
        low = bisect_left(theirs.people, signal.low)
        high = len(theirs.people) if signal.high is None else bisect_right(theirs.people, signal.high)
        there = {person.id for person in signal.people}
        missing = [person for person in theirs.people[low:high] if person not in there]
        for person in missing:
            del theirs.people[bisect_left(theirs.people, person)]
            self._leave(person, now, GRACE)
        # They did not come just now: they were there before we knew.
        return self._come(theirs, signal.people, self._presence.find)

    def expire(self, now: float) -> bool:
        """Forget the nodes whose lease is over; whether there were any."""
        silent = [node for node, theirs in self._nodes.items() if theirs.until <= now]
        for node in silent:
            for person in self._nodes.pop(node).people:
                self._leave(person, now, 0.0)
        return bool(silent)

    def renew(self, now: float) -> None:
        """All leases begin again: nobody could be heard."""
        for theirs in self._nodes.values():
            theirs.until = now + LEASE

    def _of(self, node: str, now: float) -> _Node:
        theirs = self._nodes.get(node)
        if theirs is None:
            theirs = self._nodes[node] = _Node()
        theirs.until = now + LEASE
        return theirs

    def _come(self, theirs: _Node, people: Iterable[Person], come: Callable[[Person], object]) -> list[int]:
        doubts = []
        for person in people:
            name = self._presence.name(person.id)
            if name is not None and name != person.name:
                doubts.append(person.id)
                person = Person(person.id, name)
            at = bisect_left(theirs.people, person.id)
            if theirs.people[at : at + 1] != [person.id]:
                theirs.people.insert(at, person.id)
                come(person)
        return doubts

    def _leave(self, person: int, now: float, grace: float) -> None:
        # Who is in a grace of our own keeps it.
        self._presence.depart(person, now, GRACE if self._own.holds(person) else grace)
