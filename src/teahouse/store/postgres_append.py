"""Appends to PostgreSQL: a lane for each room, one batch in flight in each, others grow meanwhile."""

from __future__ import annotations

import asyncio
import logging
import random
from functools import partial
from typing import TYPE_CHECKING

import asyncpg

from teahouse.model.errors import StorageFullError, UnavailableError
from teahouse.store.journal import BACK_OFF_SECONDS, Append, Journal, Operation, Outcomes, Settle
from teahouse.store.postgres_batch import APPEND, DATE, KNOWN, MISSING, Batch, Outcome
from teahouse.store.postgres_errors import (
    BEGIN_AGAIN,
    DISK_FULL,
    NotSentError,
    OutcomeUnknownError,
    state_of,
)
from teahouse.store.request_hash import keyed_hash

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Callable

    from teahouse.store.port import Appended, NewEvent
    from teahouse.store.postgres_pool import Connection, Connections

SLOW_SECONDS = 3.0
"""After so long without an answer, what waits behind a batch is refused."""

UNKNOWN_SECONDS = 1.0
"""The same, once the outcome of a batch is unknown."""

AGAIN_SECONDS = (0.05, 1.0)
"""Between attempts to learn an outcome: the first pause, and the longest."""

CLOSE_SECONDS = 5.0
"""A store that is closed looks so long for the outcome of what it sent."""

TRIES = 20
"""Against deadlocks, each of which somebody else wins."""

logger = logging.getLogger(__name__)


