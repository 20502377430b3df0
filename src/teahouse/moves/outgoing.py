"""An export as JSON lines, into a folder or a ZIP file; nothing is under its name before it is whole."""

from __future__ import annotations

import asyncio
import os
import shutil
import zipfile
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import IO, Final

import msgspec

from teahouse.files.folder import FolderBlobs
from teahouse.files.lasting import give_name, sync_folder
from teahouse.model.errors import NotFoundError
from teahouse.moves import lines
from teahouse.moves.errors import MoveError
from teahouse.moves.gathering import Gathering
from teahouse.moves.report import Report, Told
from teahouse.protocol.parts import Extras, Folded
from teahouse.store.port import Place, StoredEvent

PIECE: Final = 1 << 20
NO_EXTRAS: Final = Extras()
NO_FOLD: Final = Folded()


async def export_lines(
    gathering: Gathering,
    places: list[Place],
    blobs: FolderBlobs,
    head: lines.Head,
    out: Path,
    report: Report,
    told: Told,
) -> None:
    """Write it. MoveError if `out` is there already, OSError as it comes."""
    part = free_place(out)
    try:
        target = _Zip(part) if out.suffix.lower() == ".zip" else _Folder(part)
        try:
            await _write(gathering, places, blobs, head, target, report, told)
        finally:
            target.close()
        keep(part, out)
    except BaseException:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)
        raise


def free_place(out: Path) -> Path:
    """Where it is made, beside its place; MoveError if that is taken."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise MoveError(f"{out} is there already; give another name.")
    out.parent.mkdir(parents=True, exist_ok=True)
    return out.with_name(f".{out.name}.{os.getpid()}.part")


def message_line(event: StoredEvent, place: Place) -> lines.MessageLine:
    """A message as its line tells it."""
    extras, fold = event.extras or NO_EXTRAS, event.folded or NO_FOLD
    return lines.MessageLine(
        room=place.info.id,
        seq=event.seq,
        at=event.at,
        person=event.sender.id,
        name=event.sender.name,
        text=event.body or "",
        to=None if event.to is None else event.to.id,
        reply_to=event.target,
        mentions=event.mentions,
        action=extras.action,
        everyone=extras.everyone,
        color=extras.color,
        files=tuple(
            lines.FileLine(
                path=f"files/{file.id}-{file.name}", name=file.name, size=file.size, type=file.type
            )
            for file in extras.files
        ),
        options=extras.options,
        votes=fold.votes,
        closed=fold.closed,
        edited_at=fold.edited_at,
        pinned=fold.pinned,
        reactions=tuple(lines.ReactionLine(each.emoji, each.people) for each in fold.reactions),
        # The image of a preview is a file of this server: whoever imports it has none.
        previews=tuple(msgspec.structs.replace(preview, image=None) for preview in fold.previews),
    )


async def _write(
    gathering: Gathering,
    places: list[Place],
    blobs: FolderBlobs,
    head: lines.Head,
    target: _Target,
    report: Report,
    told: Told,
) -> None:
    people: set[int] = set()
    files: list[tuple[str, str]] = []
    with target.open(lines.HEAD) as file:
        file.write(msgspec.json.format(msgspec.json.encode(head)) + b"\n")
    with target.open(lines.ROOMS) as file:
        for place in places:
            line = _room_line(place, await gathering.pins(place))
            people.update(line.members)
            file.write(msgspec.json.encode(line) + b"\n")
            report.rooms += 1
    with target.open(lines.MESSAGES) as file:
        for place in places:
            async for page in gathering.messages(place):
                for event in page:
                    message = message_line(event, place)
                    people.update(_named(message))
                    carried = (event.extras or NO_EXTRAS).files
                    files += [(each.id, line.path) for each, line in zip(carried, message.files, strict=True)]
                    file.write(msgspec.json.encode(message) + b"\n")
                report.messages += len(page)
                told(len(page))
    with target.open(lines.PEOPLE) as file:
        for person in await gathering.names(people):
            file.write(msgspec.json.encode(lines.PersonLine(id=person.id, name=person.name)) + b"\n")
            report.people += 1
    for id, path in files:
        try:
            with target.open(path, packed=True) as file:
                async for piece in pieces(blobs, id):
                    await asyncio.to_thread(file.write, piece)
            report.files += 1
        except NotFoundError:
            report.note("files that are no more", path)


async def pieces(blobs: FolderBlobs, blob: str) -> AsyncIterator[bytes]:
    """All bytes of a blob; NotFoundError before the first if there is none."""
    size, start = await blobs.size(blob), 0
    while start < size:
        piece = await blobs.read(blob, start, PIECE)
        if not piece:
            return
        yield piece
        start += len(piece)


def _room_line(place: Place, pins: tuple[int, ...]) -> lines.RoomLine:
    info = place.info
    return lines.RoomLine(
        id=info.id,
        kind=info.kind,
        title=info.title or info.name if info.kind == "room" else "",
        topic=info.topic,
        access=info.access,
        history=info.history,
        archived=info.archived,
        read_only=info.read_only,
        members=tuple(sorted(place.members or ())),
        pins=pins,
    )


def _named(line: lines.MessageLine) -> Iterable[int]:
    yield line.person
    if line.to is not None:
        yield line.to
    yield from line.mentions
    for voters in line.votes:
        yield from voters
    for reaction in line.reactions:
        yield from reaction.people


class _Target:
    """Where members are written, one after the other."""

    def open(self, name: str, *, packed: bool = False) -> IO[bytes]:
        """A new member; `packed`: its bytes gain nothing by compression."""
        raise NotImplementedError

    def close(self) -> None:
        """All members are written, and on disk."""
        raise NotImplementedError


class _Folder(_Target):
    def __init__(self, path: Path) -> None:
        path.mkdir()
        self._path = path

    def open(self, name: str, *, packed: bool = False) -> IO[bytes]:
        path = self._path / name
        path.parent.mkdir(exist_ok=True)
        return path.open("wb")

    def close(self) -> None:
        for path in self._path.rglob("*"):
            if path.is_file():
                with path.open("rb+") as file:
                    os.fsync(file.fileno())


class _Zip(_Target):
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)

    def open(self, name: str, *, packed: bool = False) -> IO[bytes]:
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return self._zip.open(info, "w", force_zip64=True)

    def close(self) -> None:
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


def keep(part: Path, out: Path) -> None:
    """Under its name now, and the folder knows it. MoveError if another one has it by now."""
    if out.is_dir():
        out.rmdir()
    if part.is_dir():
        part.rename(out)
    else:
        try:
            give_name(part, out)
        except FileExistsError:
            raise MoveError(f"There is {out} by now; give another name.") from None
    sync_folder(out.parent)
