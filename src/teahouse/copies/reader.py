"""Reads an archive; see `archive`. Nothing in it is believed before `check` has read it to its end."""

from __future__ import annotations

import gzip
import hashlib
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from teahouse.copies.archive import (
    FILES,
    FORMAT,
    GZIP,
    HEAD,
    MANIFEST,
    TABLES,
    Checking,
    Head,
    Manifest,
    Member,
    read_head,
)
from teahouse.copies.errors import CopyError, DamagedError
from teahouse.copies.sealing import is_sealed, unsealed
from teahouse.copies.sums import Sums

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.copies.tables import Row, Table
    from teahouse.telling import Telling

MOST_TEXT: Final = 256_000_000
"""Bytes of a head or a manifest: a line for each file."""

AT_ONCE: Final = 4000
CHUNK: Final = 1 << 20

_NAME: Final = re.compile(r"[a-z_]{1,60}")


class Checked(Struct, frozen=True):
    """An archive that is what was written."""

    head: Head
    manifest: Manifest


class Reader:
    """An archive that is open, from its beginning to its end, once."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._members = iter(tar)
        self._tar = tar
        self.head = read_head(self._text(next(self._members, None), HEAD))
        if self.head.format != FORMAT:
            raise CopyError(
                f"This backup is of format {self.head.format}, and this release reads format {FORMAT}: "
                f"restore it with Teahouse {self.head.teahouse}."
            )
        self._tables = {table.name: table for table in self.head.tables}
        for table in self.head.tables:
            # They become a part of SQL.
            if not all(map(_NAME.fullmatch, (table.name, *table.names, *table.key))):
                raise DamagedError(f"{table.name!r} is no table")

    def members(self) -> Iterator[tuple[str, IO[bytes], int]]:
        """Name, bytes to be read before the next one is asked for, and their number."""
        for about in self._members:
            data = self._tar.extractfile(about)
            if data is None:
                raise DamagedError(f"{about.name} is no file")
            yield about.name, data, about.size

    def table_of(self, name: str) -> Table:
        """Whose rows a member has."""
        table = self._tables.get(name.removeprefix(TABLES).partition(".")[0])
        if table is None:
            raise DamagedError(f"nothing is known of {name}")
        return table

    def _text(self, about: tarfile.TarInfo | None, name: str) -> bytes:
        data = None if about is None or about.name != name else self._tar.extractfile(about)
        if data is None or about is None or about.size > MOST_TEXT:
            raise DamagedError(f"it has no {name}")
        return data.read()


@contextmanager
def reading(path: Path, passphrase: str | None) -> Iterator[Reader]:
    """The archive of this name: CopyError, DamagedError. At its end it was compared as a whole."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
        except OSError as problem:
            raise CopyError(f"{path} cannot be read: {problem.strerror}.") from None
        begin = file.read(100)
        file.seek(0)
        if is_sealed(begin):
            if passphrase is None:
                raise CopyError("This backup is encrypted: give its passphrase.")
            plain = stack.enter_context(unsealed(file, passphrase))
        elif begin.startswith(GZIP):
            plain = file
        else:
            raise CopyError(f"{path} is no backup of Teahouse, or it is damaged.")
        try:
            checking = Checking(plain)
            packed = stack.enter_context(gzip.GzipFile("", "rb", fileobj=checking.as_file()))
            tar = stack.enter_context(tarfile.open(mode="r|", fileobj=packed))
            yield Reader(tar)
            checking.drain()
        except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, UnicodeError) as problem:
            raise DamagedError(str(problem) or "its end is missing") from None


def needs_passphrase(path: Path) -> bool:
    """Whether it is encrypted; CopyError if it cannot be read."""
    try:
        with path.open("rb") as file:
            return is_sealed(file.read(100))
    except OSError as problem:
        raise CopyError(f"{path} cannot be read: {problem.strerror}.") from None


def check(path: Path, passphrase: str | None, telling: Telling) -> Checked:
    """Read all of it, and compare every member with the manifest: CopyError, DamagedError."""
    found: list[Member] = []
    sums = Sums()
    manifest: Manifest | None = None
    telling.start("Checking the backup", None)
    with reading(path, passphrase) as reader:
        for name, data, size in reader.members():
            if name == MANIFEST:
                manifest = _manifest(data.read(MOST_TEXT))
                continue
            if manifest is not None:
                raise DamagedError(f"{name} is behind its end")
            found.append(_member(reader, name, data, size, sums))
            telling.advance(found[-1].rows or 1)
    if manifest is None:
        raise DamagedError("its end is missing")
    # The head was read when the archive was opened: the checksum over the whole archive speaks for it.
    if list(manifest.members[1:]) != found:
        raise DamagedError("its parts are not those that were written")
    if list(manifest.rooms) != sums.rooms():
        raise DamagedError("the checksums of its rooms are others")
    telling.done()
    return Checked(reader.head, manifest)


def rows_of(table: Table, data: IO[bytes]) -> Iterator[tuple[list[Row], list[bytes]]]:
    """Rows and their lines, some thousands at a time: DamagedError for what is no row of this table."""
    decode = table.rows.decode
    rows: list[Row] = []
    lines: list[bytes] = []
    try:
        for line in data:
            rows.append(decode(line))
            lines.append(line)
            if len(rows) == AT_ONCE:
                yield rows, lines
                rows, lines = [], []
    except msgspec.MsgspecError as problem:
        raise DamagedError(f"a row of {table.name} is not readable ({problem})") from None
    if rows:
        yield rows, lines


def _member(reader: Reader, name: str, data: IO[bytes], size: int, sums: Sums) -> Member:
    digest, count = hashlib.sha256(), 0
    if name.startswith(TABLES):
        table = reader.table_of(name)
        for rows, lines in rows_of(table, data):
            sums.take_lines(table, rows, lines)
            digest.update(b"".join(lines))
            count += len(rows)
    elif name.startswith(FILES):
        while chunk := data.read(CHUNK):
            digest.update(chunk)
    else:
        raise DamagedError(f"nothing is known of {name}")
    return Member(name, size, count, digest.hexdigest())


def _manifest(text: bytes) -> Manifest:
    try:
        return msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as problem:
        raise DamagedError(f"its manifest is not readable ({problem})") from None
