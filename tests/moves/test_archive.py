"""Archives that want to do harm, or are broken, are refused as a whole and in one line."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import msgspec
import pytest

from teahouse.moves import archive as archives
from teahouse.moves.archive import Archive
from teahouse.moves.errors import BadArchiveError
from tests.moves.conftest import MakePlace
from tests.moves.slack_maker import SlackMaker


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["../up.json", "/etc/passwd", "a/../../b", "..\\up.json", "C:\\x.json"])
def test_a_name_that_leads_out_of_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadArchiveError, match="dangerous name"):
        Archive(packed(tmp_path / "a.zip", {name: b"{}"}))


def test_a_bomb(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"users.json": bytes(64 << 20)})
    assert path.stat().st_size < 1 << 20
    with pytest.raises(BadArchiveError, match="would grow"):
        Archive(path)


def test_a_size_that_is_a_lie(tmp_path: Path) -> None:
    """The list of members says one byte; what is read is judged, not what is said."""
    path = packed(tmp_path / "a.zip", {"a.json": b"[" + b" " * 5_000 + b"]"})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1).to_bytes(4, "little")
    path.write_bytes(content)
    archive = Archive(path)
    with pytest.raises(BadArchiveError):
        archive.document("a.json", list[int])
    archive.close()


def test_a_link_in_a_zip_file_and_in_a_folder(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("users.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(BadArchiveError, match="symbolic link"):
        Archive(tmp_path / "a.zip")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "users.json").symlink_to("/etc/passwd")
    with pytest.raises(BadArchiveError, match="symbolic link"):
        Archive(folder)


def test_a_line_without_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LINE_BYTES", 1_000_000)
    (tmp_path / "a.jsonl").write_bytes(b'"' + b"x" * 10_000_000 + b'"')
    read = Archive(tmp_path / "a.jsonl").lines("a.jsonl", msgspec.Raw)
    with pytest.raises(BadArchiveError, match="line of more than"):
        next(read)


def test_a_document_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "DOCUMENT_BYTES", 1_000_000)
    (tmp_path / "a.json").write_bytes(b" " * 2_000_000)
    with pytest.raises(BadArchiveError, match="larger than"):
        Archive(tmp_path / "a.json").document("a.json", msgspec.Raw)


def test_lines_that_are_cut_anywhere_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "PIECE", 3)
    (tmp_path / "a.jsonl").write_text('[1]\n\n["茶"]\r\n[2]')
    assert list(Archive(tmp_path / "a.jsonl").lines("a.jsonl", list[int | str])) == [[1], ["茶"], [2]]


@pytest.mark.parametrize(
    "broken", [b"{", b"[[[[", b'[{"ts": 5}]', b"\xff\xfe", b'{"not": "a list"}', b"[" * 100_000]
)
async def test_json_that_is_not_what_it_must_be(
    sqlite_place: MakePlace, tmp_path: Path, broken: bytes
) -> None:
    made = SlackMaker()
    made.user("U1", "Ann")
    made.channel("C1", "general")
    path = made.write(tmp_path / "slack.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("general/2020-01-01.json", broken)
    with pytest.raises(BadArchiveError, match=r"general/2020-01-01\.json .*is not what it must be"):
        await sqlite_place().bring(path)


async def test_what_is_no_export_at_all(sqlite_place: MakePlace, tmp_path: Path) -> None:
    here = sqlite_place()
    for content in (b"", b"PK\x03\x04 cut off", b"hello", json.dumps({"a": 1}).encode()):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(BadArchiveError):
            await here.bring(tmp_path / "x")
    with pytest.raises(BadArchiveError, match="cannot be read"):
        await here.bring(tmp_path / "not there")
    with pytest.raises(BadArchiveError, match="neither ours"):
        await here.bring(packed(tmp_path / "a.zip", {"a.txt": b"a"}))
