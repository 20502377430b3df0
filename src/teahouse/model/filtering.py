"""Words that are not wanted, found however they are written.

Text and words are compared as letters and digits alone: full and half width, case, marks, what
cannot be seen, spaces and punctuation between letters do not matter, and letters that look alike are one.
A word with a Chinese, Japanese or Korean character is found anywhere; any other where a word
begins and ends, or where `*` at its beginning or end says that it need not. All words are one regular expression
without a choice that could be taken back for long, so the time is bounded by the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from msgspec import Struct

from teahouse.model.lookalikes import LOOKALIKES

REFUSE, HOLD, MASK = "refuse", "hold", "mask"
_STRENGTH: Final = {REFUSE: 3, HOLD: 2, MASK: 1}
MASKED: Final = "●"

GAP: Final = 4
"""At most so many characters between two letters of a word that are passed over."""

_PIECES_KEPT: Final = 20_000
_pieces: dict[str, str] = {}


class Filtered(Struct, frozen=True):
    """What becomes of a text: refuse, hold or mask, None for nothing; and the text with what is masked."""

    action: str | None
    text: str


class Filter:
    """Made once for a list of words; `check` for each text."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """Each word with its action."""
        self._words: dict[str, _Word] = {}
        for word, action in words:
            self._add(word, action)
        self._pattern = re.compile(_trie(self._words)) if self._words else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def check(self, text: str) -> Filtered:
        """The strongest action of the words in it."""
        if self._pattern is None:
            return Filtered(None, text)
        letters, places = _reduce(text)
        action: str | None = None
        masked: list[tuple[int, int]] = []
        at = 0
        while (found := self._pattern.search(letters, at)) is not None:
            at = found.start() + 1
            # The longest alternative is tried first; a shorter one may be a word where that one is none.
            for end in range(found.end(), found.start(), -1):
                word = self._words.get(letters[found.start() : end])
                if word is not None and _stands(word, text, places[found.start() : end]):
                    if _STRENGTH[word.action] > _STRENGTH.get(action or "", 0):
                        action = word.action
                    if word.action == MASK:
                        masked.append((places[found.start()], places[end - 1] + 1))
                    break
        return Filtered(action, _mask(text, masked) if masked else text)

    def _add(self, word: str, action: str) -> None:
        bare = word.strip()
        letters, _ = _reduce(bare.strip("*"))
        if not letters:
            return
        known = self._words.get(letters)
        made = _Word(
            action=action,
            anywhere=any(map(_is_wide, letters)),
            begins=not bare.startswith("*"),
            ends=not bare.endswith("*"),
            letters=any(char.isalpha() for char in bare),
        )
        if known is None or _STRENGTH[action] >= _STRENGTH[known.action]:
            self._words[letters] = made


class _Word(Struct, frozen=True):
    """How a word is found: `anywhere`, or only where a word `begins` and `ends`; `letters`: it has any."""

    action: str
    anywhere: bool
    begins: bool
    ends: bool
    letters: bool


def _reduce(text: str) -> tuple[str, list[int]]:
    """The letters and digits as they are compared, and for each its place in the text."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        piece = _pieces.get(char)
        if piece is None:
            piece = _piece(char)
            if len(_pieces) >= _PIECES_KEPT:
                _pieces.clear()
            _pieces[char] = piece
        for letter in piece:
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _piece(char: str) -> str:
    """What a character is compared as; nothing for what is no letter or digit and looks like none."""
    out = []
    if char in LOOKALIKES:
        return LOOKALIKES[char]
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", char).casefold()):
        if part in LOOKALIKES:
            out.append(LOOKALIKES[part])
        elif unicodedata.category(part)[0] in "LN" and not _is_filler(part):
            out.append(part)
    return "".join(out)


def _is_filler(char: str) -> bool:
    """Hangul fillers are letters that nobody sees."""
    return char in "\u115f\u1160\u3164\uffa0"


def _is_wide(char: str) -> bool:
    """Whether words of such characters are written without spaces."""
    return unicodedata.east_asian_width(char) in "WF" or "\u1100" <= char <= "\u11ff"


def _stands(word: _Word, text: str, places: list[int]) -> bool:
    """Whether what was found is the word, and not a piece of others."""
    gaps = [text[one + 1 : other] for one, other in pairwise(places) if other > one]
    if any(len(gap.strip(_UNSEEN)) > GAP for gap in gaps):
        return False
    first, last = places[0], places[-1]
    if word.anywhere:
        return True
    if word.letters and all(text[place].isdigit() for place in places):
        # A price is no word, though its digits look like one.
        return False
    if word.begins and first > 0 and _goes_on(text[first - 1]):
        return False
    if word.ends and last + 1 < len(text) and _goes_on(text[last + 1]):
        return False
    # Two words are no third one; but letters each for themselves are.
    return all(gaps) or not any(any(map(str.isspace, gap)) for gap in gaps)


def _goes_on(char: str) -> bool:
    """Whether a word goes on with this character: not one of a script without spaces."""
    return char.isalnum() and not _is_wide(char)


_UNSEEN: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"


def _mask(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, stop in spans:
        chars[start:stop] = MASKED * (stop - start)
    return "".join(chars)


def _trie(words: Iterable[str]) -> str:
    """A regular expression of these words that reads each beginning once, the longest first."""
    root: dict[str, object] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = True
    return _branches(root)


def _branches(node: dict[str, object]) -> str:
    # Without recursion: a word may be as long as it likes.
    done: dict[int, str] = {}
    stack: list[tuple[dict[str, object], bool]] = [(node, False)]
    while stack:
        here, ready = stack.pop()
        inner = [(char, after) for char, after in here.items() if isinstance(after, dict)]
        if not ready:
            stack.append((here, True))
            stack += [(after, False) for _, after in inner]
            continue
        ways = [re.escape(char) + done[id(after)] for char, after in inner]
        group = f"(?:{'|'.join(ways)})" if len(ways) > 1 or "" in here else "".join(ways)
        done[id(here)] = "" if not ways else group + ("?" if "" in here else "")
    return done[id(node)]
