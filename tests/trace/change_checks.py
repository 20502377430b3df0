"""The invariant about changes of messages, I16: what they aim at, who sees them, and what a recall leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.store.effects import CHANGES, CREATED, EDITED, RECALLED
from tests.trace.history import History, Row, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness.tracing import Line

Place = tuple[int, int]


def changes_are_of_messages(history: History) -> Iterator[Violation]:
    """I16: a change is of an earlier message, for the same people; after a recall there is no text and no change."""
    recalls: dict[Place, Row] = {}
    for row in sorted(history.dump.rows, key=lambda row: (row.room, row.seq)):
        if row.kind not in CHANGES:
            continue
        place = (row.room, row.target or 0)
        found = [each for each in history.rows_at.get(place, ()) if each.kind == CREATED]
        if not found or (row.target or 0) >= row.seq:
            yield Violation("I16", f"seq {row.seq} changes {row.target}, which is no message before it")
        elif found[0].visible_to != row.visible_to:
            yield Violation("I16", f"seq {row.seq} is not for those who see the message {row.target}")
        elif place in recalls:
            yield Violation("I16", f"seq {row.seq} changes {row.target}, which was taken back before")
        elif row.kind == RECALLED:
            recalls[place] = row
    for row in history.dump.rows:
        of = row.seq if row.kind == CREATED else row.target if row.kind == EDITED else None
        if row.hash is not None and of is not None and (row.room, of) in recalls:
            yield Violation("I16", f"seq {row.seq} has a text that was taken back")
    yield from _texts_after(history, recalls)


def _texts_after(history: History, recalls: dict[Place, Row]) -> Iterator[Violation]:
    """Who comes after a recall was acknowledged is not told what was taken back."""
    since: dict[Place, Line] = {}
    for place, row in recalls.items():
        acks = history.acks.get((row.sender, row.key))
        if acks:
            since[place] = acks[0]
    texts = {
        (row.room, row.seq): (row.room, row.seq if row.kind == CREATED else row.target or 0)
        for row in history.dump.rows
        if row.kind in (CREATED, EDITED)
    }
    for steps in history.by_client.values():
        came = 0
        for seen in steps:
            line = seen.line
            if line.op == "connect":
                came = line.t
            if line.op != "apply" or line.hash is None or line.epoch != history.dump.epoch:
                continue
            ack = since.get(texts.get((line.room or 0, line.seq or 0), (0, 0)))
            if ack is not None and ack.t < came:
                yield Violation("I16", f"seq {line.seq} came with a text that was taken back", (ack, line))
