"""What may be a reaction, and that one emoji is written in one way."""

from __future__ import annotations

import pytest

from teahouse.model.emoji import check_emoji
from teahouse.model.errors import BadFieldError

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("\u2764", "\u2764\ufe0f"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("\U0001f44d", "\U0001f44d"),
        ("\U0001f44d\ufe0f", "\U0001f44d"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3fd"),
        ("\u261d\U0001f3fd", "\u261d\U0001f3fd"),
        ("1\u20e3", "1\ufe0f\u20e3"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("\U0001f1eb\U0001f1f7", "\U0001f1eb\U0001f1f7"),
        (FAMILY, FAMILY),
        ("\U0001f926\u200d\u2642", "\U0001f926\u200d\u2642\ufe0f"),
        ("\u2764\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
    ],
)
def test_one_emoji_is_written_in_one_way(given: str, kept: str) -> None:
    assert check_emoji(given) == kept
    assert check_emoji(kept) == kept


@pytest.mark.parametrize("given", ["", "a", "1", ":)", "\U0001f44d\U0001f44d", "\U0001f44d ", "\ufe0f"])
def test_what_is_no_single_emoji_is_refused(given: str) -> None:
    with pytest.raises(BadFieldError):
        check_emoji(given)
