"""What a SQLite store has, for a program beside the server: it reads only, and a server may go on writing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from teahouse.model.errors import UnavailableError
from teahouse.store.driver import connect_reader, driver
from teahouse.store.errors import StoreDamagedError
from teahouse.store.migrate import is_migration_due
from teahouse.store.sqlite import DATABASE_NAME
from teahouse.store.sqlite_calls import SqliteCalls
from teahouse.store.sqlite_erasing_calls import SqliteErasingCalls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


def open_reading(folder: Path) -> SqliteReading:
    """The store in `folder`, which must be there and as new as this release; StoreOpenError says why not."""
    path = folder / DATABASE_NAME
    if not path.exists():
        raise StoreDamagedError(folder, f"there is no {DATABASE_NAME} in it")
    try:
        connection = connect_reader(path)
        if is_migration_due(connection, folder):
            connection.close()
            raise StoreDamagedError(folder, "it is of an older release; start the server of this one once")
        (store_id,) = connection.execute("SELECT store_id FROM meta").fetchone()
    except driver.Error as problem:
        raise StoreDamagedError(folder, str(problem)) from None
    return SqliteReading(connection, store_id)


class SqliteReading(SqliteCalls, SqliteErasingCalls):
    """The calls of `port.Log`, `Rooms`, `People` and `Erasing` that read; any other raises UnavailableError."""

    def __init__(self, connection: driver.Connection, store_id: str) -> None:
        self.store_id = store_id
        self._connection = connection
        self._one = asyncio.Lock()

    async def close(self) -> None:
        """Let go of the file."""
        async with self._one:
            self._connection.close()

    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        async with self._one:
            return await asyncio.to_thread(query, self._connection)

    async def _change(self, apply: Callable[[driver.Cursor], T]) -> T:
        raise UnavailableError

    async def _erase(self, apply: Callable[[driver.Cursor], T]) -> T:
        raise UnavailableError
