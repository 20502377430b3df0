"""Files over a folder and records in memory, with small limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from teahouse.files.files import Files
from teahouse.files.folder import FolderBlobs
from teahouse.files.images import Images
from teahouse.files.quotas import FileLimits
from teahouse.files.records import FileRecord
from teahouse.model.people import Actor
from tests.files.memory_records import MemoryRecords


class Cellar:
    """Files over a folder of one's own."""

    def __init__(self, root: Path, file: int = 100_000, person: int = 10**6, total: int = 10**7) -> None:
        self.root = root
        self.records = MemoryRecords()
        self.blobs = FolderBlobs(root)
        self.readers = {1, 2}
        self.files = Files(
            self.records,
            self.blobs,
            Images(1),
            FileLimits(file, person, total),
            self._may_read,
            lambda: 1_000,
        )

    async def _may_read(self, record: FileRecord, actor: Actor) -> bool:
        return actor.person is not None and actor.person.id in self.readers

    async def send(self, name: str, *chunks: bytes, length: int | None = None, owner: int = 1) -> FileRecord:
        return await self.files.receive(owner, name, streamed(*chunks), length)

    async def read(self, blob: str) -> bytes:
        size = await self.blobs.size(blob)
        return b"".join([piece async for piece in self.files.pieces(blob, 0, size)])

    def kept(self) -> list[str]:
        """All files below the folder, drafts too."""
        return sorted(path.name for path in self.root.rglob("*") if path.is_file())


async def streamed(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk
