"""The offline checker: clients' traces and a dump of the store against the promise.

Each check is one invariant and reads everything once. Where one fault could break two of
them, one is named responsible, so that a report says one thing once:

- twice the same key is I2's, in the store or in a client's log; I1 and I4 look away;
- a hole in a client's log is I4's, in the store's I3's; a missing end is I5's;
- a log or a store that is of two epochs is I11's.

I12 to I15 are about nodes and faults: they find something only where a trace tells of
revocations, presence, memory or a broker's fault. I16 is about changes of messages.

Run it by hand: `python -m tests.trace.checker FOLDER_OF_TRACES DATABASE`, where the database
is a SQLite file or PostgreSQL's address.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from teahouse.store.effects import CREATED
from tests.harness.tracing import Line, read_trace
from tests.trace.change_checks import changes_are_of_messages
from tests.trace.client_checks import contiguous, one_epoch, tails, visible_everywhere
from tests.trace.dump import read_dump
from tests.trace.fault_checks import only_latency, slow_readers_alone
from tests.trace.history import Dump, History, Key, Violation
from tests.trace.people_checks import no_ghosts, revoked_is_over

Check = Callable[[History], Iterator[Violation]]


def acknowledged_is_stored(history: History) -> Iterator[Violation]:
    """I1: every acknowledged key is in the store at its room, seq and epoch, with its body."""
    for key, acks in history.acks.items():
        ack = acks[0]
        if ack.epoch in history.dump.past_epochs:
            continue
        sent = history.sends.get(key, [])[:1]
        row = history.row(ack.room, ack.seq, key)
        if ack.epoch != history.dump.epoch:
            yield Violation("I1", f"acknowledged in epoch {ack.epoch}, which the store does not know", (ack,))
        elif row is None:
            yield Violation("I1", f"acknowledged, but not in the store at seq {ack.seq}", (*sent, ack))
        elif not sent:
            yield Violation("I1", "acknowledged, but never sent", (ack,))
        elif row.hash not in (None, sent[0].hash):
            yield Violation("I1", f"stored at seq {row.seq} with another body", (*sent, ack))


def keys_are_unique(history: History) -> Iterator[Violation]:
    """I2: no two events share (room, sender, key); no client applies a place twice."""
    for key, rows in history.rows_of.items():
        rooms = [row.room for row in rows]
        if len(set(rooms)) < len(rooms):
            yield Violation("I2", f"key {key[1]} is in the store at seqs {[row.seq for row in rows]}")
    for steps in history.by_client.values():
        places: dict[tuple[int, str | None, int | None, int | None], Line] = {}
        for seen in steps:
            line = seen.line
            if line.op not in ("apply", "blank"):
                continue
            place = (seen.log, line.epoch, line.room, line.seq)
            if place in places:
                yield Violation("I2", f"seq {line.seq} was applied twice", (places[place], line))
            places[place] = line


def seqs_have_no_hole(history: History) -> Iterator[Violation]:
    """I3: a room's seqs are exactly first_seq..last."""
    found: dict[int, list[int]] = {room.room: [] for room in history.dump.rooms}
    for row in history.dump.rows:
        found.setdefault(row.room, []).append(row.seq)
    known = {room.room: room for room in history.dump.rooms}
    for number, seqs in found.items():
        room = known.get(number)
        if room is None:
            yield Violation("I3", f"events of room {number}, which the store does not know")
            continue
        expected = room.first_seq
        for seq in sorted(seqs):
            if seq != expected:
                what = "a hole" if seq > expected else "a repeat"
                yield Violation("I3", f"{what} in room {number}: seq {seq} where {expected} should be")
            expected = seq + 1
        if expected != room.last_seq + 1:
            yield Violation("I3", f"room {number} ends at seq {expected - 1}, its row says {room.last_seq}")


def unacknowledged_is_once_or_not(history: History) -> Iterator[Violation]:
    """I7: a send without acknowledgement is nowhere, or once as it was sent; refused means nowhere."""
    for key, sends in history.sends.items():
        rows = history.rows_of.get(key, [])
        refusals = history.refusals.get(key, [])
        acks = history.acks.get(key, [])
        if rows and not acks and len(refusals) == len(sends):
            shown = (*sends[:1], *refusals[-1:])
            yield Violation("I7", f"every sending was refused, yet it is stored at {rows[0].seq}", shown)
        for row in rows:
            if row.room != sends[0].room:
                yield Violation("I7", f"it is stored in room {row.room}", (sends[0],))
            elif not acks and row.hash not in (None, sends[0].hash):
                yield Violation("I7", f"stored at seq {row.seq} with another body", (sends[0],))


