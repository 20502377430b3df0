"""Checksums of what a store holds, the same on every database.

Of a room: SHA-256 over its events in the order of their seqs, each the JSON line of all
its columns. Of any other table the same over its rows in the order of their keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from teahouse.copies.tables import EVENTS, META, ROOMS, Row, Table, encode

if TYPE_CHECKING:
    from hashlib import _Hash

    from teahouse.copies.source import Source


class RoomSum(Struct, frozen=True):
    """A room's log: how far it goes by the room's row, how many events there are, and their checksum."""

    room: int
    first_seq: int
    head: int
    events: int
    sha256: str


class Sums:
    """Takes all rows, in the order of keys, and gives the checksums."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self._tables: dict[str, _Hash] = {}
        self._rooms: dict[int, _Hash] = {}
        self._counts: dict[int, int] = {}
        self._known: dict[int, tuple[int, int]] = {}

    def take(self, table: Table, rows: Sequence[Row]) -> list[bytes]:
        """The rows as lines of JSON, which were taken into the sums."""
        lines = [encode(row) + b"\n" for row in rows]
        self.take_lines(table, rows, lines)
        return lines

    def take_lines(self, table: Table, rows: Sequence[Row], lines: Sequence[bytes]) -> None:
        """The same of lines that are there already."""
        self.rows[table.name] = self.rows.get(table.name, 0) + len(rows)
        if table.name == EVENTS:
            self._take_events(table.place("room"), rows, lines)
            return
        self._tables.setdefault(table.name, hashlib.sha256()).update(b"".join(lines))
        if table.name == ROOMS:
            id, first, head = map(table.place, ("id", "first_seq", "head"))
            self._known.update({row[id]: (row[first], row[head]) for row in rows})

    def rooms(self) -> list[RoomSum]:
        """Of every room, in the order of ids."""
        empty = hashlib.sha256()
        return [
            RoomSum(room, first, head, self._counts.get(room, 0), self._rooms.get(room, empty).hexdigest())
            for room, (first, head) in sorted(self._known.items())
        ]

    def tables(self) -> dict[str, str]:
        """Of every table but the log's, and but the one row that a copy changes."""
        return {name: found.hexdigest() for name, found in self._tables.items() if name != META}

    def _take_events(self, place: int, rows: Sequence[Row], lines: Sequence[bytes]) -> None:
        begin = 0
        while begin < len(rows):
            room, end = rows[begin][place], begin + 1
            # Nearly always all are of one room: look at the last one first.
            if rows[-1][place] == room:
                end = len(rows)
            else:
                while end < len(rows) and rows[end][place] == room:
                    end += 1
            self._rooms.setdefault(room, hashlib.sha256()).update(b"".join(lines[begin:end]))
            self._counts[room] = self._counts.get(room, 0) + end - begin
            begin = end


async def sums_of(source: Source, tables: Sequence[Table]) -> Sums:
    """Of all that a store has."""
    sums = Sums()
    for table in tables:
        async for rows in source.rows(table):
            sums.take(table, rows)
    return sums
