"""Moves a store from one database into another one. It can be stopped at any row, and taken up there.

The same rows in the same order, without an archive between. What has arrived is noted
with each batch in the target, which no server takes before all is there and the
checksums of both are the same. The epoch is a new one, as two stores must not share it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from teahouse.backends import SQLITE
from teahouse.copies.blobs import BlobFolder, names_of
from teahouse.copies.errors import CopyError
from teahouse.copies.healing import check_whole
from teahouse.copies.restore import renewed
from teahouse.copies.source import is_newest, open_source
from teahouse.copies.sums import Sums, sums_of
from teahouse.copies.tables import FILES, META, ROOMS, Table
from teahouse.copies.target import Origin, Progress

if TYPE_CHECKING:
    from teahouse.copies.source import Source
    from teahouse.copies.target import Target
    from teahouse.telling import Telling

SQLITE_PREFIX: Final = "sqlite:"


class Migrated(Struct, frozen=True):
    """`went_on`: rows were there from an earlier attempt. `missing` are files whose bytes are nowhere."""

    rows: int
    events: int
    rooms: int
    went_on: bool
    missing: tuple[str, ...]


class Place(Struct, frozen=True):
    """One end of a migration: a folder of SQLite, or a database of PostgreSQL."""

    database: str
    data: Path

    @property
    def is_sqlite(self) -> bool:
        return self.database == SQLITE


def place_of(text: str) -> Place:
    """`sqlite:FOLDER` or an address of PostgreSQL; CopyError for anything else."""
    if text.startswith(SQLITE_PREFIX) and len(text) > len(SQLITE_PREFIX):
        return Place(SQLITE, Path(text.removeprefix(SQLITE_PREFIX)))
    if text.startswith(("postgresql://", "postgres://")):
        return Place(text, Path())
    raise CopyError("A place is sqlite:FOLDER or postgresql://user@host/name.")


async def migrate(
    origin: Place, goal: Place, files_from: Path | None, files_to: Path | None, telling: Telling
) -> Migrated:
    """Copy all rows, and the files if both folders are given: CopyError, StoreOpenError; then run it again."""
    if origin == goal:
        raise CopyError("These two are the same place.")
    if files_from is not None:
        check_whole(files_from)
    with _claimed(origin, make=False), _claimed(goal, make=True):
        async with open_source(origin.database, origin.data) as source, _open_target(goal) as target:
            if not is_newest(source):
                raise CopyError("The store is of an older release: start its server once with this one.")
            await _refuse_servers(origin, goal)
            told = await target.begin(await _origin(source))
            rows, names = await _copy(source, target, told, telling)
            missing = _copy_files(files_from, files_to, names, telling)
            telling.start("Making indexes and comparing checksums", None)
            await target.settle()
            ours = await sums_of(source, [table for table in source.tables if table.name != META])
            theirs = await _sums_of_target(goal, source.tables)
            _compare(ours, theirs)
            await target.finish(*await _meta(source), await source.sequences())
            telling.done()
            sums = ours.rooms()
            return Migrated(rows, sum(room.events for room in sums), len(sums), bool(told), missing)


async def _copy(
    source: Source, target: Target, told: dict[str, Progress], telling: Telling
) -> tuple[int, list[str]]:
    """How many rows there are now, and the names of the files."""
    tables = [table for table in source.tables if table.name != META]
    telling.start("Copying rows", sum([await source.count(table) for table in tables]))
    total = 0
    names: list[str] = []
    for table in tables:
        progress = told.get(table.name, Progress(0, "", False))
        telling.advance(progress.rows)
        if not progress.done:
            after = table.keys.decode(progress.key) if progress.key else None
            async for rows in source.rows(table, after):
                key = msgspec.json.encode(table.key_of(rows[-1])).decode()
                progress = Progress(progress.rows + len(rows), key, False)
                await target.put(table, rows, progress)
                telling.advance(len(rows))
            await target.put(table, [], Progress(progress.rows, progress.key, True))
        if table.name == FILES:
            async for rows in source.rows(table):
                names += names_of(table, rows)
        total += progress.rows
    telling.done()
    return total, names


def _copy_files(
    ours: Path | None, theirs: Path | None, names: list[str], telling: Telling
) -> tuple[str, ...]:
    """The names of those whose bytes are missing."""
    if ours is None or theirs is None or ours.resolve() == theirs.resolve():
        return ()
    origin, goal = BlobFolder(ours), BlobFolder(theirs)
    origin.check_there(names)
    telling.start("Copying files", len(names))
    for _ in goal.copy_from(origin, names):
        telling.advance(1)
    telling.done()
    return tuple(name for name in names if not goal.has(name))


async def _origin(source: Source) -> Origin:
    table, row = await _only(source, META)
    meta = dict(zip(table.names, row, strict=True))
    heads = 0
    rooms = _named(source, ROOMS)
    async for rows in source.rows(rooms):
        heads += sum(row[rooms.place("head")] for row in rows)
    return Origin(source.schema, meta["store_id"], meta["epoch"], heads)


async def _meta(source: Source) -> tuple[Table, tuple[Any, ...]]:
    table, row = await _only(source, META)
    counters = {column.name for column in table.columns if column.kind == "int"}
    return table, tuple(renewed(dict(zip(table.names, row, strict=True)), counters).values())


async def _only(source: Source, name: str) -> tuple[Table, tuple[Any, ...]]:
    table = _named(source, name)
    async for rows in source.rows(table):
        return table, rows[0]
    raise CopyError("The store does not say which one it is.")


def _named(source: Source, name: str) -> Table:
    return next(table for table in source.tables if table.name == name)


def _compare(ours: Sums, theirs: Sums) -> None:
    wrong = [
        f"room {one.room}" for one, other in zip(ours.rooms(), theirs.rooms(), strict=False) if one != other
    ]
    wrong += sorted(name for name, sha256 in ours.tables().items() if theirs.tables().get(name) != sha256)
    if wrong or len(ours.rooms()) != len(theirs.rooms()):
        raise CopyError(
            f"What has arrived is not what was sent: the checksums differ ({', '.join(wrong[:5]) or 'rooms'})."
            " Was the old store written to meanwhile? Empty the new place and begin again."
        )


@contextmanager
def _claimed(place: Place, *, make: bool) -> Iterator[None]:
    """No server is at work on a folder: StoreBusyError."""
    if not place.is_sqlite or not (make or place.data.exists()):
        yield
        return
    from teahouse.store.lock import FolderLock

    lock = FolderLock(place.data)
    try:
        yield
    finally:
        lock.release()


async def _refuse_servers(*places: Place) -> None:
    for each in places:
        if each.is_sqlite:
            continue
        from teahouse.copies.postgres_connection import SERVERS, connect
        from teahouse.store.postgres_errors import place

        connection = await connect(each.database)
        try:
            if await connection.fetch(SERVERS):
                raise CopyError(f"Servers are at work on the {place(each.database)}; stop them first.")
        finally:
            await connection.close()


@asynccontextmanager
async def _open_target(place: Place) -> AsyncIterator[Target]:
    if place.is_sqlite:
        from teahouse.copies import sqlite_target
        from teahouse.store.sqlite import DATABASE_NAME

        with sqlite_target.open_target(place.data / DATABASE_NAME, lasting=True) as target:
            yield target
    else:
        from teahouse.copies import postgres_target

        async with postgres_target.open_target(place.database) as other:
            yield other


async def _sums_of_target(place: Place, tables: list[Table]) -> Sums:
    wanted = [table for table in tables if table.name != META]
    if place.is_sqlite:
        from teahouse.copies.sqlite_source import open_sqlite
        from teahouse.store.sqlite import DATABASE_NAME

        with open_sqlite(place.data / DATABASE_NAME) as source:
            return await sums_of(source, wanted)
    from teahouse.copies.postgres_source import open_postgres

    async with open_postgres(place.database) as other:
        return await sums_of(other, wanted)
