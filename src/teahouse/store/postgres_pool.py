"""Connections to PostgreSQL: how they are set up, and how long anything may take.

Nothing here waits for ever: the server gives up a statement or a lock, and where it hangs
or is cut off, an alarm of ours ends the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg

from teahouse.store.postgres_errors import (
    OLDEST_SERVER,
    READ_ONLY,
    NotSentError,
    OutcomeUnknownError,
    ServerTooOldError,
    StandbyError,
    is_lost,
    reason,
    state_of,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CONNECT_SECONDS = 5.0
"""For a connection, a free one or a new one."""

STATEMENT_SECONDS = 5.0
LOCK_SECONDS = 2.5
ANSWER_SECONDS = 7.0
"""After this without an answer the server hangs, or nothing comes through: more than it may take by itself."""

CLOSE_SECONDS = 3.0
NAME = "teahouse"

# As a statement and not as parameters of the connection: connection poolers refuse those.
SET_UP = """
SELECT
    current_setting('server_version') AS version,
    pg_is_in_recovery() AS standby,
    current_setting('fsync') = 'off' AS forgetful,
    CASE WHEN NOT pg_is_in_recovery() THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END AS timeline,
    set_config('application_name', $1, false),
    set_config('statement_timeout', $2, false),
    set_config('lock_timeout', $3, false),
    set_config('idle_in_transaction_session_timeout', $2, false),
    set_config('default_transaction_read_only', $4, false),
    set_config('default_transaction_isolation', 'read committed', false),
    set_config('jit', 'off', false),
    -- Every query is by index; a plan is kept while the tables grow, and must not be one for small ones.
    set_config('enable_seqscan', 'off', false),
    -- A client that vanished is noticed within half a minute, and its locks go with it.
    set_config('tcp_keepalives_idle', '10', false),
    set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false),
    CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')
        THEN set_config('synchronous_commit', 'on', false) END
"""

T = TypeVar("T")
Connection = Any
"""An asyncpg connection, from a pool or by itself: the stubs have no common name for the two."""

logger = logging.getLogger(__name__)


class _Connection(asyncpg.Connection):
    """One that is given back as it is: what was set up at its start holds for its life."""

    epoch = ""
    """Of the store as it was when this connection was made."""

    def get_reset_query(self) -> str:
        return ""


async def connect(url: str) -> Connection:
    """One connection by itself, set up."""
    connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await set_up(connection, readonly=False)
    except BaseException:
        connection.terminate()
        raise
    return connection


async def set_up(connection: Connection, *, readonly: bool) -> Any:
    """Check the server and prepare the session: StandbyError, ServerTooOldError."""
    version = connection.get_server_version()
    if version.major * 10_000 < OLDEST_SERVER:
        raise ServerTooOldError(f"{version.major}.{version.minor}")
    milliseconds = [str(int(seconds * 1000)) for seconds in (STATEMENT_SECONDS, LOCK_SECONDS)]
    found = await connection.fetchrow(SET_UP, NAME, *milliseconds, "on" if readonly else "off")
    if found["standby"]:
        raise StandbyError
    return found


class Connections:
    """A few connections for one purpose. `run` borrows one for a single statement."""

    def __init__(
        self,
        url: str,
        size: int,
        *,
        readonly: bool,
        epoch: Callable[[], str],
        on_epoch: Callable[[str], None],
    ) -> None:
        """`on_epoch` hears the store's epoch at each new connection, before it is used; `epoch` tells the last."""
        self._url = url
        self._size = size
        self._readonly = readonly
        self._epoch = epoch
        self._on_epoch = on_epoch
        self._pool: Any = None

    async def open(self) -> None:
        """Make the first connection."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=0,
            max_size=self._size,
            init=self._init,
            connection_class=_Connection,
            timeout=CONNECT_SECONDS,
        )
        async with self._pool.acquire():
            pass

    async def run(self, query: Callable[[Connection], Awaitable[T]]) -> T:
        """What the query gives. NotSentError, OutcomeUnknownError, or the server's own error."""
        connection = await self._take()
        alarm = asyncio.get_running_loop().call_later(ANSWER_SECONDS, _end, connection)
        try:
            answer = await query(connection)
            if connection.epoch != self._epoch():
                # Said by a primary that was replaced meanwhile: what it wrote is lost, what it read is over.
                _end(connection)
                raise OutcomeUnknownError("the store has another history now")
            return answer
        except Exception as problem:
            if is_lost(problem):
                _end(connection)
                raise OutcomeUnknownError(reason(problem, self._url)) from None
            if state_of(problem) == READ_ONLY:
                # This was the primary once; a new connection may find who is it now.
                _end(connection)
            raise
        finally:
            alarm.cancel()
            await self._give_back(connection)

    async def close(self) -> None:
        """Let go of all connections, of those that hang too."""
        if self._pool is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._pool.close(), CLOSE_SECONDS)
        self._pool.terminate()

    async def _take(self) -> Connection:
        """A connection to the store's history of now, perhaps a new one."""
        while True:
            try:
                connection = await self._pool.acquire(timeout=CONNECT_SECONDS)
            except Exception as problem:
                raise NotSentError(reason(problem, self._url)) from None
            if connection.epoch == self._epoch():
                return connection
            _end(connection)
            await self._give_back(connection)

    async def _give_back(self, connection: Connection) -> None:
        try:
            await self._pool.release(connection, timeout=CONNECT_SECONDS)
        except Exception as problem:
            logger.debug("a connection was not given back in order: %s", reason(problem, self._url))

    async def _init(self, connection: Connection) -> None:
        async with asyncio.timeout(CONNECT_SECONDS):
            found = await set_up(connection, readonly=self._readonly)
            epoch = await connection.fetchval("SELECT epoch FROM meta")
            connection.epoch = f"{epoch}-{found['timeline']}"
            self._on_epoch(connection.epoch)


def _end(connection: Connection) -> None:
    """At once, whatever is under way. It may have ended already, and says so."""
    with contextlib.suppress(asyncpg.InterfaceError):
        connection.terminate()
