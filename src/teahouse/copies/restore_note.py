"""The note that a restore is under way: what is left of it after a crash says how far it came.

It is beside the folder of files and claimed while its writer lives. What it cannot say, as
no two things change at once, is whether the database was replaced: the place where the new
one is made is there until that moment, and then it is not.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, Final, Self

import msgspec
from msgspec import Struct

from teahouse.copies.errors import CopyError
from teahouse.files.lasting import sync_folder
from teahouse.store.lock import claim

if TYPE_CHECKING:
    from pathlib import Path

BYTES: Final = 512
"""All of it, in one piece of a disk: it is written over as a whole or not at all."""


class Said(Struct):
    """What is in it. `stamp` is in the names of all that the restore makes; `swapping`: it may have moved files."""

    stamp: str
    swapping: bool = False


class RestoreNote:
    """Made by `begin`, or `left` by a process that is no more; claimed until `end` or `release`."""

    def __init__(self, path: Path, file: BinaryIO, said: Said) -> None:
        self._path = path
        self._file = file
        self._said = said

    @classmethod
    def begin(cls, files: Path, stamp: str) -> Self:
        """For a restore that puts files into this folder. CopyError if another one is at it, OSError."""
        path = place_of(files)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not emptied: it may be another one's.
        file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0)
        try:
            claim(file)
        except OSError:
            file.close()
            raise CopyError(f"Another restore is under way (it says so in {path}).") from None
        note = cls(path, file, Said(stamp))
        note._write()
        sync_folder(path.parent)
        return note

    @classmethod
    def left(cls, files: Path) -> Self | None:
        """The one that a process left there; None if there is none, or its process lives."""
        path = place_of(files)
        try:
            file = path.open("r+b", buffering=0)
        except FileNotFoundError:
            return None
        try:
            claim(file)
        except OSError:
            file.close()
            return None
        try:
            said = msgspec.json.decode(file.read(BYTES), type=Said)
        except msgspec.DecodeError:
            # It was only begun: nothing has been done.
            said = Said("")
        return cls(path, file, said)

    @property
    def stamp(self) -> str:
        """In the names of all that the restore makes."""
        return self._said.stamp

    @property
    def swapping(self) -> bool:
        """Whether files may be where they were not before."""
        return self._said.swapping

    def set_swapping(self, swapping: bool) -> None:
        """On the disk when it returns."""
        self._said.swapping = swapping
        self._write()

    def end(self) -> None:
        """All is in one state: nobody has to know of it."""
        self._path.unlink(missing_ok=True)
        sync_folder(self._path.parent)
        self.release()

    def release(self) -> None:
        """Let others see to it."""
        self._file.close()

    def _write(self) -> None:
        self._file.seek(0)
        self._file.write(msgspec.json.encode(self._said).ljust(BYTES))
        os.fsync(self._file.fileno())


def place_of(files: Path) -> Path:
    """Where the note is, of a restore into this folder of files."""
    return files.with_name(f"{files.name}.restoring")
