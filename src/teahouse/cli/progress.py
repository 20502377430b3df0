"""How far long work is: a bar with rate and time left in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.progress import Progress as Bar

EVERY_SECONDS: Final = 5.0


class Progress:
    """Stages, one after the other, on standard error. Use as a context manager."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is steady seconds."""
        self._clock = clock
        self._bar: Bar | None = _bar() if sys.stderr.isatty() else None
        self._title = ""
        self._total: int | None = None
        self._done = 0
        self._began = 0.0
        self._said = 0.0

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self, title: str, total: int | None) -> None:
        """A stage begins, of so many steps; None if nobody knows."""
        self._title, self._total, self._done = title, total, 0
        self._began = self._said = self._clock()
        if self._bar is not None:
            for task in self._bar.task_ids:
                self._bar.stop_task(task)
            self._bar.add_task(title, total=total)

    def advance(self, steps: int) -> None:
        """So many more are done."""
        self._done += steps
        if self._bar is not None:
            if self._bar.task_ids:
                self._bar.advance(self._bar.task_ids[-1], steps)
        elif self._clock() - self._said >= EVERY_SECONDS:
            self._said = self._clock()
            click.echo(self._line(), err=True)

    def done(self) -> None:
        """The stage is over."""
        if self._bar is not None and self._bar.task_ids:
            task = self._bar.task_ids[-1]
            self._bar.update(task, total=max(1, self._done), completed=max(1, self._done))
            self._bar.stop_task(task)

    def _line(self) -> str:
        rate = self._done / max(self._clock() - self._began, 0.001)
        if not self._total:
            return f"{self._title}: {self._done:,}, {rate:,.0f} a second"
        left = max(0, self._total - self._done) / max(rate, 0.001)
        return (
            f"{self._title}: {self._done:,} of {self._total:,} ({self._done / self._total:.0%}),"
            f" {rate:,.0f} a second, {left:,.0f} s left"
        )


def _bar() -> Bar:
    # Some megabytes that nobody needs without a terminal.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Task as Stage
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Stage) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.0f}/s")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
