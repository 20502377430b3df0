"""The rooms as this process knows them, and who may come into them."""

from __future__ import annotations

from asyncio import Future, ensure_future, shield
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from teahouse.model.errors import RoomClosedError, RoomNotFoundError
from teahouse.model.people import Actor, Person
from teahouse.store.port import Place, Store

T = TypeVar("T")
KEPT = 4_096
"""Rooms that are remembered; beyond it all are forgotten, and read again."""


class Places:
    """What a room is called, who may come in and who wants to hear all of it: read once, kept until it changes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._places: dict[int, Place] = {}
        self._levels: dict[int, dict[int, str]] = {}
        self._changes = 0
        self._asked: dict[tuple[int, int, int], Future[Any]] = {}

    async def get(self, room: int) -> Place:
        """RoomNotFoundError if there is none."""
        known = self._places.get(room)
        return await self._read(self._places, room, self._store.room) if known is None else known

    async def enter(self, room: int, actor: Actor) -> Place:
        """A room that this actor may come into; else it is as if there were none."""
        place = await self.get(room)
        if not may_enter(place, actor.person):
            raise RoomNotFoundError
        return place

    async def levels(self, room: int) -> dict[int, str]:
        """Whose level of notices in this room is all or none."""
        known = self._levels.get(room)
        return await self._read(self._levels, room, self._store.notify_levels) if known is None else known

    def forget(self, room: int | None = None) -> None:
        """This room, or any (None), is called or used otherwise now."""
        self._changes += 1
        for known in (self._places, self._levels):
            if room is None:
                known.clear()
            else:
                known.pop(room, None)

    async def _read(self, known: dict[int, T], room: int, read: Callable[[int], Awaitable[T]]) -> T:
        """Who asks at once shares one question, but never an older one than the last change."""
        before = self._changes
        asked = (id(known), room, before)
        task = self._asked.get(asked)
        if task is None:
            task = self._asked[asked] = ensure_future(read(room))
            task.add_done_callback(lambda _: self._asked.pop(asked, None))
        found: T = await shield(task)
        if before == self._changes:
            # Nothing was said to have changed while it was read.
            if len(known) >= KEPT:
                known.clear()
            known[room] = found
        return found


def may_enter(place: Place, person: Person | None) -> bool:
    """Whether a person (None: a visitor) may know of this room."""
    return place.members is None or (person is not None and person.id in place.members)


def check_open(place: Place, person: Person) -> None:
    """RoomClosedError where this person can say nothing new."""
    info = place.info
    if info.archived or (info.read_only and info.owner != person.id):
        raise RoomClosedError
