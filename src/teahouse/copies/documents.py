"""What messages are found by, found anew: the index of a database is not copied.

The same words and tags as an append makes: of the message's text as it is now, the
options of its poll and the names of its files.
"""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from teahouse.model import search

MESSAGE: Final = """
e.sender, e.visible_to, e.extras, coalesce(l.body, e.body) AS body,
CASE WHEN r.kind = 'direct' THEN {members} END AS members
"""
"""Of a message `e` in the room `r`, whose last edit is `l`."""

JOINS: Final = """
JOIN rooms AS r ON r.id = e.room
LEFT JOIN folded AS f ON f.room = e.room AND f.seq = e.seq
LEFT JOIN events AS l ON l.room = e.room AND l.seq = f.edit_seq
"""

Found = tuple[int, str | None, str | None, str | None, str | None]
"""The row of MESSAGE; `visible_to` and `members` are JSON lists of people."""


class _File(Struct):
    name: str
    type: str


class _Extras(Struct):
    files: tuple[_File, ...] = ()
    options: tuple[str, ...] = ()


class Document(Struct, frozen=True):
    """Reduced words, and tags: with a space between. `readers` is None for everyone."""

    words: str
    room: int
    sender: int
    body: str
    types: tuple[str, ...]
    readers: tuple[int, ...] | None

    @property
    def tags(self) -> str:
        """See `search.tags`."""
        return search.tags(self.room, self.sender, self.body, self.types, self.readers)


_NOTHING: Final = _Extras()
_extras = msgspec.json.Decoder(_Extras)
_people = msgspec.json.Decoder(tuple[int, ...])


def document(room: int, found: Found) -> Document:
    """What a message of this room is found by."""
    sender, visible_to, extras, body, members = found
    text = body or ""
    about = _NOTHING if extras is None else _extras.decode(extras)
    said = (
        text if about is _NOTHING else "\n".join((text, *about.options, *(file.name for file in about.files)))
    )
    readers = visible_to or members
    return Document(
        search.words(said),
        room,
        sender,
        text,
        tuple(file.type for file in about.files),
        None if readers is None else _people.decode(readers),
    )
