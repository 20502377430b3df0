"""Words that are not wanted are found however they are written, and others are left alone."""

from __future__ import annotations

import random
from time import perf_counter

import pytest

from teahouse.model.filtering import HOLD, MASK, REFUSE, Filter

WORDS = [
    ("坏蛋", REFUSE),
    ("badword", REFUSE),
    ("spam*", HOLD),
    ("darn", MASK),
    ("臭豆腐", MASK),
    ("加微信", HOLD),
]
FILTER = Filter(WORDS)

REFUSED = [
    "你这个坏蛋！",
    "坏 蛋",
    "坏，蛋",
    "坏\u200b蛋",
    "坏*_-蛋",
    "他是坏蛋吗",
    "badword",
    "BADWORD",
    "ｂａｄｗｏｒｄ",
    "𝐛𝐚𝐝𝐰𝐨𝐫𝐝",
    "b\u0430dw\u043erd",
    "b@dw0rd",
    "b.a.d.w.o.r.d",
    "b a d w o r d",
    "bad-word",
    "ba\u200bd\u2060word",
    "bádwörd",
    "ⓑⓐⓓⓦⓞⓡⓓ",
    "a (badword), yes",
    "这是badword啊",
]

LEFT_ALONE = [
    "",
    "好人",
    "坏人煮蛋",
    "a crab adwords",
    "xbadword",
    "badwordy",
    "bad word",
    "坏" + "x" * 3 + "蛋",
    "坏。。。。。。。蛋",
]


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_a_word_is_found_however_it_is_written(text: str) -> None:
    assert FILTER.check(text).action == REFUSE


@pytest.mark.parametrize("text", LEFT_ALONE, ids=ascii)
def test_other_texts_are_left_alone(text: str) -> None:
    assert FILTER.check(text).action is None
    assert FILTER.check(text).text == text


def test_a_star_lets_a_word_go_on() -> None:
    for text in ("spam", "spammer", "SPAMMING!", "5pammy"):
        assert FILTER.check(text).action == HOLD, text
    assert FILTER.check("antispam").action is None
    assert Filter([("*spam*", HOLD)]).check("antispammer").action == HOLD


def test_what_is_masked_is_covered_and_the_rest_stays() -> None:
    found = FILTER.check("oh darn, 臭 豆腐! Darn.")
    assert (found.action, found.text) == (MASK, "oh ●●●●, ●●●●! ●●●●.")


def test_the_strongest_action_counts_and_what_is_masked_is_masked_anyway() -> None:
    found = FILTER.check("darn 加微信 坏蛋")
    assert (found.action, found.text) == (REFUSE, "●●●● 加微信 坏蛋")
    assert FILTER.check("darn 加 微 信").action == HOLD


def test_digits_alone_are_no_word_of_letters() -> None:
    ass = Filter([("ass", REFUSE)])
    assert ass.check("455 yuan").action is None
    assert ass.check("a55").action == REFUSE
    number = Filter([("12345", REFUSE)])
    assert number.check("QQ 12345").action == REFUSE
    assert number.check("１２３４５").action == REFUSE


def test_of_equal_words_the_stronger_counts_and_empty_ones_are_none() -> None:
    both = Filter([("tea", REFUSE), ("TEA", MASK), ("*", REFUSE), ("  ", REFUSE), ("…", REFUSE)])
    assert both.check("tea").action == REFUSE
    assert both.check("*…  coffee").action is None
    assert not Filter([])
    assert not Filter([("", REFUSE)])


def test_a_word_within_a_longer_one_is_found() -> None:
    nested = Filter([("茶", MASK), ("茶馆里", REFUSE), ("tea", MASK), ("teapots", REFUSE)])
    assert nested.check("茶馆").text == "●馆"
    assert nested.check("tea pot").text == "●●● pot"
    assert nested.check("teapots").action == REFUSE


@pytest.mark.alone
def test_a_long_list_and_a_long_text_take_no_time() -> None:
    """Measured: 15 ms; the bound is for a machine that does something else too."""
    chosen = random.Random(7)
    letters = "ab坏蛋"
    words = ["".join(chosen.choice(letters) for _ in range(100)) for _ in range(1_000)]
    long = Filter([(word, REFUSE) for word in (*words, "a" * 99 + "b", "坏" * 100)])
    for text in ("a" * 16_000, "坏" * 5_400, "ab" * 8_000, "a " * 8_000, words[0][:99] * 160):
        began = perf_counter()
        long.check(text)
        assert perf_counter() - began < 0.25, text[:9]
