"""Names of people: which are allowed, and when two are the same name.

Scripts and grapheme clusters come from the `regex` library, because the standard
library knows neither, and because its Unicode tables are newer than Python's: a
new emoji in somebody's name is not "unassigned" for years.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

from teahouse.model.errors import BadNameError

NAME_CHARACTERS: Final = 24
"""The longest name, in characters as a reader counts them (UAX 29 grapheme clusters)."""

_NAME_CODE_POINTS: Final = 96
"""A family emoji is one character of seven code points; a name of 24 of them is no name."""

# Alphabets that have letters of the same looks: a name keeps to one of them (UTS 39 section 5.2).
_ALIKE_SCRIPTS: Final = (
    "Latin", "Cyrillic", "Greek", "Coptic", "Armenian", "Cherokee", "Lisu", "Deseret", "Osage", "Glagolitic",
)  # fmt: skip

_EMOJI: Final = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]"
_EMOJI_JOINER: Final = regex.compile(
    r"(?<=\p{Extended_Pictographic}[\p{Emoji_Modifier}\uFE0F]?)\u200D(?=\p{Extended_Pictographic})", regex.V1
)
_EMOJI_SELECTOR: Final = regex.compile(rf"(?<={_EMOJI})[\uFE0E\uFE0F]|(?<=[0-9#*])\uFE0F?\u20E3", regex.V1)
_HAN_SELECTOR: Final = regex.compile(r"(?<=\p{Han})[\U000E0100-\U000E01EF]", regex.V1)

# Cf holds zero-width, bidi and tag characters; the property adds what is invisible but a letter or a mark,
# such as the Hangul fillers. U+2800 is the Braille pattern without a dot.
_FORBIDDEN: Final = regex.compile(
    r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]"
    # Marks: none without a letter, no towers of them, and an Indic vowel only on a letter of its kind.
    r"|^\p{M}|(?<=[ \p{P}])\p{M}|\p{M}{5,}"
    r"|[\p{Latin}\p{Greek}\p{Cyrillic}\p{Han}\p{N}]\p{M}*[\p{M}--[\p{Inherited}\p{Cyrillic}\p{Han}]]",
    regex.V1,
)
_HAS_CONTENT: Final = regex.compile(r"[\p{L}\p{N}\p{So}]", regex.V1)
_CHARACTER: Final = regex.compile(r"\X", regex.V1)
_SPACES: Final = regex.compile(r"\p{Zs}+", regex.V1)
_ALPHABETS: Final = tuple(regex.compile(rf"\p{{{script}}}", regex.V1) for script in _ALIKE_SCRIPTS)

# In Indic and South-East Asian scripts a mark is a vowel, and in kana (U+3099, U+309A) half a consonant:
# without it another name would remain, so only accents, points and strokes are taken away.
_ACCENT: Final = regex.compile(
    r"[\p{M}&&[\p{Inherited}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Syriac}]--[\u3099\u309A]]", regex.V1
)
_NOISE: Final = regex.compile(r"[\p{P}\p{S}\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]", regex.V1)
_SPACE_OR_INVISIBLE: Final = regex.compile(
    r"[\p{Z}\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}--\u200D]", regex.V1
)

# Letters that look like a Latin one in either case, and kana that look like a Han character, after case
# folding: a whole name in the other alphabet must not pass for somebody (UTS 39, whole-script confusables).
_LOOKALIKES: Final = {
    ord(letter): double
    for letters, doubles in (
        ("авеәкмнотрсухіѕјһԁԛԝӏ", "abeekmhotpcyxisjhdqwl"),  # Cyrillic
        ("αβεζηικμνορτυχϲϳ", "abezhikmnoptyxcj"),  # Greek
        ("աոսօցհզԁ", "wnuoghqd"),  # Armenian
        ("ıɑɡɩʏ", "iagiy"),  # Latin letters beyond the alphabet
        ("ハヘニエカタトチロリへり", "八へ二工力夕卜千口りへり"),
    )
    for letter, double in zip(letters, doubles, strict=True)
}


def name_key(name: str) -> str:
    """What is compared: two names with the same key are the same name.

    NFKC, case folding, no accents, spaces, punctuation or symbols, look-alike
    letters made one. A name of emoji alone keeps them.
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    plain = unicodedata.normalize("NFKC", _ACCENT.sub("", folded))
    key = _NOISE.sub("", plain).translate(_LOOKALIKES)
    return key or _SPACE_OR_INVISIBLE.sub("", plain)


def check_name(raw: str) -> str:
    """The name as it is kept: NFC, trimmed, spaces folded; or BadNameError.

    1 to 24 characters of any script, emoji included; no character that is
    invisible or changes direction; Latin, Cyrillic, Greek and the like not mixed.
    """
    if len(raw) > 4 * _NAME_CODE_POINTS:
        raise BadNameError(field="name")
    name = unicodedata.normalize("NFC", _SPACES.sub(" ", raw.strip()))
    if not is_name(name):
        raise BadNameError(field="name")
    return name


def is_name(name: str) -> bool:
    """Whether `check_name` would keep this name as it is."""
    if not 0 < len(name) <= _NAME_CODE_POINTS or len(_CHARACTER.findall(name)) > NAME_CHARACTERS:
        return False
    bare = _HAN_SELECTOR.sub("", _EMOJI_SELECTOR.sub("", _EMOJI_JOINER.sub("", name)))
    if _FORBIDDEN.search(bare) or not _HAS_CONTENT.search(bare):
        return False
    compatible = unicodedata.normalize("NFKC", bare)
    if compatible.lstrip()[:1] in {"@", "/"}:
        return False
    if sum(alphabet.search(compatible) is not None for alphabet in _ALPHABETS) > 1:
        return False
    return name_key(name) not in RESERVED


RESERVED: Final = frozenset(
    name_key(name)
    for name in (
        "all", "everyone", "everybody", "here", "channel", "room", "lobby",
        "system", "server", "admin", "administrator", "moderator", "owner", "root", "nobody", "teahouse",
        "所有人", "全体", "全體", "全体成员", "全體成員", "大家", "大厅", "大廳",
        "系统", "系統", "系统消息", "系統消息", "管理员", "管理員", "房主", "茶馆", "茶館",
    )
)  # fmt: skip
"""Keys of names that would pass for the place itself, or for `@all`."""
