"""Empties the write-ahead log once a text is to be gone for good: it is still in there after the commit."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from teahouse.store.driver import BUSY_SECONDS, driver

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from concurrent.futures import Executor

FIRST_RETRY_SECONDS = 0.05
LAST_RETRY_SECONDS = 5.0

logger = logging.getLogger(__name__)


def truncate(connection: driver.Connection) -> bool:
    """Whether the log is empty now; not if somebody reads what is only in there. Waits for nobody."""
    connection.execute("PRAGMA busy_timeout=0")
    try:
        busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except driver.OperationalError as problem:
        logger.warning("a checkpoint failed: %s", problem)
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    return not busy


class Checkpointer:
    """Asks the writer to empty the log, and again a little later while a reader holds it back."""

    def __init__(
        self, connection: driver.Connection, writer: Executor, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._connection = connection
        self._writer = writer
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def run(self, delay: float = FIRST_RETRY_SECONDS) -> None:
        """On the writer thread, between two batches."""
        if not truncate(self._connection):
            self._call(lambda: self._retry(delay))

    def close(self) -> None:
        """No more; what closes the database empties its log."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _retry(self, delay: float) -> None:
        if self._closed or self._timer is not None:
            return
        self._timer = self._loop.call_later(delay, self._submit, min(2 * delay, LAST_RETRY_SECONDS))

    def _submit(self, delay: float) -> None:
        self._timer = None
        self._writer.submit(self.run, delay)

    def _call(self, callback: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(callback)
