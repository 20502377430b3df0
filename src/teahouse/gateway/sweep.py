"""Every second or two, this node compares itself with the store, and repairs what hints missed.

Hints may be lost in silence, always the last of a burst too: so the store is asked how far
the rooms are, which sessions ended, and whether its history is still the same one. That
it answers at all is also what says whether the database is there.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Protocol

from teahouse.chat.context import Context
from teahouse.gateway.gaps import EARLY_SECONDS, Gaps
from teahouse.gateway.hub import Hub
from teahouse.gateway.interest import Interest
from teahouse.gateway.repair import RoomRepair
from teahouse.gateway.ticker import Later
from teahouse.model.errors import TeahouseError
from teahouse.model.meters import Meters

SHORTEST_SECONDS = 1.0
LONGEST_SECONDS = 1.7
"""With the survey itself, what was missed is repaired within two seconds."""

SURVEY_SECONDS = 3.0
HEALTHY_SECONDS = 5.0
"""The database is down if no survey was answered for so long."""

OVERLAP_MS = 60_000
"""Asked for again each time: commits are late, and clocks differ."""

log = logging.getLogger("teahouse.gateway")


class Repairs(Protocol):
    """What the sweep has done besides rooms."""

    def revoke(self, session: str) -> None:
        """This session has ended."""

    def check_history(self, epoch: str) -> bool:
        """Whether this is the history that is known here; if not, all start over."""

    def drop(self, room: int) -> None:
        """The store has no such room any more."""

    def compare(self, listing: int, rights: int, queue: int) -> None:
        """The list of rooms, what people may do, and what waits for moderators changed so often."""


class Sweep:
    """`now` is steady seconds, `later` the event loop's."""

    def __init__(
        self,
        context: Context,
        hub: Hub,
        gaps: Gaps,
        interest: Interest,
        meters: Meters,
        now: Callable[[], float],
        later: Later,
        repairs: Repairs,
    ) -> None:
        self._context = context
        self._hub = hub
        self._rooms = RoomRepair(hub, gaps, meters)
        self._interest = interest
        self._meters = meters
        self._now = now
        self._later = later
        self._repairs = repairs
        self._answered = now()
        self._since = context.clock()
        self._round: asyncio.Task[None] | None = None
        self._again = False
        self._closed = False
        self._cancel = self._next()

    @property
    def database_ok(self) -> bool:
        """Whether the database answered lately."""
        return self._now() - self._answered <= HEALTHY_SECONDS

    async def begin(self) -> None:
        """Look once before anybody is here: what changes after that, hint or not, is noticed by the next round."""
        await self._sweep()

    def at_once(self) -> None:
        """Hints may have been lost until now. A round that is under way is followed by another."""
        if self._closed:
            return
        self._cancel()
        if self._round is not None:
            self._again = True
            return
        self._round = asyncio.get_running_loop().create_task(self._sweep())
        self._round.add_done_callback(self._ended)

    async def close(self) -> None:
        """No more rounds."""
        self._closed = True
        self._cancel()
        if self._round is not None:
            self._round.cancel()
            await asyncio.wait([self._round])
        await self._rooms.close()

    def _next(self) -> Callable[[], None]:
        return self._later(random.uniform(SHORTEST_SECONDS, LONGEST_SECONDS), self.at_once)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._round = None
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("sweep failed", exc_info=error)
        if not self._closed:
            if self._again:
                self._again = False
                self.at_once()
            else:
                self._cancel = self._next()

    async def _sweep(self) -> None:
        self._interest.close_idle()
        began = self._context.clock()
        self._meters.sweeps += 1
        try:
            async with asyncio.timeout(SURVEY_SECONDS):
                asked = list(self._hub.rooms)
                survey = await self._context.store.survey(asked, self._since - OVERLAP_MS)
        except (TeahouseError, TimeoutError) as problem:
            if self._meters.database_up and not self.database_ok:
                log.error("the database does not answer", extra={"why": str(problem)})
                self._meters.database_up = False
            return
        if not self._meters.database_up:
            log.info("the database answers again")
        self._meters.database_up = True
        self._answered = self._now()
        self._since = began
        if not self._repairs.check_history(survey.epoch):
            return
        self._repairs.compare(survey.listing, survey.rights, survey.queue)
        for gone in set(asked) - survey.heads.keys():
            self._repairs.drop(gone)
        for session in survey.revoked:
            self._repairs.revoke(session)
        behind = [
            (room, head)
            for room_id, head in survey.heads.items()
            if (room := self._hub.rooms.get(room_id)) is not None and room.tail < head
        ]
        if behind and self._context.broker.healthy:
            # Its hint is most likely on its way.
            await asyncio.sleep(EARLY_SECONDS)
        self._rooms.take(behind)
