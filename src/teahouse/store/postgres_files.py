"""The records of files, and where people are told of what they miss."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from teahouse.model.errors import PersonNotFoundError, TooManyError
from teahouse.model.files import FileRecord
from teahouse.store.journal import check_text
from teahouse.store.port_pushes import PUSHED_MOST, PUSHES_MOST
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.records import PushTarget

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.store.postgres_pool import Connection

MOST_UNSENT = 1_000

FILE = "id, owner, name, size, type, width, height, preview, created_at, room, seq"
ADD = f"""
INSERT INTO files ({FILE}) SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, NULL, NULL FROM people WHERE id = $2
ON CONFLICT (id) DO UPDATE SET id = excluded.id RETURNING id
"""  # noqa: S608 - made of constants
BY_ID = f"SELECT {FILE} FROM files WHERE id = $1"  # noqa: S608 - made of constants
UNSENT = f"""
SELECT {FILE} FROM files WHERE room IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2
"""  # noqa: S608 - made of constants
DROP = """
WITH dropped AS (DELETE FROM files WHERE id = $1 AND (room IS NULL OR NOT $2) RETURNING id)
SELECT EXISTS (SELECT FROM dropped) AS dropped, EXISTS (SELECT FROM files WHERE id = $1) AS known
"""
BYTES = "SELECT coalesce(sum(size), 0)::bigint FROM files WHERE owner = $1"
ALL_BYTES = "SELECT coalesce(sum(size), 0)::bigint FROM files"

SET_KEYS = "UPDATE meta SET push_keys = coalesce(push_keys, $1) RETURNING push_keys"
PUSHES = """
SELECT id, person, kind, address, secret, language FROM pushes WHERE person = ANY ($1::bigint[]) ORDER BY id
"""
PUSHES_IN = """
SELECT id, pushes.person, kind, address, secret, language FROM pushes
JOIN reads ON reads.room = $1 AND reads.person = pushes.person
WHERE notify <> 'none' ORDER BY id LIMIT $2
"""


class PostgresFiles(PostgresRunner):
    """See `port.Files`."""

    async def add_file(self, record: FileRecord) -> None:
        """See `Files.add_file`."""
        for field, text in (("id", record.id), ("name", record.name), ("type", record.type)):
            check_text(text, field)
        await self._change(partial(_add, record))

    async def file(self, file: str) -> FileRecord | None:
        """See `Files.file`."""
        rows = await self._fetch(BY_ID, file)
        return record_of(rows[0]) if rows else None

    async def drop_file(self, file: str, *, only_unsent: bool = False) -> bool:
        """See `Files.drop_file`. What an attempt without an answer has dropped was there."""
        attempts = 0

        async def drop(connection: Connection) -> bool:
            nonlocal attempts
            attempts += 1
            row = await connection.fetchrow(DROP, file, only_unsent)
            return bool(row["dropped"] or (attempts > 1 and not row["known"]))

        return await self._change(drop)

    async def known_files(self, files: list[str]) -> set[str]:
        """See `Files.known_files`."""
        rows = await self._fetch("SELECT id FROM files WHERE id = ANY ($1::text[])", files)
        return {row["id"] for row in rows}

    async def unsent_files(self, before: int) -> list[FileRecord]:
        """See `Files.unsent_files`."""
        return [record_of(row) for row in await self._fetch(UNSENT, before, MOST_UNSENT)]

    async def file_bytes(self, person: int | None) -> int:
        """See `Files.file_bytes`."""
        rows = await (self._fetch(ALL_BYTES) if person is None else self._fetch(BYTES, person))
        return int(rows[0][0])


class PostgresPushes(PostgresRunner):
    """See `port.Pushes`."""

    async def push_keys(self, make: Callable[[], str]) -> str:
        """See `Pushes.push_keys`."""
        rows = await self._fetch("SELECT push_keys FROM meta")
        known: str | None = rows[0]["push_keys"]
        return await self._change(partial(_set_keys, make())) if known is None else known

    async def add_push(self, target: PushTarget) -> int:
        """See `Pushes.add_push`."""
        for field, text in (
            ("kind", target.kind),
            ("address", target.address),
            ("secret", target.secret),
            ("language", target.language),
        ):
            check_text(text, field)
        return await self._change(partial(_add_push, target))

    async def drop_push(self, person: int, target: int) -> None:
        """See `Pushes.drop_push`."""
        await self._execute("DELETE FROM pushes WHERE id = $2 AND person = $1", person, target)

    async def pushes(self, people: list[int]) -> list[PushTarget]:
        """See `Pushes.pushes`."""
        return [PushTarget(**row) for row in await self._fetch(PUSHES, people)]

    async def pushes_in(self, room: int) -> list[PushTarget]:
        """See `Pushes.pushes_in`."""
        return [PushTarget(**row) for row in await self._fetch(PUSHES_IN, room, PUSHED_MOST)]


async def _add(record: FileRecord, connection: Connection) -> None:
    added = await connection.fetchval(
        ADD,
        record.id,
        record.owner,
        record.name,
        record.size,
        record.type,
        record.width,
        record.height,
        int(record.preview),
        record.created_at,
    )
    if added is None:
        raise PersonNotFoundError


async def _set_keys(made: str, connection: Connection) -> str:
    return str(await connection.fetchval(SET_KEYS, made))


async def _add_push(target: PushTarget, connection: Connection) -> int:
    added = await connection.fetchval(
        "SELECT teahouse_add_push_3($1, $2, $3, $4, $5, $6)",
        target.person,
        target.kind,
        target.address,
        target.secret,
        target.language,
        PUSHES_MOST,
    )
    if added is None:
        raise PersonNotFoundError
    if not added:
        raise TooManyError
    return int(added)


def record_of(row: Any) -> FileRecord:
    """A row of FILE."""
    fields = dict(row)
    return FileRecord(**{**fields, "preview": bool(fields["preview"])})
