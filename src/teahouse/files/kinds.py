"""What a file is, by its bytes, and what may become of it.

Neither the name nor what the sender says counts as a type. A small table of our own: what
matters here are some thirty formats and that each is told for certain; libraries that know
thousands guess, and know nothing of what is dangerous.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from enum import StrEnum
from typing import Final

from msgspec import Struct

from teahouse.files.containers import Insides
from teahouse.files.names import IMAGES, suffix_of
from teahouse.model.file_errors import BadImageError, FileRefusedError

HEAD_BYTES: Final = 4_096
"""How much of the beginning of a file `kind_of` looks at."""

OPAQUE: Final = "application/octet-stream"


class Handling(StrEnum):
    """What becomes of a file."""

    IMAGE = "image"
    """Decoded and encoded anew; shown in place."""
    MEDIA = "media"
    """Kept as it is; played in place."""
    ATTACHMENT = "attachment"
    """Kept as it is; saved, never opened by our address."""
    REFUSED = "refused"


class Kind(Struct, frozen=True):
    """A type (a MIME type as it will be served) and what becomes of such a file."""

    type: str
    handling: Handling


INLINE: Final = frozenset(
    "image/png image/jpeg image/gif image/webp "
    "video/mp4 video/quicktime video/webm video/ogg audio/mpeg audio/mp4 audio/ogg audio/wav audio/flac".split()
)
"""The types that may be shown by our address. No document and nothing that holds scripts ever is."""

# Programs that start by a double click, installers, and what makes one of these start.
REFUSED_SUFFIXES: Final = frozenset(
    ".exe .com .scr .pif .cpl .dll .sys .ocx .drv .msi .msp .mst .msix .msixbundle .appx .appxbundle .appinstaller "
    ".bat .cmd .vb .vbs .vbe .jse .wsf .wsh .wsc .sct .hta .lnk .url .scf .reg .inf .gadget .application .chm .hlp "
    ".settingcontent-ms .library-ms .search-ms .diagcab .jar .jnlp .class .apk .apks .xapk .aab .dex .ipa .app .command "
    ".dmg .pkg .mpkg .deb .rpm .appimage .flatpakref .snap .run .desktop .so .dylib .ko .xpi .crx .xll .wll .swf".split()
)

_REFUSED_MAGIC: Final = re.compile(
    rb"\x7fELF"
    rb"|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe"  # Mach-O
    rb"|\xca\xfe\xba[\xbe\xbf]|\xbe\xba\xfe\xca"  # Mach-O for several processors; Java classes
    rb"|\x4c\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"  # shortcuts of Windows
    rb"|dex\n[0-9]{3}\x00|!<arch>\ndebian-binary|\xed\xab\xee\xdb|xar!\x00|Cr24[\x02\x03]\x00|ITSF[\x02-\x04]\x00"
    # Letters a text may begin with, so what follows must be no text: DOS and Windows programs, Flash.
    rb"|(?:MZ|ZM)[^\x00]{0,61}\x00|[FCZ]WS[\x01-\x40][\x00-\xff]{3}[\x00\x01]"
)

_IMAGES: Final = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "image/avif"),
)

_MEDIA: Final = (
    (re.compile(rb"....ftypqt  ", re.DOTALL), "video/quicktime"),
    (re.compile(rb"....ftyp(M4A|M4B|F4A)", re.DOTALL), "audio/mp4"),
    (re.compile(rb"....ftyp(iso[m2-9]|mp4[12]|avc1|M4V|MSNV|F4V|mmp4|dash|msdh|3g[gp2])", re.DOTALL), "video/mp4"),
    (re.compile(rb"\x1a\x45\xdf\xa3.{0,64}\x42\x82.webm", re.DOTALL), "video/webm"),
    (re.compile(rb"OggS.{24,283}?(\x80theora|\x01video)", re.DOTALL), "video/ogg"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"ID3[\x02-\x04]"), "audio/mpeg"),
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav"),
    (re.compile(rb"fLaC"), "audio/flac"),
)  # fmt: skip

_OTHERS: Final = (
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), "application/x-7z-compressed"),
    (re.compile(rb"Rar!\x1a\x07"), "application/vnd.rar"),
    (re.compile(rb"\x1f\x8b\x08"), "application/gzip"),
    (re.compile(rb"\xfd7zXZ\x00"), "application/x-xz"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "application/zstd"),
    (re.compile(rb"BZh[1-9]1AY&SY"), "application/x-bzip2"),
    (re.compile(rb".{257}ustar", re.DOTALL), "application/x-tar"),
    (re.compile(rb"\x1a\x45\xdf\xa3.{0,64}\x42\x82.matroska", re.DOTALL), "video/x-matroska"),
    (re.compile(rb"\{\\rtf"), "application/rtf"),
)

_OFFICE_SUFFIXES: Final = {
    ".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
}  # fmt: skip
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_PLAIN_SUFFIXES: Final = frozenset(".txt .md .log .csv .tsv .json .yaml .yml .toml .ini .srt .vtt".split())

# What a browser might take for a page: then it stays opaque, whatever else it is.
_MARKUP: Final = re.compile(
    rb"<(?:!doctype|!--|\?xml|html|head|body|script|svg|style|title|iframe|a\s|img\s)", re.I
)


def refuse_by_name(name: str) -> None:
    """FileRefusedError for a name that makes a system start the file."""
    if suffix_of(name) in REFUSED_SUFFIXES:
        raise FileRefusedError


def refuse_by_head(head: bytes) -> None:
    """FileRefusedError for what begins as a program does."""
    if _REFUSED_MAGIC.match(head):
        raise FileRefusedError


def kind_of(name: str, head: bytes, insides: Insides) -> Kind:
    """What a file is: by its first HEAD_BYTES, what was found inside, and its name for the rest.

    Raises FileRefusedError for programs, BadImageError for what is called an image and is
    of none of the types that are shown.
    """
    refuse_by_name(name)
    refuse_by_head(head)
    if insides.is_program:
        raise FileRefusedError
    if image := _first(_IMAGES, head):
        return Kind(image, Handling.IMAGE)
    if suffix_of(name) in IMAGES:
        raise BadImageError
    if media := _first(_MEDIA, head) or ("audio/mpeg" if _is_mpeg_audio(head) else None):
        # Recorders of sound write the brand of films too.
        is_sound = media == "video/mp4" and suffix_of(name) in (".m4a", ".m4b")
        return Kind("audio/mp4" if is_sound else media, Handling.MEDIA)
    return Kind(_attachment(name, head, insides), Handling.ATTACHMENT)


def _attachment(name: str, head: bytes, insides: Insides) -> str:
    if head.startswith(_ZIP):
        return insides.document or "application/zip"
    if head.startswith(_OLE):
        return _OFFICE_SUFFIXES.get(suffix_of(name), OPAQUE)
    if found := _first(_OTHERS, head):
        return found
    # Scripts and markup are text too, so text is only what is called so and looks it.
    if suffix_of(name) in _PLAIN_SUFFIXES and _is_text(head) and not _MARKUP.search(head):
        return "text/plain"
    return OPAQUE


def _first(table: tuple[tuple[re.Pattern[bytes], str], ...], head: bytes) -> str | None:
    return next((found for pattern, found in table if pattern.match(head)), None)


def _is_text(head: bytes) -> bool:
    if b"\0" in head or head.startswith(b"#!"):
        return False
    try:
        # The last character may be cut.
        getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return False
    return True


def _is_mpeg_audio(head: bytes) -> bool:
    """Two frames of MPEG audio layer III, one behind the other (ISO 11172-3 section 2.4.1.3)."""
    length = _mpeg_frame(head[:4])
    return bool(length) and bool(_mpeg_frame(head[length : length + 4]))


_BITRATES: Final = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = (44_100, 48_000, 32_000)


def _mpeg_frame(header: bytes) -> int:
    """The length of the frame with this header, 0 if it is none."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2 or header[1] & 0x18 == 0x08:
        return 0
    version = {0x18: 1, 0x10: 2, 0x00: 4}[header[1] & 0x18]
    bitrate, rate = header[2] >> 4, header[2] >> 2 & 3
    if bitrate in (0, 15) or rate == 3:
        return 0
    kilobits = _BITRATES[min(version, 2)][bitrate]
    samples = 144_000 if version == 1 else 72_000
    return samples * kilobits // (_RATES[rate] // version) + (header[2] >> 1 & 1)
