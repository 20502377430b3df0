"""Things to be sent that nobody waits for: a bounded number of them, ended with the server."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

AT_ONCE: Final = 16
WAITING: Final = 1_000

_log = logging.getLogger(__name__)


class Errands:
    """Runs what it is given, 16 at a time; when a thousand wait, further ones are dropped and counted."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self.dropped = 0
        self._gate = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, errand: Callable[[], Coroutine[None, None, object]]) -> bool:
        """Begin it when there is room; False if it was dropped. It may raise: that is logged."""
        if len(self._tasks) >= self._most:
            self.dropped += 1
            return False
        task = asyncio.create_task(self._done(errand))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def aclose(self, seconds: float = 2.0) -> None:
        """Wait that long for what is under way, then end it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _done(self, errand: Callable[[], Coroutine[None, None, object]]) -> None:
        async with self._gate:
            try:
                await errand()
            except Exception:
                # Nobody waits who could be told; the next errand is not concerned.
                _log.exception("an errand failed")
