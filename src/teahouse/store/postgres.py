"""The store in PostgreSQL, which any number of nodes share. See `migrations/functions_*` for its writes."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from teahouse.model.seal import seal_key
from teahouse.store.errors import StoreNotWritableError
from teahouse.store.postgres_accounts import PostgresAccounts
from teahouse.store.postgres_append import Appender
from teahouse.store.postgres_erasing import PostgresErasing
from teahouse.store.postgres_errors import place, why
from teahouse.store.postgres_files import PostgresFiles, PostgresPushes
from teahouse.store.postgres_house import PostgresHouse
from teahouse.store.postgres_log import PostgresLog
from teahouse.store.postgres_migrate import migrate_apart
from teahouse.store.postgres_order import PostgresOrder
from teahouse.store.postgres_people import PostgresPeople
from teahouse.store.postgres_pool import CONNECT_SECONDS, connect, set_up
from teahouse.store.postgres_reads import PostgresReads
from teahouse.store.postgres_rooms import PostgresRooms
from teahouse.store.postgres_search import PostgresSearch
from teahouse.store.postgres_sessions import PostgresLinks, PostgresSessions
from teahouse.store.times import unix_ms

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from teahouse.store.port import Appended, NewEvent

RIGHTS = """
SELECT string_agg(format('%s on %s', wanted, name), ', ')
FROM (VALUES
    ('meta', 'SELECT,UPDATE'),
    ('rooms', 'SELECT,INSERT,UPDATE,DELETE'),
    ('members', 'SELECT,INSERT,UPDATE,DELETE'),
    ('people', 'SELECT,INSERT,UPDATE'),
    ('sessions', 'SELECT,INSERT,UPDATE,DELETE'),
    ('revocations', 'SELECT,INSERT,DELETE'),
    ('credentials', 'SELECT,INSERT,UPDATE,DELETE'),
    ('emails', 'SELECT,INSERT,UPDATE,DELETE'),
    ('links', 'SELECT,INSERT,UPDATE,DELETE'),
    ('email_claims', 'SELECT,INSERT,UPDATE,DELETE'),
    ('events', 'SELECT,INSERT,UPDATE,DELETE'),
    ('folded', 'SELECT,INSERT,UPDATE,DELETE'),
    ('reactions', 'SELECT,INSERT,DELETE'),
    ('votes', 'SELECT,INSERT,UPDATE,DELETE'),
    ('pins', 'SELECT,INSERT,DELETE'),
    ('calls', 'SELECT,INSERT,DELETE'),
    ('searched', 'SELECT,INSERT,UPDATE,DELETE'),
    ('reads', 'SELECT,INSERT,UPDATE,DELETE'),
    ('ignores', 'SELECT,INSERT,DELETE'),
    ('files', 'SELECT,INSERT,UPDATE,DELETE'),
    ('house', 'SELECT,INSERT,UPDATE,DELETE'),
    ('pushes', 'SELECT,INSERT,UPDATE,DELETE'),
    ('sanctions', 'SELECT,INSERT,UPDATE'),
    ('held', 'SELECT,INSERT,UPDATE'),
    ('reports', 'SELECT,INSERT,UPDATE'),
    ('audit', 'SELECT,INSERT')
) AS needed (name, rights), unnest(string_to_array(rights, ',')) AS wanted
WHERE NOT has_table_privilege(name, wanted)
"""

logger = logging.getLogger(__name__)


async def open_postgres(
    url: str,
    *,
    now: Callable[[], int] = unix_ms,
    clock: Callable[[], float] = time.monotonic,
    on_batch: Callable[[int], None] | None = None,
) -> PostgresStore:
    """The store in this database, made and migrated if need be; StoreOpenError says why not.

    `now` is Unix time in milliseconds, `clock` monotonic seconds; `on_batch` hears the
    size of each batch committed.
    """
    try:
        store_id, secret = await _prepare(url)
        store = PostgresStore(url, store_id, secret, now, clock, on_batch)
        try:
            await store.connect()
        except BaseException:
            await store.close()
            raise
    except Exception as problem:
        raise why(problem, url) from None
    return store


async def _prepare(url: str) -> tuple[str, bytes]:
    connection = await connect(url)
    try:
        await migrate_apart(connection, url)
        if missing := await connection.fetchval(RIGHTS):
            raise StoreNotWritableError(place(url), f"this user has no right to {missing}")
        if (await set_up(connection, readonly=False))["forgetful"]:
            logger.warning("the database server has fsync off: a loss of power can destroy all of it")
        row = await connection.fetchrow("SELECT store_id, secret FROM meta")
        return row["store_id"], row["secret"]
    finally:
        await connection.close(timeout=CONNECT_SECONDS)


class PostgresStore(
    PostgresLog,
    PostgresRooms,
    PostgresReads,
    PostgresSearch,
    PostgresPeople,
    PostgresSessions,
    PostgresAccounts,
    PostgresLinks,
    PostgresFiles,
    PostgresPushes,
    PostgresErasing,
    PostgresHouse,
    PostgresOrder,
):
    """See `port.Store`. Bound to the event loop that opened it."""

    def __init__(
        self,
        url: str,
        store_id: str,
        secret: bytes,
        now: Callable[[], int],
        clock: Callable[[], float],
        on_batch: Callable[[int], None] | None,
    ) -> None:
        super().__init__(url, now)
        self.store_id = store_id
        self.seal_key = seal_key(secret)
        self._appender = Appender(self._writing, secret, now, clock, on_batch)
        self._closing: asyncio.Task[None] | None = None

    def append(self, event: NewEvent) -> Awaitable[Appended]:
        """See `Log.append`."""
        return self._appender.append(event)

    async def close(self) -> None:
        """See `Store.close`. A second call waits for the first."""
        if self._closing is None:
            self._closed = True
            self._closing = asyncio.get_running_loop().create_task(self._close(self._appender.close()))
        await asyncio.shield(self._closing)

    async def _close(self, lanes: list[asyncio.Future[None]]) -> None:
        await asyncio.gather(*lanes)
        await self._disconnect()
