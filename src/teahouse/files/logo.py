"""The picture of the place: any image that is sent, made anew and small."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterable
from pathlib import Path
from typing import Final

from teahouse.files.containers import Insides
from teahouse.files.images import Images
from teahouse.files.kinds import Handling, kind_of
from teahouse.model.file_errors import BadImageError, FileTooLargeError

SENT_BYTES: Final = 10_000_000
KEPT_BYTES: Final = 262_144
PREVIEW_TYPE: Final = "image/webp"


async def make_logo(images: Images, chunks: AsyncIterable[bytes]) -> tuple[str, bytes]:
    """Its MIME type and its bytes, at most KEPT_BYTES and 640 pixels a side if it was larger.

    Raises FileTooLargeError, and as `Images.make` does; nothing stays on the disk.
    """
    sent = bytearray()
    async for chunk in chunks:
        sent += chunk
        if len(sent) > SENT_BYTES:
            raise FileTooLargeError
    kind = kind_of("logo", bytes(sent), Insides())
    if kind.handling is not Handling.IMAGE:
        raise BadImageError
    with await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="teahouse-logo-") as name:
        folder = Path(name)
        source, target, preview = (folder / each for each in ("source", "target", "preview"))
        await asyncio.to_thread(source.write_bytes, sent)
        made = await images.make(kind.type, source, target, preview)
        type_, chosen = (PREVIEW_TYPE, preview) if made.preview else (made.type, target)
        image = await asyncio.to_thread(chosen.read_bytes)
    if len(image) > KEPT_BYTES:
        raise FileTooLargeError
    return type_, image
