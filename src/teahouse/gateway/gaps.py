"""What a room is missing here: events that came too early, and one fetch for the rest.

Hints come in any order, so an early event waits a moment for those before it; what does
not come by then is fetched. However many hints and clients find that something is
missing, one fetch per room is under way at a time.
"""

from __future__ import annotations

from asyncio import Task, shield
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.ring import RING_EVENTS
from teahouse.gateway.ticker import Later
from teahouse.model.errors import RetryableError, UnavailableError
from teahouse.model.meters import Meters
from teahouse.store.port import StoredEvent

EARLY_SECONDS = 0.02
"""How long the events before an early one may take, by another way through the broker."""

EARLY_EVENTS = 128
"""More than this are not kept in a room: they are fetched with the rest."""

Fetch = Callable[[int, int], Awaitable[list[StoredEvent]]]
"""(room, after) → the events after that seq, in order, at most RING_EVENTS."""

Spawn = Callable[[Coroutine[Any, Any, RetryableError | None]], "Task[RetryableError | None]"]


class _Gap:
    """What is known to be missing in one room. `tail` is the room's when the wait began."""

    __slots__ = ("cancel", "early", "fetch", "head", "tail")

    def __init__(self) -> None:
        self.head = 0
        self.tail = 0
        self.early: dict[int, StoredEvent] = {}
        self.cancel: Callable[[], None] | None = None
        self.fetch: Task[RetryableError | None] | None = None


class Gaps:
    """The gaps of all live rooms. `healthy` says whether it is worth while to wait for hints."""

    def __init__(
        self, hub: Hub, fetch: Fetch, spawn: Spawn, later: Later, healthy: Callable[[], bool], meters: Meters
    ) -> None:
        self._hub = hub
        self._fetch = fetch
        self._spawn = spawn
        self._later = later
        self._healthy = healthy
        self._meters = meters
        self._gaps: dict[Room, _Gap] = {}
        self._opening: dict[int, bool] = {}

    def open(self, room_id: int) -> None:
        """This room is being read: what is heard of it until `opened` is not lost without notice."""
        self._opening[room_id] = False

    def opened(self, room_id: int) -> bool:
        """Whether something may have been missed since `open`."""
        return self._opening.pop(room_id, False) or not self._healthy()

    def hear(self, event: StoredEvent) -> None:
        """A committed event, in any order and any number of times."""
        room = self._hub.rooms.get(event.room)
        if room is None:
            self._miss(event.room)
            return
        if self._hub.publish(event):
            gap = self._gaps.get(room)
            if gap is not None:
                self._fill(room, gap)
            return
        self._meters.early_events += 1
        gap = self._of(room)
        gap.head = max(gap.head, event.seq)
        if len(gap.early) < EARLY_EVENTS:
            gap.early[event.seq] = event
        if gap.fetch is None and gap.cancel is None:
            self._wait(room, gap)

    def hear_head(self, room_id: int, seq: int) -> None:
        """The room has got this far; the event itself will not come."""
        room = self._hub.rooms.get(room_id)
        if room is None:
            self._miss(room_id)
        elif seq > room.tail:
            gap = self._of(room)
            gap.head = max(gap.head, seq)
            if gap.fetch is None:
                self._start(room, gap)

    async def catch_up(self, room: Room, upto: int | None = None) -> None:
        """Fetch until seq `upto` is here, or until what the store has now (None); UnavailableError."""
        for _ in range(2):
            if upto is not None and room.tail >= upto:
                return
            gap = self._of(room)
            fresh = gap.fetch is None
            problem = await shield(gap.fetch or self._start(room, gap))
            if problem is not None:
                raise UnavailableError(retry_after_ms=problem.retry_after_ms) from problem
            if fresh:
                # A fetch that was under way may have read before what is asked for was there; this one not.
                return

    def forget(self, room: Room) -> None:
        """The room is closed: nothing more goes into it."""
        gap = self._gaps.pop(room, None)
        if gap is not None:
            self._stop_waiting(gap)

    def _miss(self, room_id: int) -> None:
        if room_id in self._opening:
            self._opening[room_id] = True

    def _of(self, room: Room) -> _Gap:
        gap = self._gaps.get(room)
        if gap is None:
            gap = self._gaps[room] = _Gap()
        return gap

    def _wait(self, room: Room, gap: _Gap) -> None:
        if not self._healthy():
            self._start(room, gap)
            return
        gap.tail = room.tail
        gap.cancel = self._later(EARLY_SECONDS, partial(self._waited, room, gap))

    def _waited(self, room: Room, gap: _Gap) -> None:
        gap.cancel = None
        if room.tail > gap.tail:
            # What was missing came; what is missing now has not been waited for yet.
            self._wait(room, gap)
        else:
            self._start(room, gap)

    def _start(self, room: Room, gap: _Gap) -> Task[RetryableError | None]:
        self._stop_waiting(gap)
        gap.fetch = self._spawn(self._fetch_all(room, gap))
        return gap.fetch

    async def _fetch_all(self, room: Room, gap: _Gap) -> RetryableError | None:
        began, known = room.tail, gap.head
        try:
            while True:
                self._meters.gap_fetches += 1
                missed = await self._fetch(room.id, room.tail)
                if self._hub.rooms.get(room.id) is not room:
                    return None  # closed, or of another epoch
                for event in missed:
                    self._hub.publish(event)
                if len(missed) < RING_EVENTS:
                    return None
        except RetryableError as problem:
            # Whoever waits is told; for all others the sweep tries again.
            return problem
        finally:
            gap.fetch = None
            if self._gaps.get(room) is gap:
                self._fill(room, gap)
                if room.tail < gap.head and (room.tail > began or gap.head > known):
                    # What came during the fetch may have been committed after it read.
                    self._wait(room, gap)

    def _fill(self, room: Room, gap: _Gap) -> None:
        """Let in what has its turn now; the gap is over when nothing is missing."""
        while (event := gap.early.pop(room.tail + 1, None)) is not None and self._hub.publish(event):
            pass
        if gap.early:
            gap.early = {seq: event for seq, event in gap.early.items() if seq > room.tail}
        if room.tail >= gap.head and gap.fetch is None:
            self._stop_waiting(gap)
            del self._gaps[room]

    def _stop_waiting(self, gap: _Gap) -> None:
        if gap.cancel is not None:
            gap.cancel()
            gap.cancel = None
