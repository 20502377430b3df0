"""The port of where people are told of what they miss; see `port` for what all calls promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from teahouse.store.records import PushTarget

if TYPE_CHECKING:
    from collections.abc import Callable


PUSHED_MOST = 1_000
"""Targets that one call of everyone reaches."""

PUSHES_MOST = 20
"""Targets of one person."""


class Pushes(Protocol):
    """Where people are told of what they miss."""

    async def push_keys(self, make: Callable[[], str]) -> str:
        """The server's own keys for Web Push (VAPID): what `make` gave at the first call, the same on every node."""
        ...

    async def add_push(self, target: PushTarget) -> int:
        """Its id; the same address of the same person and kind keeps its row. `target.id` is not looked at."""
        ...

    async def drop_push(self, person: int, target: int) -> None:
        """No more; nothing happens if it is not this person's."""
        ...

    async def pushes(self, people: list[int]) -> list[PushTarget]:
        """All of these people."""
        ...

    async def pushes_in(self, room: int) -> list[PushTarget]:
        """Of those who have read in this room, at most PUSHED_MOST; not of those who muted it."""
        ...
