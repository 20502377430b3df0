"""An import: each room of a source becomes a new room of this place, with its own log.

Everything is an event as the ordinary append makes it, with its own time, under a key that
only the source decides: so a run that was stopped is simply run again, and nothing comes twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from teahouse.model.errors import NameTakenError, RoomNotFoundError
from teahouse.model.people import Person
from teahouse.model.text import TITLE_CHARACTERS, TOPIC_CHARACTERS
from teahouse.moves.errors import MoveError
from teahouse.moves.incoming_files import IncomingFiles
from teahouse.moves.newcomers import Newcomers
from teahouse.moves.report import Report, Told, nobody
from teahouse.moves.room_writer import RoomWriter
from teahouse.moves.said import Hall, Said, Source
from teahouse.moves.spool import BATCH, Spool
from teahouse.protocol.parts import Extras, RoomInfo
from teahouse.store import effects
from teahouse.store.port import NewEvent, Store
from teahouse.store.port_rooms import IMPORTED_NAME

NAMESPACE: Final = UUID("6f4f3f0e-0f0c-5d3a-9a5e-7d1c2b7a8e11")
TRIES: Final = 10_000
NO_TIME: Final = 0
AT_ONCE: Final = 4
"""Rooms that are filled at the same time: while one waits for the database, another goes on."""


class Choice(Struct, frozen=True, kw_only=True):
    """What the operator chose. `access` None: as the source has it, else for members; `private`: conversations too."""

    access: str | None = None
    owner: str | None = None
    match_names: bool = False
    private: bool = False


class Import:
    """One run. `now` is Unix milliseconds."""

    def __init__(
        self,
        store: Store,
        source: Source,
        files: IncomingFiles,
        report: Report,
        now: int,
        choice: Choice | None = None,
        begin: Callable[[int], Told] = lambda _: nobody,
    ) -> None:
        """`begin` hears how many messages there are, and gives what hears of each."""
        self._store = store
        self._source = source
        self._files = files
        self._report = report
        self._now = now
        self._choice = choice or Choice()
        self._begin = begin
        self._people = Newcomers(store, source.id, source.authors(), report, now)

    async def run(self) -> None:
        """All of it. MoveError, and RetryableError where the store cannot go on: then run it again."""
        choice = self._choice
        if choice.match_names:
            await self._people.match()
        owner = await self._owner()
        halls = [hall for hall in self._source.halls() if self._wanted(hall)]
        spool = Spool()
        try:
            await asyncio.to_thread(self._fill, spool, frozenset(hall.key for hall in halls))
            told = self._begin(spool.count)
            rooms = await self._rooms()
            # All first, so that they are listed in the order of the source.
            made = [(hall, await self._open(hall, spool, owner, rooms, told)) for hall in halls]
            places = asyncio.Semaphore(AT_ONCE)
            await _together(
                [_fill_room(hall, writer, spool, places) for hall, writer in made if writer is not None]
            )
        finally:
            spool.close()

    def _wanted(self, hall: Hall) -> bool:
        if hall.title or self._choice.private:
            return True
        self._report.note("conversations of a few left out; --private brings them")
        return False

    def _fill(self, spool: Spool, halls: frozenset[str]) -> None:
        batch: list[Said] = []
        for said in self._source.said():
            if said.hall not in halls:
                continue
            if said.at <= NO_TIME:
                self._report.note("messages without a time, left out", said.key)
                continue
            if said.at > self._now:
                self._report.note("messages from the future, which are of now", said.key)
                said = replace(said, at=self._now)
            batch.append(said)
            if len(batch) == BATCH:
                spool.put(batch)
                batch = []
        spool.put(batch)

    async def _owner(self) -> Person | None:
        wanted = self._choice.owner
        if wanted is None:
            return await self._people.owner()
        found = await self._store.people_by_name([wanted])
        if not found:
            raise MoveError(f"Nobody here is called {wanted}; --owner names who gets the rooms.")
        return found[0].person.plain()

    async def _rooms(self) -> dict[str, RoomInfo]:
        """The rooms of earlier runs."""
        rooms: dict[str, RoomInfo] = {}
        for room in await self._store.all_rooms():
            try:
                info = (await self._store.room(room)).info
            except RoomNotFoundError:
                continue
            if info.name.startswith(IMPORTED_NAME):
                rooms[info.name] = info
        return rooms

    async def _open(
        self, hall: Hall, spool: Spool, owner: Person | None, rooms: dict[str, RoomInfo], told: Told
    ) -> RoomWriter | None:
        """The room, made if it is not there, with its members."""
        base = uuid5(NAMESPACE, f"{self._source.id}\n{hall.key}")
        name = f"{IMPORTED_NAME}{base.hex}"
        # A conversation of a few is theirs, not the owner's of the place.
        members = [await self._people.person(key) for key in hall.members]
        keeper = owner if hall.title else next(iter(members), owner)
        known = rooms.get(name)
        if known is not None and known.owner is not None:
            # What the keeper does is known again by who did it.
            keeper = (await self._store.person(known.owner)).person.plain()
        if keeper is None:
            keeper = await self._first_author(hall, spool)
            if keeper is None:
                self._report.note("empty rooms left out, as nobody owns this place", hall.title)
                return None
        if known is None:
            room = await self._make(name, hall, keeper)
            self._report.rooms += 1
        else:
            room = known.id
        writer = RoomWriter(
            self._store, room, base, keeper, self._people, self._files, self._report, self._now, told
        )
        if self._access(hall) == "private":
            await self._put_members(writer, members, keeper)
        return writer

    async def _first_author(self, hall: Hall, spool: Spool) -> Person | None:
        for said, _ in spool.of(hall.key):
            return await self._people.person(said.author)
        return None

    def _access(self, hall: Hall) -> str:
        if not hall.title or hall.access == "private":
            # What only some could read is never opened by bringing it here.
            return "private"
        return self._choice.access or hall.access or "members"

    async def _make(self, name: str, hall: Hall, keeper: Person) -> int:
        people = ", ".join(self._people.name(key) for key in hall.members)
        wanted = " ".join((hall.title or people or "…").split())
        topic = " ".join(hall.topic.split())[:TOPIC_CHARACTERS]
        for number in range(1, TRIES):
            suffix = "" if number == 1 else f" {number}"
            title = wanted[: TITLE_CHARACTERS - len(suffix)] + suffix
            try:
                place = await self._store.add_room(
                    name, title, topic, keeper.id, self._now, access=self._access(hall), history=hall.history
                )
            except NameTakenError:
                continue
            if title != wanted:
                self._report.note(
                    "rooms under another title, as theirs is taken or too long", f"{wanted} → {title}"
                )
            return place.info.id
        raise NameTakenError

    async def _put_members(self, writer: RoomWriter, members: Iterable[Person], keeper: Person) -> None:
        there = (await self._store.room(writer.room)).roles
        for member in members:
            if member.id not in there and member.id != keeper.id:
                await self._store.append(
                    NewEvent(
                        room=writer.room,
                        kind=effects.MEMBER_ADDED,
                        sender=keeper,
                        key=writer.key(f"member/{member.id}"),
                        body=None,
                        extras=Extras(member=member, role="member"),
                    )
                )


async def _fill_room(hall: Hall, writer: RoomWriter, spool: Spool, places: asyncio.Semaphore) -> None:
    async with places:
        await writer.write(spool.of(hall.key), hall.pins)
        if hall.archived or hall.read_only:
            await writer.close_room(archived=hall.archived, read_only=hall.read_only)


async def _together(work: list[Coroutine[None, None, None]]) -> None:
    """All of it; the first failure ends the others, and is told."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
