"""How the place is run: one table of what its owner may change while it runs.

Each row is a field of `Rules` with its default, and its check in `CHECKS`. The values come as
JSON and are kept as JSON; what a check gives is the typed one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from teahouse.model.errors import BadFieldError
from teahouse.model.stylesheet import check_style
from teahouse.model.text import check_line

NAME_CHARACTERS: Final = 40
WORDS_MOST: Final = 1_000
WORD_CHARACTERS: Final = 100
FOREVER: Final = 0

_ACCENT: Final = re.compile(r"#[0-9a-f]{6}")


class FilterWord(Struct, frozen=True):
    """A word that is not wanted, and what becomes of a message with it."""

    word: str
    action: Literal["refuse", "hold", "mask"]


@dataclass(kw_only=True)
class Rules:
    """What the owner may change live. Times are in the unit that the name says; 0 hours or days are without end.

    `everyone_role` is the least role that may call everybody. `newcomer_minutes` is for how long somebody
    is new; 0 is never. `newcomer_messages_per_minute` 0 is without such a limit.
    """

    name: str = "Teahouse"
    language: str = "auto"
    guests: bool = True
    classic: bool = True
    accent: str = ""
    custom_css: str = ""
    open_rooms: bool = True
    default_access: str = "public"
    retention_days: int = FOREVER
    filter_words: tuple[FilterWord, ...] = ()
    newcomer_minutes: int = 0
    newcomer_messages_per_minute: int = 0
    hold_links_of_newcomers: bool = False
    edit_hours: int = 24
    recall_hours: int = 2
    name_hold_days: int = 30
    file_bytes: int = 25_000_000
    link_previews: bool = True
    webhooks: bool = True
    everyone_role: str = "guest"
    challenge: str = "auto"


Check = Callable[[Any, str], Any]


def _switch(value: Any, key: str) -> bool:
    if not isinstance(value, bool):
        raise BadFieldError(field=key)
    return value


def _number(low: int, high: int) -> Check:
    def check(value: Any, key: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise BadFieldError(field=key)
        return value

    return check


def _one_of(*choices: str) -> Check:
    def check(value: Any, key: str) -> str:
        if not isinstance(value, str) or value not in choices:
            raise BadFieldError(field=key)
        return value

    return check


def _name(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise BadFieldError(field=key)
    return check_line(value, key, NAME_CHARACTERS)


def _accent(value: Any, key: str) -> str:
    text = value.lower() if isinstance(value, str) else None
    if text is None or (text and not _ACCENT.fullmatch(text)):
        raise BadFieldError(field=key)
    return str(text)


def _style(value: Any, key: str) -> str:
    if not isinstance(value, str):
        raise BadFieldError(field=key)
    return check_style(value, key)


def _words(value: Any, key: str) -> tuple[FilterWord, ...]:
    try:
        given = msgspec.convert(value, tuple[FilterWord, ...])
    except msgspec.ValidationError:
        raise BadFieldError(field=key) from None
    if len(given) > WORDS_MOST:
        raise BadFieldError(field=key)
    # The last one of equals stands.
    checked = {word.word: word for word in (_word(each, key) for each in given)}
    return tuple(checked.values())


def _word(given: FilterWord, key: str) -> FilterWord:
    return FilterWord(check_line(given.word, key, WORD_CHARACTERS), given.action)


CHECKS: Final[Mapping[str, Check]] = {
    "name": _name,
    "language": _one_of("auto", "en", "zh-CN"),
    "guests": _switch,
    "classic": _switch,
    "accent": _accent,
    "custom_css": _style,
    "open_rooms": _switch,
    "default_access": _one_of("public", "members", "private"),
    "retention_days": _number(0, 36_500),
    "filter_words": _words,
    "newcomer_minutes": _number(0, 525_600),
    "newcomer_messages_per_minute": _number(0, 600),
    "hold_links_of_newcomers": _switch,
    "edit_hours": _number(0, 87_600),
    "recall_hours": _number(0, 87_600),
    "name_hold_days": _number(0, 3_650),
    "file_bytes": _number(1_000, 10**10),
    "link_previews": _switch,
    "webhooks": _switch,
    "everyone_role": _one_of("guest", "member", "moderator", "admin", "owner"),
    "challenge": _one_of("auto", "on", "off"),
}
"""What a value of each key must be: gives the typed value, or BadFieldError."""

KEYS: Final = tuple(each.name for each in fields(Rules))


def check(key: str, value: Any) -> Any:
    """The typed value of a key; BadFieldError for what it cannot be, or no such key."""
    if key not in CHECKS:
        raise BadFieldError(field=key if key.isidentifier() and len(key) < 64 else None)
    return CHECKS[key](value, key)
