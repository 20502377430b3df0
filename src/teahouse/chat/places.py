"""The rooms as this process knows them, who may come into them, and as what."""

from __future__ import annotations

from asyncio import Future, ensure_future, shield
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from teahouse.model.errors import RoomClosedError, RoomNotFoundError
from teahouse.model.people import ACCOUNTS, Actor, Role
from teahouse.model.permissions import Action, allowed, role_in
from teahouse.store.port import Guard, Place, Store

T = TypeVar("T")
KEPT = 4_096
"""Rooms that are remembered; beyond it all are forgotten, and read again."""

TRIES = 4
"""What changes while it is read is read again: whoever was sent away meanwhile does not come in."""


class Places:
    """What a room is called, who may come in and who wants to hear all of it: read once, kept until it changes."""

    def __init__(
        self, store: Store, is_banned: Callable[[int, int], bool] = lambda person, room: False
    ) -> None:
        """`is_banned` says whether a person may not be in a room, though others may."""
        self._store = store
        self._is_banned = is_banned
        self._places: dict[int, Place] = {}
        self._levels: dict[int, dict[int, str]] = {}
        self._asked: dict[tuple[int, int, int], Future[Any]] = {}
        self._changes = 0

    async def get(self, room: int) -> Place:
        """RoomNotFoundError if there is none."""
        known = self._places.get(room)
        return await self._read(self._places, room, self._store.room) if known is None else known

    async def enter(self, room: int, actor: Actor) -> Place:
        """A room that this actor may come into; else it is as if there were none."""
        place = await self.get(room)
        if not self.may_enter(place, actor):
            raise RoomNotFoundError
        return place

    def may_enter(self, place: Place, actor: Actor) -> bool:
        """Whether this actor may know of the room, and was not sent out of it."""
        banned = actor.person is not None and self._is_banned(actor.person.id, place.info.id)
        return may_enter(place, actor) and not banned

    def role(self, place: Place, actor: Actor) -> Role:
        """What this actor is in a room that they may come into."""
        return role_here(place, actor)

    async def levels(self, room: int) -> dict[int, str]:
        """Whose level of notices in this room is all or none."""
        known = self._levels.get(room)
        return await self._read(self._levels, room, self._store.notify_levels) if known is None else known

    @property
    def changes(self) -> int:
        """Counts up with all that is heard of rooms."""
        return self._changes

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
        for _ in range(TRIES):
            before = self._changes
            asked = (id(known), room, before)
            task = self._asked.get(asked)
            if task is None:
                task = self._asked[asked] = ensure_future(read(room))
                task.add_done_callback(partial(self._answered, asked))
            found: T = await shield(task)
            if before == self._changes:
                # Nothing was said to have changed while it was read.
                if len(known) >= KEPT:
                    known.clear()
                known[room] = found
                break
        return found

    def _answered(self, asked: tuple[int, int, int], _: Future[Any]) -> None:
        self._asked.pop(asked, None)


def may_enter(place: Place, actor: Actor) -> bool:
    """Whether this actor may know of the room."""
    if place.members is not None:
        return actor.person is not None and actor.person.id in place.members
    return place.info.access != "members" or actor.role in ACCOUNTS


def role_here(place: Place, actor: Actor) -> Role:
    """What an actor is in this room, of what they are in the house and in it.

    In a conversation of a few nobody is more than the others.
    """
    if place.direct:
        return actor.role if actor.role.rank < Role.MEMBER.rank else Role.MEMBER
    return role_in(actor, None if actor.person is None else place.roles.get(actor.person.id))


def is_above(place: Place | None, actor: Actor, other: Actor) -> bool:
    """Whether an actor may act on somebody, in a room or (None) in the house: nobody does on their like.

    Who keeps the house is above whom it gave less, in every room, even its owner: else whoever
    made a room could not be stopped in it. And no room's owner is above who keeps the house.
    """
    if place is None or place.direct or Role.MODERATOR.rank <= max(actor.role.rank, other.role.rank):
        return actor.role.rank > other.role.rank
    return role_here(place, actor).rank > role_here(place, other).rank


def guard_of(place: Place) -> Guard | None:
    """What the store asks once more of who does something here: another node may have sent them out."""
    return Guard(member=True) if place.info.access == "private" and not place.direct else None


def check_open(place: Place, actor: Actor) -> None:
    """RoomClosedError where this actor can say nothing new."""
    info = place.info
    if info.archived or (info.read_only and not allowed(role_here(place, actor), Action.MESSAGE_SEND_CLOSED)):
        raise RoomClosedError
