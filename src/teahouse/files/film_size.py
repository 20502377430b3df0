"""How wide and high a film is, from its head: so that its place is kept before it loads.

Only a few numbers are read, and only so many steps taken; what is not understood has no
size. Nothing is decoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from struct import error as StructError
from struct import unpack
from typing import BinaryIO, Final

STEPS: Final = 2_000
"""More boxes than this are not looked at."""

PIXELS: Final = 16_384
"""No film is wider or higher."""

_QUARTER_TURNS: Final = ((0, 0x1_0000, -0x1_0000, 0), (0, -0x1_0000, 0x1_0000, 0))

_SEGMENT, _TRACKS, _TRACK, _VIDEO = 0x18538067, 0x1654AE6B, 0xAE, 0xE0
_WIDTH, _HEIGHT, _CLUSTER = 0xB0, 0xBA, 0x1F43B675


def film_size(path: Path, type_: str) -> tuple[int, int] | None:
    """Width and height as shown, None if they are not known. Never fails on what is in the file."""
    read = _READERS.get(type_)
    if read is None:
        return None
    with path.open("rb") as file:
        try:
            found = read(file)
        except (StructError, IndexError, OverflowError):
            return None
    if found is None or not all(0 < side <= PIXELS for side in found):
        return None
    return found


def _of_boxes(file: BinaryIO) -> tuple[int, int] | None:
    """The first track that has a size (ISO 14496-12 section 8.3.2)."""
    length = file.seek(0, 2)
    for name, start, stop in _boxes(file, 0, length):
        if name != b"moov":
            continue
        for inner, inner_start, inner_stop in _boxes(file, start, stop):
            if inner == b"trak" and (found := _track_header(file, inner_start, inner_stop)):
                return found
    return None


def _track_header(file: BinaryIO, start: int, stop: int) -> tuple[int, int] | None:
    for name, head_start, head_stop in _boxes(file, start, stop):
        if name == b"tkhd" and head_stop - head_start in (84, 96):
            # The last 44 bytes are the same in both versions: a matrix, then width and height in 16.16.
            file.seek(head_stop - 44)
            numbers = unpack(">9iII", file.read(44))
            width, height = numbers[9] >> 16, numbers[10] >> 16
            turned = (numbers[0], numbers[1], numbers[3], numbers[4]) in _QUARTER_TURNS
            return ((height, width) if turned else (width, height)) if width and height else None
    return None


def _boxes(file: BinaryIO, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and stop of what each box holds."""
    for _ in range(STEPS):
        if start + 8 > stop:
            return
        file.seek(start)
        size, name = unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            (size,) = unpack(">Q", file.read(8))
            head = 16
        end = stop if size == 0 else start + size
        if end < start + head or end > stop:
            return
        yield name, start + head, end
        start = end


def _of_elements(file: BinaryIO) -> tuple[int, int] | None:
    """PixelWidth and PixelHeight of the first track of pictures (RFC 9559 section 5.1.4.1.28)."""
    length = file.seek(0, 2)
    sides: dict[int, int] = {}
    place = 0
    for _ in range(STEPS):
        if place >= length:
            break
        file.seek(place)
        head = file.read(12)
        name, name_length = _number(head, keep_mark=True)
        size, size_length = _number(head[name_length:], keep_mark=False)
        start = place + name_length + size_length
        if name == _CLUSTER:
            break
        if name in (_WIDTH, _HEIGHT) and size <= 8:
            file.seek(start)
            sides[name] = int.from_bytes(file.read(size), "big")
            if len(sides) == 2:
                return sides[_WIDTH], sides[_HEIGHT]
        # Into what leads to the two; past everything else.
        place = start if name in (_SEGMENT, _TRACKS, _TRACK, _VIDEO) else start + size
    return None


def _number(data: bytes, *, keep_mark: bool) -> tuple[int, int]:
    """A number of variable length (RFC 8794 section 4), and how many bytes it has."""
    length = 9 - data[0].bit_length()
    value = int.from_bytes(data[:length], "big")
    return (value if keep_mark else value & ((1 << 7 * length) - 1)), length


_READERS: Final[dict[str, Callable[[BinaryIO], tuple[int, int] | None]]] = {
    "video/mp4": _of_boxes,
    "video/quicktime": _of_boxes,
    "video/webm": _of_elements,
}
