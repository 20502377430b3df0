"""A document as PostgreSQL's tsvector in its binary form, as `postgres_terms` makes the text one."""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING, Final

from teahouse.model.search import SOME

if TYPE_CHECKING:
    from teahouse.copies.documents import Document

LAST_PLACE: Final = 16_383
PLACES: Final = 256
"""Further positions of a word are not kept; see tsvector's limits in PostgreSQL's manual, 8.11.1."""

_PLACES: Final = [pack(">H", place) for place in range(1, LAST_PLACE + 1)]
_COUNTS: Final = [b"\0" + pack(">H", count) for count in range(PLACES + 1)]


def tsvector(document: Document) -> bytes:
    """Words with their places, and tags, which begin with `=`, without.

    How tsvectorrecv reads it: a count, and for each lexeme its text, a zero, the count of
    its positions and these, all in network order.
    """
    found: dict[str, bytes] = {}
    words = document.words.split()
    for word, place in zip(words, _PLACES, strict=False):
        found[word] = found[word] + place if word in found else place
    for word in words[LAST_PLACE:]:
        # What is further behind stands at the last place there is.
        if not found.get(word, b"").endswith(_PLACES[-1]):
            found[word] = found.get(word, b"") + _PLACES[-1]
    parts = [
        word.encode() + _COUNTS[min(len(places) // 2, PLACES)] + places[: 2 * PLACES]
        for word, places in found.items()
    ]
    parts += [b"=" + tag.encode() + _COUNTS[0] for tag in document.tags.split() if tag != SOME]
    return pack(">i", len(parts)) + b"".join(parts)
