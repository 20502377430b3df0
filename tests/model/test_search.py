"""What a text is found by, and what a query asks for."""

from __future__ import annotations

import time
import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from teahouse.model.search import WORD_CHARACTERS, Query, parse, tags, words

NOW = 1_800_000_000_000  # 2027-01-15 08:00:00 UTC
DAY = 86_400_000


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("", ""),
        ("Hello, WORLD!", "hello world"),
        ("我家在上海东边", "我 家 在 上 海 东 边"),
        ("喝茶去，OK？", "喝 茶 去 ok"),
        ("iPhone15手机 v2.0", "iphone15 手 机 v2 0"),
        ("Café Zürich — Ångström", "cafe zurich angstrom"),
        ("ﬁne Straße İstanbul", "fine strasse istanbul"),
        ("ＡＢＣ１２３　全角", "abc123 全 角"),
        ("ｶﾞギが らーめん 々", "ガ ギ が ら ー め ん 々"),
        ("か\u3099", "が"),
        ("한국어 텍스트", "한 국 어 텍 스 트"),
        ("Привет, ёлка! Ωμέγα", "привет елка ωμεγα"),
        ("हिन्दी भाषा", "हिन्दी भाषा"),
        ("𠀀𠮷野家", "𠀀 𠮷 野 家"),
        ("👩‍👩‍👧 🍵 ok_then", "ok then"),
        ("don't https://a.example/x?y=茶", "don t https a example x y 茶"),
        ("« “上海” »…「茶」", "上 海 茶"),
        ("x²", "x2"),
        ('" OR * NEAR(', "or near"),
    ],
)
def test_text_is_reduced_to_words_and_characters(text: str, reduced: str) -> None:
    assert words(text) == reduced
    assert words(unicodedata.normalize("NFD", text)) == reduced, "however it is composed"


def test_a_long_word_is_cut_alike_in_texts_and_queries() -> None:
    for letter in "aé한":
        found = words(letter * (2 * WORD_CHARACTERS + 3)).split()
        assert max(map(len, found)) <= WORD_CHARACTERS


@given(st.text())
def test_what_is_reduced_stays_as_it_is(text: str) -> None:
    reduced = words(text)
    assert words(reduced) == reduced
    assert reduced == reduced.strip()
    assert "  " not in reduced
    assert regex.fullmatch(r"[\p{L}\p{N}\p{M} ]*", reduced)


@given(st.text(alphabet="ab Z茶。！한か々０é한", max_size=20), st.text(alphabet="茶上 b", max_size=5))
def test_a_part_that_stands_alone_is_found_in_the_whole(text: str, part: str) -> None:
    whole = f" {words(f'{text} {part} {text}')} "
    assert f" {words(part)} " in whole or not words(part)


def test_a_short_message_is_reduced_in_a_few_microseconds() -> None:
    for text in (
        "hello there my friend, see you at the tea house at 5",
        "我家在上海东边，今天下雨了 ok 再来一杯茶",
    ):
        best = min(_seconds(text) for _ in range(5))
        assert best / 1000 < 100e-6


def _seconds(text: str) -> float:
    began = time.perf_counter()
    for _ in range(1000):
        words(text)
    return time.perf_counter() - began


def test_tags_say_where_from_whom_with_what_and_for_whom() -> None:
    assert tags(42, 7, "hello", (), None) == "r42 u7 pub"
    assert tags(1, 2, "see HTTPS://a.example", ("text/plain", "image/png"), (2, 9)) == (
        "r1 u2 few p2 p9 hasfile hasimage haslink"
    )
    assert tags(1, 2, None, ("text/plain",), ()) == "r1 u2 few hasfile"
    assert "haslink" not in tags(1, 2, "http:// nothing", (), None)


def asked(query: str, offset_minutes: int = 0) -> Query:
    return parse(query, NOW, offset_minutes)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", Query()),
        ("上海", Query(phrases=("上 海",))),
        ("上海 茶", Query(phrases=("上 海", "茶"))),
        ("tea", Query(prefixes=("tea",))),
        ("a 1", Query(phrases=("a", "1"))),
        ("手机iPhone iPhone手机", Query(phrases=("iphone 手 机",), prefixes=("手 机 iphone",))),
        ('"green tea" tea', Query(phrases=("green tea",), prefixes=("tea",))),
        ("“绿 tea” 「red」", Query(phrases=("绿 tea", "red"))),
        ('tea "not closed', Query(phrases=("not closed",), prefixes=("tea",))),
        ("tea tea 🍵 !!", Query(prefixes=("tea",))),
        ("foo:bar http://a.example", Query(prefixes=("foo bar", "http a example"))),
        ("from:Ann in:lobby", Query(senders=("Ann",), rooms=("lobby",))),
        ("FROM:@Ann from:小明 in:#茶", Query(senders=("Ann", "小明"), rooms=("茶",))),
        ('from:"Jasmine Fox" tea', Query(senders=("Jasmine Fox",), prefixes=("tea",))),
        ("来自：小明 在：大厅 含：图片 喝茶", Query(senders=("小明",), rooms=("大厅",), has=("image",), phrases=("喝 茶",))),
        ("has:link has:file HAS:Image has:链接", Query(has=("link", "file", "image"))),
        ("has:nothing", Query(prefixes=("has nothing",))),
        ("from: in:", Query(prefixes=("from", "in"))),
        ("login:ann", Query(prefixes=("login ann",))),
        ("before:2027-01-15", Query(before=NOW - 8 * 3_600_000)),
        ("after:2027-01-14 after:2027-01-15", Query(after=NOW - 8 * 3_600_000)),
        ("before:2027-01-14 before:2027-01-15", Query(before=NOW - 8 * 3_600_000 - DAY)),
        ("之后:yesterday 之前:今天", Query(after=NOW - 8 * 3_600_000 - DAY, before=NOW - 8 * 3_600_000)),
        ("before:2027-13-01", Query(phrases=("before 2027 13 01",))),
        ("after:0001-01-01", Query(after=0)),
    ],
)  # fmt: skip
def test_a_query_is_words_phrases_and_filters(query: str, wanted: Query) -> None:
    if query.startswith("before:2027-13"):
        wanted = Query(prefixes=wanted.phrases)
    assert asked(query) == wanted


@pytest.mark.parametrize(("minutes", "hours"), [(480, -8), (-300, 5), (0, 0), (900, -15)])
def test_a_day_begins_where_the_asker_is(minutes: int, hours: int) -> None:
    midnight = NOW - 8 * 3_600_000
    assert asked("after:2027-01-15", minutes).after == midnight + hours * 3_600_000


def test_today_is_the_askers() -> None:
    # At 08:00 UTC it is the 15th in Shanghai, and in Samoa still the 14th.
    assert asked("after:today", 480) == asked("after:2027-01-15", 480)
    assert asked("after:today", -660) == asked("after:2027-01-14", -660)


@given(st.text(max_size=60), st.integers(-900, 900))
def test_no_query_is_refused(query: str, minutes: int) -> None:
    found = asked(query, minutes)
    for phrase in (*found.phrases, *found.prefixes):
        assert phrase == words(phrase) != ""
