"""The size of films, from files made here by the letter of the formats."""

from __future__ import annotations

from pathlib import Path
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.files.film_size import film_size

PLAIN = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
TURNED = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return pack(">I4s", 8 + len(content), name) + content


def track(width: int, height: int, matrix: tuple[int, ...] = PLAIN, version: int = 0) -> bytes:
    times = bytes(32 if version else 20)
    return box(
        b"trak",
        box(b"free", bytes(5)),
        box(
            b"tkhd",
            pack(">I", version << 24),
            times,
            bytes(16),
            pack(">9iII", *matrix, width << 16, height << 16),
        ),
    )


def mp4(*tracks: bytes, last: bool = False) -> bytes:
    moov = box(b"moov", box(b"mvhd", bytes(100)), *tracks)
    media = pack(">I4sQ", 1, b"mdat", 16 + 5_000) + bytes(5_000)
    head = box(b"ftyp", b"isom", bytes(4))
    return head + (media + moov if last else moov + media)


def element(name: int, content: bytes) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + pack(">Q", len(content) | 1 << 56) + content


def webm(width: int, height: int, *, endless: bool = False) -> bytes:
    video = element(0xE0, element(0xB0, pack(">H", width)) + element(0xBA, pack(">H", height)))
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\x01") + video))
    content = element(0xEC, bytes(90)) + tracks + element(0x1F43B675, bytes(90))
    segment = (
        b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + content
        if endless
        else element(0x18538067, content)
    )
    return element(0x1A45DFA3, element(0x4282, b"webm")) + segment


def size(folder: Path, content: bytes, type_: str) -> tuple[int, int] | None:
    path = folder / "film"
    path.write_bytes(content)
    return film_size(path, type_)


@pytest.mark.parametrize(
    ("content", "type_", "wanted"),
    [
        (mp4(track(1280, 720)), "video/mp4", (1280, 720)),
        (mp4(track(0, 0), track(640, 360, version=1), last=True), "video/mp4", (640, 360)),
        (mp4(track(1920, 1080, TURNED)), "video/quicktime", (1080, 1920)),
        (webm(854, 480), "video/webm", (854, 480)),
        (webm(854, 480, endless=True), "video/webm", (854, 480)),
        (mp4(track(0, 0)), "video/mp4", None),
        (mp4(track(40_000, 10)), "video/mp4", None),
        (webm(0, 480), "video/webm", None),
        (mp4(track(1280, 720)), "audio/mp4", None),
        (mp4(track(1280, 720))[:60], "video/mp4", None),
        (b"", "video/mp4", None),
        (b"", "video/webm", None),
        (b"\0" * 500, "video/mp4", None),
        (b"\0" * 500, "video/webm", None),
        (box(b"free") * 20_000 + mp4(track(1280, 720)), "video/mp4", None),
    ],
)
def test_films(tmp_path: Path, content: bytes, type_: str, wanted: tuple[int, int] | None) -> None:
    assert size(tmp_path, content, type_) == wanted


@given(
    st.sampled_from([mp4(track(1280, 720)), webm(854, 480)]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=12),
    st.sampled_from(["video/mp4", "video/webm"]),
)
def test_broken_films_are_no_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, changes: list[tuple[int, int]], type_: str
) -> None:
    broken = bytearray(content)
    for place, value in changes:
        broken[place % len(broken)] = value
    found = size(tmp_path_factory.getbasetemp(), bytes(broken), type_)
    assert found is None or all(0 < side <= 16_384 for side in found)
