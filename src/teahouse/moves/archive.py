"""An archive of strangers: a folder, a ZIP file or a single file, read under bounds.

Nothing is unpacked: members are read where they are, by their names, so that no name leads
anywhere. A name that would, a link, an encrypted member and what grows beyond all reason
(zip bombs) make the whole archive be refused.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

import msgspec

from teahouse.moves.errors import BadArchiveError

LINE_BYTES: Final = 4 << 20
"""The longest line of JSON lines."""

DOCUMENT_BYTES: Final = 128 << 20
"""The largest JSON document, which is decoded as a whole."""

MEMBERS: Final = 1_000_000
RATIO: Final = 200
"""A member that is so many times as large as its bytes in the archive is a bomb; JSON hardly reaches 50."""

RATIO_FROM: Final = 16 << 20
"""Below this size the ratio does not matter."""

PIECE: Final = 1 << 18


class Archive:
    """Members by name; a file by itself is the only member. Closed with `close`."""

    def __init__(self, path: Path) -> None:
        """BadArchiveError for what cannot be read, or must not be."""
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._members: dict[str, zipfile.ZipInfo | Path] = {}
        try:
            if path.is_dir():
                self._list_folder(path)
            elif zipfile.is_zipfile(path):
                self._zip = zipfile.ZipFile(path)
                self._list_zip(self._zip)
            else:
                self._members[path.name] = path
                path.open("rb").close()
        except (OSError, zipfile.BadZipFile, NotImplementedError, UnicodeError) as problem:
            self.close()
            raise BadArchiveError(f"{path} cannot be read: {problem}") from None
        except BadArchiveError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        if self._zip is not None:
            self._zip.close()

    @property
    def names(self) -> list[str]:
        """All members, sorted."""
        return sorted(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def pieces(self, name: str, most: int | None = None) -> Iterator[bytes]:
        """The bytes of a member, a piece at a time; BadArchiveError beyond `most`, or if it is damaged."""
        size = 0
        try:
            with self._open(name) as file:
                while piece := file.read(PIECE):
                    size += len(piece)
                    if most is not None and size > most:
                        raise BadArchiveError(f"{name} in {self.path} is larger than {most >> 20} MB.")
                    yield piece
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as problem:
            raise BadArchiveError(f"{name} in {self.path} is damaged: {problem}") from None

    def document(self, name: str, kind: Any) -> Any:
        """A JSON document of that type."""
        return self._decode(name, b"".join(self.pieces(name, DOCUMENT_BYTES)), kind, "")

    def lines(self, name: str, kind: Any) -> Iterator[Any]:
        """JSON lines of that type; empty ones are passed over."""
        rest = b""
        number = 0
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                number += 1
                if len(line) > LINE_BYTES:
                    break
                if line.strip():
                    yield self._decode(name, line, kind, f", line {number}")
            if len(rest) > LINE_BYTES or (whole and len(line) > LINE_BYTES):
                raise BadArchiveError(f"{name} in {self.path} has a line of more than {LINE_BYTES >> 20} MB.")
        if rest.strip():
            yield self._decode(name, rest, kind, f", line {number + 1}")

    def _decode(self, name: str, text: bytes, kind: Any, where: str) -> Any:
        try:
            return msgspec.json.decode(text.removeprefix(b"\xef\xbb\xbf"), type=kind)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
            raise BadArchiveError(f"{name}{where} in {self.path} is not what it must be: {problem}") from None

    def _open(self, name: str) -> IO[bytes]:
        member = self._members[name]
        if isinstance(member, Path):
            return member.open("rb")
        assert self._zip is not None
        return self._zip.open(member)

    def _list_zip(self, archive: zipfile.ZipFile) -> None:
        infos = archive.infolist()
        if len(infos) > MEMBERS:
            raise BadArchiveError(f"{self.path} has more than {MEMBERS:,} members.")
        for info in infos:
            name = _safe_name(info.filename, self.path)
            kind = info.external_attr >> 16
            if kind and stat.S_ISLNK(kind):
                raise BadArchiveError(f"{self.path} has a symbolic link in it: {name!r}.")
            if info.flag_bits & 1:
                raise BadArchiveError(f"{self.path} is encrypted.")
            if info.file_size > max(RATIO_FROM, RATIO * info.compress_size):
                raise BadArchiveError(f"{name!r} in {self.path} would grow to {info.file_size >> 20:,} MB.")
            if info.is_dir():
                continue
            if name in self._members:
                raise BadArchiveError(f"{self.path} has two members of the name {name!r}.")
            self._members[name] = info

    def _list_folder(self, folder: Path) -> None:
        for path in folder.rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise BadArchiveError(f"{self.path} has a symbolic link in it: {name!r}.")
            if path.is_file():
                self._members[name] = path
            if len(self._members) > MEMBERS:
                raise BadArchiveError(f"{self.path} has more than {MEMBERS:,} files.")


def _safe_name(name: str, archive: Path) -> str:
    """The name as a path below the archive; BadArchiveError for one that leads out of it."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or (path.parts and ":" in path.parts[0]):
        raise BadArchiveError(f"{archive} has a member with a dangerous name: {name!r}.")
    return path.as_posix()
