"""Reads a store in PostgreSQL; see `source.Source`. One transaction (repeatable read) sees one moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from teahouse.copies.postgres_connection import connect
from teahouse.copies.source import AT_ONCE
from teahouse.copies.tables import as_there, known_tables
from teahouse.store.errors import StoreDamagedError
from teahouse.store.postgres_errors import place, why

if TYPE_CHECKING:
    from teahouse.copies.tables import Row, Table

COLUMNS = """
SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""

SEQUENCES = """
SELECT c.relname, pg_get_serial_sequence(format('%I.%I', current_schema(), c.relname), 'id') AS sequence
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'id'
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
"""


class PostgresSource:
    """See `source.Source`."""

    database = "postgresql"

    def __init__(self, connection: Any, schema: str, tables: list[Table]) -> None:
        self._connection = connection
        self.schema = schema
        self.tables = tables

    async def rows(self, table: Table, after: Row | None = None) -> AsyncIterator[list[Row]]:
        """See `Source.rows`."""
        kinds = {column.name: column.kind for column in table.columns}
        # Texts in the order of their bytes, as SQLite has them, whatever the database's language is.
        key = ", ".join(f'{name} COLLATE "C"' if kinds[name] == "text" else name for name in table.key)
        places = ", ".join(f"${number}" for number in range(1, len(table.key) + 1))
        where = "" if after is None else f"WHERE ({key}) > ({places})"
        query = f"SELECT {', '.join(table.names)} FROM {table.name} {where} ORDER BY {key}"  # noqa: S608 - names of the schema
        cursor = await self._connection.cursor(query, *(after or ()))
        while records := await cursor.fetch(AT_ONCE):
            yield [tuple(record) for record in records]

    async def count(self, table: Table) -> int:
        """See `Source.count`."""
        return int(await self._connection.fetchval(f"SELECT count(*) FROM {table.name}"))  # noqa: S608

    async def sequences(self) -> dict[str, int]:
        """See `Source.sequences`."""
        found = {}
        known = {table.name for table in self.tables}
        for name, sequence in await self._connection.fetch(SEQUENCES):
            if name in known and sequence is not None:
                last = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608
                found[name] = int(await self._connection.fetchval(last))
        return {name: last for name, last in found.items() if last}


@asynccontextmanager
async def open_postgres(url: str, schema: str | None = None) -> AsyncIterator[PostgresSource]:
    """The store in this database, as it is now, and in this schema of it: StoreOpenError."""
    try:
        connection = await connect(url, schema)
    except Exception as problem:
        raise why(problem, url) from None
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            there: dict[str, set[str]] = {}
            for table, column in await connection.fetch(COLUMNS):
                there.setdefault(table, set()).add(column)
            if "alembic_version" not in there:
                raise StoreDamagedError(place(url), "there is no store in it")
            version = await connection.fetchval("SELECT version_num FROM alembic_version")
            yield PostgresSource(connection, str(version), as_there(known_tables(), there))
    finally:
        await connection.close()
