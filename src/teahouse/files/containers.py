"""Programs that look like documents: what is inside of ZIP and OLE files.

Only names are read, and only so many: a hostile archive costs no more than an honest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO, Final

from msgspec import Struct

DIRECTORY_BYTES: Final = 4_000_000
"""So much of an archive's directory is read; what lists its programs behind that many names is let through."""

_PROGRAM_ENTRIES: Final = frozenset(
    "meta-inf/manifest.mf androidmanifest.xml classes.dex appxmanifest.xml appxmetadata/appxbundlemanifest.xml "
    "meta-inf/mozilla.rsa".split()
)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_DOCUMENTS: Final = {
    "word/": _OFFICE + "wordprocessingml.document",
    "xl/": _OFFICE + "spreadsheetml.sheet",
    "ppt/": _OFFICE + "presentationml.presentation",
}
_DECLARED: Final = tuple(
    f"application/{name}".encode()
    for name in (
        "epub+zip",
        *(f"vnd.oasis.opendocument.{each}" for each in ("text", "spreadsheet", "presentation", "graphics")),
    )
)
_END: Final = b"PK\x05\x06"
_ENTRY: Final = b"PK\x01\x02"
_END_BYTES: Final = 22 + 65_535

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# {000C1084-0000-0000-C000-000000000046} and its neighbours for patches and transforms, as they are stored.
_INSTALLERS: Final = tuple(
    bytes((number, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46)) for number in (0x82, 0x84, 0x86)
)


class Insides(Struct, frozen=True):
    """Whether a file is a program by what it holds, and which document it is if it is one."""

    is_program: bool = False
    document: str | None = None


def look_inside(path: Path) -> Insides:
    """Any file, whatever it begins with: an archive is found by its end. Never fails on what is in it."""
    with path.open("rb") as file:
        head = file.read(512)
        if head.startswith(_OLE):
            return Insides(is_program=_is_installer(file, head))
        names = [name.lower() for name in _entries(file)]
    if any(name in _PROGRAM_ENTRIES or _is_phone_app(name) for name in names):
        return Insides(is_program=True)
    return Insides(document=_document(names, head))


def _document(names: list[str], head: bytes) -> str | None:
    if "[content_types].xml" in names:
        return next(
            (found for folder, found in _DOCUMENTS.items() if any(name.startswith(folder) for name in names)),
            None,
        )
    # OpenDocument and EPUB say what they are in their first entry, which is not compressed.
    if head[30:38] == b"mimetype":
        said = head[38:100].partition(b"PK")[0]
        return next((each.decode() for each in _DECLARED if said == each), None)
    return None


def _is_phone_app(name: str) -> bool:
    return name.startswith("payload/") and name.partition("/")[2].partition("/")[0].endswith(".app")


def _entries(file: BinaryIO) -> Iterator[str]:
    """The names in the directory of a ZIP file (APPNOTE 4.3.12), none if it is not one."""
    length = file.seek(0, 2)
    start = max(0, length - _END_BYTES)
    file.seek(start)
    tail = file.read()
    found = tail.rfind(_END)
    if found < 0 or len(tail) - found < 22:
        return
    (size,) = unpack_from("<I", tail, found + 12)
    # By its length from its end, as readers do it: whatever stands before the archive shifts its offsets.
    file.seek(max(0, start + found - size))
    directory = file.read(min(size, DIRECTORY_BYTES))
    place = 0
    while directory.startswith(_ENTRY, place) and place + 46 <= len(directory):
        name, extra, comment = unpack_from("<HHH", directory, place + 28)
        yield directory[place + 46 : place + 46 + name].decode("utf-8", "replace")
        place += 46 + name + extra + comment


def _is_installer(file: BinaryIO, head: bytes) -> bool:
    """Whether the root of an OLE file is that of Windows Installer (MS-CFB section 2.6.1)."""
    if len(head) < 80:
        return False
    (shift,) = unpack_from("<H", head, 30)
    (sector,) = unpack_from("<I", head, 48)
    if shift not in (9, 12):
        return False
    file.seek((sector + 1) << shift)
    return file.read(128)[80:96] in _INSTALLERS
