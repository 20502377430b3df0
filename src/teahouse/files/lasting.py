"""What it takes that a file and its name survive a loss of power."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Its bytes are on the disk. OSError if that fails."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def give_name(draft: Path, path: Path) -> None:
    """As by renaming a file, but never over another one: FileExistsError."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # No second names on this file system. What is left of the gap is a moment.
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        draft.rename(path)
    else:
        draft.unlink()


def sync_folder(folder: Path) -> None:
    """The names in it are on the disk. OSError if that fails."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # Windows opens no folders.
    try:
        os.fsync(handle)
    except OSError as problem:
        # Some network file systems have no such thing, and need none.
        if problem.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
