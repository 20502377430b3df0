"""Writes all rows of a store into an empty one, and can be stopped and taken up at any row.

Until `finish` the version of its schema is `arriving`, and no server takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from teahouse.copies.tables import Row, Table

PROGRESS = "arriving"
"""The table that says how far it is: there only until the end."""


class Origin(Struct, frozen=True):
    """Where the rows come from: a store in one state. `schema` is the version of its tables."""

    schema: str
    store_id: str
    epoch: str
    heads: int
    """The sum of all rooms' heads: more of them, and the store was written to."""


class Progress(Struct, frozen=True):
    """Of one table: how many rows are there, the last one's key as JSON, and whether these are all."""

    rows: int
    key: str
    done: bool


class Target(Protocol):
    """An empty store of one database."""

    async def begin(self, origin: Origin) -> dict[str, Progress]:
        """Make the tables, or find how far an earlier attempt with this origin came, by table.

        CopyError if there is something else.
        """
        ...

    async def put(self, table: Table, rows: Sequence[Row], progress: Progress) -> None:
        """Add rows, and note it: both or neither."""
        ...

    async def settle(self) -> None:
        """All rows are there: whatever is made faster at the end than on the way."""
        ...

    async def finish(self, table: Table, meta: Row, sequences: Mapping[str, int]) -> None:
        """The store is whole from here on; `meta` is its row of the table meta."""
        ...
