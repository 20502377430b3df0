"""What a message may hold."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.errors import BadTextError, EmptyTextError, TeahouseError, TooLargeError
from teahouse.model.text import BODY_BYTES, check_body


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("hello", "hello"),
        ("你好，世界", "你好，世界"),
        ("\n\n  \n    indented\n  code\n\n \n", "    indented\n  code"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("tab\there", "tab\there"),
        ("trailing \t", "trailing"),
        ("a\u202eb", "a\u202eb"),
        ("next year's emoji: \U0001fbff\U0001faff", "next year's emoji: \U0001fbff\U0001faff"),
        (FAMILY := "\U0001f468\u200d\U0001f469\u200d\U0001f467", FAMILY),
        ("\u0301", "\u0301"),
    ],
)
def test_bodies_are_kept_as_typed_without_blank_edges(raw: str, kept: str) -> None:
    assert check_body(raw) == kept


@pytest.mark.parametrize(
    "raw", ["", " ", "\n\n", "\u3000", "\u200b\u200d", "\u2800", "\ufeff \u202e", "\u3164"]
)
def test_nothing_to_see_is_empty(raw: str) -> None:
    with pytest.raises(EmptyTextError):
        check_body(raw)


@pytest.mark.parametrize(
    "bad", ["\x00", "\x07", "\x0b", "\x1b[31m", "\x1f", "\x7f", "\x85", "\x9b", "\ud83d", chr(0xDFFF), "\ufdd0", "\ufffe",
            "\U0001ffff", "\U0010fffe"]
)  # fmt: skip
@pytest.mark.parametrize("place", ["{}", "a{}", "{}a", "a{}b"])
def test_controls_surrogates_and_noncharacters_are_refused(bad: str, place: str) -> None:
    with pytest.raises(BadTextError):
        check_body(place.format(bad))


@pytest.mark.parametrize("letter", ["a", "é", "茶", "🦊"])
def test_the_limit_is_in_bytes_of_utf8(letter: str) -> None:
    most = BODY_BYTES // len(letter.encode())
    assert check_body(letter * most + "\n\n") == letter * most
    with pytest.raises(TooLargeError):
        check_body(letter * (most + 1))


def test_a_huge_body_is_refused_without_being_read() -> None:
    with pytest.raises(TooLargeError):
        check_body("\x00" * 10_000_000)


def test_white_space_costs_linear_time() -> None:
    start = time.process_time()
    check_body(" " * 10_000 + "x" + " \t" * 3_000 + "y")
    check_body("\n" * 10_000 + "x")
    assert time.process_time() - start < 0.1


@given(st.text())
def test_a_kept_body_is_kept_again(raw: str) -> None:
    try:
        body = check_body(raw)
    except TeahouseError:
        return
    assert check_body(body) == body
    assert body.strip()
    assert len(body.encode()) <= BODY_BYTES
