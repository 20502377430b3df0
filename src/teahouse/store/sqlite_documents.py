"""What a batch adds to the search, and takes from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.search import tags
from teahouse.store.sqlite_search import ADD, IDS, REMOVE, REPLACE, erase_removed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from teahouse.protocol.parts import Extras
    from teahouse.store.driver import driver
    from teahouse.store.port import NewEvent
    from teahouse.store.sqlite_effects import Name

Document = tuple[int, str, str]
"""When, words and tags."""


class Documents:
    """Gathers documents of messages; a later one of the same message stands for the earlier ones."""

    def __init__(self) -> None:
        self._new: dict[Name, Document | None] = {}
        self._changed: dict[Name, Document | None] = {}

    def __bool__(self) -> bool:
        return bool(self._new or self._changed)

    def add(self, name: Name, document: Document | None) -> None:
        """Of a new message; None for what nothing finds."""
        self._new[name] = document

    def change(self, name: Name, document: Document | None) -> None:
        """Of a message that may have had one; None takes it away."""
        (self._new if name in self._new else self._changed)[name] = document

    def write(self, cursor: driver.Cursor, last_id: int) -> int:
        """All of it; ids go on behind the last one, which comes back."""
        added = {name: document for name, document in self._new.items() if document is not None}
        if self._changed:
            added |= self._write_changed(cursor)
        rows = [
            (id, *name, at, words, tags)
            for id, (name, (at, words, tags)) in enumerate(added.items(), last_id + 1)
        ]
        _run(cursor, ADD, rows)
        return last_id + len(rows)

    def _write_changed(self, cursor: driver.Cursor) -> dict[Name, Document]:
        """Gives those that had no row until now."""
        found = cursor.execute(IDS, (_json(list(self._changed)),)).fetchall()
        ids = {(room, seq): id for room, seq, id in found}
        replaced = [
            (ids[name], *name, *document)
            for name, document in self._changed.items()
            if document is not None and name in ids
        ]
        if replaced:
            for statement, rows in zip(REPLACE, ([row[0] for row in replaced], replaced), strict=True):
                cursor.execute(statement, (_json(rows),))
        _run(cursor, REMOVE, [id for name, id in ids.items() if self._changed[name] is None])
        if ids:
            erase_removed(cursor)
        return {
            name: document
            for name, document in self._changed.items()
            if document is not None and name not in ids
        }


def document(
    event: NewEvent, at: int, sender: int, extras: Extras | None, readers: Collection[int] | None
) -> Document | None:
    """What the event's message is found by.

    `at`, `sender` and `extras` are those of the message, `readers` who may read it; None for everyone.
    """
    if event.words is None:
        return None
    types = () if extras is None else [file.type for file in extras.files]
    return at, event.words, tags(event.room, sender, event.body, types, readers)


def _run(cursor: driver.Cursor, statements: tuple[str, ...], rows: Sequence[object]) -> None:
    if rows:
        text = _json(rows)
        for statement in statements:
            cursor.execute(statement, (text,))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
