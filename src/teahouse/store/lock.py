"""One server process holds a data folder; the lock goes with the process, however it ends."""

from __future__ import annotations

import os
import sys
from typing import IO, TYPE_CHECKING, Any

from teahouse.store.errors import StoreBusyError, StoreNotWritableError

if TYPE_CHECKING:
    from pathlib import Path

LOCK_NAME = "teahouse.lock"

if sys.platform == "win32":
    import msvcrt

    def claim(file: IO[Any]) -> None:
        """For this process alone, until the file is closed: OSError if another one has it."""
        # Windows locks byte ranges for reading too: a byte past the end leaves the number legible.
        file.seek(1 << 30)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
else:
    import fcntl

    def claim(file: IO[Any]) -> None:
        """For this process alone, until the file is closed: OSError if another one has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """An exclusive claim on a data folder, held until `release` or the end of the process."""

    def __init__(self, folder: Path) -> None:
        """Make the folder if need be and claim it: StoreBusyError, StoreNotWritableError."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (folder / LOCK_NAME).open("a+", encoding="ascii")
        except OSError as problem:
            raise StoreNotWritableError(folder, problem.strerror or str(problem)) from None
        try:
            claim(file)
        except OSError:
            holder = _holder(file)
            file.close()
            raise StoreBusyError(folder, holder) from None
        try:
            file.seek(0)
            file.truncate()
            file.write(f"{os.getpid()}\n")
            file.flush()
        except OSError:
            # A full disk must not keep a server from reading: the number is for people, the claim stands.
            pass
        self._file = file

    def release(self) -> None:
        """Let another process have the folder. The file stays: removing it would be a race."""
        self._file.close()


def _holder(file: IO[str]) -> int | None:
    try:
        file.seek(0)
        return int(file.read(20))
    except (OSError, ValueError):
        return None
