"""Things to be sent that nobody waits for: a bounded number of them, ended with the server."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Hashable

AT_ONCE: Final = 16
WAITING: Final = 1_000
EACH_AT_ONCE: Final = 2
EACH_MOST: Final = 40
"""Of one person's: so whose services hang is in nobody else's way."""

_log = logging.getLogger(__name__)


class _Lane:
    """Errands of one person, those that wait too."""

    __slots__ = ("count", "gate")

    def __init__(self) -> None:
        self.count = 0
        self.gate = asyncio.Semaphore(EACH_AT_ONCE)


class Errands:
    """Runs what it is given, 16 at a time; when a thousand wait, further ones are dropped and counted."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self.dropped = 0
        self._gate = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes: dict[Hashable, _Lane] = {}

    def run(self, errand: Callable[[], Coroutine[None, None, object]], whose: Hashable = None) -> bool:
        """Begin it when there is room; False if it was dropped. It may raise: that is logged.

        Of those with the same `whose`, two run at a time, and no more than 40 are kept.
        """
        lane = _Lane() if whose is None else self._lanes.get(whose, _Lane())
        if len(self._tasks) >= self._most or lane.count >= EACH_MOST:
            self.dropped += 1
            return False
        lane.count += 1
        if whose is not None:
            self._lanes[whose] = lane
        task = asyncio.create_task(self._done(errand, lane))
        task.add_done_callback(lambda _: self._ended(lane, whose))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def pause(self, seconds: float) -> None:
        """Within an errand: wait, and let others go on meanwhile."""
        self._gate.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self._gate.acquire()

    async def aclose(self, seconds: float = 2.0) -> None:
        """Wait that long for what is under way, then end it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ended(self, lane: _Lane, whose: Hashable) -> None:
        lane.count -= 1
        if not lane.count:
            self._lanes.pop(whose, None)

    async def _done(self, errand: Callable[[], Coroutine[None, None, object]], lane: _Lane) -> None:
        async with lane.gate, self._gate:
            try:
                await errand()
            except Exception:
                # Nobody waits who could be told; the next errand is not concerned.
                _log.exception("an errand failed")
