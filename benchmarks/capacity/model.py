"""The quantities of the cost model: what goes on in a house, and what each piece of it costs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import exp
from statistics import median
from typing import Final

WARM: Final = 0.5
"""Seconds of talk before a window, which are not counted."""
SECONDS: Final = 3.0
"""Of a window: a median needs no more, and several short runs say more than a long one."""


@dataclass(frozen=True)
class Scenario:
    """A house and what is said in it; members of each room are spread evenly over the nodes.

    `rate` is messages a second in all, at equal distances, by the senders in turn; `core`
    says whether all nodes share one core, as in the runs on two cores.
    """

    name: str
    nodes: int
    rooms: int
    members: int
    """Of each room; nobody is in two."""
    rate: float
    seconds: float = SECONDS
    senders: int = 0
    """0: two of each room, or one where that is more than 400."""
    shared: bool = True

    @property
    def connections(self) -> int:
        return self.rooms * self.members

    @property
    def talking(self) -> int:
        """How many send."""
        return self.senders or min(self.connections, max(self.rooms, min(400, 2 * self.rooms)))


@dataclass
class Counts:
    """How often each thing happens, over all nodes; what happens cold counts for more (see `Costs.cold`)."""

    node_seconds: float = 0
    connection_seconds: float = 0
    commands: float = 0
    turns: float = 0
    batches: float = 0
    sends: float = 0
    deliveries: float = 0
    hints: float = 0
    """Heard by nodes: each message once by every node but its own."""


@dataclass
class Beside:
    """How often the database and the broker are asked, counted as above."""

    batches: float = 0
    rows: float = 0
    hints: float = 0
    """Taken from nodes and given to nodes."""


@dataclass(frozen=True)
class Costs:
    """Of each of `Counts`, in seconds of CPU; of database and broker too. Times in seconds, memory in KB."""

    node_seconds: float
    connection_seconds: float
    commands: float
    turns: float
    batches: float
    sends: float
    deliveries: float
    hints: float
    database_seconds: float
    database_batch: float
    database_row: float
    broker_seconds: float
    broker_hint: float
    commit: float
    """From the call to its answer, where the one before it was just now."""
    line: float
    """From one node to another, by the broker."""
    node_kb: float
    connection_kb: float
    event_kb: float
    """Of an event that a room's ring keeps, in each node that has members of the room."""
    waking: float = 0.0
    """What the way to a commit's answer takes more where nothing was committed for long: all who have part in it slept."""
    spread: float = 0.0
    """Of the time of a commit: the standard deviation of its logarithm."""
    cold: float = 0.0
    """Whoever did nothing for long needs more CPU by this factor at first: caches are another's."""
    cooling: float = 0.005
    """Seconds after which two thirds of the warmth are gone."""

    def cooled(self, idle: float) -> float:
        """0 for whoever just was busy, near 1 after a long time of nothing."""
        return 1 - exp(-max(0.0, idle) / self.cooling)

    def factor(self, idle: float) -> float:
        """How much more CPU everything takes after so many seconds of doing nothing."""
        return 1 + self.cold * self.cooled(idle)

    def answer(self, idle: float) -> float:
        """The median of a commit's time, from the call to its answer, so many seconds after the one before."""
        return self.commit + self.waking * self.cooled(idle)

    def of(self, counts: Counts) -> float:
        """Seconds of CPU of all nodes together."""
        return sum((getattr(self, each.name) * getattr(counts, each.name) for each in fields(Counts)), 0.0)

    def thinking(self, commands: int, batches: int, hints: int) -> float:
        """Seconds of a turn before it writes to members."""
        return self.turns + commands * self.commands + batches * self.batches + hints * self.hints

    def writing(self, sends: int, deliveries: int) -> float:
        """Seconds of a turn in which it does."""
        return sends * self.sends + deliveries * self.deliveries


@dataclass(frozen=True)
class Result:
    """A run, measured or predicted: cores used, KB of all nodes, and milliseconds."""

    nodes_cpu: float
    beside_cpu: float
    """Of the database and the broker."""
    memory_kb: float
    accepted_ms: float
    delivered_ms: float
    across_ms: float = 0.0
    """Delivery to members of other nodes than the sender's; 0 where there are none."""
    spread: float = 0.0
    """Of the acknowledgements: the standard deviation of their logarithm, from their quartiles; 0 if it was not measured."""


Runs = list[tuple[Scenario, list[Result]]]
"""Of each scenario as many results as it was repeated."""
Pair = tuple[Scenario, Result, Result]
"""A scenario as it was measured, and as it is predicted."""


def settled(results: list[Result]) -> Result:
    """One result of all repetitions: the medians of the better half of them, by the CPU that they took.

    A machine that is disturbed, or at the moment slower by itself, takes more CPU for the same work and is slower in
    everything else too; that half is left out, without a look at anything that is predicted.
    """
    calm = sorted(results, key=lambda each: each.nodes_cpu + each.beside_cpu)[: (len(results) + 1) // 2]
    return Result(**{each.name: median(getattr(one, each.name) for one in calm) for each in fields(Result)})


def apart(results: list[Result], name: str) -> float:
    """The largest of all repetitions against the least of them; 1 where there is one, or nothing to compare."""
    found = [getattr(each, name) for each in results]
    return float(max(found) / min(found)) if min(found) > 0 else 1.0
