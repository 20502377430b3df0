"""The tables as they are copied: rows are lists of integers, texts, bytes and nulls.

They come from the schema, so that a new table is copied without a word about it here. What
is made of other tables comes last: `searched`, whose words are found anew, and `meta`,
which says that the store is whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import msgspec
from msgspec import Struct

Row = tuple[Any, ...]

SEARCHED: Final = "searched"
META: Final = "meta"
EVENTS: Final = "events"
ROOMS: Final = "rooms"
FILES: Final = "files"
_LAST: Final = (SEARCHED, META)

_KINDS: Final = {"int": int | None, "text": str | None, "bytes": bytes | None}

_encoder = msgspec.json.Encoder()
encode = _encoder.encode
"""A row as one line of JSON without its end; bytes are base64. The same row is the same bytes everywhere."""


class Column(Struct, frozen=True):
    """`kind` is int, text or bytes."""

    name: str
    kind: str


class Table(Struct, frozen=True, dict=True):
    """`key` are the columns of the primary key, in whose order rows are copied."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def key_places(self) -> tuple[int, ...]:
        """Where the key's columns are in a row."""
        return tuple(self.names.index(name) for name in self.key)

    @cached_property
    def rows(self) -> msgspec.json.Decoder[Any]:
        """Reads a line: msgspec.MsgspecError for what is no such row."""
        return _decoder(column.kind for column in self.columns)

    @cached_property
    def keys(self) -> msgspec.json.Decoder[Any]:
        """Reads a key alone."""
        return _decoder(self.columns[place].kind for place in self.key_places)

    def place(self, column: str) -> int:
        """Where a column is in a row."""
        return self.names.index(column)

    def key_of(self, row: Row) -> Row:
        """The values of its key."""
        return tuple(row[place] for place in self.key_places)


def known_tables() -> list[Table]:
    """Those of this release, each after those that it refers to."""
    # Heavy, and only copies and migrations need it.
    from sqlalchemy import LargeBinary, Text

    from teahouse.store.schema import metadata

    def kind(type_: object) -> str:
        if isinstance(type_, LargeBinary):
            return "bytes"
        return "text" if isinstance(type_, Text) else "int"

    found = [
        Table(
            str(table.name),
            tuple(Column(str(column.name), kind(column.type)) for column in table.columns),
            tuple(str(column.name) for column in table.primary_key.columns),
        )
        for table in metadata.sorted_tables
    ]
    return sorted(found, key=lambda table: _LAST.index(table.name) if table.name in _LAST else -1)


def as_there(tables: Iterable[Table], there: dict[str, set[str]]) -> list[Table]:
    """The tables without what an older store does not have; `there` are its columns by table."""
    found = []
    for table in tables:
        columns = tuple(column for column in table.columns if column.name in there.get(table.name, ()))
        if columns:
            found.append(Table(table.name, columns, table.key))
    return found


def _decoder(kinds: Iterable[str]) -> msgspec.json.Decoder[Any]:
    types = tuple(_KINDS[kind] for kind in kinds)
    row: Any = tuple[types]  # type: ignore[valid-type]
    return msgspec.json.Decoder(row)
