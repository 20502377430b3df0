"""A folder in which images are made, by real workers."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from teahouse.files.images import Images, Made


class Bench:
    """A folder with what goes in and what comes out."""

    def __init__(self, folder: Path) -> None:
        self.source, self.target, self.preview = (folder / name for name in ("source", "target", "preview"))
        self.images = Images(1)

    async def make(self, kind: str, content: bytes) -> Made:
        self.source.write_bytes(content)
        return await self.images.make(kind, self.source, self.target, self.preview)

    def shown(self) -> Image.Image:
        return Image.open(io.BytesIO(self.target.read_bytes()))
