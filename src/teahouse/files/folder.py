"""Blobs in a folder, which several machines may share.

`ab/cd/abcd…` for a blob, `drafts/…` for what is being made. A draft is synchronised to
disk, renamed into place, and the folders that got a new entry are synchronised too: after
that the blob is there whole, before it is not there.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from teahouse.files.lasting import sync_folder
from teahouse.files.port import StoredBlob
from teahouse.model.errors import NotFoundError, RetryableError, StorageFullError

T = TypeVar("T")

THREADS: Final = 4
"""Disks block; so many calls may at once. They are made when first needed."""

_DRAFTS: Final = "drafts"
_NAME: Final = re.compile(r"[A-Za-z0-9]{4}[A-Za-z0-9._-]{0,60}")
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

log = logging.getLogger("teahouse.files")


class FolderDraft:
    """A file in `drafts`, until it is kept."""

    def __init__(self, blobs: FolderBlobs, path: Path) -> None:
        self._blobs = blobs
        self.path = path

    async def write(self, chunk: bytes) -> None:
        await self._blobs.call(_append, self.path, chunk)

    async def keep(self, name: str) -> int:
        return await self._blobs.call(_keep, self.path, self._blobs.place(name), self._blobs.root)

    async def discard(self) -> None:
        # Even when the task was cancelled: the thread does it in any case.
        with suppress(RetryableError):
            await asyncio.shield(self._blobs.call(partial(self.path.unlink, missing_ok=True)))


class FolderBlobs:
    """A blob store below `root`, which is made when it is first written to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._threads = ThreadPoolExecutor(THREADS, "files")

    async def draft(self) -> FolderDraft:
        path = self.root / _DRAFTS / secrets.token_hex(16)
        await self.call(_make, path)
        return FolderDraft(self, path)

    async def size(self, name: str) -> int:
        return (await self.call(os.stat, self.place(name))).st_size

    async def read(self, name: str, offset: int, length: int) -> bytes:
        return await self.call(_read, self.place(name), offset, length)

    async def delete(self, name: str) -> None:
        await self.call(partial(self.place(name).unlink, missing_ok=True))

    async def list(self) -> AsyncIterator[StoredBlob]:
        for first in await self.call(_folders, self.root):
            for blob in await self.call(_blobs_below, first):
                yield blob

    async def clear_drafts(self, before: int) -> int:
        return await self.call(_clear, self.root / _DRAFTS, before)

    async def close(self) -> None:
        self._threads.shutdown(wait=False)

    def place(self, name: str) -> Path:
        """Where the blob of that name is; NotFoundError for what can be no name."""
        if not _NAME.fullmatch(name):
            raise NotFoundError
        return self.root / name[:2] / name[2:4] / name

    async def call(self, work: Callable[..., T], *arguments: object) -> T:
        """Do it in a thread, with the errors of the port."""
        with _told():
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError from None
    except OSError as problem:
        log.warning("the folder of files fails: %s", problem.strerror)
        raise (StorageFullError() if problem.errno in _FULL else RetryableError()) from problem


def _make(path: Path) -> None:
    root = path.parent.parent
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(root.parent)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _append(path: Path, chunk: bytes) -> None:
    # Opened anew for each chunk of some hundred KB: so an upload that is given up leaves nothing open.
    # Never made anew: it may have been discarded while this waited for a thread.
    with path.open("r+b", buffering=0) as file:
        file.seek(0, os.SEEK_END)
        left = memoryview(chunk)
        while left:
            left = left[file.write(left) :]


def _keep(path: Path, place: Path, root: Path) -> int:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        size = os.fstat(file.fileno()).st_size
    place.parent.mkdir(parents=True, exist_ok=True)
    path.rename(place)
    # All three, always: another process may have made a folder just now, and not synchronised it yet.
    for folder in (place.parent, place.parent.parent, root):
        sync_folder(folder)
    return size


def _read(path: Path, offset: int, length: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(offset)
        parts = []
        while length > 0 and (part := file.read(length)):
            parts.append(part)
            length -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    return [path for path in root.iterdir() if len(path.name) == 2 and path.is_dir()]


def _blobs_below(first: Path) -> list[StoredBlob]:
    found = []
    for second in _folders(first):
        with os.scandir(second) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                        found.append(StoredBlob(entry.name, entry.stat().st_mtime_ns // 1_000_000))
    return found


def _clear(drafts: Path, before: int) -> int:
    cleared = 0
    with suppress(FileNotFoundError), os.scandir(drafts) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime_ns // 1_000_000 < before:
                    Path(entry.path).unlink()
                    cleared += 1
    return cleared
