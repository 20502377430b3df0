"""Counters and histograms, cheap enough for the hot path; exposed by the HTTP layer."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


@dataclass(slots=True)
class Histogram:
    """How often a value fell at or below each bound (the last bucket: above all)."""

    bounds: tuple[float, ...]
    counts: list[int] = field(init=False)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def observe(self, value: float, times: int = 1) -> None:
        """Count `value`, `times` times."""
        self.counts[bisect_left(self.bounds, value)] += times
        self.total += value * times


@dataclass(slots=True)
class Meters:
    """What this process counts. Latencies in seconds, from bytes in to bytes handed to the kernel."""

    connections: int = 0
    classic_connections: int = 0
    messages: int = 0
    deliveries: int = 0
    slow_closes: int = 0
    ephemeral_drops: int = 0
    early_events: int = 0
    gap_fetches: int = 0
    sweeps: int = 0
    sweep_repairs: int = 0
    sessions_revoked: int = 0
    database_up: bool = True
    cpu_seconds: float = 0.0
    resident_bytes: int = 0
    open_files: int = 0
    most_files: int = 0
    refusals: dict[str, int] = field(default_factory=dict)
    delivery: Histogram = field(default_factory=lambda: Histogram(SECONDS))
    acknowledgement: Histogram = field(default_factory=lambda: Histogram(SECONDS))
    journal_batch: Histogram = field(default_factory=lambda: Histogram(ROWS))

    def refused(self, code: str) -> None:
        """Count a refusal under its stable code."""
        self.refusals[code] = self.refusals.get(code, 0) + 1
