"""The invariants that look at each client's log of a room: I4, I5, I6 and I11."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.store.effects import CREATED
from tests.trace.history import History, Row, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness.tracing import Line

Place = tuple[str | None, int | None, int | None]


def contiguous(history: History) -> Iterator[Violation]:
    """I4: each log is contiguous and increasing, without what its owner may not see; all agree."""
    agreed: dict[Place, Line] = {}
    for steps in history.by_client.values():
        expected: dict[int | None, int] = {}
        begun: dict[int | None, int] = {}
        for seen in steps:
            line = seen.line
            if line.op == "load":
                expected[line.room] = begun[line.room] = line.first or 0
            seq = line.seq or 0
            wanted = expected.get(line.room)
            if line.op == "sync" and wanted is not None and seq != wanted - 1:
                yield Violation("I4", f"resumed after seq {seq}, the log ends at {wanted - 1}", (line,))
            if line.op not in ("apply", "blank"):
                continue
            if wanted is None:
                yield Violation("I4", f"seq {seq} came before any load", (line,))
            elif seq > wanted:
                yield Violation("I4", f"seq {seq} came where {wanted} should be", (line,))
            elif seq < begun[line.room]:
                yield Violation("I4", f"seq {seq} is before the log's begin {begun[line.room]}", (line,))
            expected[line.room] = max(wanted or 0, seq + 1)
            if line.op == "apply":
                yield from _agreement(agreed, line)
                yield from _right(history, line, seen.person)


def _agreement(agreed: dict[Place, Line], line: Line) -> Iterator[Violation]:
    first = agreed.setdefault((line.epoch, line.room, line.seq), line)
    bodies = {first.hash, line.hash} - {None}
    if (first.sender, first.key) != (line.sender, line.key) or len(bodies) > 1:
        yield Violation("I4", f"two clients see different events at seq {line.seq}", (first, line))


def _right(history: History, line: Line, person: int | None) -> Iterator[Violation]:
    if line.epoch != history.dump.epoch:
        return
    for row in history.rows_at.get((line.room or 0, line.seq or 0), ()):
        if row.key == line.key and not row.visible(person):
            yield Violation("I4", f"{person} may not see seq {line.seq}, and saw it", (line,))


def tails(history: History) -> Iterator[Violation]:
    """I5: after quiet, every connected member's log ends at the room's last seq.

    While a client stays, that is the store's; when it has gone after a quiet, the last one
    that anybody had seen or heard of by then.
    """
    last = {room.room: room.last_seq for room in history.dump.rooms}
    newest: dict[int | None, int] = {}
    tail: dict[str, dict[int | None, Line]] = {}
    quiet: set[str] = set()
    late: dict[tuple[str, int | None], Violation] = {}
    for seen in history.by_time():
        line = seen.line
        own = tail.setdefault(line.client, {})
        if line.op in ("connect", "disconnect"):
            quiet.discard(line.client)
        elif line.op == "quiet":
            quiet.add(line.client)
            for room, end in own.items():
                if (end.seq or 0) < newest.get(room, 0) and end.epoch == history.dump.epoch:
                    late[line.client, room] = _behind(line.client, end, newest[room])
        elif line.op in ("load", "apply", "blank"):
            before = own.get(line.room)
            if line.op == "load" or before is None or (before.seq or 0) < (line.seq or 0):
                own[line.room] = line
        if line.op in ("apply", "blank", "ack") and line.epoch == history.dump.epoch:
            newest[line.room] = max(newest.get(line.room, 0), line.seq or 0)
    for client in quiet:
        for room, end in tail[client].items():
            if (end.seq or 0) < last.get(room or 0, 0):
                late[client, room] = _behind(client, end, last[room or 0])
    yield from late.values()


def _behind(client: str, end: Line, last: int) -> Violation:
    return Violation("I5", f"{client} ends at seq {end.seq} of room {end.room}, the room at {last}", (end,))


def visible_everywhere(history: History) -> Iterator[Violation]:
    """I6: what any client saw is in the store, and is no blank to anyone who may see it."""
    told: set[Place] = set()
    for steps in history.by_client.values():
        for seen in steps:
            line = seen.line
            if line.epoch != history.dump.epoch or line.op not in ("apply", "blank"):
                continue
            rows = history.rows_at.get((line.room or 0, line.seq or 0), [])
            place = (line.epoch, line.room, line.seq)
            if line.op == "blank":
                if any(row.visible(seen.person) for row in rows):
                    yield Violation("I6", f"{seen.person} may see seq {line.seq}, and got a blank", (line,))
                elif not rows and place not in told:
                    told.add(place)
                    yield Violation("I6", f"a blank at seq {line.seq}, which is not in the store", (line,))
                continue
            found = any(_same(history, row, line) for row in rows)
            if not found and place not in told:
                told.add(place)
                yield Violation("I6", f"seq {line.seq} was seen, and is not in the store", (line,))


def _same(history: History, row: Row, line: Line) -> bool:
    if (row.sender, row.key) != (line.sender, line.key):
        return False
    # The bodies of what a traced client sent are I1's and I7's, and those of changes are I16's. Of what was
    # edited a page tells the last text, of which a trace says nothing.
    traced = (row.sender, row.key) in history.sends
    if traced or row.kind != CREATED or row.hash is None:
        return True
    edits = history.edits_of.get((row.room, row.seq))
    return line.hash == row.hash or (edits is not None and line.hash in {None, *edits})


def one_epoch(history: History) -> Iterator[Violation]:
    """I11: a log is of one epoch, and its end goes back only with a new one."""
    for steps in history.by_client.values():
        ends: dict[tuple[int | None, str | None], Line] = {}
        logs: dict[int | None, Line] = {}
        for seen in steps:
            line = seen.line
            if line.op not in ("load", "apply", "blank", "caught_up"):
                continue
            of_room = (line.room, line.epoch)
            if line.op == "load":
                logs[line.room] = line
            elif line.room in logs and logs[line.room].epoch != line.epoch:
                yield Violation("I11", "a log of two epochs", (logs[line.room], line))
            before = ends.get(of_room)
            if (
                line.op in ("load", "caught_up")
                and before is not None
                and (line.seq or 0) < (before.seq or 0)
            ):
                yield Violation("I11", f"the room went back from {before.seq} to {line.seq}", (before, line))
            if before is None or (before.seq or 0) < (line.seq or 0):
                ends[of_room] = line
