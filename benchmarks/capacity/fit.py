"""The constants of the model, from runs that differ in one thing each: least squares without negative numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from itertools import combinations
from math import log
from statistics import median

from benchmarks.capacity.model import Costs, Counts, Result, Scenario
from benchmarks.capacity.simulator import Simulation, kept_events

START = Costs(
    node_seconds=0.01, connection_seconds=2e-6, commands=60e-6, turns=10e-6, batches=80e-6, sends=4e-6,
    deliveries=0.4e-6, hints=40e-6, database_seconds=0.01, database_batch=100e-6, database_row=40e-6,
    broker_seconds=0.001, broker_hint=10e-6, commit=0.001, line=0.0005, node_kb=80_000, connection_kb=10,
    event_kb=1, waking=0.001,
)  # fmt: skip
"""Where the search begins; what a turn of the loop holds depends on how long the one before it took."""
ROUNDS = 3
COLD = (0.0, 0.5, 1.0, 2.0)
COOLING = (0.004, 0.012, 0.036)
"""What is tried of `Costs.cold` and `Costs.cooling`."""
SPREAD = 0.25
"""Of acknowledgements, where it was not measured."""
NODE = [each.name for each in fields(Counts)]
TOLD = ("nodes_cpu", "accepted_ms", "delivered_ms")

Measured = Sequence[tuple[Scenario, Result]]


def fit(runs: Measured) -> Costs:
    """The costs with which these runs are explained best, each run's relative error counting the same."""
    tried = [(cold, cooling) for cold in COLD for cooling in COOLING]
    return min((_fit(runs, *each) for each in tried), key=lambda costs: miss(costs, runs))


def miss(costs: Costs, runs: Measured) -> float:
    """The mean of the logarithms of prediction ÷ run, without their signs: 0.1 is 10 % each.

    Not their squares: one run of a disturbed machine would decide for all.
    """
    found = []
    for scenario, real in runs:
        said = Simulation(scenario, costs).run().result()
        found += [abs(log(max(getattr(said, name), 1e-6) / max(getattr(real, name), 1e-6))) for name in TOLD]
    return sum(found) / len(found)


def _fit(runs: Measured, cold: float, cooling: float) -> Costs:
    costs = replace(START, cold=cold, cooling=cooling)
    for _ in range(ROUNDS):
        simulations = [Simulation(scenario, costs).run() for scenario, _ in runs]
        costs = _with_times(_with_cpu(costs, runs, simulations), runs)
    return costs


def _with_cpu(costs: Costs, runs: Measured, simulations: list[Simulation]) -> Costs:
    """What each thing costs, from how often the simulations say that it happened; and the memory."""
    results = [result for _, result in runs]
    seconds = [scenario.seconds for scenario, _ in runs]
    nodes = least_squares(
        [[getattr(simulation.counts, name) for name in NODE] for simulation in simulations],
        [result.nodes_cpu * each for result, each in zip(results, seconds, strict=True)],
    )
    asked = [simulation.beside for simulation in simulations]
    beside = least_squares(
        [[each, found.batches, found.rows, found.hints] for each, found in zip(seconds, asked, strict=True)],
        [result.beside_cpu * each for result, each in zip(results, seconds, strict=True)],
    )
    memory = least_squares(
        [[scenario.nodes, scenario.connections, kept_events(scenario)] for scenario, _ in runs],
        [result.memory_kb for result in results],
    )
    return replace(
        costs,
        **dict(zip(NODE, nodes, strict=True)),
        database_seconds=beside[0], database_batch=beside[1], database_row=beside[2], broker_seconds=0.0,
        broker_hint=beside[3], node_kb=memory[0], connection_kb=memory[1], event_kb=memory[2],
    )  # fmt: skip


def _with_times(costs: Costs, runs: Measured) -> Costs:
    """The waits, from what the measured times have beside the CPU."""
    heard = [each for each in runs if each[1].accepted_ms]
    if not heard:
        return costs
    simulations = [Simulation(scenario, costs).run() for scenario, _ in heard]
    points = []
    for (_, real), simulation in zip(heard, simulations, strict=True):
        wait = costs.commit + costs.waking * simulation.woken
        rest = real.accepted_ms / 1000 - (simulation.result().accepted_ms / 1000 - wait)
        points.append((simulation.woken, rest, 1000 / real.accepted_ms))
    commit, waking = straight_line(points)
    commit = max(commit, 1e-5)
    spreads = [
        (real.spread or SPREAD) * real.accepted_ms / 1000 / (commit + waking * simulation.woken)
        for (_, real), simulation in zip(heard, simulations, strict=True)
    ]
    costs = replace(costs, commit=commit, waking=waking, spread=min(1.0, median(spreads)))
    apart = [(scenario, real) for scenario, real in heard if scenario.nodes > 1]
    gaps = []
    for scenario, real in apart:
        said = Simulation(scenario, costs).run().result()
        gaps.append(
            real.across_ms - said.across_ms if real.across_ms else real.delivered_ms - said.delivered_ms
        )
    return replace(costs, line=max(1e-5, costs.line + median(gaps) / 1000)) if gaps else costs


def straight_line(points: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """a and b, neither negative, with the least sum of weight · |a + b · x - y| over (x, y, weight).

    The best line goes through two of the points, or through one and along an axis.
    """

    def off(line: tuple[float, float]) -> float:
        return sum(weight * abs(line[0] + line[1] * x - y) for x, y, weight in points)

    tried = [(max(0.0, y), 0.0) for _, y, _ in points]
    tried += [(0.0, max(0.0, y / x)) for x, y, _ in points if x > 1e-9]
    for (x, y, _), (other_x, other_y, _) in combinations(points, 2):
        if abs(x - other_x) > 1e-9:
            slope = (other_y - y) / (other_x - x)
            tried.append((y - slope * x, slope))
    return min((line for line in tried if min(line) >= 0), key=off)


def least_squares(
    rows: Sequence[Sequence[float]], wanted: Sequence[float], rounds: int = 4_000
) -> list[float]:
    """x ≥ 0 with rows · x near to `wanted`, by relative error: one unknown after the other, again and again."""
    scaled = [[value / want for value in row] for row, want in zip(rows, wanted, strict=True)]
    width = len(scaled[0])
    sizes = [sum(row[i] ** 2 for row in scaled) for i in range(width)]
    found = [0.0] * width
    left = [1.0] * len(scaled)
    for _ in range(rounds):
        moved = 0.0
        for i in range(width):
            if not sizes[i]:
                continue
            step = sum(row[i] * rest for row, rest in zip(scaled, left, strict=True)) / sizes[i]
            step = max(step, -found[i])
            found[i] += step
            left = [rest - row[i] * step for row, rest in zip(scaled, left, strict=True)]
            moved = max(moved, abs(step) * sizes[i] ** 0.5)
        if moved < 1e-7:
            break
    return found
