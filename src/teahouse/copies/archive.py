"""What a backup looks like: a tar file, compressed with gzip, that any tool opens.

| member | what it is |
|---|---|
| head.json | `Head`: where it comes from, and the columns of its tables |
| tables/NAME.0001.jsonl | rows of a table, one a line, at most PART_BYTES and one row |
| files/ID | the bytes of a file, and of its preview |
| manifest.json | `Manifest`: size, rows and SHA-256 of every member, and the checksum of each room |

Behind it comes an empty gzip member whose comment is the SHA-256 of all bytes before it.
Encrypted it is another tar file; see `sealing`.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO, Final, cast

import msgspec
from msgspec import Struct

from teahouse.copies.errors import DamagedError
from teahouse.copies.sums import RoomSum
from teahouse.copies.tables import Table

FORMAT: Final = 1
PART_BYTES: Final = 8_000_000
HEAD: Final = "head.json"
MANIFEST: Final = "manifest.json"
TABLES: Final = "tables/"
FILES: Final = "files/"
GZIP: Final = b"\x1f\x8b"

_BEFORE: Final = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xffsha256:"
_AFTER: Final = b"\x00\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"
TRAILER_BYTES: Final = len(_BEFORE) + 64 + len(_AFTER)


class Head(Struct, frozen=True, kw_only=True):
    """`taken_at` is ISO 8601 in UTC, `schema` the version of the tables, `database` sqlite or postgresql."""

    format: int
    teahouse: str
    schema: str
    store_id: str
    epoch: str
    taken_at: str
    database: str
    tables: tuple[Table, ...]


class Member(Struct, frozen=True):
    """`rows` is 0 for what is no table."""

    name: str
    size: int
    rows: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """`left_out` are files that were taken back while the backup was made: their bytes are not in it."""

    members: tuple[Member, ...]
    rooms: tuple[RoomSum, ...]
    sequences: dict[str, int]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(member.rows for member in self.members)


def trailer(sha256: str) -> bytes:
    """The empty gzip member (RFC 1952) that ends an archive."""
    return _BEFORE + sha256.encode() + _AFTER


def read_head(text: bytes) -> Head:
    """DamagedError for what is none."""
    try:
        return msgspec.json.decode(text, type=Head)
    except msgspec.MsgspecError as problem:
        raise DamagedError(f"its head is not readable ({problem})") from None


class Summing:
    """A file to write to that takes the SHA-256 of all that goes through it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """As of a file."""
        self._sum.update(data)
        self._file.write(data)
        # What compresses gives views too.
        return memoryview(data).nbytes

    def flush(self) -> None:
        """As of a file."""
        self._file.flush()

    def end(self) -> None:
        """Write the trailer."""
        self._file.write(trailer(self._sum.hexdigest()))


class Checking:
    """A file to read from that keeps its trailer back, and compares it at the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self._ahead = file.read(TRAILER_BYTES)

    def read(self, size: int = -1) -> bytes:
        """As of a file. DamagedError at the end if it is not what was written."""
        more = self._file.read(size)
        data = self._ahead + more
        give, self._ahead = data[:-TRAILER_BYTES], data[-TRAILER_BYTES:]
        if not more and self._ahead != trailer(self._sum.hexdigest()):
            raise DamagedError("it is not what was written, or its end is missing")
        self._sum.update(give)
        return give

    def drain(self) -> None:
        """Read to the end, where it is compared."""
        while self.read(1 << 20):
            pass

    def as_file(self) -> BinaryIO:
        """For whoever wants a whole file, and only reads."""
        return cast("BinaryIO", self)
