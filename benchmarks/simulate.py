"""The cost model: python -m benchmarks.simulate [--measure] [--quick] [--folder DIR].

With --measure the runs are made (six minutes on a quiet machine of two cores), and
benchmarks/results/capacity.json is written. From that file come the constants, the
predictions beside the runs, and the houses on paper: the tables of docs/scaling.md and its
picture.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.capacity.fit import fit
from benchmarks.capacity.model import Costs, Result, Scenario
from benchmarks.capacity.page import write
from benchmarks.capacity.runs import CALIBRATION, VALIDATION, measure_all
from benchmarks.capacity.simulator import Simulation
from benchmarks.machine import busy, describe
from benchmarks.outcome import Effort, Figure, Outcome

KEPT: Final = Path(__file__).parent / "results" / "capacity.json"
BAR: Final = 1.2
"""A prediction is right within this factor."""
FLOOR_MS: Final = 0.3
"""Latencies nearer to each other than this are the same: the machine's own noise."""
TOLD: Final = {"nodes_cpu": "CPU of the nodes", "memory_kb": "memory", "accepted_ms": "acknowledgement p50",
               "delivered_ms": "delivery p50"}  # fmt: skip

Runs = list[tuple[Scenario, Result]]


def measure(effort: Effort) -> Outcome:
    """E4: the runs, and how far the simulator is from those that it was not made from."""
    notes: list[str] = []
    found = _runs(effort, notes)
    _keep(effort, found, notes)
    return outcome(found, notes)


def outcome(found: dict[str, Runs], notes: list[str]) -> Outcome:
    """The largest factor between prediction and run, of each quantity."""
    told = Outcome("E4", "The simulator against runs with 1, 2 and 4 nodes", notes=notes)
    pairs = predictions(found)
    for name, what in TOLD.items():
        factors = {
            run.name: _factor(getattr(real, name), getattr(said, name), name) for run, real, said in pairs
        }
        worst = max(factors, key=lambda run: factors[run])
        told.figures.append(
            Figure(f"{what}: largest factor between prediction and run", factors[worst], "×", BAR)
        )
        told.notes.append(f"{what}: the furthest is {worst!r}")
    told.detail = {"constants": asdict(fit(found["calibration"]))}
    return told


def predictions(found: dict[str, Runs]) -> list[tuple[Scenario, Result, Result]]:
    """Each run of the validation, as measured and as predicted from the calibration alone."""
    costs = fit(found["calibration"])
    return [(run, real, Simulation(run, costs).run().result()) for run, real in found["validation"]]


def _factor(real: float, said: float, name: str) -> float:
    if name.endswith("_ms") and abs(real - said) < FLOOR_MS:
        return 1.0
    return max(real / said, said / real)


def _runs(effort: Effort, notes: list[str]) -> dict[str, Runs]:
    def tell(name: str) -> None:
        print(f"  {name} …", flush=True)

    return {
        "calibration": measure_all(CALIBRATION, effort, notes, tell),
        "validation": measure_all(VALIDATION, effort, notes, tell),
    }


def _keep(effort: Effort, found: dict[str, Runs], notes: list[str]) -> None:
    machine = {**describe(effort.folder), "taken": datetime.now(UTC).date().isoformat(), "notes": notes}
    runs = {
        kind: [{"scenario": asdict(scenario), "result": asdict(result)} for scenario, result in pairs]
        for kind, pairs in found.items()
    }
    KEPT.write_text(json.dumps({"machine": machine, **runs}, indent=1) + "\n")


def kept() -> tuple[dict[str, Any], dict[str, Runs]]:
    """The machine, and the runs that were kept."""
    read = json.loads(KEPT.read_text())
    return read["machine"], {
        kind: [(Scenario(**pair["scenario"]), Result(**pair["result"])) for pair in read[kind]]
        for kind in ("calibration", "validation")
    }


def constants(found: dict[str, Runs]) -> Costs:
    """From all runs, for houses on paper."""
    return fit(found["calibration"] + found["validation"])


def main(arguments: list[str]) -> int:
    """Measure if asked to, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="make the runs")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()), help="where databases are"
    )
    asked = parser.parse_args(arguments)
    if asked.measure:
        if busy() > 0.5:
            print(f"This machine is busy ({busy()}): the figures will be too.", file=sys.stderr)
        began = time.monotonic()
        notes: list[str] = []
        effort = Effort(asked.folder, quick=False, install=False)
        _keep(effort, _runs(effort, notes), notes)
        print(f"measured in {time.monotonic() - began:.0f} s", *notes, sep="\n")
    machine, found = kept()
    told = outcome(found, [])
    for figure in told.figures:
        print(f"{figure.what}: {figure.value:.2f} {figure.unit} (bar {figure.bar}): {figure.verdict}")
    write(machine, constants(found), predictions(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
