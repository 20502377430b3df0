"""What a measurement gives: figures beside their bars, and what stands behind them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FAULTS = ("missing", "duplicates", "reordered", "undelivered", "misplaced", "doubled", "different", "strayed")
"""What the load generator finds wrong with deliveries; native/ledger.h says what each means."""


@dataclass(frozen=True)
class Effort:
    """How much time a run may take, and where it may write."""

    folder: Path
    quick: bool
    install: bool

    @property
    def repetitions(self) -> int:
        """Of each contender, in turns."""
        return 1 if self.quick else 2

    @property
    def rounds(self) -> int:
        """Of two servers right after each other."""
        return 1 if self.quick else 7

    @property
    def seconds(self) -> float:
        """Of a measured window."""
        return 1.5 if self.quick else 3


@dataclass(frozen=True)
class Figure:
    """One number with its bar and its goal; `most` says whether they are upper limits."""

    what: str
    value: float | None
    unit: str
    bar: float | None = None
    goal: float | None = None
    most: bool = True

    @property
    def verdict(self) -> str:
        """goal (and with it the bar), bar, missed, or not run; empty where there is no bar."""
        if self.value is None:
            return "not run"
        if self.bar is None:
            return ""
        if not self._reaches(self.bar):
            return "missed"
        return "goal" if self.goal is not None and self._reaches(self.goal) else "bar"

    def _reaches(self, limit: float) -> bool:
        assert self.value is not None
        return self.value <= limit if self.most else self.value >= limit


@dataclass
class Outcome:
    """The figures of one row of the plan."""

    id: str
    title: str
    figures: list[Figure] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0

    @contextlib.contextmanager
    def step(self, what: str) -> Iterator[None]:
        """What fails in it is noted as not run, and what comes after it goes on."""
        try:
            yield
        except Exception as error:
            self.notes.append(f"{what}: did not run: {type(error).__name__}: {error}")

    def as_json(self) -> dict[str, Any]:
        """Plain data, with each figure's verdict."""
        figures = [{**asdict(figure), "verdict": figure.verdict} for figure in self.figures]
        return {**asdict(self), "figures": figures}


def check(report: dict[str, Any], notes: list[str], who: str) -> None:
    """Notes whatever the load generator found wrong in a run."""
    wrong = {name: report[name] for name in (*FAULTS, "closed", "errors") if report[name]}
    if wrong:
        told = f"{who}: WRONG {wrong}"
        notes.append(f"{told}; first: {report['first_error']}" if report["first_error"] else told)
