"""Reads all rows of a store, as they are at one moment.

Whoever writes meanwhile is neither waited for nor seen: one transaction reads all of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Protocol

from teahouse.backends import SQLITE
from teahouse.copies.errors import CopyError
from teahouse.store.errors import StoreTooNewError
from teahouse.store.migrations import NEWEST, REVISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.tables import Row, Table

AT_ONCE: Final = 4000
"""Rows that are read or written in one go: some megabytes at most."""


class Source(Protocol):
    """What one database gives. `database` is sqlite or postgresql, `schema` the version of its tables."""

    database: str
    schema: str
    tables: list[Table]

    def rows(self, table: Table, after: Row | None = None) -> AsyncIterator[list[Row]]:
        """All rows in the order of the key, some thousands at a time; those behind a key if one is given."""
        ...

    async def count(self, table: Table) -> int:
        """How many rows it has."""
        ...

    async def sequences(self) -> dict[str, int]:
        """The last id that each table has given, be its row there or not."""
        ...


@asynccontextmanager
async def open_source(database: str, data: Path) -> AsyncIterator[Source]:
    """The store of these settings: CopyError or StoreOpenError if it cannot be read."""
    if database == SQLITE:
        from teahouse.copies.sqlite_source import open_sqlite
        from teahouse.store.sqlite import DATABASE_NAME

        path = data / DATABASE_NAME
        if not path.exists():
            raise CopyError(f"There is nothing in {data}: no {DATABASE_NAME}.")
        with open_sqlite(path) as source:
            check_version(source.schema, data)
            yield source
    else:
        from teahouse.copies.postgres_source import open_postgres
        from teahouse.store.postgres_errors import place

        async with open_postgres(database) as source:
            check_version(source.schema, place(database))
            yield source


def check_version(schema: str, place: Path | str) -> None:
    """Raise for a store that this release does not know, or that is not whole."""
    from teahouse.store.schema_version import refuse_unfinished

    refuse_unfinished(schema, place)
    if schema not in REVISIONS:
        raise StoreTooNewError(place, schema)


def is_newest(source: Source) -> bool:
    """Whether its tables are those of this release."""
    return source.schema == NEWEST
