"""A disk that loses its power: what a folder holds afterwards, from what a process did to its files.

Certain is what was synchronised: bytes by a sync of their file, names by one of their
folder. Of all else any part may be there, in sectors of 512 bytes and in any order; names
come and go in their order.
"""

from __future__ import annotations

import shutil
import struct
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tests.harness.shims import compiled

if TYPE_CHECKING:
    import random

SECTOR = 512
HEAD = struct.Struct("<cIQQ")
CHANCES = (0.0, 0.5, 0.95)
"""How likely a sector that was not synchronised got to the disk: drawn anew for each file."""


class Step(Struct, frozen=True):
    """A record of shims/power.c: what was done, where it stands in the record, two numbers and bytes."""

    kind: str
    at: int
    one: int
    two: int
    data: bytes


class Write(Struct, frozen=True):
    """Bytes at an offset, or, without any, a new size of the file."""

    at: int
    offset: int
    data: bytes | None


class File(Struct):
    """What is certain of a file, and what was done to it since."""

    certain: bytearray = field(default_factory=bytearray)
    since: list[Write] = field(default_factory=list)

    def sync(self, before: int) -> None:
        """What was written before that place of the record is certain."""
        for write in self.since:
            if write.at < before:
                _apply(self.certain, write)
        self.since = [write for write in self.since if write.at >= before]

    def left(self, chance: random.Random | None) -> bytes:
        """What is found on the disk; by no chance, only what is certain."""
        found = bytearray(self.certain)
        if chance is None:
            return bytes(found)
        likely = chance.choice(CHANCES)
        for write in self.since:
            for part in _sectors(write):
                if chance.random() < likely:
                    _apply(found, part)
        return bytes(found)


Names = dict[Path, File]


class Power:
    """The folder of a process that is started with `variables`. It must not exist, or be still, at the first start."""

    def __init__(self, folder: Path, beside: Path) -> None:
        """`beside` is where the record and the images go: no part of `folder`."""
        self.folder = folder
        self._beside = beside
        self._record = beside / "record"
        self._images = 0
        self._base: dict[Path, bytes] = {}
        self._keep_base()
        self.variables = {
            "LD_PRELOAD": str(compiled("power")),
            "POWER_FOLDER": str(folder),
            "POWER_RECORD": str(self._record),
        }

    def image(self, chance: random.Random | None = None) -> Path:
        """A new folder, as the disk is found after the power was lost now; the process must be gone."""
        self._images += 1
        image = self._beside / f"image-{self._images}"
        image.mkdir()
        for path, file in self._disk().names(chance).items():
            place = image / path.relative_to(self.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.left(chance))
        return image

    def restore(self, image: Path) -> None:
        """Have the folder be that image, for the next start."""
        if self.folder.exists():
            shutil.rmtree(self.folder)
        shutil.copytree(image, self.folder)
        self._record.unlink(missing_ok=True)
        self._keep_base()

    def _keep_base(self) -> None:
        found = self.folder.rglob("*") if self.folder.exists() else ()
        self._base = {path: path.read_bytes() for path in found if path.is_file()}

    def _disk(self) -> Disk:
        disk = Disk({path: File(bytearray(data)) for path, data in self._base.items()})
        if self._record.exists():
            for step in read_steps(self._record.read_bytes()):
                disk.take(step)
        return disk


class Disk:
    """Files by name, as the process sees them and as they are certain to be."""

    def __init__(self, base: Names) -> None:
        self._seen = dict(base)
        self._certain = dict(base)
        self._since: list[tuple[int, dict[Path, File | None]]] = []
        """Names that were given and, with None, taken, in order, with their places in the record."""
        self._open: defaultdict[int, File] = defaultdict(File)

    def take(self, step: Step) -> None:
        """Do what was done."""
        path = Path(step.data.decode()) if step.kind in "OCUD" else Path()
        match step.kind:
            case "O" if path in self._seen:
                self._open[step.one] = self._seen[path]
            case "O" | "C":
                self._open[step.one] = File()
                self._name(step, {path: self._open[step.one]})
            case "W":
                self._open[step.one].since.append(Write(step.at, step.two, step.data))
            case "T":
                self._open[step.one].since.append(Write(step.at, step.two, None))
            case "S":
                self._open[step.one].sync(step.two)
            case "D":
                self._settle(path, step.two)
            case "R":
                old, new = (Path(part.decode()) for part in step.data.split(b"\0"))
                if old in self._seen:
                    self._name(step, {new: self._seen[old], old: None})
            case "U":
                self._name(step, {path: None})
            case _:
                raise AssertionError(f"what is {step.kind}?")

    def names(self, chance: random.Random | None) -> Names:
        """The names that are found; those that are not certain as far as chance has it."""
        found = dict(self._certain)
        if chance is not None:
            for _, names in self._since[: chance.randint(0, len(self._since))]:
                _rename(found, names)
        return found

    def _name(self, step: Step, names: dict[Path, File | None]) -> None:
        _rename(self._seen, names)
        self._since.append((step.at, names))

    def _settle(self, folder: Path, before: int) -> None:
        left = []
        for at, names in self._since:
            if at < before and any(path.parent == folder for path in names):
                _rename(self._certain, names)
            else:
                left.append((at, names))
        self._since = left


def read_steps(record: bytes) -> Iterator[Step]:
    """All of a record; one that is cut off at the end was not done."""
    at = 0
    while at + HEAD.size <= len(record):
        kind, size, one, two = HEAD.unpack_from(record, at)
        begin, end = at + HEAD.size, at + HEAD.size + size
        if end > len(record):
            return
        yield Step(kind.decode(), at, one, two, record[begin:end])
        at = end


def _rename(names: Names, changes: dict[Path, File | None]) -> None:
    for path, file in changes.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file


def _apply(content: bytearray, write: Write) -> None:
    if write.data is None:
        del content[write.offset :]
        content.extend(bytes(write.offset - len(content)))
        return
    content.extend(bytes(max(0, write.offset - len(content))))
    content[write.offset : write.offset + len(write.data)] = write.data


def _sectors(write: Write) -> Iterator[Write]:
    if write.data is None:
        yield write
        return
    begin, end = write.offset, write.offset + len(write.data)
    while begin < end:
        stop = min(end, (begin // SECTOR + 1) * SECTOR)
        yield Write(write.at, begin, write.data[begin - write.offset : stop - write.offset])
        begin = stop
