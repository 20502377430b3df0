"""Emoji by the names that Slack and Mattermost have for them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TONES: Final = {f"skin-tone-{number}": chr(0x1F3FB + number - 2) for number in range(2, 7)}
_COUNTRIES: Final = frozenset({"cn", "de", "es", "fr", "gb", "it", "jp", "kr", "ru", "us", "uk"})
_CODE: Final = re.compile(r":([a-z0-9_+'’-]{1,60})(?:::(skin-tone-[2-6]))?:")

# Names of both that the table lacks or has otherwise.
_MORE: Final = {
    "simple_smile": "🙂",
    "thinking": "🤔",
    "shrug": "🤷",
    "facepalm": "🤦",
    "hugging_face": "🤗",
    "rolling_on_the_floor_laughing": "🤣",
    "party_popper": "🎉",
    "partying_face": "🥳",
    "the_horns": "🤘",
    "sign_of_the_horns": "🤘",
    "heavy_plus_sign": "➕",
    "heavy_check_mark": "✔️",
    "large_green_circle": "🟢",
    "melting_face": "🫠",
    "saluting_face": "🫡",
}


@lru_cache(4_096)
def emoji(code: str) -> str | None:
    """The emoji of a name like `tada` or `+1::skin-tone-3`; None for one of their own."""
    name, _, tone = code.strip(":").partition("::")
    found = _named(name)
    if found is None or not tone:
        return found
    return found.removesuffix("\ufe0f") + _TONES.get(tone, "")


def _named(name: str) -> str | None:
    country = name.removeprefix("flag-")
    if len(country) == 2 and country.isalpha() and (country != name or name in _COUNTRIES):
        letters = "gb" if country == "uk" else country
        return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in letters)
    if name in _MORE:
        return _MORE[name]
    # Loaded only here: the table is large.
    from rich.emoji import Emoji, NoEmoji

    for each in (name, name.replace("-", "_")):
        try:
            return str(Emoji(each))
        except NoEmoji:
            continue
    return None


def with_emoji(text: str) -> str:
    """The text with `:name:` as emoji, where there is one of that name."""

    def replaced(match: re.Match[str]) -> str:
        return emoji(match[1] if not match[2] else f"{match[1]}::{match[2]}") or match[0]

    return _CODE.sub(replaced, text) if ":" in text else text
