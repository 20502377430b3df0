"""Files as people and others send them, made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

GPS_MARK = b"SECRET-PLACE"


def image(form: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """An image with some detail in it."""
    red = Image.linear_gradient("L").resize(size)
    made = Image.merge("RGB", (red, red.transpose(Image.Transpose.ROTATE_180), red)).convert(mode)
    return saved(made, form, **options)


def saved(made: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    made.save(file, form, **options)
    return file.getvalue()


def turned_photo(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG that is to be turned by 90 degrees, with a place and a comment in it; its left half is red."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = GPS_MARK.decode()
    exif.get_ifd(0x8825)[29] = GPS_MARK.decode()
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    return saved(made, "JPEG", exif=exif, comment=GPS_MARK, quality=95)


def moving(form: str, frames: int = 5, size: tuple[int, int] = (40, 30)) -> bytes:
    """An animation of so many differing frames, 50 ms and more each."""
    made = [Image.new("RGB", size, (40 * number % 256, 90, number % 256)) for number in range(frames)]
    durations = [50 + 10 * number for number in range(frames)]
    return saved(made[0], form, save_all=True, append_images=made[1:], duration=durations, loop=3)


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG of some KB that says it is `side` pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side // 8 + 1) * 2_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive(*names: str, stored: dict[str, bytes] | None = None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in {**(stored or {}), **dict.fromkeys(names, b"x")}.items():
            made.writestr(name, content)
    return file.getvalue()


def windows_program() -> bytes:
    return (
        b"MZ\x90\x00\x03"
        + bytes(59)
        + b"\x0e\x1f\xba\x0eThis program cannot be run in DOS mode."
        + bytes(400)
    )


def installer() -> bytes:
    """The beginning and the root of an MSI file."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<I", head, 48, 1)
    root = bytearray(128)
    root[80:96] = bytes.fromhex("84100c0000000000c000000000000046")
    return bytes(head) + bytes(512) + bytes(root) + bytes(384)


def film(brand: bytes = b"isom") -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"isomavc1" + bytes(range(256)) * 40


def mp3() -> bytes:
    """Three empty frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes each."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * 3
