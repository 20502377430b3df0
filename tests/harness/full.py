"""A small disk that can be filled to the last byte and emptied again, and a PostgreSQL that lives on it."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tests.harness.postgres import Postgres

if TYPE_CHECKING:
    from types import TracebackType

    from tests.harness.server import Server


class NotMountedError(Exception):
    """This machine lets nobody mount here; the text says why."""


class ShortFiles:
    """A disk that is full for one server alone, where nobody may mount: no file of its process may be written to.

    SQLite and the files hear EFBIG instead of ENOSPC. What another process writes for it (PostgreSQL) has room.
    """

    def __init__(self, server: Server) -> None:
        self._server = server

    def fill(self) -> None:
        """Nothing may be written from now on."""
        self._limit(0)

    def make_room(self) -> None:
        """As before."""
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, most: int) -> None:
        _, hard = resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE)
        soft = hard if most == resource.RLIM_INFINITY else most
        resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE, (soft, hard))


class LogElsewhere(Postgres):
    """A PostgreSQL whose tables are in `folder` and whose write-ahead log is not."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder=folder)
        self._log_folder = Path(tempfile.mkdtemp(prefix="teahouse-postgres-log-"))
        if self._user:
            os.chown(self._log_folder, self._user["user"], self._user["group"])
        self._flags = (f"--waldir={self._log_folder / 'log'}",)

    def close(self) -> None:
        """Stop it and remove all of it."""
        super().close()
        shutil.rmtree(self._log_folder, ignore_errors=True)


class SmallDisk:
    """A file system in memory, at `folder` from entering to leaving. NotMountedError if it may not be.

    Whatever is on it is gone after that, and nobody may use it any more by then.
    """

    def __init__(self, megabytes: int) -> None:
        # Not below a test's folder, which other users may not enter.
        self.folder = Path(tempfile.mkdtemp(prefix="teahouse-disk-"))
        self._size = f"{megabytes}m"
        self._ballast = self.folder / "ballast"

    def __enter__(self) -> Self:
        options = f"size={self._size},mode=0755"
        try:
            done = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", options, "teahouse-test", self.folder],
                capture_output=True,
                text=True,
            )
        except OSError as problem:
            self.folder.rmdir()
            raise NotMountedError(str(problem)) from None
        if done.returncode:
            self.folder.rmdir()
            raise NotMountedError(f"mounting is refused: {done.stderr.strip()}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        subprocess.run(["umount", "-l", self.folder], check=True)
        self.folder.rmdir()

    def fill(self) -> None:
        """Leave no room at all; what somebody frees meanwhile is taken by the next call."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError as problem:
                    assert problem.errno == errno.ENOSPC, problem

    def make_room(self) -> None:
        """Take all of it away again."""
        os.truncate(self._ballast, 0)
