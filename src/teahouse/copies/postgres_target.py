"""Fills a PostgreSQL database; see `target.Target`. Rows go by COPY in its binary form."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.copies.documents import JOINS, MESSAGE, document
from teahouse.copies.errors import CopyError
from teahouse.copies.postgres_connection import connect, within
from teahouse.copies.tables import SEARCHED, Row, Table, known_tables
from teahouse.copies.target import PROGRESS, Origin, Progress
from teahouse.copies.tsvector import tsvector
from teahouse.store.postgres_errors import place, why
from teahouse.store.postgres_migrate import upgrade_to
from teahouse.store.schema_version import ARRIVING

if TYPE_CHECKING:
    from asyncpg import Connection

DOCUMENTS = f"""
SELECT {MESSAGE.format(members="(SELECT json_agg(person)::text FROM members AS m WHERE m.room = r.id)")}
FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w (room, seq, place)
JOIN events AS e ON e.room = w.room AND e.seq = w.seq {JOINS}
ORDER BY w.place
"""  # noqa: S608 - made of constants

MAKE_PROGRESS = f"CREATE TABLE {PROGRESS} (name text PRIMARY KEY, rows bigint, key text, done boolean)"
GET_PROGRESS = f"SELECT name, rows, key, done FROM {PROGRESS}"  # noqa: S608 - made of constants
PUT_PROGRESS = f"""
INSERT INTO {PROGRESS} (name, rows, key, done) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE SET rows = excluded.rows, key = excluded.key, done = excluded.done
"""  # noqa: S608 - made of constants

ORIGIN = "from"
LATER = "later"
"""Names under which the progress has its origin, and the statements of what was taken away for the time being."""

# Foreign keys, and all indexes but those of the primary keys, by which rows are looked up on the way.
CONSTRAINTS = """
SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname),
    format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
WHERE c.relnamespace = current_schema()::regnamespace AND k.contype IN ('f', 'u')
ORDER BY k.contype, k.conname
"""
INDEXES = """
SELECT format('DROP INDEX %I', i.relname), pg_get_indexdef(i.oid)
FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid
WHERE i.relnamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.oid AND contype IN ('p', 'u'))
ORDER BY i.relname
"""


class PostgresTarget:
    """See `target.Target`. `schema` is the one whose tables are filled; None for the usual one."""

    def __init__(self, connection: Any, url: str, schema: str | None) -> None:
        self._connection = connection
        self._url = url
        self._schema = schema
        self._version = ""

    async def begin(self, origin: Origin) -> dict[str, Progress]:
        """See `Target.begin`."""
        self._version = origin.schema
        if not await self._has("alembic_version"):
            await upgrade_to(
                self._url if self._schema is None else within(self._url, self._schema), origin.schema
            )
            await self._empty(origin)
        elif await self._connection.fetchval("SELECT version_num FROM alembic_version") != ARRIVING:
            if not await is_unused(self._connection):
                raise CopyError(f"There is a store in the {place(self._url)} already, and it is not empty.")
            await self._empty(origin)
        rows = await self._connection.fetch(GET_PROGRESS)
        found = {name: Progress(count, key, done) for name, count, key, done in rows}
        found.pop(LATER)
        if msgspec.json.decode(found.pop(ORIGIN).key, type=Origin) != origin:
            raise CopyError(
                f"What is in the {place(self._url)} began to come from another store, or that one has changed since."
                " Give an empty one."
            )
        return found

    async def put(self, table: Table, rows: Sequence[Row], progress: Progress) -> None:
        """See `Target.put`."""
        columns: tuple[str, ...] = table.names
        async with self._connection.transaction():
            if table.name == SEARCHED:
                # Nothing is known yet of the new tables: without this the planner reads all of them each time.
                await self._connection.execute(
                    "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
                )
                columns = (*columns, "terms")
                rows = [
                    (*row, terms) for row, terms in zip(rows, await self._terms(table, rows), strict=True)
                ]
            if rows:
                await self._connection.copy_records_to_table(table.name, records=rows, columns=columns)
            await self._connection.execute(
                PUT_PROGRESS, table.name, progress.rows, progress.key, progress.done
            )

    async def settle(self) -> None:
        """See `Target.settle`."""
        await self._connection.execute("SET enable_seqscan = on")
        later = await self._connection.fetchval(f"SELECT key FROM {PROGRESS} WHERE name = $1", LATER)  # noqa: S608
        for statement in msgspec.json.decode(later, type=list[str]):
            async with self._connection.transaction():
                await self._connection.execute(statement)
                left = msgspec.json.decode(
                    await self._connection.fetchval(f"SELECT key FROM {PROGRESS} WHERE name = $1", LATER)  # noqa: S608
                )[1:]
                await self._connection.execute(
                    PUT_PROGRESS, LATER, 0, msgspec.json.encode(left).decode(), True
                )
        await self._connection.execute("ANALYZE")

    async def finish(self, table: Table, meta: Row, sequences: Mapping[str, int]) -> None:
        """See `Target.finish`."""
        places = ", ".join(f"${number}" for number in range(1, len(meta) + 1))
        async with self._connection.transaction():
            for name, last in sequences.items():
                await self._connection.execute(
                    "SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", name, last
                )
            insert = f"INSERT INTO meta ({', '.join(table.names)}) VALUES ({places})"  # noqa: S608 - names of the schema
            await self._connection.execute(insert, *meta)
            await self._connection.execute("UPDATE alembic_version SET version_num = $1", self._version)
            await self._connection.execute(f"DROP TABLE {PROGRESS}")

    async def _terms(self, table: Table, rows: Sequence[Row]) -> list[bytes]:
        room, seq = table.place("room"), table.place("seq")
        rooms = [row[room] for row in rows]
        found = await self._connection.fetch(DOCUMENTS, rooms, [row[seq] for row in rows])
        return [tsvector(document(room, tuple(each))) for room, each in zip(rooms, found, strict=True)]

    async def _empty(self, origin: Origin) -> None:
        async with self._connection.transaction():
            for table in reversed(known_tables()):
                if await self._has(table.name):
                    await self._connection.execute(f"DELETE FROM {table.name}")  # noqa: S608 - names of the schema
            dropped = [*await self._connection.fetch(CONSTRAINTS), *await self._connection.fetch(INDEXES)]
            for drop, _ in dropped:
                await self._connection.execute(drop)
            # What others refer to comes back before what refers to it, so the last first.
            later = [definition for _, definition in reversed(dropped)]
            await self._connection.execute("UPDATE alembic_version SET version_num = $1", ARRIVING)
            await self._connection.execute(MAKE_PROGRESS)
            for name, value in ((ORIGIN, origin), (LATER, later)):
                await self._connection.execute(
                    PUT_PROGRESS, name, 0, msgspec.json.encode(value).decode(), True
                )

    async def _has(self, name: str) -> bool:
        return await self._connection.fetchval("SELECT to_regclass($1)", name) is not None


@asynccontextmanager
async def open_target(url: str, schema: str | None = None) -> AsyncIterator[PostgresTarget]:
    """The database, in this schema of it: StoreOpenError."""
    try:
        connection: Connection[Any] = await connect(url, schema)
        await connection.set_type_codec(
            "tsvector", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
        )
    except Exception as problem:
        raise why(problem, url) from None
    try:
        yield PostgresTarget(connection, url, schema)
    finally:
        await connection.close()


async def is_unused(connection: Any) -> bool:
    """Whether nobody ever came in and nothing was said: the store of a server that was started once."""
    return not await connection.fetchval("SELECT EXISTS (SELECT FROM people) OR EXISTS (SELECT FROM events)")
