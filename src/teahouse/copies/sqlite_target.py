"""Fills a SQLite file; see `target.Target`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import msgspec

from teahouse.copies.documents import JOINS, MESSAGE, document
from teahouse.copies.errors import CopyError
from teahouse.copies.tables import SEARCHED, Row, Table, known_tables
from teahouse.copies.target import PROGRESS, Origin, Progress
from teahouse.store.driver import connect_writer, driver, is_storage_problem
from teahouse.store.migrate import upgrade_to
from teahouse.store.schema_version import ARRIVING

if TYPE_CHECKING:
    from pathlib import Path

PAGES_KB = 32_768

DOCUMENTS = f"""
SELECT {MESSAGE.format(members="(SELECT json_group_array(person) FROM members AS m WHERE m.room = r.id)")}
FROM json_each(?) AS w
CROSS JOIN events AS e ON e.room = w.value ->> 0 AND e.seq = w.value ->> 1 {JOINS}
ORDER BY w.key
"""  # noqa: S608 - made of constants
INDEX = "INSERT INTO search (rowid, words, tags) VALUES (?, ?, ?)"

MAKE_PROGRESS = f"CREATE TABLE {PROGRESS} (name TEXT PRIMARY KEY, rows INTEGER, key TEXT, done INTEGER)"
GET_PROGRESS = f"SELECT name, rows, key, done FROM {PROGRESS}"  # noqa: S608 - made of constants
PUT_PROGRESS = f"INSERT OR REPLACE INTO {PROGRESS} (name, rows, key, done) VALUES (?, ?, ?, ?)"  # noqa: S608

ORIGIN = "from"
"""The name under which the progress has its origin: no table has it."""


class SqliteTarget:
    """See `target.Target`."""

    def __init__(self, connection: driver.Connection, place: Path) -> None:
        self._connection = connection
        self._place = place
        self._schema = ""

    async def begin(self, origin: Origin) -> dict[str, Progress]:
        """See `Target.begin`."""
        self._schema = origin.schema
        if not self._has("alembic_version"):
            upgrade_to(self._connection, origin.schema)
            self._empty(origin)
        elif self._version() != ARRIVING:
            if not is_unused(self._connection):
                raise CopyError(f"There is a store in {self._place} already, and it is not empty.")
            self._empty(origin)
        found = {name: Progress(rows, key, bool(done)) for name, rows, key, done in self._all(GET_PROGRESS)}
        if msgspec.json.decode(found.pop(ORIGIN).key, type=Origin) != origin:
            raise CopyError(
                f"What is in {self._place} began to come from another store, or that one has changed since."
                " Give an empty place."
            )
        return found

    async def put(self, table: Table, rows: Sequence[Row], progress: Progress) -> None:
        """See `Target.put`."""
        places = ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {table.name} ({', '.join(table.names)}) VALUES ({places})"  # noqa: S608 - names of the schema
        with self._writing() as cursor:
            cursor.executemany(insert, rows)
            if table.name == SEARCHED:
                self._index(cursor, table, rows)
            cursor.execute(PUT_PROGRESS, (table.name, progress.rows, progress.key, progress.done))

    async def settle(self) -> None:
        """See `Target.settle`."""
        if self._has("search"):
            self._connection.execute("INSERT INTO search (search) VALUES ('optimize')")

    async def finish(self, table: Table, meta: Row, sequences: Mapping[str, int]) -> None:
        """See `Target.finish`."""
        places = ", ".join("?" * len(meta))
        with self._writing() as cursor:
            for name, last in sequences.items():
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))
            cursor.execute(f"INSERT INTO meta ({', '.join(table.names)}) VALUES ({places})", meta)  # noqa: S608
            cursor.execute("UPDATE alembic_version SET version_num = ?", (self._schema,))
            cursor.execute(f"DROP TABLE {PROGRESS}")

    def _index(self, cursor: driver.Cursor, table: Table, rows: Sequence[Row]) -> None:
        id, room, seq = map(table.place, ("id", "room", "seq"))
        names = msgspec.json.encode([(row[room], row[seq]) for row in rows]).decode()
        found = cursor.execute(DOCUMENTS, (names,)).fetchall()
        made = [document(row[room], each) for row, each in zip(rows, found, strict=True)]
        cursor.executemany(
            INDEX, [(row[id], each.words, each.tags) for row, each in zip(rows, made, strict=True)]
        )

    def _empty(self, origin: Origin) -> None:
        with self._writing() as cursor:
            for table in reversed(known_tables()):
                if self._has(table.name):
                    cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608 - names of the schema
            cursor.execute("UPDATE alembic_version SET version_num = ?", (ARRIVING,))
            cursor.execute(MAKE_PROGRESS)
            cursor.execute(PUT_PROGRESS, (ORIGIN, 0, msgspec.json.encode(origin).decode(), 1))

    @contextmanager
    def _writing(self) -> Iterator[driver.Cursor]:
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
        except BaseException as problem:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(problem, driver.Error) and is_storage_problem(problem):
                raise CopyError(f"{self._place} cannot be written: {problem}.") from None
            raise
        finally:
            cursor.close()

    def _has(self, name: str) -> bool:
        return bool(self._all("SELECT 1 FROM sqlite_schema WHERE name = ?", name))

    def _version(self) -> str:
        return str(self._all("SELECT version_num FROM alembic_version")[0][0])

    def _all(self, query: str, *values: object) -> list[Row]:
        return self._connection.execute(query, values).fetchall()


@contextmanager
def open_target(path: Path, *, lasting: bool) -> Iterator[SqliteTarget]:
    """The file, made if need be. What is not `lasting` is thrown away if the power goes: it is written faster."""
    try:
        connection = connect_writer(path)
    except driver.Error as problem:
        raise CopyError(f"{path} cannot be written: {problem}.") from None
    with closing(connection):
        # Rows come in an order in which some refer to later ones; all of them were right where they come from.
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(f"PRAGMA cache_size=-{PAGES_KB}")
        connection.execute(f"PRAGMA synchronous={'NORMAL' if lasting else 'OFF'}")
        yield SqliteTarget(connection, path)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_unused(connection: driver.Connection) -> bool:
    """Whether nobody ever came in and nothing was said: the store of a server that was started once."""
    used = "SELECT EXISTS (SELECT 1 FROM people) OR EXISTS (SELECT 1 FROM events)"
    return not connection.execute(used).fetchone()[0]
