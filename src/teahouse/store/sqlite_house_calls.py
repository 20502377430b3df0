"""Each call of `port_house.Houses`, as a function of a connection to read or of the writer's cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from teahouse.store import sqlite_house, sqlite_retention
from teahouse.store.house_rows import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from teahouse.store.driver import driver
    from teahouse.store.port_house import Expired, Figures, KeptHouse, Lodger, RoomSize

T = TypeVar("T")


class SqliteHouseCalls(ABC):
    """See `port_house.Houses`."""

    @abstractmethod
    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        """On a thread that reads."""

    @abstractmethod
    async def _change(self, apply: Callable[[driver.Cursor], T]) -> T:
        """With the next batch."""

    @abstractmethod
    async def _erase(self, apply: Callable[[driver.Cursor], T]) -> T:
        """The same; afterwards nothing of what it took away is in the files."""

    async def house(self) -> KeptHouse:
        """See `Houses.house`."""
        return await self._read(sqlite_house.house)

    async def set_house(self, values: Mapping[str, Any]) -> None:
        """See `Houses.set_house`."""
        await self._change(partial(sqlite_house.set_house, as_json(values)))

    async def lodgers(self, query: str, before: int | None, now: int, limit: int) -> list[Lodger]:
        """See `Houses.lodgers`."""
        return await self._read(partial(sqlite_house.lodgers, query, before, now, limit))

    async def room_sizes(self) -> list[RoomSize]:
        """See `Houses.room_sizes`."""
        return await self._read(sqlite_house.room_sizes)

    async def figures(self) -> Figures:
        """See `Houses.figures`."""
        return await self._read(sqlite_house.figures)

    async def ageing(self, now: int, days: int) -> list[tuple[int, int]]:
        """See `Houses.ageing`."""
        return await self._read(partial(sqlite_retention.ageing, now, days))

    async def expire(self, room: int, before: int, limit: int) -> Expired:
        """See `Houses.expire`."""
        gone = await self._change(partial(sqlite_retention.expire, room, before, limit))
        if not gone.more:
            await self._erase(_nothing)
        return gone

    async def prune(self, room: int, before: int, limit: int) -> int:
        """See `Houses.prune`."""
        return await self._change(partial(sqlite_retention.prune, room, before, limit))

    async def drop_room(self, room: int) -> None:
        """See `Houses.drop_room`."""
        await self._erase(partial(sqlite_retention.drop, room))

    async def dropped_rooms(self) -> list[int]:
        """See `Houses.dropped_rooms`."""
        return await self._read(sqlite_retention.dropped)

    async def clear_room(self, room: int, limit: int) -> Expired:
        """See `Houses.clear_room`."""
        gone = await self._change(partial(sqlite_retention.clear, room, limit))
        if not gone.more:
            await self._erase(_nothing)
        return gone


def _nothing(cursor: driver.Cursor) -> None:
    """What the steps before took away leaves the log as well: once for all, for each time the disk is waited for."""
