"""The newest events of a room in memory, so that most resumes ask no database."""

from __future__ import annotations

from collections import deque
from itertools import islice

from teahouse.gateway.audience import Frames

RING_EVENTS = 512
RING_BYTES = 262_144
"""More than this is not written in one turn, for the reader may not take it: so it is not kept either."""


class Ring:
    """Frames of consecutive seqs, the last one being the room's tail."""

    __slots__ = ("_bytes", "_frames", "tail")

    def __init__(self, tail: int) -> None:
        self.tail = tail
        self._frames: deque[Frames] = deque()
        self._bytes = 0

    def append(self, frames: Frames) -> None:
        """The next event; its seq must be `tail + 1`."""
        if frames.seq != self.tail + 1:
            raise ValueError(f"seq {frames.seq} after {self.tail}")
        self._frames.append(frames)
        self._bytes += len(frames.shown)
        self.tail = frames.seq
        while len(self._frames) > RING_EVENTS or self._bytes > RING_BYTES:
            self._drop(1)

    def erase(self, target: int) -> None:
        """The text of this message is to be nowhere: what is from before its last frame is let go of."""
        last = 0
        for place, frames in enumerate(self._frames, 1):
            if target in (frames.seq, frames.text_of):
                last = place
        self._drop(last)

    def forget(self, first: int) -> None:
        """Nothing from before this seq is to be here, nor what has the text of such a message."""
        last = 0
        for place, frames in enumerate(self._frames, 1):
            if frames.seq < first or (frames.text_of is not None and frames.text_of < first):
                last = place
        self._drop(last)

    def reaches(self, after: int) -> bool:
        """Whether every event after seq `after` is here (or there is none)."""
        return self.tail - len(self._frames) <= after <= self.tail

    def since(self, after: int, person: int | None, floor: int = 0) -> bytes:
        """All frames after seq `after` as this person gets them, who sees the room after `floor`.

        `reaches(after)` must hold.
        """
        start = len(self._frames) - (self.tail - after)
        return b"".join(frames.to(person, floor) for frames in islice(self._frames, start, None))

    def _drop(self, count: int) -> None:
        """Let go of the oldest ones."""
        for _ in range(count):
            self._bytes -= len(self._frames.popleft().shown)
