"""The folder of files, against what the database knows of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from teahouse.checkup import postgres, sqlite
from teahouse.checkup.finding import Finding, Place, bad, note, ok, size_text
from teahouse.checkup.folder import nearest, refused
from teahouse.files.janitor import STRAY_MS
from teahouse.model.files import file_of, preview_of

NAME: Final = "files"
SHOWN: Final = 3


def check_files(place: Place) -> Iterator[Finding]:
    """Whether files can be kept, there is room for them, and, if deep, all of them are there."""
    settings, root = place.settings, place.settings.files_root
    if not settings.files_total_bytes:
        yield ok(NAME, "none are taken")
        return
    if root.is_dir():
        if (reason := refused(root)) is not None:
            yield bad(NAME, f"{root} is not writable: {reason}", "Give it to the user that serves (chown).")
    elif settings.files_folder is not None and refused(nearest(root)) is not None:
        yield bad(NAME, f"{root} does not exist and cannot be made", "Make it, or mount what belongs there.")
        return
    try:
        rows = (sqlite if settings.database == "sqlite" else postgres).files_of(place)
    except Exception:  # told where the database is asked
        return
    yield from _check_room(place, root, sum(size for _, size, _ in rows))
    if place.deep:
        yield from _compare(place, root, rows)
    elif root.is_dir():
        yield ok(NAME, f"{root} is writable")


def _check_room(place: Place, root: Path, used: int) -> Iterator[Finding]:
    free = shutil.disk_usage(nearest(root)).free
    to_come = place.settings.files_total_bytes - used
    if free < to_come:
        yield note(
            "files' space",
            f"people may send {size_text(to_come)} more, and {size_text(free)} are free",
            "Lower files_total_bytes, or give files a disk of their own (files_folder).",
        )


def _compare(place: Place, root: Path, rows: list[tuple[str, int, int]]) -> Iterator[Finding]:
    there = {path.name: path.stat() for path in root.glob("??/??/*") if path.is_file()}
    wanted = {file: size for file, size, _ in rows}
    blobs = [*wanted, *(preview_of(file) for file, _, preview in rows if preview)]
    missing = [name for name in blobs if name not in there]
    cut = [file for file, size in wanted.items() if file in there and there[file].st_size != size]
    before = place.now() - STRAY_MS / 1000
    strays = [
        name for name, found in there.items() if file_of(name) not in wanted and found.st_mtime < before
    ]
    if missing:
        yield bad(
            NAME,
            f"{len(missing)} that messages carry are not in {root}: {_some(missing)}",
            "Restore the folder of files from the last backup; is it the right one (files_folder)?",
        )
    if cut:
        yield bad(
            NAME,
            f"{len(cut)} have another size than was kept: {_some(cut)}",
            "Restore them from the last backup.",
        )
    if strays:
        taken = sum(there[name].st_size for name in strays)
        yield note(
            NAME,
            f"{len(strays)} belong to no message and take {size_text(taken)}",
            "Nothing to do: a running server removes them once a day.",
        )
    if not missing and not cut:
        yield ok(NAME, f"all {len(wanted)} are in {root}, with {size_text(sum(wanted.values()))}")


def _some(names: list[str]) -> str:
    return ", ".join(sorted(names)[:SHOWN]) + (" …" if len(names) > SHOWN else "")
