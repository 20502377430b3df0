"""The constants of the model, from runs that differ in one thing each: least squares without negative numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from math import log
from statistics import median

from benchmarks.capacity.model import Costs, Counts, Result, Scenario
from benchmarks.capacity.simulator import Simulation, kept_events

START = Costs(
    node_seconds=0.01, connection_seconds=2e-6, commands=60e-6, turns=10e-6, batches=80e-6, sends=4e-6,
    deliveries=0.4e-6, hints=40e-6, database_seconds=0.01, database_batch=100e-6, database_row=40e-6,
    broker_seconds=0.001, broker_hint=10e-6, commit=0.002, line=0.0005, node_kb=80_000, connection_kb=10,
    event_kb=1,
)  # fmt: skip
"""Where the search begins; what a turn of the loop holds depends on how long the one before it took."""
ROUNDS = 4
COLD = (0.0, 0.5, 1.0, 1.5, 2.5)
COOLING = (0.003, 0.006, 0.012, 0.025)
"""What is tried of `Costs.cold` and `Costs.cooling`."""
NODE = [each.name for each in fields(Counts)]

Measured = Sequence[tuple[Scenario, Result]]


def fit(runs: Measured) -> Costs:
    """The costs with which these runs are explained best, each run's relative error counting the same."""
    tried = [(cold, cooling) for cold in COLD for cooling in COOLING]
    return min((_fit(runs, *each) for each in tried), key=lambda costs: miss(costs, runs))


def miss(costs: Costs, runs: Measured) -> float:
    """The mean of the squares of the logarithms of prediction ÷ run: 0.01 is 10 % each."""
    squares = []
    for scenario, real in runs:
        said = Simulation(scenario, costs).run().result()
        pairs = [
            (getattr(said, name), getattr(real, name))
            for name in ("nodes_cpu", "accepted_ms", "delivered_ms")
        ]
        squares += [log(max(a, 1e-6) / max(b, 1e-6)) ** 2 for a, b in pairs]
    return sum(squares) / len(squares)


def _fit(runs: Measured, cold: float, cooling: float) -> Costs:
    costs = replace(START, cold=cold, cooling=cooling)
    for _ in range(ROUNDS):
        simulations = [Simulation(scenario, costs).run() for scenario, _ in runs]
        results = [result for _, result in runs]
        seconds = [scenario.seconds for scenario, _ in runs]
        nodes = least_squares(
            [[getattr(simulation.counts, name) for name in NODE] for simulation in simulations],
            [result.nodes_cpu * each for result, each in zip(results, seconds, strict=True)],
        )
        asked = [simulation.beside for simulation in simulations]
        beside = least_squares(
            [
                [each, found.batches, found.rows, found.hints]
                for each, found in zip(seconds, asked, strict=True)
            ],
            [result.beside_cpu * each for result, each in zip(results, seconds, strict=True)],
        )
        memory = least_squares(
            [[scenario.nodes, scenario.connections, kept_events(scenario)] for scenario, _ in runs],
            [result.memory_kb for result in results],
        )
        costs = replace(
            costs,
            **dict(zip(NODE, nodes, strict=True)),
            database_seconds=beside[0], database_batch=beside[1], database_row=beside[2], broker_seconds=0.0,
            broker_hint=beside[3], node_kb=memory[0], connection_kb=memory[1], event_kb=memory[2],
        )  # fmt: skip
        costs = _with_times(costs, runs)
    return costs


def _with_times(costs: Costs, runs: Measured) -> Costs:
    """The two waits, from what is left of the measured times."""
    alone = [(scenario, result) for scenario, result in runs if result.accepted_ms]
    gaps = [
        result.accepted_ms - Simulation(scenario, costs).run().result().accepted_ms
        for scenario, result in alone
    ]
    costs = replace(costs, commit=max(1e-5, costs.commit + median(gaps) / 1000))
    apart = [(scenario, result) for scenario, result in alone if scenario.nodes > 1]
    gaps = [
        result.delivered_ms - Simulation(scenario, costs).run().result().delivered_ms
        for scenario, result in apart
    ]
    # Half of the members hear of it on the other node.
    return replace(costs, line=max(1e-5, costs.line + median(gaps) / 1000)) if gaps else costs


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
