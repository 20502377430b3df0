"""A file that is there whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from teahouse.copies.errors import CopyError
from teahouse.files.lasting import give_name, sync_folder

SYNC_BYTES: Final = 16_000_000
"""Written to the disk at the latest after so many: a server's commits beside it wait for little at a time."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name at the end, once it is on the disk; only its owner may read it.

    CopyError if there is something of that name, or no room; then nothing is left.
    """
    if path.exists():
        raise CopyError(f"There is {path} already; choose another name.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise CopyError(f"{path.parent} cannot be written: {problem.strerror}.") from None
    try:
        with open(handle, "w+b") as file:
            yield cast("BinaryIO", _Paced(file))
            file.flush()
            os.fsync(file.fileno())
        give_name(draft, path)
        sync_folder(path.parent)
    except FileExistsError:
        raise CopyError(f"There is {path} by now; choose another name.") from None
    except OSError as problem:
        raise CopyError(
            f"{path} cannot be written: {problem.strerror or problem}. Nothing is left of it."
        ) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


class _Paced:
    """Passes on to a file, and asks for what was written to be on the disk now and then."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._written = 0

    def write(self, data: bytes) -> int:
        count = self._file.write(data)
        self._written += count
        if self._written >= SYNC_BYTES:
            self._written = 0
            self._file.flush()
            os.fsync(self._file.fileno())
        return count

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)