class Appender:
    """Gives each room's events to its lane. Lives on the event loop."""

    def __init__(
        self,
        connections: Connections,
        secret: bytes,
        now: Callable[[], int],
        clock: Callable[[], float],
        on_batch: Callable[[int], None] | None,
    ) -> None:
        """`secret` keys the hashes of requests; `now` is Unix time in milliseconds, `clock` seconds."""
        self._connections = connections
        self._keyed = keyed_hash(secret)
        self._now = now
        self._clock = clock
        self._on_batch = on_batch
        self._loop = asyncio.get_running_loop()
        self._lanes: dict[int, Journal] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: set[int] = set()
        """Rooms whose lane is looked at again soon: one timer each, however many batches they have."""
        self._give_up_at: float | None = None

    def append(self, event: NewEvent) -> Future[Appended]:
        """Take the next place in the room's queue; see `Store.append`."""
        if self._give_up_at is not None:
            raise UnavailableError
        operation = Append(event)
        lane = self._lanes.get(event.room)
        if lane is None:
            lane = self._lanes[event.room] = Journal(
                write=partial(self._write, event.room),
                call_soon=self._loop.call_soon,
                future=self._loop.create_future,
                clock=self._clock,
                on_batch=self._on_batch,
            )
        return lane.put(operation)

    def close(self) -> list[Future[None]]:
        """Take nothing more from now on; each lane's is resolved when what it has is settled."""
        if self._give_up_at is None:
            self._give_up_at = self._loop.time() + CLOSE_SECONDS
        return [lane.close() for lane in self._lanes.values()]

    def _write(self, room: int, operations: list[Operation], settle: Settle) -> None:
        events = [operation.event for operation in operations if isinstance(operation, Append)]
        task = self._loop.create_task(self._run(room, events, settle))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, room: int, events: list[NewEvent], settle: Settle) -> None:
        lane = self._lanes[room]
        stall = self._loop.call_later(SLOW_SECONDS, lane.stall)
        outcome: Outcomes | Exception = UnavailableError()
        try:
            outcome = await self._outcome(lane, room, events)
        finally:
            # Also if it was cancelled, as all is at the end of a loop: a lane that is not settled never closes.
            stall.cancel()
            settle(outcome)
            if room not in self._looking:
                self._looking.add(room)
                self._loop.call_soon(self._forget, room)

    def _forget(self, room: int) -> None:
        """Lanes are made again when needed: there are as many as rooms that are written to now."""
        if self._lanes[room].idle:
            del self._lanes[room]
            self._looking.discard(room)
        elif self._give_up_at is None:
            self._loop.call_later(2 * BACK_OFF_SECONDS, self._forget, room)

    async def _outcome(self, lane: Journal, room: int, events: list[NewEvent]) -> Outcomes | Exception:
        """Run the batch until it is known what became of it; nothing may escape."""
        unknown = False
        pause, longest = AGAIN_SECONDS
        stall: asyncio.TimerHandle | None = None
        tries = 0
        try:
            batch = Batch(room, events, self._now(), self._keyed)
            while True:
                try:
                    return await self._attempt(batch, again=unknown)
                except OutcomeUnknownError as problem:
                    if not unknown:
                        logger.warning("a batch is sent again, as its answer was lost: %s", problem)
                        stall = self._loop.call_later(UNKNOWN_SECONDS, lane.stall)
                    unknown = True
                except Exception as problem:
                    tries += 1
                    if not unknown and not (state_of(problem) in BEGIN_AGAIN and tries < TRIES):
                        return _definite(problem)
                if self._give_up_at is not None and self._loop.time() >= self._give_up_at:
                    logger.error("a batch is given up without knowing whether it was written")
                    return UnavailableError()
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(2 * pause, longest)
        except Exception as problem:
            logger.exception("a batch could not be written")
            return problem
        finally:
            if stall is not None:
                stall.cancel()

    async def _attempt(self, batch: Batch, *, again: bool) -> list[Outcome]:
        async def call(connection: Connection) -> list[Outcome]:
            if batch.dated:
                return await self._append_dated(connection, batch, again=again)
            try:
                row = await connection.fetchrow(APPEND, *batch.arguments())
            except asyncpg.ForeignKeyViolationError:
                return await self._append_named(connection, batch, again=again)
            return batch.outcomes(batch.answer(row), epoch=connection.epoch, again=again)

        return await self._connections.run(call)

    async def _append_dated(self, connection: Connection, batch: Batch, *, again: bool) -> list[Outcome]:
        """What was said elsewhere, each with its own time: in one transaction with the append."""
        async with connection.transaction():
            row = await connection.fetchrow(APPEND, *batch.arguments())
            answer = batch.answer(row)
            dates = batch.dates(answer)
            if dates:
                await connection.execute(DATE, batch.room, *map(list, zip(*dates, strict=True)))
        return batch.outcomes(answer, epoch=connection.epoch, again=again)

    async def _append_named(self, connection: Connection, batch: Batch, *, again: bool) -> list[Outcome]:
        """The same without those that name somebody unknown."""
        events = batch.events
        named = {event.sender.id for event in events} | {event.to.id for event in events if event.to}
        missing = {row[0] for row in await connection.fetch(MISSING, list(named))}
        left_out = {
            place
            for place, event in enumerate(events)
            if event.sender.id in missing or (event.to is not None and event.to.id in missing)
        }
        row = await connection.fetchrow(APPEND, *batch.arguments(left_out))
        # A key that is known is told as such, whoever else is named beside it.
        unsent = sorted(left_out)
        senders = [events[place].sender.id for place in unsent]
        ids = [events[place].key.bytes for place in unsent]
        found = await connection.fetch(KNOWN, batch.room, senders, ids)
        known = {unsent[place - 1]: (seq, at, digest) for place, seq, at, digest in found}
        return batch.outcomes(batch.answer(row, left_out, known), epoch=connection.epoch, again=again)


def _definite(problem: Exception) -> Exception:
    """What to tell of a batch of which nothing was written."""
    if state_of(problem) == DISK_FULL:
        logger.error("storage full: %s", problem.args[0])
        return StorageFullError()
    if isinstance(problem, NotSentError):
        logger.warning("the database cannot be reached: %s", problem)
    else:
        # Without the server's details, which may quote what people say.
        logger.error("a batch could not be written: %s", problem.args[0])
    return problem
