"""Text from elsewhere made fit to be shown in one line, and cut to a length."""

from __future__ import annotations

from typing import Final

import regex

# Controls, format characters (bidi, zero-width, tags) except the two joiners, surrogates, private use, unassigned.
# Emoji and Persian need the joiners.
_UNFIT: Final = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}--[\u200C\u200D\s]]", regex.V1)
_SPACE: Final = regex.compile(r"[\s\u2028\u2029\u2800\u3164\u115F\u1160\uFFA0]+")
# More marks on one letter than any script needs reach over other lines.
_PILE: Final = regex.compile(r"(\p{M}{4})\p{M}+")
_GRAPHEME: Final = regex.compile(r"\X")
ELLIPSIS: Final = "…"


def one_line(text: str, most: int) -> str:
    """The text without controls, bidi or invisible characters, white space as single spaces; at most `most` long."""
    # Cut first, generously: what follows should not work on megabytes.
    text = _SPACE.sub(" ", _UNFIT.sub("", text[: 16 * most + 256]))
    return shortened(_PILE.sub(r"\1", text).strip(), most)


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut between what a reader sees as characters, with an ellipsis."""
    return text if len(text) <= most else _cut(text, most - 1).rstrip() + ELLIPSIS


def within_bytes(text: str, most: int) -> str:
    """At most `most` bytes of UTF-8, cut likewise; empty if not even the ellipsis fits."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return encoded.decode()
    room = most - len(ELLIPSIS.encode())
    if room < 0:
        return ""
    kept = encoded[:room].decode("utf-8", "ignore")
    return _cut(text, len(kept)).rstrip() + ELLIPSIS


def within_json(text: str, most: int) -> str:
    """At most `most` bytes as a string of JSON, even of a writer that escapes for HTML; cut likewise."""
    room = most
    while _json_bytes(cut := within_bytes(text, room)) > most:
        room = room * 3 // 4
    return cut


def _json_bytes(text: str) -> int:
    escaped = sum(map(text.count, '"\\')) + 5 * sum(map(text.count, "<>&"))
    return len(text.encode("utf-8", "replace")) + escaped


def _cut(text: str, most: int) -> str:
    # The cluster that the cut goes through is dropped whole. Look back far enough for any real one.
    start = max(0, most - 64)
    last = start
    for found in _GRAPHEME.finditer(text, start, most + 64):
        if found.end() > most:
            break
        last = found.end()
    return text[:last] if last > start else text[:most]