def acknowledgements_are_final(history: History) -> Iterator[Violation]:
    """I8: the acknowledgement of a key never changes."""
    for acks in history.acks.values():
        for ack in acks[1:]:
            if (ack.room, ack.seq, ack.epoch) != (acks[0].room, acks[0].seq, acks[0].epoch):
                yield Violation("I8", "acknowledged at two places", (acks[0], ack))


def later_is_behind(history: History) -> Iterator[Violation]:
    """I9: acknowledged a before b was sent ⇒ seq(a) < seq(b) in a room."""
    newest: dict[int | None, Line] = {}
    begun: set[Key] = set()
    finished: set[Key] = set()
    for seen in history.by_time():
        line = seen.line
        if line.op == "ack" and seen.key not in finished and line.epoch == history.dump.epoch:
            finished.add(seen.key)
            before = newest.get(line.room)
            if before is None or (before.seq or 0) < (line.seq or 0):
                newest[line.room] = line
        if line.op == "send" and seen.key not in begun:
            begun.add(seen.key)
            before, seq = newest.get(line.room), history.seq_of(seen.key, line.room)
            if before is not None and seq is not None and seq <= (before.seq or 0):
                yield Violation(
                    "I9", f"sent after the acknowledgement of {before.seq}, it took seq {seq}", (before, line)
                )


def first_in_first_out(history: History) -> Iterator[Violation]:
    """I10: what one client says in a room stands in the order of saying. Changes wait for nothing said."""
    for steps in history.by_client.values():
        last: dict[int | None, tuple[int, Line]] = {}
        begun: set[Key] = set()
        for seen in steps:
            line = seen.line
            if line.op != "send" or seen.key in begun:
                continue
            begun.add(seen.key)
            if any(other.client != line.client for other in history.sends[seen.key]):
                continue  # it may have come by another connection, past what waits in this one
            found = history.rows_of.get(seen.key, ())
            rows = [row.seq for row in found if row.room == line.room and row.kind == CREATED]
            if not rows:
                continue
            seq = min(rows)
            before = last.get(line.room)
            if before is not None and seq < before[0]:
                text = f"said after seq {before[0]}, it took seq {seq}"
                yield Violation("I10", text, (before[1], line))
            else:
                last[line.room] = (seq, line)


CHECKS: dict[str, Check] = {
    "I1": acknowledged_is_stored,
    "I2": keys_are_unique,
    "I3": seqs_have_no_hole,
    "I4": contiguous,
    "I5": tails,
    "I6": visible_everywhere,
    "I7": unacknowledged_is_once_or_not,
    "I8": acknowledgements_are_final,
    "I9": later_is_behind,
    "I10": first_in_first_out,
    "I11": one_epoch,
    "I12": revoked_is_over,
    "I13": no_ghosts,
    "I14": slow_readers_alone,
    "I15": only_latency,
    "I16": changes_are_of_messages,
}


def check(traces: Mapping[str, Iterable[Line]], dump: Dump) -> list[Violation]:
    """All violations, by invariant; an empty list means that the promise was kept."""
    history = History(traces, dump)
    return [violation for find in CHECKS.values() for violation in find(history)]


def check_files(
    folder: Path, database: Path | str, past_epochs: frozenset[str] = frozenset()
) -> list[Violation]:
    """The traces `*.jsonl` of a folder against a store that nobody writes to now."""
    return check(read_traces(folder), read_dump(database, past_epochs))


def read_traces(folder: Path) -> dict[str, list[Line]]:
    """The traces `*.jsonl` of a folder by client."""
    traces = {path.stem: list(read_trace(path)) for path in sorted(folder.glob("*.jsonl"))}
    assert traces, f"no traces in {folder}"
    return traces


def main(arguments: list[str]) -> int:
    """Print what was found; the exit status is 1 if anything was."""
    folder, database = arguments
    found = check_files(Path(folder), database if "://" in database else Path(database))
    for violation in found:
        print(violation)
    print(f"{len(found)} violations of {', '.join(CHECKS)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
