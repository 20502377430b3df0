"""A house as a simulation of discrete events: turns of each node's loop, lanes of each room, hints between nodes.

What the code does, and nothing else: a node takes all that is there in one turn; a room's
lane has one batch under way and the next one grows meanwhile; who has several events in a
turn gets them in one send.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from math import exp
from statistics import NormalDist, fmean
from typing import Final

from benchmarks.capacity.model import WARM, Beside, Costs, Counts, Result, Scenario

RING: Final = 512
"""Events of a room that a node keeps."""
PARTS: Final = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Of the time in which a node writes to its members: when a fifth of them each has it."""
GOLDEN: Final = 0.6180339887498949
"""Multiples of it, without their whole parts, fill 0 to 1 evenly, and so does each second or third of them."""
_NORMAL: Final = NormalDist()


@dataclass
class _Node:
    """What waits for the next turn of one node's loop."""

    commands: list[tuple[int, float]] = field(default_factory=list)
    batches: list[tuple[int, list[float]]] = field(default_factory=list)
    hints: list[tuple[int, list[float]]] = field(default_factory=list)

    @property
    def idle(self) -> bool:
        return not (self.commands or self.batches or self.hints)


class Simulation:
    """One run; `counts` and the times are those of the window, after what warms it up."""

    def __init__(self, scenario: Scenario, costs: Costs) -> None:
        self.scenario = scenario
        self.costs = costs
        self.counts = Counts()
        self.beside = Beside()
        self.accepted: list[float] = []
        self.delivered: list[tuple[float, float]] = []
        """Seconds, and how many members had it after as long."""
        self.across: list[tuple[float, float]] = []
        """The same, of members of other nodes than the sender's."""
        self.cooled: list[float] = []
        """Of each commit, what `Costs.cooled` says of it."""
        self._events: list[tuple[float, int, str, int, object]] = []
        self._order = count()
        self._nodes = [_Node() for _ in range(scenario.nodes)]
        self._lanes: dict[tuple[int, int], list[float]] = {}
        self._free = [0.0] * (1 if scenario.shared else scenario.nodes)
        self._planned = [False] * scenario.nodes
        self._now = 0.0
        self._committed = 0.0
        self._commits = 0

    def run(self) -> Simulation:
        """Go through it all."""
        scenario = self.scenario
        end = WARM + scenario.seconds
        for number in range(int(scenario.rate * end)):
            sender = number % scenario.talking
            node = sender // scenario.rooms % scenario.nodes
            self._at(number / scenario.rate, "command", node, sender % scenario.rooms)
        while self._events:
            self._now, _, kind, node, what = heapq.heappop(self._events)
            match kind:
                case "command":
                    self._nodes[node].commands.append((what, self._now))  # type: ignore[arg-type]
                case "batch":
                    self._nodes[node].batches.append(what)  # type: ignore[arg-type]
                case "hint":
                    self._nodes[node].hints.append(what)  # type: ignore[arg-type]
                case _:
                    self._planned[node] = False
                    self._turn(node)
                    continue
            self._plan(node)
        self.counts.node_seconds = scenario.nodes * scenario.seconds
        self.counts.connection_seconds = scenario.connections * scenario.seconds
        return self

    def result(self) -> Result:
        """Of the window, in the units of the runs."""
        scenario, costs, beside = self.scenario, self.costs, self.beside
        database = costs.database_seconds * scenario.seconds
        database += costs.database_batch * beside.batches + costs.database_row * beside.rows
        broker = costs.broker_seconds * scenario.seconds + costs.broker_hint * beside.hints
        return Result(
            nodes_cpu=costs.of(self.counts) / scenario.seconds,
            beside_cpu=(database + broker) / scenario.seconds,
            memory_kb=scenario.nodes * costs.node_kb
            + scenario.connections * costs.connection_kb
            + kept_events(scenario) * costs.event_kb,
            accepted_ms=weighted_median([(each, 1) for each in self.accepted]) * 1000,
            delivered_ms=weighted_median(self.delivered) * 1000,
            across_ms=weighted_median(self.across) * 1000,
        )

    @property
    def woken(self) -> float:
        """How much of `Costs.waking` there is in a commit, in the mean."""
        return fmean(self.cooled) if self.cooled else 0.0

    def _at(self, when: float, kind: str, node: int, what: object) -> None:
        heapq.heappush(self._events, (when, next(self._order), kind, node, what))

    def _plan(self, node: int) -> None:
        """The loop goes on as soon as its core is free."""
        if not self._planned[node] and not self._nodes[node].idle:
            self._planned[node] = True
            self._at(max(self._now, self._free[self._core(node)]), "turn", node, None)

    def _core(self, node: int) -> int:
        return 0 if self.scenario.shared else node

    def _turn(self, number: int) -> None:
        core = self._core(number)
        if self._free[core] > self._now:
            self._plan(number)
            return
        node, self._nodes[number] = self._nodes[number], _Node()
        members = self.scenario.members // self.scenario.nodes
        came: defaultdict[int, list[float]] = defaultdict(list)
        for room, times in [*node.batches, *node.hints]:
            came[room] += times
        sends = members * len(came) + sum(len(times) for _, times in node.batches)
        deliveries = members * sum(map(len, came.values()))
        hints = sum(len(times) for _, times in node.hints)
        factor = self.costs.factor(self._now - self._free[core])
        thought = self._now + factor * self.costs.thinking(len(node.commands), len(node.batches), hints)
        done = self._free[core] = thought + factor * self.costs.writing(sends, deliveries)
        for room, at in node.commands:
            self._append(number, room, at, done)
        for room, times in node.batches:
            self._lanes_go_on(number, room, done)
            for other in range(self.scenario.nodes):
                if other != number:
                    self._at(done + self.costs.line, "hint", other, (room, times))
        if self._now >= WARM:
            self._tell(node, came, members, thought, done)
            self._count(node, factor, sends, deliveries, hints)
        self._plan(number)

    def _append(self, node: int, room: int, at: float, done: float) -> None:
        lane = self._lanes.get((node, room))
        if lane is None:
            self._commit(node, room, [at], done)
        else:
            lane.append(at)

    def _lanes_go_on(self, node: int, room: int, done: float) -> None:
        waiting = self._lanes.pop((node, room))
        if waiting:
            self._commit(node, room, waiting, done)

    def _commit(self, node: int, room: int, times: list[float], begun: float) -> None:
        self._lanes[node, room] = []
        idle = begun - self._committed
        factor = self.costs.factor(idle)
        done = begun + self.costs.answer(idle) * self._luck()
        self._committed = max(self._committed, done)
        self._at(done, "batch", node, (room, times))
        if begun >= WARM:
            self.cooled.append(self.costs.cooled(idle))
            self.beside.batches += factor
            self.beside.rows += factor * len(times)
            # Taken once, and given to each other node.
            self.beside.hints += factor * len(times) * self.scenario.nodes

    def _luck(self) -> float:
        """How much longer this commit takes than the median of all: the same ones in each simulation."""
        self._commits += 1
        return exp(self.costs.spread * _NORMAL.inv_cdf(self._commits * GOLDEN % 1))

    def _tell(
        self, node: _Node, came: dict[int, list[float]], members: int, thought: float, done: float
    ) -> None:
        """Who said it is answered first; then the members are reached one after the other."""
        for _, times in node.batches:
            self.accepted += [thought - at for at in times]
        reached = [thought + (done - thought) * part for part in PARTS]
        share = members / len(PARTS)
        for times in came.values():
            self.delivered += [(when - at, share) for at in times for when in reached]
        for _, times in node.hints:
            self.across += [(when - at, share) for at in times for when in reached]

    def _count(self, node: _Node, factor: float, sends: int, deliveries: int, hints: int) -> None:
        counts = self.counts
        counts.turns += factor
        counts.commands += factor * len(node.commands)
        counts.batches += factor * len(node.batches)
        counts.sends += factor * sends
        counts.deliveries += factor * deliveries
        counts.hints += factor * hints


def kept_events(scenario: Scenario) -> float:
    """Events in the rings of all nodes at the end."""
    each = min(RING, scenario.rate * (WARM + scenario.seconds) / scenario.rooms)
    return each * scenario.rooms * scenario.nodes


def weighted_median(found: list[tuple[float, float]]) -> float:
    """The value with half of the weight on each side; between two that share it, their mean. 0 of nothing."""
    found = sorted(found)
    half, reached = sum(weight for _, weight in found) / 2, 0.0
    for number, (value, weight) in enumerate(found):
        reached += weight
        if reached > half * (1 + 1e-9):
            return value
        if reached > half * (1 - 1e-9):
            return (value + found[min(number + 1, len(found) - 1)][0]) / 2
    return 0.0
