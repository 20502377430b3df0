"""When nodes call a person by different names, the store is asked, and all are told."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from teahouse.broker.port import PersonRenamed
from teahouse.chat.context import Context
from teahouse.model.errors import TeahouseError

SETTLED_SECONDS = 5.0
MOST = 100
"""Names looked up in that time; what is still in doubt then comes again with the next snapshot."""


class Doubts:
    """`now` is seconds; `spawn` runs a look-up."""

    def __init__(
        self,
        context: Context,
        now: Callable[[], float],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        self._context = context
        self._now = now
        self._spawn = spawn
        self._settled: dict[int, float] = {}

    def check(self, person: int) -> None:
        """A node has another name for this person than we: one of us missed a rename."""
        now = self._now()
        while self._settled and (oldest := next(iter(self._settled.items())))[1] + SETTLED_SECONDS <= now:
            del self._settled[oldest[0]]
        if person not in self._settled and len(self._settled) < MOST:
            self._settled[person] = now
            self._spawn(self._settle(person))

    async def _settle(self, person: int) -> None:
        try:
            found = await self._context.store.person(person)
        except TeahouseError:
            return
        self._context.broker.signal(PersonRenamed(found.person))
