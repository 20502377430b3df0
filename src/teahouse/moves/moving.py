"""What the commands `export` and `import` do, from the settings."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal, Protocol

from teahouse.backends import SQLITE, open_store_alone
from teahouse.files.folder import FolderBlobs
from teahouse.model.errors import RetryableError, StorageFullError
from teahouse.moves import lines
from teahouse.moves.archive import Archive
from teahouse.moves.errors import BadArchiveError, MoveError
from teahouse.moves.gathering import Gathering, Readings
from teahouse.moves.importing import Choice, Import
from teahouse.moves.incoming_files import IncomingFiles
from teahouse.moves.mattermost import MattermostExport
from teahouse.moves.outgoing import export_lines, free_place
from teahouse.moves.own import OwnExport
from teahouse.moves.page import Page
from teahouse.moves.report import Report, Told
from teahouse.moves.said import Source
from teahouse.moves.slack import SlackExport
from teahouse.settings import Settings
from teahouse.store.port import Place
from teahouse.store.times import unix_ms
from teahouse.telling import Telling

Format = Literal["html", "jsonl"]

_UNFIT: Final = re.compile(r"[^\w.-]+")


class Stored(Readings, Protocol):
    """What an export reads from."""

    store_id: str


async def export(
    settings: Settings, room: str | None, form: Format, out: Path, telling: Telling, *, private: bool
) -> tuple[Report, list[Place]]:
    """A room, or (None) all, into `out`: what was written, and of which rooms. MoveError, StoreOpenError."""
    report = Report()
    blobs = FolderBlobs(settings.files_root)
    try:
        async with _readings(settings) as store:
            gathering = Gathering(store, private=private)
            places = await gathering.rooms(room)
            telling.start("Exporting", sum(place.info.count for place in places))
            if form == "jsonl":
                head = lines.Head(
                    format=lines.FORMAT,
                    version=lines.VERSION,
                    source=store.store_id,
                    exported_at=unix_ms(),
                    private=private,
                )
                await export_lines(gathering, places, blobs, head, out, report, telling.advance)
            else:
                await _pages(
                    gathering, places, blobs, out, settings.language, report, telling, one=room is not None
                )
            telling.done()
    except RetryableError as problem:
        raise MoveError(
            "The database or the folder of files does not answer as it should. Run it again."
        ) from problem
    finally:
        await blobs.close()
    return report, places


async def import_(settings: Settings, path: Path, choice: Choice, telling: Telling) -> tuple[Report, str]:
    """An archive into new rooms: what became of it, and what kind it is. MoveError, StoreOpenError."""
    report, now = Report(), unix_ms()
    archive = Archive(path)
    try:
        source = source_of(archive, report)
        async with open_store_alone(settings) as store:
            files = IncomingFiles(
                store,
                settings.files_root,
                archive,
                report,
                settings.file_bytes,
                settings.files_total_bytes,
                now,
            )

            def begin(total: int) -> Told:
                telling.start("Importing", total)
                return telling.advance

            try:
                telling.start("Reading", None)
                await Import(store, source, files, report, now, choice, begin).run()
                telling.done()
            except RetryableError as problem:
                raise _gave_up(problem) from problem
            finally:
                await files.close()
    finally:
        archive.close()
    return report, source.id.partition(":")[0]


def source_of(archive: Archive, report: Report) -> Source:
    """What the archive is; BadArchiveError for what is none of them."""
    makers: tuple[tuple[Callable[[Archive], bool], Callable[[], Source]], ...] = (
        (OwnExport.fits, lambda: OwnExport(archive)),
        (SlackExport.fits, lambda: SlackExport(archive, report)),
        (MattermostExport.fits, lambda: MattermostExport(archive, report)),
    )
    for fits, make in makers:
        if fits(archive):
            return make()
    raise BadArchiveError(
        f"{archive.path} is no export that can be imported: neither ours nor Slack's nor Mattermost's JSON lines."
    )


@asynccontextmanager
async def _readings(settings: Settings) -> AsyncIterator[Stored]:
    """A SQLite file is read beside the server that has it."""
    if settings.database != SQLITE:
        async with open_store_alone(settings) as store:
            yield store
        return
    from teahouse.store.sqlite_reading import open_reading

    reading = open_reading(settings.data)
    try:
        yield reading
    finally:
        await reading.close()


async def _pages(
    gathering: Gathering,
    places: list[Place],
    blobs: FolderBlobs,
    out: Path,
    language: str,
    report: Report,
    telling: Telling,
    *,
    one: bool,
) -> None:
    """One page under the name `out`, or in that folder a page for each room."""
    if not one:
        _make_folder(out)
    for place in places:
        info = place.info
        name = _UNFIT.sub("-", info.title or info.name).strip("-.")[:60]
        path = out if one else out / f"{info.id}-{name or 'room'}.html"
        await Page(gathering, place, blobs, report).write(path, language, unix_ms(), telling.advance)


def _make_folder(out: Path) -> None:
    free_place(out)
    out.mkdir(exist_ok=True)


def _gave_up(problem: RetryableError) -> MoveError:
    if isinstance(problem, StorageFullError):
        return MoveError("The disk is full. Make room and run it again: it goes on where it was.")
    return MoveError("The database does not answer as it should. Run it again: it goes on where it was.")
