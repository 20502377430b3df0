"""Puts a backup in the place of a store, which must be empty, or is moved aside.

Twice through the archive: all of it is checked before the first row is written. The rows
go into a place of their own, are checked there against the checksums of the rooms, and
only then become the store, in one step. So whatever fails, the old one is as it was; and
after a crash within that step `healing` makes it so.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from teahouse.backends import SQLITE
from teahouse.copies.archive import FILES, MANIFEST, Head, Manifest
from teahouse.copies.blobs import BlobFolder
from teahouse.copies.errors import CopyError, DamagedError
from teahouse.copies.files_swap import FilesSwap
from teahouse.copies.healing import heal
from teahouse.copies.reader import check, reading, rows_of
from teahouse.copies.sums import RoomSum
from teahouse.copies.tables import META, Row, Table
from teahouse.copies.target import Origin, Progress
from teahouse.store.migrations import REVISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.target import Target
    from teahouse.settings import Settings
    from teahouse.telling import Telling


class Staging(Protocol):
    """A place where a store is made, and that becomes the store."""

    @property
    def target(self) -> Target:
        """Where its rows go."""
        ...

    async def rooms(self, tables: tuple[Table, ...]) -> list[RoomSum]:
        """The checksums of what is there."""
        ...

    async def newer(self, meta: dict[str, int]) -> dict[str, int]:
        """Counters, each as high as in the store that is replaced, if there is one."""
        ...

    async def upgrade(self) -> None:
        """Bring it to the newest schema."""
        ...

    async def swap(self, files: FilesSwap) -> str | None:
        """Let it be the store. Where the old one is now, if there was one that was used."""
        ...


class Restored(Struct, frozen=True):
    """`aside` is where the old store is, for people; `files_aside` the folder of its files."""

    head: Head
    manifest: Manifest
    aside: str | None
    files_aside: Path | None


async def restore(
    settings: Settings, path: Path, passphrase: str | None, telling: Telling, *, replace: bool
) -> Restored:
    """The store and the files of this archive, with a new epoch: CopyError, StoreOpenError, and nothing changed."""
    checked = check(path, passphrase, telling)
    head, manifest = checked.head, checked.manifest
    if head.schema not in REVISIONS:
        raise CopyError(f"This backup is of a newer release: restore it with Teahouse {head.teahouse}.")
    await heal(settings)
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    files = FilesSwap.begin(settings.files_root, stamp)
    try:
        async with _staging(settings, head, stamp, replace=replace) as staging:
            await _fill(staging, files.new, path, passphrase, manifest, telling)
            await staging.upgrade()
            aside = await staging.swap(files)
    finally:
        files.end()
    return Restored(head, manifest, aside, files.aside)


async def _fill(
    staging: Staging,
    blobs: BlobFolder,
    path: Path,
    passphrase: str | None,
    manifest: Manifest,
    telling: Telling,
) -> None:
    target = staging.target
    done: dict[str, int] = {}
    meta: tuple[Table, Row] | None = None
    telling.start("Restoring", manifest.rows)
    with reading(path, passphrase) as reader:
        head = reader.head
        await target.begin(Origin(head.schema, head.store_id, head.epoch, 0))
        for name, data, _ in reader.members():
            if name.startswith(FILES):
                blobs.put(name.removeprefix(FILES), data)
            elif name != MANIFEST:
                table = reader.table_of(name)
                for rows, _ in rows_of(table, data):
                    if table.name == META:
                        meta = table, rows[0]
                        continue
                    done[table.name] = done.get(table.name, 0) + len(rows)
                    await target.put(table, rows, Progress(done[table.name], "", False))
                    telling.advance(len(rows))
    blobs.sync()
    telling.done()
    if meta is None:
        raise DamagedError("it does not say which store it is of")
    telling.start("Making indexes and comparing checksums", None)
    await target.settle()
    if await staging.rooms(head.tables) != list(manifest.rooms):
        raise CopyError(
            "The rooms are not what was backed up: their checksums are others. Nothing was changed."
        )
    table, row = meta
    values = dict(zip(table.names, row, strict=True))
    await target.finish(table, await _renewed(staging, table, values), manifest.sequences)
    telling.done()


async def _renewed(staging: Staging, table: Table, meta: dict[str, object]) -> Row:
    """The row of meta with a new epoch, and with counters that every server sees move."""
    counters = {column.name for column in table.columns if column.kind == "int"}
    counted = await staging.newer({name: int(str(meta[name])) for name in counters})
    return tuple(renewed({**meta, **counted}, counters).values())


def renewed(meta: dict[str, object], counters: set[str]) -> dict[str, object]:
    """The same store in another life: what is counted in it counts on."""
    counted = {name: int(str(meta[name])) + 1 for name in counters}
    return {**meta, **counted, "epoch": secrets.token_hex(8)}


@asynccontextmanager
async def _staging(settings: Settings, head: Head, stamp: str, *, replace: bool) -> AsyncIterator[Staging]:
    if settings.database == SQLITE:
        from teahouse.copies.sqlite_staging import open_sqlite_staging

        async with open_sqlite_staging(settings.data, stamp, replace=replace) as staging:
            yield staging
    else:
        from teahouse.copies.postgres_staging import open_postgres_staging

        async with open_postgres_staging(settings.database, head.store_id, stamp, replace=replace) as other:
            yield other
