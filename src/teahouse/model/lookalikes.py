"""Letters that look alike: what stands for each when words are compared.

Of Unicode's list of confusables (UTS 39) those of the Latin alphabet that a keyboard for Cyrillic or Greek
has, small capitals and other letters of phonetics, and the digits and signs that people write for letters. What
NFKC makes one, as full width or mathematical letters, need not be here.
"""

from __future__ import annotations

from typing import Final

_ALIKE: Final = {
    "a": "\u0430\u0251\u03b1\u1d00@4",
    "b": "\u044c\u0432\u0299\u03b2",
    "c": "\u0441\u03f2\u1d04\u00a2",
    "d": "\u0501\u1d05",
    "e": "\u0435\u0454\u044d\u025b\u03b5\u1d073\u20ac",
    "f": "\u0192\ua730",
    "g": "\u0261\u0262",
    "h": "\u04bb\u043d\u029c",
    "j": "\u0458\u029d\u1d0a",
    "k": "\u043a\u03ba\u1d0b",
    "l": "i1!|\u04cf\u0131\u0269\u03b9\u0456\u01c0",
    "m": "\u043c\u1d0d",
    "n": "\u043f\u03b7\u0274",
    "o": "\u043e\u03bf\u03c3\u05850\u1d0f\u00f8",
    "p": "\u0440\u03c1\u1d18",
    "q": "\u051b",
    "r": "\u0433\u0280",
    "s": "\u0455\ua731$5",
    "t": "\u0442\u03c4\u1d1b7",
    "u": "\u03c5\u057d\u1d1c",
    "v": "\u0475\u03bd\u1d20",
    "w": "\u051d\u0448\u03c9\u1d21",
    "x": "\u0445\u03c7",
    "y": "\u0443\u04af\u03b3\u028f",
    "z": "\u1d22\u0290",
}

LOOKALIKES: Final[dict[str, str]] = {char: letter for letter, chars in _ALIKE.items() for char in chars}
"""For each such character, small as `str.casefold` makes it, the Latin letter."""
