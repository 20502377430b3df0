"""Makes a backup: of the database at one moment, and then of the files that it names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

import teahouse
from teahouse.copies.archive import FORMAT, Head, Manifest
from teahouse.copies.blobs import BlobFolder, names_of
from teahouse.copies.errors import CopyError
from teahouse.copies.healing import check_whole
from teahouse.copies.source import open_source
from teahouse.copies.tables import FILES, META
from teahouse.copies.writer import writing

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.source import Source
    from teahouse.settings import Settings
    from teahouse.telling import Telling


class Made(Struct, frozen=True):
    """What a backup has: `bytes` is its size, `events` those of all rooms."""

    path: Path
    bytes: int
    events: int
    rooms: int
    files: int
    left_out: tuple[str, ...]


def name_for(path: Path, *, encrypted: bool) -> Path:
    """The path itself, or in a folder one with the time in its name."""
    if not path.is_dir():
        return path
    suffix = "tar" if encrypted else "tar.gz"
    return path / f"teahouse-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{suffix}"


async def back_up(settings: Settings, path: Path, passphrase: str | None, telling: Telling) -> Made:
    """Write the archive; a server may be at work meanwhile. CopyError, StoreOpenError: then nothing is left."""
    check_whole(settings.files_root)
    async with open_source(settings.database, settings.data) as source:
        with writing(path, passphrase) as writer:
            blobs = BlobFolder(settings.files_root)
            names: list[str] = []
            head = await _head(source)
            writer.head(head)
            counts = [await source.count(table) for table in source.tables]
            telling.start("Copying rows", sum(counts))
            for table in source.tables:
                async for rows in source.rows(table):
                    writer.rows(table, rows)
                    if table.name == FILES:
                        names += names_of(table, rows)
                    telling.advance(len(rows))
                writer.end_table(table)
            telling.done()
            blobs.check_there(names)
            telling.start("Copying files", len(names))
            for name in names:
                writer.file(name, blobs.place(name))
                telling.advance(1)
            telling.done()
            manifest = writer.manifest(await source.sequences())
    return _made(path, manifest, len(names))


async def _head(source: Source) -> Head:
    table = next(table for table in source.tables if table.name == META)
    meta: dict[str, str] = {}
    async for ((row),) in source.rows(table):
        meta = dict(zip(table.names, row, strict=True))
    if not meta:
        raise CopyError("The store does not say which one it is: look at it with `teahouse doctor`.")
    return Head(
        format=FORMAT,
        teahouse=teahouse.__version__,
        schema=source.schema,
        store_id=meta["store_id"],
        epoch=meta["epoch"],
        taken_at=datetime.now(UTC).isoformat(timespec="seconds"),
        database=source.database,
        tables=tuple(source.tables),
    )


def _made(path: Path, manifest: Manifest, files: int) -> Made:
    return Made(
        path=path,
        bytes=path.stat().st_size,
        events=sum(room.events for room in manifest.rooms),
        rooms=len(manifest.rooms),
        files=files - len(manifest.left_out),
        left_out=manifest.left_out,
    )
