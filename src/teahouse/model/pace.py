"""How fast a count grows, from samples of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

SAMPLE_SECONDS: Final = 5.0
SAMPLES: Final = 13
"""They span a minute."""


class Pace:
    """`count` is sampled every few seconds; `now` is steady seconds, `later` calls back."""

    def __init__(
        self,
        count: Callable[[], int],
        now: Callable[[], float],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._count = count
        self._now = now
        self._later = later
        self._samples: deque[tuple[float, int]] = deque(maxlen=SAMPLES)
        self._sample()

    def per_minute(self) -> float | None:
        """Over the last minute, or as long as there are samples; None before the first seconds are over."""
        (since, count) = self._samples[0]
        seconds = self._now() - since
        if seconds < SAMPLE_SECONDS:
            return None
        # A worker that was replaced counts from zero again.
        return round(max(0, self._count() - count) * 60 / seconds, 1)

    def _sample(self) -> None:
        self._samples.append((self._now(), self._count()))
        self._later(SAMPLE_SECONDS, self._sample)
