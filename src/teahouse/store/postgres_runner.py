"""How a store's queries reach PostgreSQL: which connections, how often, and what a failure means."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg

from teahouse.model.errors import PersonNotFoundError, StorageFullError, TeahouseError, UnavailableError
from teahouse.store.journal import BACK_OFF_SECONDS
from teahouse.store.postgres_errors import (
    BEGIN_AGAIN,
    DISK_FULL,
    NotSentError,
    OutcomeUnknownError,
    reason,
    state_of,
)
from teahouse.store.postgres_pool import Connection, Connections

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

WRITERS = 6
READERS = 4
"""Connections apart from those, so that reading never keeps an append waiting."""

TRIES = 5
TRY_SECONDS = 8.0
"""A command whose answer was lost is tried again no longer than this."""

PAUSE_SECONDS = 0.1

T = TypeVar("T")
logger = logging.getLogger(__name__)


class PostgresRunner:
    """Runs queries on the store's connections; each noun of the port subclasses it."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        """`now` is Unix time in milliseconds."""
        self.epoch = ""
        self._url = url
        self._now = now
        connections = partial(Connections, url, epoch=lambda: self.epoch, on_epoch=self._hear_epoch)
        self._writing = connections(WRITERS, readonly=False)
        self._reading = connections(READERS, readonly=True)
        self._changes: set[asyncio.Future[None]] = set()
        self._closed = False
        """Nothing more is written; what is under way goes on."""

    async def connect(self) -> None:
        """Make the first connections."""
        await self._writing.open()
        await self._reading.open()

    def _hear_epoch(self, epoch: str) -> None:
        if self.epoch and epoch != self.epoch:
            logger.warning("the store has another history now: %s, before %s", epoch, self.epoch)
        self.epoch = epoch

    async def _change(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        """A write that can be run again, as long as its outcome is unknown."""
        if self._closed:
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

    async def _fetch(self, sql: str, *arguments: object) -> list[Any]:
        """The rows of one query."""

        async def fetch(connection: Connection) -> list[Any]:
            return list(await connection.fetch(sql, *arguments))

        return await self._read(fetch)

    async def _execute(self, sql: str, *arguments: object) -> None:
        """A write that can be run again and gives nothing; PersonNotFoundError if it names nobody."""

        async def execute(connection: Connection) -> None:
            try:
                await connection.execute(sql, *arguments)
            except asyncpg.ForeignKeyViolationError:
                raise PersonNotFoundError from None

        await self._change(execute)

    async def _disconnect(self) -> None:
        """Wait for the writes that are under way, then let go of all connections."""
        while self._changes:
            await asyncio.wait(self._changes)
        await asyncio.gather(self._writing.close(), self._reading.close())

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
