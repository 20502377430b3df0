"""Rooms that are behind the store, caught up a few at a time.

One that takes long keeps waiting neither the others nor the sweep's next round.
"""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from teahouse.model.errors import RetryableError

if TYPE_CHECKING:
    from teahouse.gateway.gaps import Gaps
    from teahouse.gateway.hub import Hub, Room
    from teahouse.model.meters import Meters

AT_ONCE = 3
"""Rooms. A store that nodes share has a reader more: neither the survey nor who comes in waits for slow rooms."""

log = logging.getLogger("teahouse.gateway")


class RoomRepair:
    """Lives on the event loop."""

    def __init__(self, hub: Hub, gaps: Gaps, meters: Meters) -> None:
        self._hub = hub
        self._gaps = gaps
        self._meters = meters
        self._waiting: dict[Room, int] = {}
        self._under_way: dict[Room, asyncio.Task[None]] = {}

    def take(self, behind: list[tuple[Room, int]]) -> None:
        """These rooms, and no others any more, are behind these heads."""
        self._waiting = {room: head for room, head in behind if room not in self._under_way}
        self._start()

    async def close(self) -> None:
        """Nothing more is repaired."""
        self._waiting.clear()
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _start(self) -> None:
        while self._waiting and len(self._under_way) < AT_ONCE:
            room = next(iter(self._waiting))
            head = self._waiting.pop(room)
            if room.tail < head and self._hub.rooms.get(room.id) is room:
                self._meters.sweep_repairs += 1
                task = asyncio.get_running_loop().create_task(self._catch_up(room, head))
                self._under_way[room] = task
                task.add_done_callback(partial(self._ended, room))

    async def _catch_up(self, room: Room, head: int) -> None:
        try:
            await self._gaps.catch_up(room, head)
        except RetryableError:
            # Most likely none can be repaired now; the sweep's next round tries again.
            self._waiting.clear()

    def _ended(self, room: Room, task: asyncio.Task[None]) -> None:
        del self._under_way[room]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a room could not be repaired", exc_info=error)
        self._start()
