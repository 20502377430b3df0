"""The port of the records of files; see `port` for what all calls promise."""

from __future__ import annotations

from typing import Protocol

from teahouse.model.files import FileRecord


class Files(Protocol):
    """The records of files; their bytes are elsewhere."""

    async def add_file(self, record: FileRecord) -> None:
        """A file that nothing carries yet."""
        ...

    async def file(self, file: str) -> FileRecord | None:
        """By id."""
        ...

    async def drop_file(self, file: str, *, only_unsent: bool = False) -> bool:
        """There is no such file any more; whether there was one.

        With `only_unsent`, nothing happens to one that a message carries: decided in the
        same statement, so that a file cannot be sent and dropped at once.
        """
        ...

    async def known_files(self, files: list[str]) -> set[str]:
        """Which of these ids (at most 1,000) there are."""
        ...

    async def unsent_files(self, before: int) -> list[FileRecord]:
        """Those created before this time that nothing carries; at most 1,000."""
        ...

    async def file_bytes(self, person: int | None) -> int:
        """How many bytes the files of a person have, or (None) all."""
        ...
