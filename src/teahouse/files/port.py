"""The port of a blob store: bytes by name, written once.

What an adapter promises, and the contract suite checks:

- **Atomicity.** A blob is there whole or not at all, whatever happens meanwhile. It is
  made from a draft, a local file that no one else knows.
- **Durability.** When `keep` returns, the blob survives a loss of power.
- **Sharing.** Several processes and machines may use one store; nothing is locked, because
  names are random and a blob never changes.
- **Errors.** `StorageFullError` when there is no room, `RetryableError` for any other
  failure of the medium (its detail is in the log), `NotFoundError` for a blob that is not
  there.
- **Limits.** Names are letters, digits, `.`, `-` and `_`, 4 to 64 of them, and begin with
  four letters or digits. Memory does not grow with a blob's size.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class StoredBlob(Struct, frozen=True):
    """A blob as the store lists it; `written_at` is Unix milliseconds by the store's clock."""

    name: str
    written_at: int


class Draft(Protocol):
    """A blob that is being made. `path` is a local file that others may read or fill as well."""

    @property
    def path(self) -> Path: ...

    async def write(self, chunk: bytes) -> None:
        """Add to its end."""
        ...

    async def keep(self, name: str) -> int:
        """Make it the blob of that name; its size in bytes. The draft is spent."""
        ...

    async def discard(self) -> None:
        """Leave nothing behind; nothing happens to a draft that was kept."""
        ...


class Blobs(Protocol):
    """See the module's docstring for what each call promises."""

    async def draft(self) -> Draft:
        """A new and empty one; whoever takes it keeps or discards it."""
        ...

    async def size(self, name: str) -> int:
        """How many bytes it has, or NotFoundError."""
        ...

    async def read(self, name: str, offset: int, length: int) -> bytes:
        """Bytes from `offset`, `length` of them or as many as there are; or NotFoundError."""
        ...

    async def delete(self, name: str) -> None:
        """It is gone; nothing happens if there is none."""
        ...

    def list(self) -> AsyncIterator[StoredBlob]:
        """Every blob, in no order; one that comes or goes meanwhile may be missing."""
        ...

    async def clear_drafts(self, before: int) -> int:
        """Delete drafts that nobody wrote to since that time (Unix ms); how many there were.

        A process that was killed leaves them.
        """
        ...

    async def close(self) -> None:
        """End what runs in the background."""
        ...
