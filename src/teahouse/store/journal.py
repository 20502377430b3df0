"""Group commit: what is queued while one transaction is on its way to disk is the next one.

No timer and no lock. The queue belongs to the event loop; a whole batch is handed to
`write`, and one call comes back for all of it. The journal knows neither thread nor
database: `write` is given to it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.model.errors import (
    BadTextError,
    RetryableError,
    StorageFullError,
    TeahouseError,
    UnavailableError,
)

if TYPE_CHECKING:
    from asyncio import Future

    from teahouse.protocol.parts import Extras
    from teahouse.store.port import NewEvent

BATCH_ROWS = 512
BATCH_BYTES = 1 << 20
BACK_OFF_SECONDS = 0.5

logger = logging.getLogger(__name__)


def check_text(text: str, field: str) -> int:
    """How many bytes the text has as UTF-8; BadTextError for NUL and lone surrogates.

    PostgreSQL keeps no NUL, and either would fail a whole batch: it is refused to the one who brings it.
    """
    if "\0" in text:
        raise BadTextError(field=field)
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        raise BadTextError(field=field) from None


def _check_extras(extras: Extras) -> int:
    """The same of all texts in there."""
    try:
        encoded = msgspec.json.encode(extras)
    except UnicodeEncodeError:
        raise BadTextError(field="extras") from None
    # A backslash of the text itself is doubled.
    if b"\\u0000" in encoded.replace(b"\\\\", b""):
        raise BadTextError(field="extras")
    return len(encoded)


class Operation:
    """Something to be written; `future` is resolved after the commit."""

    __slots__ = ("future", "size")

    future: Future[Any]
    size: int
    """Its text in bytes, as UTF-8."""


class Append(Operation):
    """An event for a room's log; the result is an Appended."""

    __slots__ = ("event",)

    def __init__(self, event: NewEvent) -> None:
        self.event = event
        body = event.body
        self.size = 0 if body is None else check_text(body, "body")
        if event.words is not None:
            check_text(event.words, "words")
        if event.extras is not None:
            self.size += _check_extras(event.extras)


class Change(Operation):
    """Any other write. `apply` gets the adapter's cursor and checks before it writes.

    It raises a TeahouseError before its first write or not at all, so that a refused
    change leaves nothing behind and the rest of its batch goes on. `erases`: something
    is to be gone for good.
    """

    __slots__ = ("apply", "erases")

    def __init__(self, apply: Callable[[Any], object], *, erases: bool = False) -> None:
        self.apply = apply
        self.erases = erases
        self.size = 0


Outcomes = Sequence[object]
"""For each operation of a batch its result, or the TeahouseError that refuses it."""

Commit = Callable[[list[Operation]], Outcomes]
"""Writes a batch in one transaction, durably: all of it, or it raises and none of it.

StorageFullError says that nothing can be written now; any other exception is a fault.
Changes may go before appends; appends keep their order.
"""

Settle = Callable[[Outcomes | Exception], None]
"""Takes what became of a batch, on the event loop: StorageFullError, any other fault, or the outcomes."""

Write = Callable[[list[Operation], Settle], None]
"""Sends a batch on its way and returns at once; it is settled exactly once, never within the call."""


def attempt(commit: Commit, batch: list[Operation]) -> Outcomes | Exception:
    """What to settle a batch with. Nothing may escape, or the journal would wait for ever."""
    try:
        return commit(batch)
    except StorageFullError as problem:
        logger.error("storage full: %s", problem.__cause__)
        return problem
    except Exception as problem:
        logger.exception("a batch could not be written")
        return problem


