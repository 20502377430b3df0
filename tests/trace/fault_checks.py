"""The invariants about faults: a reader that stops (I14) and a broker that fails (I15)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from tests.trace.history import History, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.harness.tracing import Line

SECOND = 1_000_000_000
"""Nanoseconds."""
SWEEP = 3 * SECOND
"""Without hints an event takes at most a sweep's period of 2 s, and what a busy machine adds."""
QUICK = SECOND // 2
"""What takes longer came by the sweep and not by a hint."""
BACK_WITHIN = 5 * SECOND
SLOWING = ("broker", "node", "store")
"""Faults during which messages may take long."""
USUAL = 20_000_000
"""Nanoseconds that a busy machine adds to any p99; less cannot be told apart."""
MEMORY = 32 << 20
"""Bytes of a node's memory that come and go by themselves."""
UNSENT = 8 << 20
"""Bytes that a single reader may make a node hold: 1 MB of its own, and the room's ring."""


class Delivery(Struct, frozen=True):
    """A message, and how long it took to the last one who was connected all the while (nanoseconds)."""

    sent: Line
    delay: int


class Fault(Struct, frozen=True):
    """From when to when something was broken."""

    begin: Line
    end: Line

    def lasts_at(self, t: int) -> bool:
        return self.begin.t <= t <= self.end.t


def faults(history: History, kind: str) -> list[Fault]:
    """Those of a kind, in order of time; one that did not end lasts to the last line."""
    found: list[Fault] = []
    begun: Line | None = None
    last: Line | None = None
    for seen in history.by_time():
        last = line = seen.line
        if line.code == kind and line.op == "fault":
            begun = line
        elif line.code == kind and line.op == "healed" and begun is not None:
            found.append(Fault(begun, line))
            begun = None
    if begun is not None and last is not None:
        found.append(Fault(begun, last))
    return found


def deliveries(history: History) -> list[Delivery]:
    """Of every message that was sent and stored, in the order of sending."""
    since: dict[str, int] = {}
    sent: dict[tuple[int | None, str | None], Line] = {}
    slowest: dict[tuple[int | None, str | None], int] = {}
    for seen in history.by_time():
        line = seen.line
        if line.op == "connect":
            since[line.client] = line.t
        elif line.op == "send":
            sent.setdefault((seen.person, line.key), line)
        elif line.op == "apply":
            key = (line.sender, line.key)
            first = sent.get(key)
            if first is not None and since.get(line.client, line.t) < first.t:
                slowest[key] = max(slowest.get(key, 0), line.t - first.t)
    return [Delivery(sent[key], delay) for key, delay in slowest.items()]


def slow_readers_alone(history: History) -> Iterator[Violation]:
    """I14: what a stalled reader is owed is bounded; others' p99 at most doubles; memory comes back.

    A machine that is busy with other things only ever adds to a p99: the best of the rounds counts.
    """
    rounds = faults(history, "reader")
    said = deliveries(history)
    slowed: list[tuple[Fault, int, int]] = []
    begin = 0
    for fault in rounds:
        usual = [one.delay for one in said if begin <= one.sent.t < fault.begin.t]
        beside = [one.delay for one in said if fault.lasts_at(one.sent.t)]
        begin = fault.end.t
        if usual and beside and p99(beside) > 2 * max(p99(usual), USUAL):
            slowed.append((fault, p99(beside), p99(usual)))
    if slowed and len(slowed) == len(rounds):
        fault, beside_p99, usual_p99 = slowed[0]
        text = f"p99 {beside_p99 / 1e6:.0f} ms beside a reader that stops, {usual_p99 / 1e6:.0f} ms before"
        yield Violation("I14", text, (fault.begin,))
    for fault in rounds:
        yield from _held(history, fault)


def _held(history: History, fault: Fault) -> Iterator[Violation]:
    for node, lines in _memory(history).items():
        before = [line for line in lines if line.t < fault.begin.t]
        if not before:
            continue
        level = before[-1].size or 0
        during = max((line.size or 0 for line in lines if fault.lasts_at(line.t)), default=0)
        after = [line for line in lines if line.t > fault.end.t]
        if during > level + MEMORY + UNSENT:
            yield Violation("I14", f"{node} held {during - level} bytes more for it", (before[-1],))
        elif after and (after[0].size or 0) > level + MEMORY:
            yield Violation("I14", f"{node} does not let go of its memory", (before[-1], after[0]))


def only_latency(history: History) -> Iterator[Violation]:
    """I15: while the broker fails no send does (but a change of what is gone), and all arrives by the sweep; after 5 s it is as before."""
    said = deliveries(history)
    rounds = faults(history, "broker")
    # What is slow once something else is broken is not slow because of this.
    begins = [fault.begin.t for kind in SLOWING for fault in faults(history, kind)]
    for fault in rounds:
        for lines in history.refusals.values():
            for line in lines:
                if (
                    line.code not in ("rate_limited", "message_gone")
                    and fault.begin.t <= line.t <= fault.end.t + BACK_WITHIN
                ):
                    yield Violation("I15", f"a send failed with {line.code}", (fault.begin, line))
        during = [one for one in said if fault.lasts_at(one.sent.t)]
        if during and p99([one.delay for one in during]) > SWEEP:
            worst = max(during, key=lambda one: one.delay)
            yield Violation("I15", f"a message took {worst.delay / 1e9:.1f} s", (worst.sent,))
        until = min((begin for begin in begins if begin > fault.end.t), default=None)
        after = [
            one
            for one in said
            if one.sent.t > fault.end.t and (until is None or one.sent.t + one.delay < until)
        ]
        later = [one for one in after if one.sent.t > fault.end.t + BACK_WITHIN]
        if later and p99([one.delay for one in later]) > QUICK:
            worst = max(later, key=lambda one: one.delay)
            yield Violation("I15", f"still {worst.delay / 1e9:.1f} s after it healed", (worst.sent,))
        elif after and all(one.delay > QUICK for one in after[-5:]):
            yield Violation("I15", "hints never came back", (after[-1].sent,))


def p99(delays: Sequence[int]) -> int:
    """The 99th percentile: at least 99 in a hundred are no larger."""
    return sorted(delays)[-(-99 * len(delays) // 100) - 1]


def _memory(history: History) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for seen in history.by_time():
        if seen.line.op == "memory" and seen.line.code is not None:
            found[seen.line.code].append(seen.line)
    return found
