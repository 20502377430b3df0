"""What a message is found by, and what a query asks for.

Text is reduced before it is stored for search: to words of letters and digits, and to
single characters of Chinese, Japanese and Korean, which have no spaces between words. A
query is reduced in the same way and becomes phrases. Rights and filters are `tags` of
a message beside its words, so that they are part of the match and not a filter after it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import regex
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

WORD_CHARACTERS: Final = 64
"""A longer word is cut into words of this length, in texts and queries alike: indexes bound theirs."""

EVERYBODY: Final = "pub"
"""The tag of what everyone may read."""

SOME: Final = "few"
"""The tag of what only those may read whose tags it has as well."""

# Single characters: Han with its marks of repetition, kana with the long mark, Bopomofo, Hangul syllables.
# None of these ranges changes under NFKC, so a text of them and of ASCII is reduced without normalizing.
_PLAIN_CJK: Final = (
    "\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u3105-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
)
# Punctuation and pictures that part words, whatever else NFKC would make of them.
_PLAIN_OTHERS: Final = (
    "\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u3003\u3008-\u3011\u3014-\u301f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\U0001f300-\U0001faff"
)
_PLAIN: Final = re.compile(f"[\x00-\x7f{_PLAIN_CJK}{_PLAIN_OTHERS}]*")
_ASCII_WORDS: Final = re.compile(f"[a-z0-9]{{1,{WORD_CHARACTERS}}}")
_PLAIN_WORDS: Final = re.compile(f"[{_PLAIN_CJK}]|[a-z0-9]{{1,{WORD_CHARACTERS}}}")
_SINGLE: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\uac00-\ud7a3\u30fc"
_ANY_WORDS: Final = regex.compile(
    rf"[[{_SINGLE}]&&[\p{{L}}\p{{N}}]][\u3099\u309a]?|[[\p{{L}}\p{{N}}\p{{M}}]--[{_SINGLE}]]{{1,{WORD_CHARACTERS}}}",
    regex.V1,
)
# Accents and points; in Indic and South-East Asian scripts a mark is a vowel, and in kana half a consonant.
_ACCENT: Final = regex.compile(
    r"[\p{M}&&[\p{Inherited}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Syriac}]--[\u3099\u309A]]", regex.V1
)
_LINK: Final = re.compile(r"https?://[^\s/]", re.IGNORECASE)


def words(text: str) -> str:
    """The text as it is found: words and single characters with one space between, or nothing.

    NFKC, case folded, without accents: `Café 上海!` becomes `cafe 上 海`.
    """
    if text.isascii():
        return " ".join(_ASCII_WORDS.findall(text.lower()))
    if _PLAIN.fullmatch(text):
        return " ".join(_PLAIN_WORDS.findall(text.lower()))
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(_ANY_WORDS.findall(unicodedata.normalize("NFKC", _ACCENT.sub("", folded))))


def tags(
    room: int, sender: int, body: str | None, file_types: Iterable[str], readers: Collection[int] | None
) -> str:
    """What else a message is found by: `r42` room, `u7` sender, what it has, and who may read it.

    `readers` are the people who may, each a tag `p9`, beside `few`; None for everyone: `pub`.
    """
    found = [f"r{room}", f"u{sender}"]
    found += [EVERYBODY] if readers is None else [SOME, *(f"p{person}" for person in readers)]
    types = list(file_types)
    if types:
        found.append("hasfile")
        if any(type.startswith("image/") for type in types):
            found.append("hasimage")
    if body is not None and _LINK.search(body):
        found.append("haslink")
    return " ".join(found)


class Query(Struct, frozen=True, kw_only=True):
    """A query that was understood; names are as typed. `store.records.Wanted` is the same with ids.

    `phrases` and `prefixes` are reduced; the last word of a prefix may go on. `senders` and
    `rooms` are names, any of them; `has` is each of link, image, file. `after` and `before`
    are Unix milliseconds: `after <= at < before`.
    """

    phrases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    after: int | None = None
    before: int | None = None


_FILTERS: Final = {
    "from": "senders", "来自": "senders", "來自": "senders",
    "in": "rooms", "在": "rooms",
    "has": "has", "含": "has",
    "after": "after", "之后": "after", "之後": "after",
    "before": "before", "之前": "before",
}  # fmt: skip
_HAS: Final = {
    "link": "link", "链接": "link", "連結": "link",
    "image": "image", "图片": "image", "圖片": "image",
    "file": "file", "文件": "file", "檔案": "file",
}  # fmt: skip
_DAYS_AGO: Final = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}
_ITEM: Final = re.compile(
    rf"""(?P<filter>{"|".join(_FILTERS)})[:：](?:"(?P<quoted>[^"]+)"|(?P<value>[^\s"]+))"""
    r"""|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)""",
    re.IGNORECASE,
)
_CURLY: Final = str.maketrans("“”„＂「」『』", '""""""""')
_SINGLE_AT_END: Final = regex.compile(rf"[{_SINGLE}]\Z", regex.V1)


def parse(query: str, now: int, offset_minutes: int = 0) -> Query:
    """What a query asks for. Whatever is no filter, or has no sense as one, is words.

    `from:NAME in:ROOM before:DATE after:DATE has:link|image|file`, in Chinese 来自 在 之前
    之后 含, with a full-width colon too; a value with spaces in quotes. A date is YYYY-MM-DD,
    today or yesterday, a day that begins `offset_minutes` earlier than that of UTC; `now`
    is Unix time in milliseconds. What stands in quotes is found exactly as it is; else the
    last word of what has no spaces, if it is of letters, may go on.
    """
    found = _Found(now, offset_minutes)
    for item in _ITEM.finditer(query.translate(_CURLY)):
        if item["filter"]:
            value = item["quoted"] or item["value"]
            if not found.take(_FILTERS[item["filter"].lower()], value.strip()):
                found.say(item[0], exact=False)
        else:
            found.say(item["phrase"] or item["word"] or "", exact=item["word"] is None)
    return found.query()


class _Found:
    """What was read of a query so far."""

    def __init__(self, now: int, offset_minutes: int) -> None:
        self._now = now
        self._offset = timedelta(minutes=offset_minutes)
        self._lists: dict[str, list[str]] = {
            name: [] for name in ("phrases", "prefixes", "senders", "rooms", "has")
        }
        self._times: dict[str, int] = {}

    def say(self, text: str, *, exact: bool) -> None:
        """Words to be found one behind another."""
        reduced = words(text)
        if not reduced:
            return
        goes_on = not exact and len(reduced.rpartition(" ")[2]) > 1 and not _SINGLE_AT_END.search(reduced)
        self._add("prefixes" if goes_on else "phrases", reduced)

    def take(self, name: str, value: str) -> bool:
        """Whether the value has a sense for this filter."""
        if name in ("after", "before"):
            at = self._day(value)
            if at is None:
                return False
            narrower = max if name == "after" else min
            self._times[name] = narrower(at, self._times.get(name, at))
            return True
        if name == "has":
            value = _HAS.get(value.lower(), "")
        else:
            value = value.removeprefix("@" if name == "senders" else "#")
        if value:
            self._add(name, value)
        return bool(value)

    def query(self) -> Query:
        """All of it."""
        return Query(
            phrases=tuple(self._lists["phrases"]),
            prefixes=tuple(self._lists["prefixes"]),
            senders=tuple(self._lists["senders"]),
            rooms=tuple(self._lists["rooms"]),
            has=tuple(self._lists["has"]),
            after=self._times.get("after"),
            before=self._times.get("before"),
        )

    def _add(self, name: str, value: str) -> None:
        if value not in self._lists[name]:
            self._lists[name].append(value)

    def _day(self, value: str) -> int | None:
        """When that day begins there; None for what is no date."""
        if value.lower() in _DAYS_AGO:
            here = datetime.fromtimestamp(self._now / 1000, UTC) + self._offset
            day = here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(
                days=_DAYS_AGO[value.lower()]
            )
        else:
            try:
                day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
            except ValueError:
                return None
        return round((day - self._offset).timestamp() * 1000) if day.year > 1970 else 0
