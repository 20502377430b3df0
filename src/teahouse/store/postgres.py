"""The store in PostgreSQL, which any number of nodes share. See `migrations/functions_*` for its writes."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from teahouse.model.errors import StorageFullError, TeahouseError, UnavailableError
from teahouse.store import postgres_people, postgres_reads
from teahouse.store.batcher import Batcher
from teahouse.store.errors import StoreNotWritableError
from teahouse.store.journal import BACK_OFF_SECONDS, check_text
from teahouse.store.postgres_append import Appender
from teahouse.store.postgres_errors import (
    BEGIN_AGAIN,
    DISK_FULL,
    NotSentError,
    OutcomeUnknownError,
    place,
    reason,
    state_of,
    why,
)
from teahouse.store.postgres_migrate import migrate_apart
from teahouse.store.postgres_pool import CONNECT_SECONDS, Connection, Connections, connect, set_up
from teahouse.store.times import unix_ms

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from teahouse.model.people import Person, Role
    from teahouse.protocol.events import RoomSummary
    from teahouse.store.port import Appended, NewEvent, RoomSnapshot, StoredEvent, StoredPerson, Survey

WRITERS = 6
READERS = 4
"""Connections apart from those, so that reading never keeps an append waiting."""

TRIES = 5
TRY_SECONDS = 8.0
"""A command whose answer was lost is tried again no longer than this."""

PAUSE_SECONDS = 0.1

RIGHTS = """
SELECT string_agg(format('%s on %s', wanted, name), ', ')
FROM unnest(ARRAY['meta', 'rooms', 'people', 'sessions', 'revocations', 'events', 'reads']) AS name,
    unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted
WHERE NOT has_table_privilege(name, wanted)
    AND NOT (wanted <> 'SELECT' AND name = 'meta')
    AND NOT (wanted = 'DELETE' AND name IN ('rooms', 'people', 'events', 'reads'))
    AND NOT (wanted = 'INSERT' AND name = 'rooms')
    AND NOT (wanted = 'UPDATE' AND name IN ('events', 'revocations'))
"""

T = TypeVar("T")
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


class PostgresStore:
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
        self.epoch = ""
        self.store_id = store_id
        self._url = url
        self._now = now
        connections = partial(Connections, url, epoch=lambda: self.epoch, on_epoch=self._hear_epoch)
        self._writing = connections(WRITERS, readonly=False)
        self._reading = connections(READERS, readonly=True)
        self._appender = Appender(self._writing, secret, now, clock, on_batch)
        self._by_token = Batcher(self._people_by_token)
        self._rooms = Batcher(self._rooms_of)
        self._changes: set[asyncio.Future[None]] = set()
        self._closing: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        """Make the first connections."""
        await self._writing.open()
        await self._reading.open()

    def append(self, event: NewEvent) -> Awaitable[Appended]:
        """See `Store.append`."""
        return self._appender.append(event)

    async def rooms(self, person: int | None) -> list[RoomSummary]:
        """See `Store.rooms`. Those who ask at once share a query."""
        return await self._rooms.get(person or postgres_reads.VISITOR) or []

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot:
        """See `Store.load`."""
        return await self._read(partial(postgres_reads.load, room, person, limit))

    async def events(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        """See `Store.events`."""
        return await self._read(partial(postgres_reads.events, room, after, upto, limit))

    async def first_seq(self, room: int) -> int:
        """See `Store.first_seq`."""
        return await self._read(partial(postgres_reads.first_seq, room))

    async def add_person(
        self, name: str, role: Role, token: str | None, now: int, free_before: int
    ) -> Person:
        """See `Store.add_person`."""
        check_text(name, "name")
        drawn = await self._change(postgres_people.new_id)
        return await self._change(partial(postgres_people.add, drawn, name, role, token, now, free_before))

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        """See `Store.rename`."""
        return await self._change(partial(postgres_people.rename, person, name, now, free_before))

    async def person(self, person: int) -> StoredPerson:
        """See `Store.person`."""
        return await self._read(partial(postgres_reads.person, person))

    async def person_by_token(self, token: str) -> StoredPerson | None:
        """See `Store.person_by_token`. Those who ask at once share a query."""
        return await self._by_token.get(token)

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        """See `Store.people_by_name`."""
        return await self._read(partial(postgres_reads.people_by_name, names))

    async def seen(self, people: list[int], now: int) -> None:
        """See `Store.seen`."""
        await self._change(partial(postgres_people.seen, people, now))

    async def free_name(self, person: int) -> None:
        """See `Store.free_name`."""
        await self._change(partial(postgres_people.free, person))

    async def mark_read(self, room: int, person: int, seq: int) -> None:
        """See `Store.mark_read`."""
        await self._change(partial(postgres_people.mark_read, room, person, seq))

    async def end_session(self, session: str, now: int) -> None:
        """See `Store.end_session`."""
        await self._change(partial(postgres_people.end_session, session, now))

    async def survey(self, rooms: list[int], revoked_since: int) -> Survey:
        """See `Store.survey`."""
        age = self._now() - revoked_since
        return await self._read(partial(postgres_reads.survey, rooms, revoked_since, age, self._hear_epoch))

    async def close(self) -> None:
        """See `Store.close`. A second call waits for the first."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._close(self._appender.close()))
        await asyncio.shield(self._closing)

    async def _close(self, lanes: list[asyncio.Future[None]]) -> None:
        await asyncio.gather(*lanes)
        while self._changes:
            await asyncio.wait(self._changes)
        await asyncio.gather(self._writing.close(), self._reading.close())

    def _hear_epoch(self, epoch: str) -> None:
        if self.epoch and epoch != self.epoch:
            logger.warning("the store has another history now: %s, before %s", epoch, self.epoch)
        self.epoch = epoch

    async def _people_by_token(self, tokens: list[str]) -> dict[str, StoredPerson]:
        return await self._read(partial(postgres_reads.people_by_token, tokens))

    async def _rooms_of(self, people: list[int]) -> dict[int, list[RoomSummary]]:
        return await self._read(partial(postgres_reads.rooms, people))

    async def _change(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        """A write that can be run again, as long as its outcome is unknown."""
        if self._closing is not None:
            raise UnavailableError
        done = asyncio.get_running_loop().create_future()
        self._changes.add(done)
        try:
            return await self._run(self._writing, query, BEGIN_AGAIN)
        finally:
            self._changes.discard(done)
            done.set_result(None)

    async def _read(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        return await self._run(self._reading, query, frozenset())

    async def _run(
        self,
        connections: Connections,
        query: Callable[[Connection], Awaitable[T]],
        begin_again: frozenset[str],
    ) -> T:
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + TRY_SECONDS
        tries = 0
        while True:
            tries += 1
            try:
                return await connections.run(query)
            except TeahouseError:
                raise
            except Exception as problem:
                if state_of(problem) == DISK_FULL:
                    raise StorageFullError(retry_after_ms=int(BACK_OFF_SECONDS * 1000)) from None
                again = isinstance(problem, OutcomeUnknownError) or state_of(problem) in begin_again
                if not again or tries == TRIES or loop.time() > give_up_at:
                    log = (
                        logger.warning
                        if isinstance(problem, NotSentError | OutcomeUnknownError)
                        else logger.error
                    )
                    log("the database did not answer a command: %s", reason(problem, self._url))
                    raise UnavailableError(retry_after_ms=int(BACK_OFF_SECONDS * 1000)) from None
            await asyncio.sleep(PAUSE_SECONDS)
