"""What is known of a file, and who keeps it.

The bytes are in the blob store (`port.py`); a record is a row of the database. Blobs are
written before their record and deleted after it: a record always has its blobs, and a blob
without a record is rubbish that the janitor takes away.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Final, Protocol

from teahouse.model.files import FileRecord, file_of, preview_of

__all__ = ["ID_LENGTH", "FileRecord", "Records", "file_of", "new_file_id", "preview_of"]

ID_LENGTH: Final = 26
_ID_BYTES: Final = 16


class Records(Protocol):
    """The table of files. Any call may raise StorageFullError or UnavailableError."""

    async def add(self, record: FileRecord) -> None:
        """Keep it; it is on disk when this returns."""
        ...

    async def get(self, file: str) -> FileRecord | None:
        """The record of that id."""
        ...

    async def drop(self, file: str, *, only_unsent: bool = False) -> bool:
        """Forget it; whether it was there.

        With `only_unsent`, nothing happens to one that a message carries: decided in the
        same statement, so that a file cannot be sent and dropped at once.
        """
        ...

    async def unsent(self, before: int) -> list[FileRecord]:
        """Those made before this time (Unix ms) that no message carries, at most 1,000."""
        ...

    async def known(self, files: list[str]) -> set[str]:
        """Which of these ids (at most 1,000) have a record."""
        ...

    async def used_by(self, person: int) -> int:
        """Bytes of all files of a person."""
        ...

    async def used_in_all(self) -> int:
        """Bytes of all files."""
        ...


def new_file_id(random: Callable[[int], bytes] = os.urandom) -> str:
    """128 random bits as 26 small letters and digits: for addresses, and for any file system."""
    return base64.b32encode(random(_ID_BYTES)).decode().rstrip("=").lower()
