"""The table of what the owner may change live."""

from __future__ import annotations

from dataclasses import fields

import pytest

from teahouse.model.errors import TeahouseError
from teahouse.model.rules import CHECKS, KEYS, WORDS_MOST, FilterWord, Rules, check
from teahouse.settings import DEFAULTS

GOOD: dict[str, list[tuple[object, object]]] = {
    "name": [("  Tea   House ", "Tea House"), ("茶", "茶")],
    "language": [("zh-CN", "zh-CN"), ("auto", "auto")],
    "accent": [("#A0b1C2", "#a0b1c2"), ("", "")],
    "custom_css": [("a { color: red }", "a { color: red }")],
    "default_access": [("members", "members")],
    "retention_days": [(0, 0), (36_500, 36_500)],
    "filter_words": [
        ([], ()),
        (
            [{"word": " bad  word ", "action": "mask"}, {"word": "bad word", "action": "hold"}],
            (FilterWord("bad word", "hold"),),
        ),
    ],
    "everyone_role": [("moderator", "moderator")],
    "challenge": [("on", "on")],
    "file_bytes": [(1_000, 1_000)],
}
BAD: dict[str, list[object]] = {
    "name": ["", " ", "x" * 41, "a\nb\0", 5, ["x"]],
    "language": ["fr", "", 1],
    "guests": [1, 0, "on", {}],
    "accent": ["red", "#fff", "#12345g", "#123456; }", 5],
    "custom_css": ["@import 'x'", 7],
    "default_access": ["all", 0],
    "retention_days": [-1, 36_501, 1.5, "3", True],
    "filter_words": [
        "word",
        [{"word": "x"}],
        [{"word": "", "action": "mask"}],
        [{"word": "x", "action": "burn"}],
        [{"word": "x" * 101, "action": "mask"}],
        [{"word": str(n), "action": "mask"} for n in range(WORDS_MOST + 1)],
    ],
    "everyone_role": ["visitor", "classic", "king"],
    "challenge": [True, "yes"],
    "file_bytes": [999, 10**10 + 1],
}


def test_every_key_has_a_check_and_its_default_passes_it() -> None:
    assert set(CHECKS) == set(KEYS) == {each.name for each in fields(Rules)}
    rules = Rules()
    for key in KEYS:
        if key != "filter_words":
            assert check(key, getattr(rules, key)) == getattr(rules, key)


def test_without_a_choice_it_is_as_the_settings_have_it() -> None:
    rules = Rules()
    shared = [key for key in KEYS if hasattr(DEFAULTS, key)]
    assert len(shared) == 10
    assert {key: getattr(rules, key) for key in shared} == {key: getattr(DEFAULTS, key) for key in shared}


@pytest.mark.parametrize(
    ("key", "given", "kept"), [(key, *pair) for key, pairs in GOOD.items() for pair in pairs]
)
def test_a_value_that_is_allowed_is_kept_in_one_form(key: str, given: object, kept: object) -> None:
    assert check(key, given) == kept


@pytest.mark.parametrize(("key", "given"), [(key, each) for key, values in BAD.items() for each in values])
def test_a_value_that_is_not_allowed_is_refused_by_its_key(key: str, given: object) -> None:
    with pytest.raises(TeahouseError) as refused:
        check(key, given)
    assert (refused.value.status, refused.value.field) == (400, key)


@pytest.mark.parametrize("key", ["logo", "limits", "__class__", "a b"])
def test_there_is_no_other_key(key: str) -> None:
    with pytest.raises(TeahouseError):
        check(key, True)
