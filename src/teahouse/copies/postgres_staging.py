"""A store in PostgreSQL that is made in a schema of its own; see `restore.Staging`.

Servers may be at work on the old one until the last moment. Then, in one transaction, the
old tables and functions go into a schema that keeps them, the new ones come where they
were, and all connections of the servers are ended: so none that knew the old history
writes into the new one. They come back, find another epoch, and send everybody to reload.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import asyncpg

from teahouse.copies.errors import CopyError
from teahouse.copies.postgres_connection import SERVERS, connect, within
from teahouse.copies.postgres_source import open_postgres
from teahouse.copies.postgres_target import PostgresTarget, is_unused, open_target
from teahouse.copies.sums import RoomSum, sums_of
from teahouse.copies.tables import known_tables
from teahouse.store.migrations import NEWEST
from teahouse.store.postgres_errors import place, why
from teahouse.store.postgres_migrate import upgrade_to

if TYPE_CHECKING:
    from teahouse.copies.files_swap import FilesSwap
    from teahouse.copies.tables import Table

TRIES: Final = 20
LOCK_SECONDS: Final = 5

OBJECTS: Final = """
SELECT format('TABLE %I.%I', nspname, relname), relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
WHERE nspname = $1 AND relkind IN ('r', 'v') AND relname = ANY ($2)
UNION ALL
SELECT 'FUNCTION ' || p.oid::regprocedure, NULL FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
WHERE nspname = $1 AND starts_with(proname, 'teahouse_')
"""

END_SERVERS: Final = f"SELECT pg_terminate_backend(pid) FROM ({SERVERS}) AS servers WHERE ours"  # noqa: S608


class PostgresStaging:
    """See `restore.Staging`."""

    def __init__(
        self, url: str, home: str, stamp: str, target: PostgresTarget, *, old: bool, used: bool
    ) -> None:
        """`home` is the schema of the store; `old`: there is one; `used`: and not an empty one."""
        self._url = url
        self._home = home
        self._schema = staged(stamp)
        self._aside = f"teahouse_before_{stamp.lower()}"
        self._old = old
        self._used = used
        self.target = target
        self.doubtful = False
        """Nobody knows whether it became the store; if its schema is still there, it did not."""

    async def rooms(self, tables: tuple[Table, ...]) -> list[RoomSum]:
        """See `Staging.rooms`."""
        async with open_postgres(self._url, self._schema) as source:
            return (
                await sums_of(source, [table for table in tables if table.name in ("events", "rooms")])
            ).rooms()

    async def newer(self, meta: dict[str, int]) -> dict[str, int]:
        """See `Staging.newer`."""
        if not self._old:
            return meta
        async with open_postgres(self._url) as source:
            table = next(table for table in source.tables if table.name == "meta")
            async for ((row),) in source.rows(table):
                now = dict(zip(table.names, row, strict=True))
        return {name: max(value, now.get(name) or 0) for name, value in meta.items()}

    async def upgrade(self) -> None:
        """See `Staging.upgrade`."""
        await upgrade_to(within(self._url, self._schema), NEWEST)

    async def swap(self, files: FilesSwap) -> str | None:
        """See `Staging.swap`."""
        try:
            connection = await connect(self._url)
        except Exception as problem:
            raise why(problem, self._url) from None
        try:
            files.swap()
            await self._swap_in_time(connection)
        except BaseException as problem:
            # Ctrl+C too: half of it would be the old store with the files of the new one.
            swapped = await self._is_swapped()
            if swapped is None:
                self.doubtful = True
                raise CopyError(
                    f"The {place(self._url)} does not say whether it took what was restored. Once it answers, start the"
                    " server or run this again: either finds out, and brings the files to it."
                ) from None
            if not swapped:
                files.undo()
                if isinstance(problem, CopyError) or not isinstance(problem, Exception):
                    raise
                raise why(problem, self._url) from None
            files.keep()
            if not isinstance(problem, Exception):
                raise
        else:
            files.keep()
        finally:
            await connection.close()
        return f"schema {self._aside} of the {place(self._url)}" if self._used else None

    async def _swap_in_time(self, connection: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                await self._swap(connection)
                return
            except (asyncpg.DeadlockDetectedError, asyncpg.LockNotAvailableError):
                # Servers are at work: another moment will do.
                if not left:
                    raise
                await asyncio.sleep(0.1)

    async def _is_swapped(self) -> bool | None:
        """Whether the commit happened, be its answer lost: then the schema is gone. None if nobody can tell."""
        with suppress(Exception):
            connection = await connect(self._url)
            try:
                return not await _is_there(connection, self._schema)
            finally:
                await connection.close()
        return None

    async def _swap(self, connection: Any) -> None:
        names = [*(table.name for table in known_tables()), "alembic_version", "messages"]
        async with connection.transaction():
            await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            if self._old:
                moved = await connection.fetch(OBJECTS, self._home, names)
                # Rooms first, as every append does, and meta last: so nobody waits for another in a circle.
                locked = sorted(
                    (name != "rooms", name == "meta", what.removeprefix("TABLE "))
                    for what, name in moved
                    if name not in (None, "messages")
                )
                tables = ", ".join(what for _, _, what in locked)
                await connection.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
                await connection.execute(f'CREATE SCHEMA "{self._aside}"')
                await _move(connection, moved, self._aside)
            # By their old names until now: what a function is called has its schema in it.
            await _move(connection, await connection.fetch(OBJECTS, self._schema, names), self._home)
            await connection.execute(f'DROP SCHEMA "{self._schema}"')
            if self._old and not self._used:
                await connection.execute(f'DROP SCHEMA "{self._aside}" CASCADE')
            await connection.execute(END_SERVERS)


async def bring_to_an_end(url: str, files: FilesSwap) -> bool:
    """A restore whose process is no more: whether the new store is there, else all is as before. StoreOpenError."""
    schema = staged(files.stamp)
    try:
        connection = await connect(url)
        try:
            replaced = files.begun and not await _is_there(connection, schema)
            if replaced:
                files.keep()
            else:
                files.undo()
                await connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
        finally:
            await connection.close()
    except OSError:
        raise
    except Exception as problem:
        raise why(problem, url) from None
    return replaced


async def _is_there(connection: Any, schema: str) -> bool:
    return await connection.fetchval("SELECT to_regnamespace($1)", f'"{schema}"') is not None


async def _move(connection: Any, objects: list[Any], schema: str) -> None:
    # The view may go before the tables or after: it knows them by number.
    for what, _ in objects:
        await connection.execute(f'ALTER {what} SET SCHEMA "{schema}"')


def staged(stamp: str) -> str:
    """The schema in which a store is made."""
    return f"teahouse_restoring_{stamp.lower()}"


@asynccontextmanager
async def open_postgres_staging(
    url: str, store_id: str, stamp: str, *, replace: bool
) -> AsyncIterator[PostgresStaging]:
    """CopyError if there is a store and it is not to be replaced, or servers are at work that cannot go on."""
    schema = staged(stamp)
    staging: PostgresStaging | None = None
    try:
        connection = await connect(url)
    except Exception as problem:
        raise why(problem, url) from None
    try:
        home = await connection.fetchval("SELECT current_schema()")
        old = await connection.fetchval("SELECT to_regclass('meta')") is not None
        used = old and not await is_unused(connection)
        if used and not replace:
            raise CopyError(f"There is a store in the {place(url)} already; --replace moves it aside.")
        await _check_servers(connection, url, store_id, old=old)
        try:
            await connection.execute(f'CREATE SCHEMA "{schema}"')
        except asyncpg.InsufficientPrivilegeError:
            raise CopyError(f"This user has no right to make a schema in the {place(url)}.") from None
        try:
            async with open_target(url, schema) as target:
                staging = PostgresStaging(url, home, stamp, target, old=old, used=used)
                yield staging
        finally:
            if staging is None or not staging.doubtful:
                await connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    finally:
        await connection.close()


async def _check_servers(connection: Any, url: str, store_id: str, *, old: bool) -> None:
    servers = await connection.fetch(SERVERS)
    if not servers:
        return
    if not all(server["ours"] for server in servers):
        raise CopyError(
            f"Servers are at work on the {place(url)} as another user, whose connections this one cannot end; stop them."
        )
    if not old or await connection.fetchval("SELECT store_id FROM meta") != store_id:
        raise CopyError(
            f"Servers are at work on the {place(url)}, and the backup is of another store; stop them first."
        )
