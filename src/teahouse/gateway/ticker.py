"""Something done again and again, until stopped."""

from __future__ import annotations

from collections.abc import Callable

Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""(seconds, callback) → what cancels it."""


class Ticker:
    """Calls `work` after each `period()` seconds."""

    __slots__ = ("_cancel", "_later", "_period", "_work")

    def __init__(self, later: Later, period: Callable[[], float], work: Callable[[], None]) -> None:
        self._later = later
        self._period = period
        self._work = work
        self._cancel = later(period(), self._tick)

    def stop(self) -> None:
        """No more calls."""
        self._cancel()

    def _tick(self) -> None:
        self._cancel = self._later(self._period(), self._tick)
        self._work()
