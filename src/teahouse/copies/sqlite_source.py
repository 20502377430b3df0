"""Reads a SQLite store; see `source.Source`. A server may go on writing: the log beside the file keeps both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from teahouse.copies.errors import CopyError
from teahouse.copies.source import AT_ONCE
from teahouse.copies.tables import as_there, known_tables
from teahouse.store.driver import connect_reader, driver

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.tables import Row, Table


class SqliteSource:
    """See `source.Source`."""

    database = "sqlite"

    def __init__(self, connection: driver.Connection) -> None:
        self._connection = connection
        self.schema = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
        self.tables = as_there(known_tables(), _columns(connection))

    async def rows(self, table: Table, after: Row | None = None) -> AsyncIterator[list[Row]]:
        """See `Source.rows`."""
        key = ", ".join(table.key)
        where = "" if after is None else f"WHERE ({key}) > ({', '.join('?' * len(table.key))})"
        query = f"SELECT {', '.join(table.names)} FROM {table.name} {where} ORDER BY {key}"  # noqa: S608 - names of the schema
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(query, after or ())
            while rows := cursor.fetchmany(AT_ONCE):
                yield rows

    async def count(self, table: Table) -> int:
        """See `Source.count`."""
        return int(self._connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0])  # noqa: S608

    async def sequences(self) -> dict[str, int]:
        """See `Source.sequences`."""
        known = {table.name for table in self.tables}
        rows = self._connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
        return {name: seq for name, seq in rows if name in known}


@contextmanager
def open_sqlite(path: Path) -> Iterator[SqliteSource]:
    """The store in this file, as it is now: CopyError for what is no store."""
    try:
        connection = connect_reader(path)
        try:
            connection.execute("BEGIN")
            # The first read fixes the moment.
            source = SqliteSource(connection)
        except BaseException:
            connection.close()
            raise
    except driver.Error as problem:
        raise CopyError(f"The store {path} cannot be read: {problem}.") from None
    with closing(connection):
        yield source


def _columns(connection: driver.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "SELECT m.name, c.name FROM sqlite_schema AS m CROSS JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    for table, column in connection.execute(query):
        found.setdefault(table, set()).add(column)
    return found
