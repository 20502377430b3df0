"""An archive that only a passphrase opens, in the format of age (age-encryption.org/v1).

A tar file with two members: `key.age`, a fresh key that is encrypted with the passphrase
(scrypt), and `backup.tar.gz.age`, the archive, encrypted to that key while it is written. So
it streams, and the program `age` can open it as well:

    tar xf BACKUP && age -d -o key.txt key.age && age -d -i key.txt backup.tar.gz.age > backup.tar.gz
"""

from __future__ import annotations

import os
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, Final

import pyrage  # type: ignore[import-untyped]

from teahouse.copies.errors import CopyError, DamagedError
from teahouse.copies.locked_key import locked

if TYPE_CHECKING:
    from collections.abc import Callable

KEY: Final = "key.age"
SEALED: Final = "backup.tar.gz.age"
KEY_BYTES: Final = 4096
"""More than any key takes."""

_BLOCK: Final = tarfile.BLOCKSIZE
_END: Final = bytes(2 * _BLOCK)


@contextmanager
def sealed(file: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    """A file to write to; what is written arrives in `file`, encrypted. `file` is at its beginning."""
    identity = pyrage.x25519.Identity.generate()
    file.write(_member(KEY, locked(f"{identity}\n", passphrase)))
    begin = file.tell()
    # Its size is not known yet.
    file.write(bytes(_BLOCK))
    noting = _Noting(file)
    try:
        with _through(lambda source: pyrage.encrypt_io(source, noting, [identity.to_public()])) as entry:
            yield entry
    except pyrage.EncryptError:
        raise noting.problem or CopyError("The backup could not be encrypted.") from None
    size = file.tell() - begin - _BLOCK
    file.write(bytes(-size % _BLOCK) + _END)
    file.seek(begin)
    file.write(_header(SEALED, size))


@contextmanager
def unsealed(file: BinaryIO, passphrase: str) -> Iterator[BinaryIO]:
    """A file to read from; CopyError for another passphrase, DamagedError for what was changed."""
    identity = pyrage.x25519.Identity.from_str(_opened(_read_member(file, KEY, KEY_BYTES), passphrase))
    size = _read_header(file, SEALED)
    begin = file.tell()
    file.seek(begin + size)
    if file.read() != bytes(-size % _BLOCK) + _END:
        raise DamagedError("it is not what was written, or its end is missing")
    file.seek(begin)
    part = _Part(file, size)
    with _from(lambda target: pyrage.decrypt_io(part, target, [identity])) as way_out:
        yield way_out


def is_sealed(begin: bytes) -> bool:
    """Whether a file that begins like this is one of these."""
    return begin.startswith(KEY.encode() + b"\0")


@lru_cache(maxsize=1)
def _opened(key: bytes, passphrase: str) -> str:
    """The key itself. It takes its time, as it should, and is read twice: to check, and to restore."""
    try:
        found: bytes = pyrage.passphrase.decrypt(key, passphrase)
    except pyrage.DecryptError:
        raise CopyError("This is not the passphrase of this backup, or its key is damaged.") from None
    return found.decode().strip()


def _header(name: str, size: int) -> bytes:
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    return about.tobuf(tarfile.GNU_FORMAT)


def _member(name: str, data: bytes) -> bytes:
    return _header(name, len(data)) + data + bytes(-len(data) % _BLOCK)


def _read_header(file: BinaryIO, name: str) -> int:
    """The member's size; its header is exactly as it is written here, so that no byte of it can be another."""
    block = file.read(_BLOCK)
    with suppress(tarfile.HeaderError):
        size = tarfile.TarInfo.frombuf(block, "utf-8", "strict").size
        if block == _header(name, size):
            return size
    raise DamagedError(f"it has no {name}")


def _read_member(file: BinaryIO, name: str, most: int) -> bytes:
    size = _read_header(file, name)
    data = file.read(size) if size <= most else b""
    if len(data) != size or file.read(-size % _BLOCK).strip(b"\0"):
        raise DamagedError(f"its {name} is not whole")
    return data


class _Noting:
    """A file to write to that remembers why it failed: the library tells it as text."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.problem: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._file.write(data)
        except OSError as problem:
            self.problem = problem
            raise

    def flush(self) -> None:
        self._file.flush()


class _Part:
    """The next bytes of a file, and no more."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


@contextmanager
def _through(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """A pipe into `work`, which reads in a thread of its own; its failure is raised at the end."""
    entry, failures, thread = _pipe(work, reads=True)
    try:
        with suppress(BrokenPipeError), entry:
            yield entry
    finally:
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def _from(work: Callable[[BinaryIO], None]) -> Iterator[BinaryIO]:
    """A pipe out of `work`, which writes in a thread of its own."""
    way_out, failures, thread = _pipe(work, reads=False)
    try:
        with way_out:
            yield way_out
    finally:
        thread.join()
    if failures and not isinstance(failures[0], BrokenPipeError):
        raise DamagedError("it is not what was written, or its end is missing") from None


def _pipe(
    work: Callable[[BinaryIO], None], *, reads: bool
) -> tuple[BinaryIO, list[Exception], threading.Thread]:
    read_end, write_end = os.pipe()
    reader, writer = os.fdopen(read_end, "rb"), os.fdopen(write_end, "wb")
    theirs, ours = (reader, writer) if reads else (writer, reader)
    failures: list[Exception] = []

    def run() -> None:
        try:
            with theirs:
                work(theirs)
        except Exception as problem:
            failures.append(problem)

    thread = threading.Thread(target=run, name="age")
    thread.start()
    return ours, failures, thread
