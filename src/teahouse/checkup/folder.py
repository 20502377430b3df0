"""The data folder: whether it is ours alone, writable, quick, lasting and large enough."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok, size_text
from teahouse.checkup.mounts import SHARED, VOLATILE
from teahouse.setting_sources import FILE_NAME
from teahouse.store.sqlite import DATABASE_NAME

SYNCS: Final = 50
BLOCK: Final = bytes(4096)
SLOW_SECONDS: Final = 0.020
"""A disk that takes longer for half of its writes is felt in each acknowledgement."""

SLOW_AT_WORST: Final = 0.250
LEAST_FREE: Final = 200_000_000
"""Bytes: less is full within a day of pictures, and SQLite needs room for its log."""

LEAST_ENTRIES: Final = 10_000


def is_kept_here(place: Place) -> bool:
    """Whether the data folder holds the database."""
    return place.settings.database == "sqlite"


def check_folder(place: Place) -> Iterator[Finding]:
    """Whether it is there, ours and nobody else's."""
    name, folder = "data folder", place.settings.data
    if not folder.is_dir():
        if folder.exists():
            yield bad(name, f"{folder} is no folder", "Give another path with --data.")
            return
        parent = nearest(folder)
        if refused(parent) is not None:
            yield bad(
                name,
                f"{folder} does not exist and cannot be made",
                f"Make it, for the user that serves, in {parent}.",
            )
        else:
            yield ok(name, f"{folder} does not exist yet; the first start makes it")
        return
    found = folder.stat()
    if (reason := refused(folder)) is not None:
        yield bad(
            name,
            f"{folder} is not writable: {reason}",
            "Give it to the user that serves (chown), or mount it for writing.",
        )
    else:
        yield ok(name, f"{folder.resolve()} is writable")
    if os.name != "posix":
        return
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        yield bad(
            "folder permissions",
            f"{folder} has mode {mode:04o}: other users of this machine can look into it",
            f"chmod 700 {folder}",
        )
    else:
        yield ok("folder permissions", f"mode {mode:04o}")
    yield from _check_owner(folder, found.st_uid)
    yield from _check_file_of_settings(folder / FILE_NAME)


def check_filesystem(place: Place) -> Iterator[Finding]:
    """Whether what is synchronised there lasts."""
    kind = place.filesystem(place.settings.data)
    if kind in VOLATILE:
        yield bad(
            "file system",
            f"the data folder is on {kind}: in memory",
            "Put it on a disk: a restart of the machine empties it.",
        )
    elif kind in SHARED and is_kept_here(place):
        yield bad(
            "file system",
            f"the SQLite file is on {kind}: a network file system",
            "Put it on a local disk, or use PostgreSQL: SQLite's log does not work over a network.",
        )
    elif kind:
        yield ok("file system", kind)


def check_syncs(place: Place) -> Iterator[Finding]:
    """How long it takes until what is written is on the disk: each acknowledgement waits for that."""
    folder = place.settings.data
    if not is_kept_here(place) or not folder.is_dir():
        return
    try:
        half, worst = sync_seconds(folder)
    except OSError as problem:
        yield bad(
            "disk speed",
            f"a write to the disk failed: {problem.strerror}",
            "Look for what the kernel's log says of this disk.",
        )
        return
    said = (
        f"a write is on the disk after {half * 1000:.1f} ms (half of them), {worst * 1000:.1f} ms (99 of 100)"
    )
    if half > SLOW_SECONDS or worst > SLOW_AT_WORST:
        yield note(
            "disk speed", said, "Each acknowledgement waits for that: use an SSD, or do not share the disk."
        )
    else:
        yield ok("disk speed", said)


def check_space(place: Place) -> Iterator[Finding]:
    """Whether there is room, against what is there already and what people may still send."""
    folder = nearest(place.settings.data)
    free = shutil.disk_usage(folder).free
    taken = database_bytes(place.settings.data) if is_kept_here(place) else 0
    room = (
        f"{size_text(free)} free; the database takes {size_text(taken)}"
        if taken
        else f"{size_text(free)} free"
    )
    if free < LEAST_FREE:
        yield bad("disk space", room, "Make room now: a full disk refuses every message.")
    elif free < taken:
        yield note("disk space", room, "A backup beside it, or a migration, needs as much again.")
    else:
        yield ok("disk space", room)
    if hasattr(os, "statvfs"):
        found = os.statvfs(folder)
        if found.f_files > 0 and found.f_favail < LEAST_ENTRIES:
            yield bad(
                "disk entries",
                f"{found.f_favail} more files can be made",
                "Each file that is sent takes two: remove some, or take another disk.",
            )


def sync_seconds(folder: Path) -> tuple[float, float]:
    """Seconds that half, and 99 of 100, of small synchronised writes take at most. OSError."""
    times = []
    sync = getattr(os, "fdatasync", os.fsync)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(SYNCS):
            began = time.perf_counter()
            file.write(BLOCK)
            sync(file.fileno())
            times.append(time.perf_counter() - began)
    times.sort()
    return times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]


def nearest(path: Path) -> Path:
    """The path, or of what is above it the first that exists."""
    path = path.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def database_bytes(folder: Path) -> int:
    """What the SQLite file and its log take."""
    return sum(path.stat().st_size for path in folder.glob(f"{DATABASE_NAME}*") if path.is_file())


def refused(folder: Path) -> str | None:
    """Why nothing can be written there. Tried out: what access(2) says is not true for every file system."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(BLOCK)
    except OSError as problem:
        return problem.strerror or type(problem).__name__
    return None


def _check_owner(folder: Path, owner: int) -> Iterator[Finding]:
    own = os.geteuid()
    if own not in (owner, 0):
        yield bad(
            "folder owner",
            f"{folder} belongs to user {owner}, and this is user {own}",
            "Run the doctor, and the server, as the user whose folder it is.",
        )
        return
    odd = [path.name for path in sorted(folder.iterdir()) if path.lstat().st_uid != owner]
    if odd:
        yield bad(
            "folder owner",
            f"{', '.join(odd[:3])} in {folder} belong{'s' if len(odd) == 1 else ''} to another user than the folder",
            f"chown -R {owner} {folder}: it is so after a start as root.",
        )
    else:
        yield ok("folder owner", f"user {owner}")


def _check_file_of_settings(path: Path) -> Iterator[Finding]:
    if not path.is_file():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield note(
            "file of settings", f"{path} has mode {mode:04o}, and may hold passwords", f"chmod 600 {path}"
        )
    else:
        yield ok("file of settings", f"{path}, mode {mode:04o}")
