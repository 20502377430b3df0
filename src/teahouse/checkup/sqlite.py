"""The SQLite file: whether it can be read, is of our release, and is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from teahouse.checkup.finding import Finding, Place, bad, ok
from teahouse.checkup.schema import FILES, NEWEST_EVENT, check_newest, check_schema
from teahouse.store.driver import driver
from teahouse.store.sqlite import DATABASE_NAME

NAME: Final = "database"
BUSY_SECONDS: Final = 5.0


def check_sqlite(place: Place) -> Iterator[Finding]:
    """Reads alone; a server may be at work on it."""
    path = place.settings.data / DATABASE_NAME
    if place.settings.database != "sqlite" or not path.is_file():
        return
    try:
        with closing(open_reader(path)) as connection:
            yield from _check(place, connection, path)
    except (driver.Error, sqlite3.Error) as problem:
        yield bad(
            NAME,
            f"{path} cannot be read: {problem}",
            "If it says that it is malformed, restore the last backup.",
        )


def open_reader(path: Path) -> driver.Connection:
    """A connection that can write nothing."""
    return driver.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)


def files_of(place: Place) -> list[tuple[str, int, int]]:
    """Of each file its id, its size and whether it has a preview; none if nothing can be read."""
    path = place.settings.data / DATABASE_NAME
    if not path.is_file():
        return []
    with closing(open_reader(path)) as connection:
        return [(str(row[0]), int(row[1]), int(row[2])) for row in connection.execute(FILES)]


def _check(place: Place, connection: driver.Connection, path: Path) -> Iterator[Finding]:
    version = _value(connection, "alembic_version", "version_num")
    serves = _value(connection, "meta", "serves")
    yield ok(NAME, f"{path} can be read")
    yield from check_schema(version, serves, str(path.parent))
    if version is not None:
        yield from check_newest(place, connection.execute(NEWEST_EVENT).fetchone()[0])
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if version is not None and mode != "wal":
        yield bad(
            "journal", f"the file is in {mode} mode", "Start the server once: it puts it into WAL mode."
        )
    if place.deep:
        # quick_check leaves out whether indexes agree with their tables, and takes a tenth of the time.
        rows = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
        if rows == ["ok"]:
            yield ok("integrity", "all pages are in order")
        else:
            yield bad(
                "integrity",
                "; ".join(" ".join(str(row).split()) for row in rows),
                "Stop the server, keep a copy of the file, restore the last backup.",
            )


def _value(connection: driver.Connection, table: str, column: str) -> str | None:
    there = "SELECT 1 FROM pragma_table_info(?) WHERE name = ?"
    if connection.execute(there, (table, column)).fetchone() is None:
        return None
    row = connection.execute(f"SELECT {column} FROM {table}").fetchone()  # noqa: S608 - constants of this file
    return None if row is None else str(row[0])