class Journal:
    """The queue before the writer. Lives on the event loop; nothing in it blocks or awaits."""

    def __init__(
        self,
        *,
        write: Write,
        call_soon: Callable[[Callable[[], None]], object],
        future: Callable[[], Future[Any]],
        clock: Callable[[], float],
        on_batch: Callable[[int], None] | None = None,
    ) -> None:
        """`clock` counts seconds, monotonic. `on_batch` hears the size of each batch committed."""
        self._write = write
        self._call_soon = call_soon
        self._future = future
        self._clock = clock
        self._on_batch = on_batch
        self._queue: deque[Operation] = deque()
        self._busy = False
        self._closed: Future[None] | None = None
        self._refusal: type[RetryableError] = UnavailableError
        self._refuse_until = float("-inf")
        self._telling = False
        self._stalled = False

    @property
    def idle(self) -> bool:
        """Whether nothing is queued, under way or held off."""
        return not (self._busy or self._telling or self._refuse_until > self._clock())

    def put(self, operation: Operation) -> Future[Any]:
        """Queue it; the future is resolved after its commit.

        After a failed commit everything is refused for a short while, so that a later
        command of a sender never slips in before the one that was refused.
        """
        if self._closed is not None:
            raise UnavailableError
        if self._refuse_until > float("-inf"):
            self._check_back_off()
        operation.future = future = self._future()
        self._queue.append(operation)
        if not self._busy:
            self._busy = True
            # At the end of the turn, so that all frames that came in this turn share a transaction.
            self._call_soon(self._start)
        return future

    def close(self) -> Future[None]:
        """Take nothing more; resolved when all that was queued is settled."""
        if self._closed is None:
            self._closed = self._future()
            if not self._busy:
                self._closed.set_result(None)
        return self._closed

    def stall(self) -> None:
        """The batch under way takes long: refuse what is queued behind it, and what comes until it is settled."""
        if self._busy:
            self._stalled = True
            behind = [*self._queue]
            self._queue.clear()
            self._refuse(behind, UnavailableError)

    def _check_back_off(self) -> None:
        left = self._refuse_until - self._clock()
        if left > 0 or self._telling or self._stalled:
            # How long a stall lasts nobody knows: not asked again before a whole back-off is over.
            left = BACK_OFF_SECONDS if self._stalled else left
            raise self._refusal(retry_after_ms=max(1, int(left * 1000)))
        self._refuse_until = float("-inf")

    def _start(self) -> None:
        """Send off what is queued, within the bounds of a batch."""
        queue = self._queue
        batch: list[Operation] = []
        room = BATCH_BYTES
        while queue and len(batch) < BATCH_ROWS:
            room -= queue[0].size
            if room < 0 and batch:
                break
            batch.append(queue.popleft())
        self._write(batch, partial(self._settle, batch))

    def _settle(self, batch: list[Operation], outcome: Outcomes | Exception) -> None:
        self._stalled = False
        if isinstance(outcome, Exception):
            self._fail(batch, outcome)
            return
        if self._queue:
            # First of all: the writer works while the loop tells the results.
            self._start()
        else:
            self._rest()
        for operation, result in zip(batch, outcome, strict=True):
            future = operation.future
            if future.done():
                continue
            if isinstance(result, TeahouseError):
                future.set_exception(result)
            else:
                future.set_result(result)
        if self._on_batch is not None:
            self._on_batch(len(batch))

    def _fail(self, batch: list[Operation], problem: Exception) -> None:
        """Fail the batch and all behind it, and refuse for a while."""
        failed = [*batch, *self._queue]
        self._queue.clear()
        self._rest()
        full = isinstance(problem, StorageFullError)
        self._refuse(failed, StorageFullError if full else UnavailableError)

    def _refuse(self, operations: list[Operation], refusal: type[RetryableError]) -> None:
        self._refusal = refusal
        self._refuse_until = self._clock() + BACK_OFF_SECONDS
        for operation in operations:
            if not operation.future.done():
                operation.future.set_exception(refusal(retry_after_ms=int(BACK_OFF_SECONDS * 1000)))
        # A loop that was held up for longer than the back-off must still tell the failures first.
        self._telling = True
        self._call_soon(self._told)

    def _told(self) -> None:
        self._telling = False

    def _rest(self) -> None:
        self._busy = False
        if self._closed is not None and not self._closed.done():
            self._closed.set_result(None)
