"""A ZIP file made while it is sent: nothing of it is on a disk, and a piece at a time in memory."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

DEFLATED = zipfile.ZIP_DEFLATED
STORED = zipfile.ZIP_STORED


class _Sink(io.RawIOBase):
    """What the archive is written to; it cannot be gone back in, so sizes come after the data (APPNOTE 4.3.9)."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class Archive:
    """Bytes of an archive, entry by entry; compressing is done off the loop."""

    def __init__(self, now: float | None = None) -> None:
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w")
        self._when = time.gmtime(now)[:6]

    async def entry(
        self, name: str, chunks: AsyncIterator[bytes], compression: int = DEFLATED
    ) -> AsyncIterator[bytes]:
        """One file of the archive."""
        info = zipfile.ZipInfo(name, self._when)
        info.compress_type = compression
        # Unknown before: so it may be larger than 2 GB.
        with self._zip.open(info, "w", force_zip64=True) as file:
            async for chunk in chunks:
                if compression == STORED:
                    file.write(chunk)
                else:
                    await asyncio.to_thread(file.write, chunk)
                yield self._sink.taken()
        yield self._sink.taken()

    def end(self) -> bytes:
        """The list of entries, which readers look at first."""
        self._zip.close()
        return self._sink.taken()
