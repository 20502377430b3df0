"""A file as the database knows it; its bytes are elsewhere."""

from __future__ import annotations

from msgspec import Struct

_PREVIEW_SUFFIX = ".preview"


class FileRecord(Struct, frozen=True, kw_only=True):
    """One file. `room` and `seq` are None until a message carries it.

    `owner` is a person's id; `size` bytes and `type` are those of what is kept, which for
    an image is not what was sent; `width` and `height` are pixels as shown, None where
    there are none or they are not known; `preview`: a small WebP image of it exists too;
    `created_at` is Unix milliseconds.
    """

    id: str
    owner: int
    name: str
    size: int
    type: str
    width: int | None
    height: int | None
    preview: bool
    created_at: int
    room: int | None = None
    seq: int | None = None

    @property
    def blobs(self) -> tuple[str, ...]:
        """The names of its blobs in the blob store."""
        return (self.id, preview_of(self.id)) if self.preview else (self.id,)


def preview_of(file: str) -> str:
    """The name of the blob that holds the preview of a file."""
    return file + _PREVIEW_SUFFIX


def file_of(blob: str) -> str:
    """The id of the file that a blob belongs to."""
    return blob.removesuffix(_PREVIEW_SUFFIX)
