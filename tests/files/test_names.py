"""Names of files: shown and saved, never a path, never a trap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.files.names import NAME_BYTES, clean_name, suffix_of, with_suffix


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("茶馆 菜单.pdf", "茶馆 菜单.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.txt", "plan.txt"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        (".htaccess", "htaccess"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("in\u200bvisible.txt", "invisible.txt"),
        ("program.exe. . ", "program.exe"),
        ('a<b>"c"|d?*.txt', "a_b__c__d__.txt"),
        ("x:$DATA", "x_$DATA"),
        ("two  \u3000 spaces.txt", "two spaces.txt"),
        ("e\u0301.txt", "é.txt"),
        ("\ud800.txt", "txt"),
    ],
)
def test_a_name_is_made_clean(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_suffix() -> None:
    name = clean_name("茶" * 300 + ".docx")
    assert name.endswith("茶.docx")
    assert NAME_BYTES - 3 < len(name.encode()) <= NAME_BYTES


@given(st.text(max_size=400))
def test_whatever_comes_is_a_name(raw: str) -> None:
    name = clean_name(raw)
    assert 0 < len(name.encode()) <= NAME_BYTES
    assert not set(name) & set('/\\<>:"|?*\x00\n\r\u202e\u200b')
    assert name == name.strip(" .")
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.TXT", ".txt"), ("a.tar.gz", ".gz"), ("a", ""), (".a", ""), ("a.", ""), ("a.b c", ""), ("a.茶", "")],
)
def test_the_suffix(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


@pytest.mark.parametrize(
    ("name", "fitting"),
    [
        ("a.png", "a.jpg"),
        ("a.JPEG", "a.JPEG"),
        ("image", "image.jpg"),
        ("notes.v2", "notes.v2.jpg"),
        ("preview", "preview.jpg"),
    ],
)
def test_an_image_has_a_suffix_that_fits(name: str, fitting: str) -> None:
    assert with_suffix(name, (".jpg", ".jpeg")) == fitting
