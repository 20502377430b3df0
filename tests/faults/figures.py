"""What a run of the faults leaves for the page: a line of JSON for each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

KEPT_IN = "TEAHOUSE_FAULTS_FIGURES"
"""Variable of the tests alone: the file to which figures are added."""


class Figures(Struct, frozen=True, kw_only=True, tag="struck"):
    """What a fault did: times in milliseconds, `facts` what each invariant was tried by."""

    fault: str
    broker: str
    seed: int
    clients: int
    messages: int
    caught_up_ms: int
    calm_p99_ms: int | None
    fault_p99_ms: int | None
    burst_ms: int | None
    facts: dict[str, int]
    violations: list[str]

    @classmethod
    def of_wait(cls, fault: str, seconds: float, facts: dict[str, int], violations: list[str]) -> Self:
        """Of a fault during which nobody talks."""
        return cls(
            fault=fault,
            broker="Redis",
            seed=0,
            clients=3,
            messages=1,
            caught_up_ms=round(seconds * 1000),
            calm_p99_ms=None,
            fault_p99_ms=None,
            burst_ms=None,
            facts=facts,
            violations=violations,
        )

    def __str__(self) -> str:
        calm = "" if self.calm_p99_ms is None else f", delivery p99 {self.calm_p99_ms} ms before"
        during = "" if self.fault_p99_ms is None else f", {self.fault_p99_ms} ms during it"
        burst = "" if not self.burst_ms else f", a burst without its last hint {self.burst_ms} ms"
        return (
            f"{self.fault} with {self.broker}: seed {self.seed}, {self.clients} clients, {self.messages} messages, "
            f"all caught up after {self.caught_up_ms} ms{calm}{during}{burst}"
        )


class Trial(Struct, frozen=True, kw_only=True, tag="apart"):
    """What a fault with a stage of its own did: `done` in words, `back_ms` until all had what was acknowledged."""

    fault: str
    store: str
    done: str
    acknowledged: int
    back_ms: int | None = None


def keep(found: Figures | Trial) -> None:
    """Print it, and keep it if this run is for the page."""
    print(found)
    if path := os.environ.get(KEPT_IN):
        with Path(path).open("ab") as file:
            file.write(msgspec.json.encode(found) + b"\n")


def read_kept(path: Path) -> list[Figures | Trial]:
    """All that a run left."""
    return [msgspec.json.decode(line, type=Figures | Trial) for line in path.read_bytes().splitlines()]
