"""The invariants about who is there: sessions that ended (I12) and presence (I13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.trace.history import History, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness.tracing import Line

SECOND = 1_000_000_000
"""Nanoseconds."""
REVOKED_WITHIN = 2 * SECOND
LEASE = 35 * SECOND
"""A node that died is forgotten after 30 s of silence; what that changes is told within a few more."""
RECEIVED = frozenset({"connect", "ack", "caught_up", "load", "apply", "blank", "presence"})


def revoked_is_over(history: History) -> Iterator[Violation]:
    """I12: 2 s after the end of a session nothing reaches it any more, and it is connected nowhere."""
    ended = {line.session: line for line in _of_all(history, "revoke")}
    last = max((steps[-1].line.t for steps in history.by_client.values() if steps), default=0)
    for steps in history.by_client.values():
        begun: Line | None = None
        for seen in steps:
            line = seen.line
            if line.op in ("connect", "disconnect"):
                begun = line if line.op == "connect" else None
            revoked = ended.get(begun.session) if begun is not None else None
            if revoked is not None and line.op in RECEIVED and line.t > revoked.t + REVOKED_WITHIN:
                yield Violation("I12", "a session that has ended got something", (revoked, line))
                break
        else:
            revoked = ended.get(begun.session) if begun is not None else None
            if revoked is not None and last > revoked.t + REVOKED_WITHIN:
                yield Violation("I12", "a session that has ended is still connected", (revoked,))


def no_ghosts(history: History) -> Iterator[Violation]:
    """I13: when quiet all see exactly who is there; nobody is seen longer than the lease after leaving.

    About people of whom there are traces; one that left a moment ago may be in the grace.
    """
    people = {line.person for line in _of_all(history, "connect") if line.person is not None}
    connections: dict[int, int] = dict.fromkeys(people, 0)
    gone: dict[int, Line] = {}
    views: dict[str, Line] = {}
    who: dict[str, int | None] = {}
    told: set[tuple[str, int]] = set()
    for seen in history.by_time():
        line = seen.line
        if line.op == "connect":
            _moved(who, connections, gone, line, line.person)
        elif line.op == "disconnect":
            views.pop(line.client, None)
            _moved(who, connections, gone, line, None)
        elif line.op == "presence":
            views[line.client] = line
        for ghost in _ghosts(views, gone, line):
            if (line.client, ghost) not in told:
                told.add((line.client, ghost))
                yield Violation("I13", f"{ghost} is seen after the lease", (gone[ghost], views[line.client]))
        if line.op == "quiet" and line.client in views:
            here = {person for person, count in connections.items() if count}
            missing = here - set(views[line.client].people or ())
            if missing:
                yield Violation(
                    "I13", f"{sorted(missing)} are not seen by {line.client}", (views[line.client],)
                )


def _ghosts(views: dict[str, Line], gone: dict[int, Line], line: Line) -> Iterator[int]:
    """Whom this client sees although they left longer ago than the lease."""
    view = views.get(line.client)
    if view is None or line.op not in ("presence", "quiet"):
        return
    for person in view.people or ():
        left = gone.get(person)
        if left is not None and line.t > left.t + LEASE:
            yield person


def _moved(
    who: dict[str, int | None],
    connections: dict[int, int],
    gone: dict[int, Line],
    line: Line,
    person: int | None,
) -> None:
    """This client's connection is this person's now."""
    before = who.get(line.client)
    who[line.client] = person
    if before is not None:
        connections[before] -= 1
        if not connections[before]:
            gone[before] = line
    if person is not None:
        connections[person] += 1
        gone.pop(person, None)


def _of_all(history: History, op: str) -> Iterator[Line]:
    for seen in history.by_time():
        if seen.line.op == op:
            yield seen.line
