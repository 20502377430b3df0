"""The rooms that this node has open: those with members, and for a while after.

Opening begins with the broker, so that nothing is missed between the reading of the
room and its being live; what came meanwhile is fetched last.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from teahouse.broker.port import PresenceAsked
from teahouse.chat.context import Context
from teahouse.chat.rooms import LATEST
from teahouse.gateway.gaps import Gaps
from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.ring import RING_EVENTS
from teahouse.model.errors import RetryableError
from teahouse.store.port import StoredEvent

IDLE_SECONDS = 60.0
MANY_EVENTS = 2 * RING_EVENTS


class Interest:
    """Opens and closes rooms. `now` is seconds; `closed` hears of every room that was."""

    def __init__(
        self,
        context: Context,
        hub: Hub,
        gaps: Gaps,
        now: Callable[[], float],
        closed: Callable[[Room], None],
    ) -> None:
        self._context = context
        self._hub = hub
        self._gaps = gaps
        self._now = now
        self._closed = closed
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._entering: dict[Room, int] = {}
        self._idle: dict[Room, float] = {}
        self._histories = 0

    @asynccontextmanager
    async def entering(self, room_id: int) -> AsyncIterator[Room]:
        """The live room, which stays open meanwhile; RoomNotFoundError."""
        room = await self._room(room_id)
        self._idle.pop(room, None)
        self._entering[room] = self._entering.get(room, 0) + 1
        try:
            yield room
        finally:
            left = self._entering[room] - 1
            if left:
                self._entering[room] = left
            else:
                del self._entering[room]

    def close_idle(self) -> None:
        """Close the rooms in which nobody has been for a minute; called about every second."""
        for room in list(self._hub.rooms.values()):
            if room in self._entering or any(room.audiences):
                self._idle.pop(room, None)
            elif self._now() - self._idle.setdefault(room, self._now()) >= IDLE_SECONDS:
                self._close(room)

    def close_all(self) -> None:
        """All rooms have another history now: whoever comes opens them anew."""
        self._histories += 1
        for room in list(self._hub.rooms.values()):
            self._close(room)

    def close(self, room: Room) -> None:
        """There is no such room any more."""
        if self._hub.rooms.get(room.id) is room:
            self._close(room)

    def _close(self, room: Room) -> None:
        self._idle.pop(room, None)
        self._hub.close(room)
        self._gaps.forget(room)
        self._closed(room)
        self._context.broker.unwatch(room.id)

    async def _room(self, room_id: int) -> Room:
        while True:
            room = self._hub.rooms.get(room_id)
            if room is not None:
                return room
            opening = self._opening.get(room_id)
            if opening is None:
                opening = self._opening[room_id] = asyncio.create_task(self._open(room_id))
                opening.add_done_callback(lambda _: self._opening.pop(room_id, None))
            await asyncio.shield(opening)

    async def _open(self, room_id: int) -> None:
        context, gaps = self._context, self._gaps
        await context.broker.watch(room_id)
        try:
            while True:
                history = self._histories
                gaps.open(room_id)
                # This never changes: no private room becomes another kind.
                is_private = (await context.places.get(room_id)).info.access == "private"
                head, newest = await self._newest(room_id)
                if history == self._histories:
                    break
        except BaseException:
            gaps.opened(room_id)
            context.broker.unwatch(room_id)
            raise
        room = self._hub.open(room_id, head, newest, is_private=is_private)
        if gaps.opened(room_id):
            with suppress(RetryableError):
                # What was committed between the reading and the opening was not heard. If the store
                # fails just now, the room is behind and not wrong, and the sweep repairs it.
                await gaps.catch_up(room)
        context.broker.signal(PresenceAsked(room_id))

    async def _newest(self, room_id: int) -> tuple[int, list[StoredEvent]]:
        """The room's newest events, for the ring, and its head: most often in one query.

        What is known of the room may be old; it is not where little comes after it.
        """
        context = self._context
        head = (await context.places.get(room_id)).info.head
        newest = await context.store.events(room_id, max(head - RING_EVENTS, 0), LATEST, MANY_EVENTS)
        if 0 < len(newest) < MANY_EVENTS:
            return newest[-1].seq, newest
        head = (await context.store.room(room_id)).info.head
        return head, await context.store.events(room_id, max(head - RING_EVENTS, 0), head, RING_EVENTS)
