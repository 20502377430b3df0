"""What a file is, and what may become of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.files.containers import Insides, look_inside
from teahouse.files.kinds import HEAD_BYTES, INLINE, OPAQUE, Handling, Kind, kind_of, refuse_by_head
from teahouse.model.file_errors import BadImageError, FileRefusedError
from tests.files import samples

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
WEBM = (
    b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"
    + bytes(90)
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def judge(tmp_path: Path, name: str, content: bytes) -> Kind:
    path = tmp_path / "sent"
    path.write_bytes(content)
    return kind_of(name, content[:HEAD_BYTES], look_inside(path))


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("a.png", PNG, "image/png"),
        ("a.png", b"\xff\xd8\xff\xe0" + bytes(20), "image/jpeg"),
        ("a", b"GIF89a" + bytes(20), "image/gif"),
        ("a.dat", b"RIFF\x00\x01\x00\x00WEBPVP8 " + bytes(20), "image/webp"),
        ("a.avif", b"\x00\x00\x00\x20ftypavif" + bytes(20), "image/avif"),
    ],
)
def test_images_by_their_bytes(tmp_path: Path, name: str, content: bytes, type_: str) -> None:
    assert judge(tmp_path, name, content) == Kind(type_, Handling.IMAGE)


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("a.mp4", samples.film(), "video/mp4"),
        ("a.txt", samples.film(b"mp42"), "video/mp4"),
        ("a.m4a", samples.film(b"mp42"), "audio/mp4"),
        ("a.m4a", samples.film(b"M4A "), "audio/mp4"),
        ("a.mov", samples.film(b"qt  "), "video/quicktime"),
        ("a.webm", WEBM, "video/webm"),
        ("a.ogv", b"OggS" + bytes(24) + b"\x80theora" + bytes(20), "video/ogg"),
        ("a.ogg", b"OggS" + bytes(24) + b"\x01vorbis" + bytes(20), "audio/ogg"),
        ("a.mp3", b"ID3\x04" + bytes(60), "audio/mpeg"),
        ("a.mp3", samples.mp3(), "audio/mpeg"),
        ("a.wav", b"RIFF\x00\x01\x00\x00WAVEfmt " + bytes(20), "audio/wav"),
        ("a.flac", b"fLaC" + bytes(20), "audio/flac"),
    ],
)
def test_sound_and_film_are_played_in_place(tmp_path: Path, name: str, content: bytes, type_: str) -> None:
    assert judge(tmp_path, name, content) == Kind(type_, Handling.MEDIA)
    assert type_ in INLINE


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("a.txt", "一杯茶\n".encode() * 2_000, "text/plain"),
        ("a.txt", b"", "text/plain"),
        ("a.md", b"MZ is where this text begins", "text/plain"),
        ("a.log", b"CWS\nFWS are letters", "text/plain"),
        ("a.zip", samples.archive("a.txt"), "application/zip"),
        ("a.docx", samples.archive("[Content_Types].xml", "word/document.xml"), DOCX),
        ("a.odt", samples.archive("content.xml", stored={"mimetype": ODT.encode()}), ODT),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/msword"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(20), "application/x-7z-compressed"),
        ("a.tgz", b"\x1f\x8b\x08" + bytes(20), "application/gzip"),
        ("a.heic", b"\x00\x00\x00\x20ftypheic" + bytes(20), OPAQUE),
        # Nothing that a browser could run has a type of its own.
        ("a.html", b"<!doctype html><script>alert(1)</script>", OPAQUE),
        ("a.txt", b"hello <script>alert(1)</script>", OPAQUE),
        ("a.txt", b"  \n<SVG onload=alert(1)>", OPAQUE),
        ("a.svg", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", OPAQUE),
        ("a.xml", b"<a/>", OPAQUE),
        ("a.js", b"alert(1)", OPAQUE),
        ("a.sh", b"#!/bin/sh\nrm -rf /\n", OPAQUE),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", OPAQUE),
        ("a.txt", b"a\x00b", OPAQUE),
        ("a.txt", b"\xff\xfe\xfd", OPAQUE),
        ("a.unknown", bytes(range(1, 200)), OPAQUE),
    ],
)
def test_all_else_is_saved_and_never_shown(tmp_path: Path, name: str, content: bytes, type_: str) -> None:
    assert judge(tmp_path, name, content) == Kind(type_, Handling.ATTACHMENT)
    assert type_ not in INLINE


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("holiday.png", samples.windows_program()),
        ("notes.txt", b"\x7fELF\x02\x01\x01" + bytes(40)),
        ("a", b"\xcf\xfa\xed\xfe" + bytes(40)),
        ("a", b"\xca\xfe\xba\xbe" + bytes(40)),
        ("a.zip", samples.archive("a.txt", "META-INF/MANIFEST.MF")),
        ("a.zip", samples.archive("AndroidManifest.xml", "classes.dex")),
        ("a.zip", samples.archive("Payload/Tea.app/Info.plist")),
        ("a.pdf", b"%PDF-1.7\n" + bytes(90_000) + samples.archive("META-INF/MANIFEST.MF")),
        ("a.doc", samples.installer()),
        ("a.dat", bytes.fromhex("4c0000000114020000000000c000000000000046") + bytes(40)),
        ("a.swf.txt", b"CWS\x0a" + bytes(40)),
        ("a.exe", b"just text"),
        ("a.txt.SCR", b"just text"),
        ("a.lnk", b""),
        ("setup.msi", b""),
        ("a.settingcontent-ms", b"<x/>"),
        ("a.bat", b"format c:"),
        ("a.png.exe", PNG),
    ],
)
def test_programs_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(FileRefusedError):
        judge(tmp_path, name, content)


@pytest.mark.parametrize("content", [b"", b"<html>", b"%PDF-1.7", samples.archive("a.txt"), samples.film()])
def test_what_is_called_an_image_must_be_one(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadImageError):
        judge(tmp_path, "a.png", content)


def test_a_program_is_told_by_its_first_512_bytes() -> None:
    with pytest.raises(FileRefusedError):
        refuse_by_head(samples.windows_program()[:512])


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x05\x06",
        b"PK\x05\x06" + b"\xff" * 18,
        b"PK\x01\x02" * 20 + b"PK\x05\x06" + b"\xff" * 18,
        samples.archive("a.txt")[:-8],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600,
    ],
)
def test_a_broken_container_is_no_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sent"
    path.write_bytes(content)
    assert look_inside(path) == Insides()


def test_a_program_among_many_names_is_found(tmp_path: Path) -> None:
    many = samples.archive(*(f"folder/{number}.txt" for number in range(5_000)), "META-INF/MANIFEST.MF")
    path = tmp_path / "sent"
    path.write_bytes(many)
    assert look_inside(path).is_program
    # A folder of somebody's sources is no program.
    path.write_bytes(samples.archive("project/META-INF/MANIFEST.MF"))
    assert not look_inside(path).is_program
