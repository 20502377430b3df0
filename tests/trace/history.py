"""Everything that a fault test left behind, indexed once for the checks."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from msgspec import Struct

from teahouse.store.effects import EDITED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.harness.tracing import Line

Key = tuple[int | None, str]
"""Sender and key: who says it, and under which id."""


class Row(Struct, frozen=True, kw_only=True):
    """An event of the store's log. `hash` is None once the body is erased."""

    room: int
    seq: int
    sender: int
    key: str
    hash: str | None
    visible_to: frozenset[int] | None = None
    kind: str = "message.created"
    target: int | None = None

    def visible(self, person: int | None) -> bool:
        return self.visible_to is None or person in self.visible_to


class RoomRow(Struct, frozen=True, kw_only=True):
    """What the store says about a room."""

    room: int
    first_seq: int
    last_seq: int


class Dump(Struct, frozen=True, kw_only=True):
    """A store after recovery. `past_epochs` are those that a restored backup has ended."""

    epoch: str
    rows: tuple[Row, ...]
    rooms: tuple[RoomRow, ...]
    past_epochs: frozenset[str] = frozenset()


class Seen(Struct, frozen=True):
    """A line, who the client was at that time, and how often it had loaded the room before."""

    line: Line
    person: int | None
    log: int

    @property
    def key(self) -> Key:
        """Of a line about a message that this client sent."""
        assert self.line.key is not None
        return (self.person, self.line.key)


class Violation(Struct, frozen=True):
    """One breach: what is wrong, and the lines that show it."""

    invariant: str
    text: str
    lines: tuple[Line, ...] = ()

    def __str__(self) -> str:
        shown = "".join(f"\n    {line}" for line in self.lines)
        return f"{self.invariant}: {self.text}{shown}"


class History:
    """Traces by client, and the store's rows by place and by key."""

    def __init__(self, traces: Mapping[str, Iterable[Line]], dump: Dump) -> None:
        self.dump = dump
        self.by_client: dict[str, list[Seen]] = {name: list(_placed(lines)) for name, lines in traces.items()}
        self.rows_at: dict[tuple[int, int], list[Row]] = {}
        self.rows_of: dict[Key, list[Row]] = {}
        self.edits_of: dict[tuple[int, int], set[str | None]] = {}
        """What messages said after their edits."""
        for row in dump.rows:
            if row.kind == EDITED and row.target is not None:
                self.edits_of.setdefault((row.room, row.target), set()).add(row.hash)
            self.rows_at.setdefault((row.room, row.seq), []).append(row)
            self.rows_of.setdefault((row.sender, row.key), []).append(row)
        self.sends: dict[Key, list[Line]] = {}
        self.acks: dict[Key, list[Line]] = {}
        self.refusals: dict[Key, list[Line]] = {}
        kinds = {"send": self.sends, "ack": self.acks, "refuse": self.refusals}
        for seen in self.by_time():
            if seen.line.op in kinds:
                kinds[seen.line.op].setdefault(seen.key, []).append(seen.line)

    def by_time(self) -> Iterator[Seen]:
        """All lines of all clients in the order of the machine's clock."""
        return heapq.merge(*self.by_client.values(), key=lambda seen: seen.line.t)

    def row(self, room: int | None, seq: int | None, key: Key) -> Row | None:
        """The row of that key at that place."""
        for row in self.rows_at.get((room or 0, seq or 0), ()):
            if (row.sender, row.key) == key:
                return row
        return None

    def seq_of(self, key: Key, room: int | None) -> int | None:
        """Where the message came to stand: as the store has it, or as it was acknowledged."""
        for row in self.rows_of.get(key, ()):
            if row.room == room:
                return row.seq
        acks = self.acks.get(key)
        return acks[0].seq if acks else None


def _placed(lines: Iterable[Line]) -> Iterator[Seen]:
    person, log = None, 0
    before = 0
    for line in lines:
        assert line.t >= before, f"the lines of a trace are in the order of time: {line}"
        before = line.t
        if line.op == "connect":
            person = line.person
        if line.op == "load":
            log += 1
        yield Seen(line, person, log)
