"""What became of an export or import: counts, and what could not be taken as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

SHOWN: Final = 5
"""Examples of each kind of note."""

Told = Callable[[int], None]
"""Hears how many more messages are done."""


def nobody(_: int) -> None:
    """For who need not be told."""


class Report:
    """Counts, and notes of a few kinds, each with the first examples."""

    def __init__(self) -> None:
        self.people = 0
        self.rooms = 0
        self.messages = 0
        self.known = 0
        self.changes = 0
        self.files = 0
        self._notes: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}

    def note(self, what: str, example: str = "") -> None:
        """Something was not taken as it was; `what` is one of few sentences."""
        self._notes[what] += 1
        examples = self._examples.setdefault(what, [])
        if example and len(examples) < SHOWN and example not in examples:
            examples.append(example[:120])

    @property
    def notes(self) -> dict[str, int]:
        """How often each was noted."""
        return dict(self._notes)

    def lines(self) -> list[str]:
        """The notes, for people."""
        lines = []
        for what, count in sorted(self._notes.items()):
            examples = ", ".join(self._examples[what])
            lines.append(
                f"{what}: {count:,}" + (f" ({examples}{', …' if count > SHOWN else ''})" if examples else "")
            )
        return lines
