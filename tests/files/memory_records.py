"""Records of files in a dictionary."""

from __future__ import annotations

from msgspec.structs import replace

from teahouse.files.records import FileRecord


class MemoryRecords:
    """The table of files; `fails` is raised by the next `add`, after the row is there."""

    def __init__(self) -> None:
        self.rows: dict[str, FileRecord] = {}
        self.fails: Exception | None = None

    async def add(self, record: FileRecord) -> None:
        self.rows[record.id] = record
        if self.fails is not None:
            raise self.fails

    async def get(self, file: str) -> FileRecord | None:
        return self.rows.get(file)

    async def drop(self, file: str, *, only_unsent: bool = False) -> bool:
        record = self.rows.get(file)
        if record is None or (only_unsent and record.seq is not None):
            return False
        del self.rows[file]
        return True

    async def unsent(self, before: int) -> list[FileRecord]:
        return [row for row in self.rows.values() if row.seq is None and row.created_at < before][:1_000]

    async def known(self, files: list[str]) -> set[str]:
        return set(files) & self.rows.keys()

    async def used_by(self, person: int) -> int:
        return sum(row.size for row in self.rows.values() if row.owner == person)

    async def used_in_all(self) -> int:
        return sum(row.size for row in self.rows.values())

    def send(self, file: str, room: int = 1, seq: int = 7) -> None:
        """A message carries it now."""
        self.rows[file] = replace(self.rows[file], room=room, seq=seq)
