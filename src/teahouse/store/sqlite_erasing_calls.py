"""The calls of `port_erasing`, as functions of a connection to read or of the writer's cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from teahouse.store import sqlite_erasing

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.model.files import FileRecord
    from teahouse.store.driver import driver
    from teahouse.store.erasing_records import Erased, Membership, Mention

T = TypeVar("T")


class SqliteErasingCalls(ABC):
    """See `port_erasing.Erasing`."""

    @abstractmethod
    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        """On a thread that reads."""

    @abstractmethod
    async def _erase(self, apply: Callable[[driver.Cursor], T]) -> T:
        """With the next batch; the log is emptied of what was to be gone."""

    async def rooms_of(self, person: int) -> list[int]:
        """See `Erasing.rooms_of`."""
        return await self._read(partial(sqlite_erasing.rooms_of, person))

    async def all_rooms(self) -> list[int]:
        """See `Erasing.all_rooms`."""
        return await self._read(sqlite_erasing.all_rooms)

    async def said_by(self, person: int, room: int, after: int, limit: int) -> list[int]:
        """See `Erasing.said_by`."""
        return await self._read(partial(sqlite_erasing.said_by, person, room, after, limit))

    async def marked_by(self, person: int, room: int, after: int, limit: int) -> list[int]:
        """See `Erasing.marked_by`."""
        return await self._read(partial(sqlite_erasing.marked_by, person, room, after, limit))

    async def naming(self, person: int, room: int, after: int) -> Mention:
        """See `Erasing.naming`."""
        return await self._read(partial(sqlite_erasing.naming, person, room, after))

    async def unname(self, person: int, room: int, seqs: list[int]) -> None:
        """See `Erasing.unname`."""
        await self._erase(partial(sqlite_erasing.unname, person, room, seqs))

    async def memberships(self, person: int) -> list[Membership]:
        """See `Erasing.memberships`."""
        return await self._read(partial(sqlite_erasing.memberships, person))

    async def files_of(self, person: int, after: str, limit: int) -> list[FileRecord]:
        """See `Erasing.files_of`."""
        return await self._read(partial(sqlite_erasing.files_of, person, after, limit))

    async def erase_person(self, person: int, now: int) -> Erased:
        """See `Erasing.erase_person`."""
        return await self._erase(partial(sqlite_erasing.erase_person, person, now))
