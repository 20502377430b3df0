"""Texts from elsewhere: one line, nothing invisible, cut between characters."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.wording import one_line, within_bytes, within_json


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a \n\t b\u3000c\u2028d ", "a b c d"),
        ("evil\u202egnp.exe\u2066\u2069", "evilgnp.exe"),
        ("a\x00\x1b[31mb\x7f\x85c", "a[31mb c"),
        ("zero\u200bwidth\ufeff\u2060\u00ad", "zerowidth"),
        ("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم"),
        ("\ud800x\ufffe\ue000\U000e0041", "x"),
        ("z" + "\u0301" * 50, "z" + "\u0301" * 4),
        ("\u3164\u2800", ""),
        ("", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text, 100) == line


@pytest.mark.parametrize(
    ("text", "most", "cut"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("ab cdef", 4, "ab…"),
        ("一二三四", 3, "一二…"),
        ("ab👩\u200d💻cd", 5, "ab…"),
        ("ab👩\u200d💻cd", 6, "ab👩\u200d💻…"),
        ("ae\u0301b", 3, "a…"),
    ],
)
def test_shortened_between_characters(text: str, most: int, cut: str) -> None:
    assert one_line(text, most) == cut


def test_within_bytes_between_characters() -> None:
    assert within_bytes("茶茶茶", 9) == "茶茶茶"
    assert within_bytes("茶茶茶", 8) == "茶…"
    assert within_bytes("茶👩\u200d💻", 13) == "茶…"
    assert within_bytes("茶", 2) == ""


@given(st.text(alphabet='a茶"\\<&'), st.integers(0, 80))
def test_within_json_holds_for_writers_that_escape_for_html(text: str, most: int) -> None:
    cut = within_json(text, most)
    escaped = json.dumps(cut, ensure_ascii=False).replace("<", r"\u003c").replace("&", r"\u0026")
    assert len(escaped.encode()) - 2 <= most
    assert text.startswith(cut.removesuffix("…"))
    if len(json.dumps(text)) * 6 <= most:
        assert cut == text


@given(st.text(), st.integers(0, 80))
def test_bounds_hold(text: str, most: int) -> None:
    assert len(within_bytes(text, most).encode()) <= most
    if most:
        line = one_line(text, most)
        assert len(line) <= most
        assert line == line.strip()
        assert one_line(line, most) == line
