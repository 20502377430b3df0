"""A SQLite store that is made beside the old one; see `restore.Staging`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from typing import TYPE_CHECKING

from teahouse.copies.errors import CopyError
from teahouse.copies.sqlite_source import open_sqlite
from teahouse.copies.sqlite_target import SqliteTarget, is_unused, open_target
from teahouse.copies.sums import RoomSum, sums_of
from teahouse.copies.whole import sync_folder
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
        self._aside = folder / f"before-{stamp}"
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
        handle = os.open(self._draft, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    async def swap(self, files: FilesSwap) -> str | None:
        """See `Staging.swap`."""
        files.swap()
        try:
            if self._old:
                self._put_aside()
            self._draft.replace(self._place)
            sync_folder(self._place.parent)
        except OSError as problem:
            files.undo()
            raise CopyError(f"{self._place} cannot be replaced: {problem.strerror}.") from None
        return str(self._aside) if self._old and self._used else None

    def _put_aside(self) -> None:
        """A second name for the old file, so that there is one at every moment, and what is beside it."""
        self._aside.mkdir(mode=0o700)
        (self._aside / DATABASE_NAME).hardlink_to(self._place)
        for suffix in BESIDE:
            beside = self._place.with_name(DATABASE_NAME + suffix)
            if beside.exists():
                beside.rename(self._aside / beside.name)
        sync_folder(self._aside)


@asynccontextmanager
async def open_sqlite_staging(folder: Path, stamp: str, *, replace: bool) -> AsyncIterator[SqliteStaging]:
    """StoreOpenError if a server is at work there; CopyError if there is a store and it is not to be replaced."""
    lock = FolderLock(folder)
    draft = folder / f"restoring-{stamp}.db"
    try:
        place = folder / DATABASE_NAME
        old = place.exists()
        used = old and not _is_unused(place)
        if used and not replace:
            raise CopyError(f"There is a store in {folder} already; --replace moves it aside.")
        with ExitStack() as stack:
            yield SqliteStaging(folder, draft, stamp, stack, old=old, used=used)
    finally:
        for suffix in ("", *BESIDE):
            with contextlib.suppress(OSError):
                draft.with_name(draft.name + suffix).unlink(missing_ok=True)
        lock.release()


def _is_unused(path: Path) -> bool:
    """A file that is no store may be anything: it is not lost either."""
    try:
        with closing(connect_reader(path)) as connection:
            return is_unused(connection)
    except driver.Error:
        return False
