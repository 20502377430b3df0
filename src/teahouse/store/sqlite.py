"""The store in one SQLite file: one thread writes and checkpoints, two read."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from teahouse.model.seal import seal_key
from teahouse.store import sqlite_people, sqlite_search
from teahouse.store.driver import connect_reader, connect_writer, driver, warn_if_old
from teahouse.store.errors import StoreDamagedError, StoreNotWritableError, StoreOpenError
from teahouse.store.journal import Append, Change, Journal, Operation, Settle, attempt
from teahouse.store.lock import FolderLock
from teahouse.store.migrate import migrate_apart
from teahouse.store.sqlite_account_calls import SqliteAccountCalls
from teahouse.store.sqlite_append import BatchWriter
from teahouse.store.sqlite_calls import SqliteCalls
from teahouse.store.sqlite_checkpoint import Checkpointer, truncate
from teahouse.store.sqlite_erasing_calls import SqliteErasingCalls
from teahouse.store.sqlite_house_calls import SqliteHouseCalls
from teahouse.store.sqlite_order_calls import SqliteOrderCalls
from teahouse.store.times import unix_ms

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from teahouse.store.port import Appended, Found, NewEvent, Wanted

__all__ = ["DATABASE_NAME", "SqliteStore", "open_store", "unix_ms"]

DATABASE_NAME = "teahouse.db"
READERS = 2

T = TypeVar("T")
logger = logging.getLogger(__name__)


class _Opened(Struct):
    """What opening gives, on the writer thread."""

    connection: driver.Connection
    store_id: str
    epoch: str
    secret: bytes


async def open_store(
    folder: Path,
    *,
    now: Callable[[], int] = unix_ms,
    clock: Callable[[], float] = time.monotonic,
    on_batch: Callable[[int], None] | None = None,
) -> SqliteStore:
    """The store in `folder`, made and migrated if need be; StoreOpenError says why not.

    `now` is Unix time in milliseconds, `clock` monotonic seconds; `on_batch` hears the
    size of each batch committed.
    """
    warn_if_old()
    lock = FolderLock(folder)
    writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
    loop = asyncio.get_running_loop()
    try:
        opened = await loop.run_in_executor(writer, _open, folder)
    except BaseException:
        writer.shutdown()
        lock.release()
        raise
    return SqliteStore(folder, lock, writer, opened, loop, now, clock, on_batch)


class SqliteStore(SqliteCalls, SqliteAccountCalls, SqliteErasingCalls, SqliteOrderCalls, SqliteHouseCalls):
    """See `port.Store`. Bound to the event loop that opened it."""

    def __init__(
        self,
        folder: Path,
        lock: FolderLock,
        writer: ThreadPoolExecutor,
        opened: _Opened,
        loop: asyncio.AbstractEventLoop,
        now: Callable[[], int],
        clock: Callable[[], float],
        on_batch: Callable[[int], None] | None,
    ) -> None:
        self.epoch = opened.epoch
        self.store_id = opened.store_id
        self.seal_key = seal_key(opened.secret)
        self._path = folder / DATABASE_NAME
        self._lock = lock
        self._connection = opened.connection
        self._loop = loop
        self._writer = writer
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reader")
        self._own = threading.local()
        self._reading: list[driver.Connection] = []
        self._closing: asyncio.Task[None] | None = None
        # Whoever searches, which may take long, leaves a reader to all others.
        self._searching = asyncio.Semaphore(READERS - 1)
        self._batches = BatchWriter(opened.connection, opened.epoch, opened.secret, now)
        self._checkpointer = Checkpointer(opened.connection, writer, loop)
        self._journal = Journal(
            write=self._write,
            call_soon=loop.call_soon,
            future=loop.create_future,
            clock=clock,
            on_batch=on_batch,
        )

    def append(self, event: NewEvent) -> Awaitable[Appended]:
        """See `Store.append`."""
        return self._journal.put(Append(event))

    async def search(self, person: int | None, wanted: Wanted, before: int | None, limit: int) -> Found:
        """See `Log.search`."""
        async with self._searching:
            return await super().search(person, wanted, before, limit)

    async def close(self) -> None:
        """See `Store.close`. A second call waits for the first."""
        if self._closing is None:
            self._closing = self._loop.create_task(self._close(self._journal.close()))
        await asyncio.shield(self._closing)

    async def _close(self, settled: asyncio.Future[None]) -> None:
        await settled
        self._checkpointer.close()
        await self._loop.run_in_executor(None, self._readers.shutdown)
        for connection in self._reading:
            connection.close()
        await self._loop.run_in_executor(self._writer, _finish, self._connection)
        self._writer.shutdown()
        self._lock.release()

    async def _change(self, apply: Callable[[driver.Cursor], T]) -> T:
        changed: T = await self._journal.put(Change(apply))
        return changed

    async def _erase(self, apply: Callable[[driver.Cursor], T]) -> T:
        erased: T = await self._journal.put(Change(apply, erases=True))
        return erased

    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        return await self._loop.run_in_executor(self._readers, self._run_query, query)

    def _run_query(self, query: Callable[[driver.Connection], T]) -> T:
        """On a reader thread, with the thread's own connection, made when first needed."""
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = connect_reader(self._path)
            self._reading.append(connection)
        return query(connection)

    def _write(self, batch: list[Operation], settle: Settle) -> None:
        self._writer.submit(self._run_batch, batch, settle)

    def _run_batch(self, batch: list[Operation], settle: Settle) -> None:
        outcome = attempt(self._batches.commit, batch)
        self._loop.call_soon_threadsafe(settle, outcome)
        if self._batches.erased:
            self._batches.erased = False
            self._checkpointer.run()


def _open(folder: Path) -> _Opened:
    try:
        connection = connect_writer(folder / DATABASE_NAME)
    except driver.Error as problem:
        raise _why(folder, problem) from None
    try:
        migrate_apart(connection, folder / DATABASE_NAME)
        sqlite_search.prepare(connection)
        sqlite_people.free_all_classic(connection.cursor())
        # Whoever was killed may have left a text in the log that was to be gone.
        truncate(connection)
        store_id, epoch, secret = connection.execute("SELECT store_id, epoch, secret FROM meta").fetchone()
    except BaseException as problem:
        connection.close()
        if isinstance(problem, driver.Error):
            raise _why(folder, problem) from None
        raise
    return _Opened(connection, store_id, epoch, secret)


def _why(folder: Path, problem: driver.Error) -> StoreOpenError:
    name = getattr(problem, "sqlite_errorname", "")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_FULL", "SQLITE_IOERR")):
        return StoreNotWritableError(folder, str(problem))
    return StoreDamagedError(folder, str(problem))


def _finish(connection: driver.Connection) -> None:
    """Leave one file behind, with nothing of erased texts in a log beside it."""
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver.Error as problem:
        # All that was acknowledged is in the log, which the next start reads.
        logger.warning("the last checkpoint failed: %s", problem)
    connection.close()
