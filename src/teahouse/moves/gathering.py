"""What an export may tell: rooms and messages as they are now, without what was meant for few.

Whispers and direct conversations only if that is asked for; what is held, shadowed or taken
back never.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final, Protocol

from teahouse.model.errors import RoomNotFoundError
from teahouse.model.people import Person
from teahouse.moves.errors import MoveError
from teahouse.store import effects
from teahouse.store.port import Place, RoomSnapshot, StoredEvent, Stretch

PAGE: Final = 1_000


class Readings(Protocol):
    """The calls of a store that an export needs."""

    async def all_rooms(self) -> list[int]: ...

    async def room(self, room: int) -> Place: ...

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot: ...

    async def stretch(self, room: int, after: int, upto: int, limit: int) -> Stretch: ...

    async def people(self, people: list[int]) -> list[Person]: ...


class Gathering:
    """Reads a store for an export; every page is of one moment."""

    def __init__(self, store: Readings, *, private: bool) -> None:
        self._store = store
        self._private = private

    async def rooms(self, wanted: str | None) -> list[Place]:
        """The rooms to export: all, or the one of this id, name or title. MoveError."""
        places = []
        for room in await self._store.all_rooms():
            try:
                place = await self._store.room(room)
            except RoomNotFoundError:
                # It was deleted, and is not yet cleared.
                continue
            info = place.info
            if wanted is None:
                if not place.direct or self._private:
                    places.append(place)
            elif wanted.casefold() in (info.name.casefold(), info.title.casefold(), str(info.id)):
                if place.direct and not self._private:
                    raise MoveError(
                        f"Room {wanted} is a conversation of a few; --private exports it all the same."
                    )
                places.append(place)
        if wanted is not None and len(places) != 1:
            found = ", ".join(str(place.info.id) for place in places)
            raise MoveError(
                f"There is no room {wanted}."
                if not places
                else f"Several rooms are called {wanted}: give an id of {found}."
            )
        return places

    async def pins(self, place: Place) -> tuple[int, ...]:
        """Seqs of the pinned messages, the last one first."""
        return (await self._store.load(place.info.id, None, 1)).pins

    async def messages(self, place: Place) -> AsyncIterator[list[StoredEvent]]:
        """Those that may be told, a page at a time, and with them how far the log was read."""
        room, after, upto = place.info.id, place.info.first_seq - 1, place.info.head
        while after < upto:
            events = (await self._store.stretch(room, after, upto, PAGE)).events
            if not events:
                return
            yield [event for event in events if self._may_tell(event, place)]
            after = events[-1].seq

    async def names(self, people: set[int]) -> list[Person]:
        """What they are called now, in order of id."""
        found: list[Person] = []
        ids = sorted(people)
        for start in range(0, len(ids), PAGE):
            found += await self._store.people(ids[start : start + PAGE])
        return sorted(found, key=lambda person: person.id)

    def _may_tell(self, event: StoredEvent, place: Place) -> bool:
        if event.kind != effects.CREATED or event.body is None:
            return False
        if event.folded is not None and event.folded.recalled_at is not None:
            return False
        readers = event.visible_to
        if readers is None:
            return event.to is None or self._private
        # What its author alone reads is held or shadowed, whomever it was meant for.
        meant = event.to is not None or place.direct
        return self._private and meant and len(set(readers) - {event.sender.id}) > 0
