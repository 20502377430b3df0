"""Brings a PostgreSQL database to the newest schema, in a process of its own as `migrate` does.

The child gets the address on its standard input: a list of processes shows arguments.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import asyncpg

from teahouse.store.postgres_errors import place
from teahouse.store.postgres_pool import CONNECT_SECONDS, Connection, connect
from teahouse.store.schema_version import is_due, upgrade

LOCK = 0x7EA_405E
"""Of the advisory lock that lets one of several servers that start at once migrate."""


async def migrate_apart(connection: Connection, url: str) -> bool:
    """Whether anything was to be done. StoreTooNewError for what a newer release wrote."""
    if not await _is_due(connection, url):
        return False
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await child.communicate(url.encode())
    if child.returncode != 0:
        # Whatever was wrong there is met again here, and told by its own exception.
        await _migrate(url)
    return True


def migrate_url(url: str) -> None:
    """The same, in this process."""
    asyncio.run(_migrate(url))


async def upgrade_to(url: str, revision: str) -> None:
    """Make the tables as they were in this version, in a database that has none or older ones."""
    await _migrate(url, revision)


async def _is_due(connection: Connection, url: str) -> bool:
    version = await _meta(connection, "alembic_version", "version_num")
    return is_due(version, await _meta(connection, "meta", "serves"), place(url))


async def _meta(connection: Connection, table: str, column: str) -> str | None:
    there = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2"
    if await connection.fetchval(there, table, column) is None:
        return None
    found = await connection.fetchval(f"SELECT {column} FROM {table}")  # noqa: S608 - constants of this file
    return None if found is None else str(found)


async def _migrate(url: str, revision: str = "head") -> None:
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    async def creator() -> Any:
        return await asyncpg.connect(url, timeout=CONNECT_SECONDS)

    engine = create_async_engine("postgresql+asyncpg://", async_creator=creator, poolclass=NullPool)
    try:
        async with engine.begin() as borrowed:
            await borrowed.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            looking = await connect(url)
            try:
                # Another server may have done it while this one waited.
                due = await _is_due(looking, url)
            finally:
                await looking.close(timeout=CONNECT_SECONDS)
            if due:
                await borrowed.run_sync(upgrade, revision)
    except DBAPIError as problem:
        cause: BaseException | None = problem.orig
        while cause is not None and not isinstance(cause, asyncpg.PostgresError):
            cause = cause.__cause__
        raise (cause or problem) from None
    finally:
        await engine.dispose()


if __name__ == "__main__":
    migrate_url(sys.stdin.read())
