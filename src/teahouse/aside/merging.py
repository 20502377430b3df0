"""One notice for a person and room in ten seconds: the first at once, those that follow together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct

WINDOW_SECONDS = 10.0
"""Phones that ring at every word are silenced, and services that take notices bear a few a minute."""

MOST = 100
"""Calls of one room that wait; the oldest give way."""


class Call(Struct, frozen=True):
    """A message that calls somebody, and why."""

    seq: int
    reason: str


Tell = Callable[[int, int, list[Call]], None]
"""From a person, a room and the calls, first to last."""


class Merging:
    """`later` calls back after so many seconds; `tell` sends one notice of all the calls that it gets."""

    def __init__(self, later: Callable[[float, Callable[[], None]], object], tell: Tell) -> None:
        self._later = later
        self._tell = tell
        self._waiting: dict[tuple[int, int], list[Call]] = {}

    def add(self, person: int, room: int, call: Call) -> None:
        """Tell it now, or with others once ten seconds have passed since the last notice."""
        waiting = self._waiting.get((person, room))
        if waiting is None:
            self._begin(person, room, [call])
            return
        if len(waiting) == MOST:
            del waiting[0]
        if all(other.seq != call.seq for other in waiting):
            waiting.append(call)

    def flush(self) -> None:
        """Tell all that waits: the server is going."""
        waiting, self._waiting = self._waiting, {}
        for (person, room), calls in waiting.items():
            if calls:
                self._tell(person, room, calls)

    def _begin(self, person: int, room: int, calls: list[Call]) -> None:
        self._waiting[person, room] = []
        self._later(WINDOW_SECONDS, partial(self._end, person, room))
        self._tell(person, room, calls)

    def _end(self, person: int, room: int) -> None:
        calls = self._waiting.pop((person, room), None)
        if calls:
            self._begin(person, room, calls)
