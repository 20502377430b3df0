"""Files of an import: kept as uploads are, under ids that are the same at each run."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from teahouse.aside.attachments import StoreRecords
from teahouse.files.files import Files
from teahouse.files.folder import FolderBlobs
from teahouse.files.images import Images
from teahouse.files.quotas import FileLimits
from teahouse.model.errors import BusyError, RetryableError, TeahouseError
from teahouse.model.files import FileRecord
from teahouse.model.people import Actor
from teahouse.moves.archive import Archive
from teahouse.moves.report import Report
from teahouse.moves.said import Attachment
from teahouse.protocol.parts import File
from teahouse.store.port import Store

NO_BOUND: Final = 1 << 62


class IncomingFiles:
    """Takes files out of an archive. A person's quota does not count here; the bounds of a file and of all do."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        archive: Archive,
        report: Report,
        file_bytes: int,
        total_bytes: int,
        now: int,
    ) -> None:
        self._store = store
        self._archive = archive
        self._report = report
        self._largest = file_bytes
        self._enabled = total_bytes > 0
        self._id = ""
        self._one = asyncio.Lock()
        """One at a time: `_id` is that of the file which is taken."""
        self._files = Files(
            StoreRecords(store),
            FolderBlobs(folder),
            Images(),
            FileLimits(file_bytes, NO_BOUND, total_bytes),
            _nobody,
            lambda: now,
            lambda: self._id,
        )

    async def close(self) -> None:
        """Nothing is taken any more."""
        await self._files.close()

    async def take(self, key: str, owner: int, attachment: Attachment) -> File | None:
        """The file as a message carries it; None, and a note, for what cannot be taken."""
        member = attachment.member
        if member is None or member not in self._archive:
            self._report.note("files that are not in the archive", attachment.name)
            return None
        async with self._one:
            return await self._take(file_id(key), owner, attachment, member)

    async def _take(self, id: str, owner: int, attachment: Attachment, member: str) -> File | None:
        self._id = id
        known = await self._store.file(self._id)
        if known is not None:
            return shown(known)
        if not self._enabled:
            self._report.note("files left out, as this place takes none", attachment.name)
            return None
        try:
            record = await self._files.receive(owner, attachment.name, self._chunks(member), None)
        except BusyError:
            self._report.note("images that took too long", attachment.name)
            return None
        except RetryableError:
            raise
        except TeahouseError as refusal:
            self._report.note(f"files that this place does not take ({refusal.code})", attachment.name)
            return None
        self._report.files += 1
        return shown(record)

    async def _chunks(self, member: str) -> AsyncIterator[bytes]:
        for piece in self._archive.pieces(member):
            yield piece


def file_id(key: str) -> str:
    """An id as files have them, always the same for this key."""
    digest = hashlib.sha256(key.encode()).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def shown(record: FileRecord) -> File:
    """What a message tells of its file."""
    return File(
        id=record.id,
        name=record.name,
        size=record.size,
        type=record.type,
        width=record.width,
        height=record.height,
        preview=record.preview,
    )


async def _nobody(_record: FileRecord, _actor: Actor) -> bool:
    return False
