"""Takes away what nobody needs: uploads never sent, blobs without a record, drafts left behind.

Any number of nodes may do this at the same time: everything it does may be done twice.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from typing import Final

from teahouse.files.files import Files
from teahouse.files.port import StoredBlob
from teahouse.files.records import file_of

UNSENT_MS: Final = 3_600_000
"""An upload that no message carries is kept this long."""

STRAY_MS: Final = 86_400_000
"""A blob without a record is kept this long: its record may be on its way, or a clock may be wrong."""

LISTING_MS: Final = 86_400_000
"""How often all blobs are compared with the records."""

_BATCH: Final = 500

log = logging.getLogger("teahouse.files")


class Janitor:
    """Call `tidy` every few minutes. `clock` gives Unix milliseconds."""

    def __init__(self, files: Files, clock: Callable[[], int]) -> None:
        self._files = files
        self._clock = clock
        # Not at once: a server that is restarted again and again would list all blobs each time.
        self._listing_at = clock() + LISTING_MS // 24

    async def tidy(self) -> None:
        """One round; RetryableError if the database or the disk does not answer, then the next one goes on."""
        await self.remove_unsent()
        if self._clock() >= self._listing_at:
            await self.remove_strays()
            self._listing_at = self._clock() + LISTING_MS

    async def remove_unsent(self) -> int:
        """Uploads of more than an hour ago that no message carries; how many."""
        removed = 0
        for record in await self._files.records.unsent(self._clock() - UNSENT_MS):
            removed += await self._files.remove_unsent(record)
        if removed:
            log.info("uploads that were never sent were removed", extra={"files": removed})
        return removed

    async def remove_strays(self) -> int:
        """Blobs of more than a day ago without a record, and such drafts; how many."""
        before = self._clock() - STRAY_MS
        removed = await self._files.blobs.clear_drafts(before)
        async for batch in _in_batches(self._files.blobs.list(), before):
            known = await self._files.records.known(sorted({file_of(blob) for blob in batch}))
            for blob in batch:
                if file_of(blob) not in known:
                    await self._files.blobs.delete(blob)
                    removed += 1
        if removed:
            log.info("blobs without a record were removed", extra={"blobs": removed})
        return removed


async def _in_batches(blobs: AsyncIterator[StoredBlob], before: int) -> AsyncIterator[list[str]]:
    batch: list[str] = []
    async for blob in blobs:
        if blob.written_at < before:
            batch.append(blob.name)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
