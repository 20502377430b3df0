"""What moves in rooms, told to all nodes at most twice a second, whatever comes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from teahouse.broker.port import ReadsMoved, RoomsMoved, Signal
from teahouse.store.port import ReadState

TELL_SECONDS = 0.5
MOST = 60
"""In one signal: each takes less than 100 bytes of the 7,000."""

Later = Callable[[float, Callable[[], None]], object]


class Activity:
    """The last word on each room and each read position; without a timer it is told at once."""

    def __init__(self, signal: Callable[[Signal], None]) -> None:
        self._signal = signal
        self._later: Later | None = None
        self._rooms: dict[int, tuple[int, int, int]] = {}
        self._reads: dict[tuple[int, int], ReadState] = {}
        self._due = False

    def start(self, later: Later) -> None:
        """From now on it is collected. `later(seconds, callback)` is the event loop's."""
        self._later = later

    def moved(self, room: int, head: int, count: int) -> None:
        """A message was committed: the room's last seq, and how many messages it has."""
        known = self._rooms.get(room)
        if known is None or known[1] < head:
            self._rooms[room] = (room, head, count)
        self._tell()

    def read(self, state: ReadState) -> None:
        """A person has read, on one of their devices."""
        self._reads[state.person, state.room] = state
        self._tell()

    def _tell(self) -> None:
        if self._later is None:
            self._flush()
        elif not self._due:
            self._due = True
            self._later(TELL_SECONDS, self._flush)

    def _flush(self) -> None:
        self._due = False
        rooms, self._rooms = iter(self._rooms.values()), {}
        while some := tuple(islice(rooms, MOST)):
            self._signal(RoomsMoved(some))
        reads, self._reads = iter(self._reads.values()), {}
        while states := tuple(islice(reads, MOST)):
            self._signal(ReadsMoved(states))
