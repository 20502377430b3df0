"""Writes an archive; see `archive`. Memory holds a part of a table at most."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import msgspec

from teahouse.copies.archive import FILES, HEAD, MANIFEST, PART_BYTES, TABLES, Head, Manifest, Member, Summing
from teahouse.copies.errors import CopyError
from teahouse.copies.sealing import sealed
from teahouse.copies.sums import Sums
from teahouse.copies.whole import whole_file

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.tables import Row, Table

LEVEL: Final = 4
"""Of compression: three quarters of what the highest gains, for a fifth of the time."""


class Writer:
    """Members one after the other; `manifest` ends it."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members: list[Member] = []
        self._sums = Sums()
        self._part = io.BytesIO()
        self._rows = 0
        self._number = 0
        self._left_out: list[str] = []

    def head(self, head: Head) -> None:
        """The first member."""
        self._add(HEAD, msgspec.json.format(msgspec.json.encode(head), indent=1))

    def rows(self, table: Table, rows: list[Row]) -> None:
        """More rows of a table; `end_table` before those of another one."""
        for line in self._sums.take(table, rows):
            self._part.write(line)
            self._rows += 1
            if self._part.tell() >= PART_BYTES:
                self._end_part(table)

    def end_table(self, table: Table) -> None:
        """All its rows were given."""
        if self._rows or not self._number:
            self._end_part(table)
        self._number = 0

    def file(self, name: str, path: Path) -> None:
        """The bytes of a blob, or a note that they are gone."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            self._left_out.append(name)
            return
        except OSError as problem:
            raise _unreadable(path, problem) from None
        with file:
            about = tarfile.TarInfo(FILES + name)
            about.size, about.mode = file.seek(0, io.SEEK_END), 0o600
            file.seek(0)
            reading = _Reading(file, path)
            self._tar.addfile(about, cast("BinaryIO", reading))
        self._members.append(Member(about.name, about.size, 0, reading.sha256))

    def manifest(self, sequences: dict[str, int]) -> Manifest:
        """The last member."""
        manifest = Manifest(
            members=tuple(self._members),
            rooms=tuple(self._sums.rooms()),
            sequences=sequences,
            left_out=tuple(self._left_out),
        )
        self._add(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        return manifest

    def _end_part(self, table: Table) -> None:
        self._number += 1
        self._add(f"{TABLES}{table.name}.{self._number:04}.jsonl", self._part.getvalue(), self._rows)
        self._part = io.BytesIO()
        self._rows = 0

    def _add(self, name: str, data: bytes, rows: int = 0) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = len(data), 0o600
        self._tar.addfile(about, io.BytesIO(data))
        self._members.append(Member(name, len(data), rows, hashlib.sha256(data).hexdigest()))


class _Reading:
    """A file whose bytes are summed as they are read."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        self._sum = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._file.read(size)
        except OSError as problem:
            raise _unreadable(self._path, problem) from None
        self._sum.update(data)
        return data


def _unreadable(path: Path, problem: OSError) -> CopyError:
    # Not to be taken for the archive, which cannot be written.
    return CopyError(
        f"The file {path} cannot be read: {problem.strerror}. Run it as the user that serves; there is no backup."
    )


@contextmanager
def writing(path: Path, passphrase: str | None) -> Iterator[Writer]:
    """The archive of this name, there when this ends and not before. CopyError, and nothing is there."""
    with ExitStack() as stack:
        file = stack.enter_context(whole_file(path))
        if passphrase is not None:
            file = stack.enter_context(sealed(file, passphrase))
        summing = Summing(file)
        plain = cast("BinaryIO", summing)
        with (
            gzip.GzipFile("", "wb", LEVEL, plain, mtime=0) as packed,
            tarfile.open(mode="w|", fileobj=packed, format=tarfile.GNU_FORMAT) as tar,
        ):
            yield Writer(tar)
        summing.end()
