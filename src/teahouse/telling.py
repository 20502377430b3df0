"""How long work (a copy, a move) says how far it is; the command line shows it."""

from __future__ import annotations

from typing import Protocol


class Telling(Protocol):
    """One stage after the other."""

    def start(self, title: str, total: int | None) -> None:
        """A stage begins, of so many steps; None if nobody knows."""

    def advance(self, steps: int) -> None:
        """So many more are done."""

    def done(self) -> None:
        """The stage is over."""


class Silent:
    """Says nothing."""

    def start(self, title: str, total: int | None) -> None:
        """Nothing."""

    def advance(self, steps: int) -> None:
        """Nothing."""

    def done(self) -> None:
        """Nothing."""
