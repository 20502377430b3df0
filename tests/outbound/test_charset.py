"""Encodings of pages: told, told wrongly, or not told at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.outbound.charset import decoded

SIMPLE = "上海的茶馆：今天天气很好，我们去喝茶吧。价格是三十五元，欢迎光临。"
TRADITIONAL = "臺北的茶館：今天天氣很好，我們去喝茶吧。價格是三十五元，歡迎光臨。"


def page(text: str, charset: str = "") -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text}</title>"


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        ("gbk", "gb2312", SIMPLE + "喆镕"),
        ("gbk", "GBK", TRADITIONAL),
        ("gb18030", "gb18030", SIMPLE + "𠮷㐀"),
        ("gb18030", "gbk", SIMPLE + "€𠮷"),
        ("big5hkscs", "big5", TRADITIONAL + "咗啲"),
        ("cp932", "Shift_JIS", "東京の喫茶店①"),
        ("euc_jp", "euc-jp", "東京の喫茶店"),
        ("cp949", "euc-kr", "서울의 찻집 똠"),
        ("cp1252", "iso-8859-1", "café “thé”"),
        ("cp1251", "windows-1251", "чайная"),
        ("utf-8", "utf-8", SIMPLE + "🍵"),
    ],
)
def test_told_by_the_server_or_by_the_page(codec: str, label: str, text: str) -> None:
    assert decoded(page(text).encode(codec), f"text/html; charset={label}") == page(text)
    assert decoded(page(text).encode(codec), f'text/html;charset="{label}"') == page(text)
    assert decoded(page(text, label).encode(codec), "text/html") == page(text, label)
    older = f"<meta http-equiv='Content-Type' content='text/html; charset={label}'>{text}"
    assert decoded(older.encode(codec), "text/html") == older


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", SIMPLE),
        ("gbk", SIMPLE),
        ("gb18030", SIMPLE + "𠮷"),
        ("big5", TRADITIONAL),
        ("cp1252", "un café à Nîmes"),
    ],
)
def test_not_told(codec: str, text: str) -> None:
    assert decoded(page(text).encode(codec), "text/html") == page(text)


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "gb18030", "big5"])
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_cut_within_a_character(codec: str, cut: int) -> None:
    text = page(TRADITIONAL if codec == "big5" else SIMPLE).removesuffix("</title>")
    told = decoded(text.encode(codec)[:-cut], "text/html")
    assert text.startswith(told)
    assert len(told) >= len(text) - 3


def test_a_header_that_cannot_be_true_gives_way_to_the_page() -> None:
    assert decoded(page(SIMPLE, "gbk").encode("gbk"), "text/html; charset=utf-8") == page(SIMPLE, "gbk")


def test_marks_come_first() -> None:
    for codec in ("utf-8-sig", "utf-16"):
        assert decoded(page(SIMPLE, "gbk").encode(codec), "text/html; charset=big5") == page(SIMPLE, "gbk")
    assert decoded(page(SIMPLE, "utf-16").encode(), "text/html") == page(SIMPLE, "utf-16")


def test_one_broken_character_does_not_spoil_the_page() -> None:
    broken = page(SIMPLE).encode("gbk") + b"\xff\xff" + "茶".encode("gbk")
    assert decoded(broken, "text/html; charset=gbk").startswith(page(SIMPLE))


@pytest.mark.parametrize(
    "label", ["rot13", "zlib", "unicode_escape", "utf-7", "idna", "undefined", "../x", "mbcs"]
)
def test_codecs_that_are_no_encodings_of_pages_are_not_used(label: str) -> None:
    assert decoded(page(r"+ADw-b \u0041", label).encode(), f"text/html; charset={label}") == page(
        r"+ADw-b \u0041", label
    )


@given(st.binary(max_size=300), st.sampled_from(["", "gbk", "big5", "utf-8", "shift_jis", "x"]))
def test_any_bytes_are_text(data: bytes, label: str) -> None:
    assert isinstance(decoded(data, f"text/html; charset={label}"), str)
