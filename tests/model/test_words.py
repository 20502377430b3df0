"""Generated names."""

from __future__ import annotations

from random import Random

import pytest

from teahouse.model import words
from teahouse.model.names import check_name, name_key


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_name_is_allowed_and_different(language: str) -> None:
    first, second, link = words._table(language)
    names = [one + link + other for one in first for other in second]
    assert len(names) == words.combinations(language) >= 5_000
    assert len({name_key(name) for name in names}) == len(names)
    for name in names:
        assert check_name(name) == name


def test_english_and_chinese_look_different() -> None:
    assert words.propose("en-GB", Random(1)).count(" ") == 1
    assert "的" in words.propose("zh", Random(1))
    assert "的" in words.propose("zh_TW", Random(1))
    assert words.propose("fr", Random(1)).isascii()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_number_makes_more_names(language: str) -> None:
    random = Random(3)
    names = [words.propose_numbered(language, random) for _ in range(500)]
    assert all(check_name(name) == name and name[-1].isdigit() for name in names)
    assert len({name_key(name) for name in names}) > 490


def test_the_random_source_decides() -> None:
    assert words.propose("en", Random(5)) == words.propose("en", Random(5))
