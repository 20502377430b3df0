"""Words and tags as the terms of PostgreSQL's full-text search, without its own ideas of what a word is.

The terms of a message are its words with their positions and its tags without, which
begin with `=`, as no word does. At most 256 positions of one word are kept: a phrase that
comes only behind them is not found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.model import search
from teahouse.store.effects import CREATED, EDITED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from teahouse.store.records import NewEvent, Wanted


def terms(event: NewEvent) -> str | None:
    """What the event's message is found by, as a tsvector; None if nothing.

    What the event does not know is added in the database: for a message of everyone in the
    room who that is, and for an edit who said it, what it carries and who may read it.
    """
    if event.words is None or event.kind not in (CREATED, EDITED):
        return None
    types = () if event.extras is None else tuple(file.type for file in event.extras.files)
    tags = search.tags(event.room, event.sender.id, event.body, types, ()).split()
    tags = [tag for tag in tags if tag.startswith("has")]
    if event.kind == CREATED:
        tags += [
            f"r{event.room}",
            f"u{event.sender.id}",
            *(f"p{reader}" for reader in event.visible_to or ()),
        ]
    words = event.words.split()
    if not "".join(words).isalnum():
        words = [_quoted(word) for word in words]
    parts = [f"{word}:{place}" for place, word in enumerate(words, 1)]
    parts += [f"={tag}" for tag in tags]
    return " ".join(parts)


def query(person: int | None, wanted: Wanted, hidden: Sequence[int] = ()) -> str:
    """The same of a search, as a tsquery: what this person may read and wants.

    `hidden` are the rooms that the person may not know of.
    """
    rights = [search.EVERYBODY, *([] if person is None else [f"p{person}"])]
    parts = [_any(rights)]
    for prefix, texts in ((False, wanted.phrases), (True, wanted.prefixes)):
        for text in texts:
            words = [_quoted(word) for word in text.split()]
            if words:
                parts.append(f"({' <-> '.join(words)}{':*' if prefix else ''})")
    filters = [
        [f"r{room}" for room in wanted.rooms],
        [f"u{sender}" for sender in wanted.senders],
        *([f"has{what}"] for what in wanted.has),
    ]
    parts += [_any(tags) for tags in filters if tags]
    if hidden:
        parts.append(f"!{_any([f'r{room}' for room in hidden])}")
    return " & ".join(parts)


def _any(tags: list[str]) -> str:
    return f"({' | '.join(_quoted(f'={tag}') for tag in tags)})"


def _quoted(term: str) -> str:
    doubled = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
