"""A SQLite store that is made beside the old one; see `restore.Staging`."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from typing import TYPE_CHECKING

from teahouse.copies.errors import CopyError
from teahouse.copies.sqlite_source import open_sqlite
from teahouse.copies.sqlite_target import SqliteTarget, is_unused, open_target
from teahouse.copies.sums import RoomSum, sums_of
from teahouse.files.lasting import sync_file, sync_folder
from teahouse.store.driver import connect_reader, connect_writer, driver
from teahouse.store.lock import FolderLock
from teahouse.store.migrate import migrate
from teahouse.store.sqlite import DATABASE_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.files_swap import FilesSwap
    from teahouse.copies.tables import Table

BESIDE = ("-wal", "-shm")


class SqliteStaging:
    """See `restore.Staging`. The folder is claimed."""

    def __init__(
        self, folder: Path, draft: Path, stamp: str, stack: ExitStack, *, old: bool, used: bool
    ) -> None:
        """`old`: there is a store; `used`: and not an empty one."""
        self._place = folder / DATABASE_NAME
        self._draft = draft
        self._aside = _aside(folder, stamp)
        self._stack = stack
        self._old = old
        self._used = used
        self.target: SqliteTarget = stack.enter_context(open_target(draft, lasting=False))

    async def rooms(self, tables: tuple[Table, ...]) -> list[RoomSum]:
        """See `Staging.rooms`."""
        with open_sqlite(self._draft) as source:
            return (
                await sums_of(source, [table for table in tables if table.name in ("events", "rooms")])
            ).rooms()

    async def newer(self, meta: dict[str, int]) -> dict[str, int]:
        """See `Staging.newer`: no server is at work that could compare."""
        return meta

    async def upgrade(self) -> None:
        """See `Staging.upgrade`."""
        self._stack.close()
        with closing(connect_writer(self._draft)) as connection:
            migrate(connection, self._draft.parent)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        sync_file(self._draft)
        # Whether it is there under this name tells after a crash how far it came.
        sync_folder(self._draft.parent)

    async def swap(self, files: FilesSwap) -> str | None:
        """See `Staging.swap`."""
        files.swap()
        try:
            if self._old:
                self._settle_old()
                self._put_aside()
            self._draft.replace(self._place)
        except BaseException as problem:
            # Ctrl+C too: half of it would be the old store with the files of the new one.
            take_back(self._place, self._aside)
            files.undo()
            if isinstance(problem, OSError):
                raise CopyError(f"{self._place} cannot be replaced: {problem.strerror}.") from None
            raise
        sync_folder(self._place.parent)
        files.keep()
        return str(self._aside) if self._old and self._used else None

    def _settle_old(self) -> None:
        """Bring what a server that was killed left in the log into the file, which is whole without it then."""
        # A file that is no store goes aside as it is.
        with contextlib.suppress(driver.Error), closing(connect_reader(self._place)) as connection:
            connection.execute("PRAGMA query_only=OFF")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _put_aside(self) -> None:
        """A second name for the old file, so that there is one at every moment, and what is beside it."""
        self._aside.mkdir(mode=0o700)
        copy = self._aside / DATABASE_NAME
        try:
            copy.hardlink_to(self._place)
        except OSError:
            # No second names on this file system.
            shutil.copyfile(self._place, copy)
            sync_file(copy)
        for suffix in BESIDE:
            beside = self._place.with_name(DATABASE_NAME + suffix)
            if beside.exists():
                beside.rename(self._aside / beside.name)
        sync_folder(self._aside)


def take_back(place: Path, aside: Path) -> None:
    """As before the old file was put aside, however far that came."""
    for suffix in BESIDE:
        beside = aside / (DATABASE_NAME + suffix)
        if beside.exists():
            beside.rename(place.with_name(beside.name))
    (aside / DATABASE_NAME).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        aside.rmdir()


def bring_to_an_end(folder: Path, files: FilesSwap) -> bool:
    """A restore whose process is no more: whether the new store is there, else all is as before.

    StoreBusyError if a server is at work there.
    """
    lock = FolderLock(folder)
    try:
        draft = _draft(folder, files.stamp)
        replaced = files.begun and not draft.exists()
        if replaced:
            files.keep()
        elif files.begun:
            take_back(folder / DATABASE_NAME, _aside(folder, files.stamp))
            files.undo()
        _remove(draft)
        return replaced
    finally:
        lock.release()


@asynccontextmanager
async def open_sqlite_staging(folder: Path, stamp: str, *, replace: bool) -> AsyncIterator[SqliteStaging]:
    """StoreOpenError if a server is at work there; CopyError if there is a store and it is not to be replaced."""
    lock = FolderLock(folder)
    draft = _draft(folder, stamp)
    try:
        place = folder / DATABASE_NAME
        old = place.exists()
        used = old and not _is_unused(place)
        if used and not replace:
            raise CopyError(f"There is a store in {folder} already; --replace moves it aside.")
        with ExitStack() as stack:
            yield SqliteStaging(folder, draft, stamp, stack, old=old, used=used)
    finally:
        _remove(draft)
        lock.release()


def _draft(folder: Path, stamp: str) -> Path:
    return folder / f"restoring-{stamp}.db"


def _aside(folder: Path, stamp: str) -> Path:
    return folder / f"before-{stamp}"


def _remove(draft: Path) -> None:
    for suffix in ("", *BESIDE):
        with contextlib.suppress(OSError):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)


def _is_unused(path: Path) -> bool:
    """A file that is no store may be anything: it is not lost either."""
    try:
        with closing(connect_reader(path)) as connection:
            return is_unused(connection)
    except driver.Error:
        return False
