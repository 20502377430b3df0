"""Each call of the port, as a function of a connection to read or of the writer's cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from teahouse.store import (
    sqlite_files,
    sqlite_marks,
    sqlite_names,
    sqlite_people,
    sqlite_reads,
    sqlite_rooms,
    sqlite_search,
    sqlite_sessions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

    from teahouse.model.people import Person, Role
    from teahouse.protocol.parts import RoomSummary
    from teahouse.store.driver import driver
    from teahouse.store.port import (
        FileRecord,
        Found,
        Place,
        PushTarget,
        ReadState,
        RoomSnapshot,
        StoredEvent,
        StoredPerson,
        Stretch,
        Survey,
        Version,
        Wanted,
    )

T = TypeVar("T")


class SqliteCalls(ABC):
    """See `port.Store`: all but appending and closing."""

    epoch: str

    @abstractmethod
    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        """On a thread that reads."""

    @abstractmethod
    async def _change(self, apply: Callable[[driver.Cursor], T]) -> T:
        """With the next batch."""

    async def knows(self, room: int, sender: int, key: UUID) -> bool:
        """See `Log.knows`."""
        return await self._read(partial(sqlite_reads.knows, room, sender, key))

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot:
        """See `Log.load`."""
        return await self._read(partial(sqlite_reads.load, room, person, limit))

    async def stretch(self, room: int, after: int, upto: int, limit: int) -> Stretch:
        """See `Log.stretch`."""
        return await self._read(partial(sqlite_reads.stretch, room, after, upto, limit))

    async def messages(self, room: int, seqs: list[int]) -> Stretch:
        """See `Log.messages`."""
        return await self._read(partial(sqlite_reads.messages, room, seqs))

    async def events(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        """See `Log.events`."""
        return await self._read(partial(sqlite_reads.events, room, after, upto, limit))

    async def edits(self, room: int, seq: int) -> list[Version]:
        """See `Log.edits`."""
        return await self._read(partial(sqlite_reads.edits, room, seq))

    async def first_seq(self, room: int) -> int:
        """See `Log.first_seq`."""
        return await self._read(partial(sqlite_reads.first_seq, room))

    async def search(self, person: int | None, wanted: Wanted, before: int | None, limit: int) -> Found:
        """See `Log.search`."""
        return await self._read(partial(sqlite_search.search, person, wanted, before, limit))

    async def rooms(self, person: int | None) -> list[RoomSummary]:
        """See `Rooms.rooms`."""
        return await self._read(partial(sqlite_rooms.rooms, person))

    async def room(self, room: int) -> Place:
        """See `Rooms.room`."""
        return await self._read(partial(sqlite_rooms.room, room))

    async def rooms_named(self, name: str) -> list[int]:
        """See `Rooms.rooms_named`."""
        return await self._read(partial(sqlite_rooms.named, name))

    async def add_room(
        self,
        name: str,
        title: str,
        topic: str,
        owner: int,
        now: int,
        *,
        access: str = "public",
        history: str = "all",
    ) -> Place:
        """See `Rooms.add_room`."""
        add = partial(sqlite_rooms.add, name, title, topic, owner, now, access, history)
        return await self._change(add)

    async def open_direct(self, people: list[int], now: int) -> tuple[Place, bool]:
        """See `Rooms.open_direct`."""
        return await self._change(partial(sqlite_rooms.open_direct, people, now))

    async def survey(self, rooms: list[int], revoked_since: int) -> Survey:
        """See `Rooms.survey`."""
        return await self._read(partial(sqlite_reads.survey, self.epoch, rooms, revoked_since))

    async def mark_read(self, room: int, person: int, seq: int, *, back: bool = False) -> ReadState:
        """See `Reads.mark_read`."""
        return await self._change(partial(sqlite_marks.mark_read, room, person, seq, back))

    async def set_notify(self, room: int, person: int, level: str) -> ReadState:
        """See `Reads.set_notify`."""
        return await self._change(partial(sqlite_marks.set_notify, room, person, level))

    async def mentions(
        self, person: int, before: int | None, limit: int, without: Collection[int] = ()
    ) -> Found:
        """See `Reads.mentions`."""
        return await self._read(partial(sqlite_marks.mentions, person, before, limit, without))

    async def notify_levels(self, room: int) -> dict[int, str]:
        """See `Reads.notify_levels`."""
        return await self._read(partial(sqlite_marks.notify_levels, room))

    async def add_person(
        self,
        name: str,
        role: Role,
        token: str | None,
        now: int,
        free_before: int,
        *,
        label: str = "",
        expires_at: int | None = None,
    ) -> Person:
        """See `People.add_person`."""
        return await self._change(
            partial(sqlite_people.add, name, role, token, now, free_before, label, expires_at)
        )

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        """See `People.rename`."""
        return await self._change(partial(sqlite_people.rename, person, name, now, free_before))

    async def set_status(self, person: int, away: bool, status: str) -> Person:
        """See `People.set_status`."""
        return await self._change(partial(sqlite_people.set_status, person, away, status))

    async def person(self, person: int) -> StoredPerson:
        """See `People.person`."""
        return await self._read(partial(sqlite_names.person, person))

    async def people(self, people: list[int]) -> list[Person]:
        """See `People.people`."""
        return await self._read(partial(sqlite_names.people, people))

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        """See `People.people_by_name`."""
        return await self._read(partial(sqlite_names.people_by_name, names))

    async def find_people(self, start: str, limit: int) -> list[Person]:
        """See `People.find_people`."""
        return await self._read(partial(sqlite_names.find_people, start, limit))

    async def person_by_token(self, token: str) -> StoredPerson | None:
        """See `People.person_by_token`."""
        return await self._read(partial(sqlite_names.person_by_token, token))

    async def end_session(self, session: str, now: int) -> None:
        """See `People.end_session`."""
        await self._change(partial(sqlite_sessions.end, session, now))

    async def seen(self, people: list[int], now: int) -> None:
        """See `People.seen`."""
        await self._change(partial(sqlite_people.seen, people, now))

    async def free_name(self, person: int) -> None:
        """See `People.free_name`."""
        await self._change(partial(sqlite_people.free, person))

    async def set_ignored(self, person: int, other: int, *, ignored: bool) -> None:
        """See `People.set_ignored`."""
        await self._change(partial(sqlite_people.set_ignored, person, other, ignored))

    async def ignored(self, person: int) -> frozenset[int]:
        """See `People.ignored`."""
        return await self._read(partial(sqlite_names.ignored, person))

    async def ignored_by(self, person: int, among: list[int]) -> frozenset[int]:
        """See `People.ignored_by`."""
        return await self._read(partial(sqlite_names.ignored_by, person, among))

    async def add_file(self, record: FileRecord) -> None:
        """See `Files.add_file`."""
        await self._change(partial(sqlite_files.add, record))

    async def file(self, file: str) -> FileRecord | None:
        """See `Files.file`."""
        return await self._read(partial(sqlite_files.file, file))

    async def drop_file(self, file: str, *, only_unsent: bool = False) -> bool:
        """See `Files.drop_file`."""
        return await self._change(partial(sqlite_files.drop, file, only_unsent))

    async def known_files(self, files: list[str]) -> set[str]:
        """See `Files.known_files`."""
        return await self._read(partial(sqlite_files.known, files))

    async def unsent_files(self, before: int) -> list[FileRecord]:
        """See `Files.unsent_files`."""
        return await self._read(partial(sqlite_files.unsent, before))

    async def file_bytes(self, person: int | None) -> int:
        """See `Files.file_bytes`."""
        return await self._read(partial(sqlite_files.size, person))

    async def push_keys(self, make: Callable[[], str]) -> str:
        """See `Pushes.push_keys`."""
        return await self._change(partial(sqlite_files.push_keys, make))

    async def add_push(self, target: PushTarget) -> int:
        """See `Pushes.add_push`."""
        return await self._change(partial(sqlite_files.add_push, target))

    async def drop_push(self, person: int, target: int) -> None:
        """See `Pushes.drop_push`."""
        await self._change(partial(sqlite_files.drop_push, person, target))

    async def pushes(self, people: list[int]) -> list[PushTarget]:
        """See `Pushes.pushes`."""
        return await self._read(partial(sqlite_files.pushes, people))

    async def pushes_in(self, room: int) -> list[PushTarget]:
        """See `Pushes.pushes_in`."""
        return await self._read(partial(sqlite_files.pushes_in, room))
