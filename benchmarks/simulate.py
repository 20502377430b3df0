"""The cost model: python -m benchmarks.simulate [--measure] [--quick] [--folder DIR].

With --measure the runs are made (eleven minutes at most, on a quiet machine of two cores), and
benchmarks/results/capacity.json is written. From that file come the constants, the
predictions beside the runs, and the houses on paper: the tables of docs/scaling.md and its
picture. --quick makes four short runs to see that all of it works, and keeps nothing.
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

from benchmarks.capacity.fit import Measured, fit
from benchmarks.capacity.model import Costs, Pair, Result, Runs, Scenario, apart, settled
from benchmarks.capacity.page import DOCS, write
from benchmarks.capacity.runs import measure_all
from benchmarks.capacity.simulator import Simulation
from benchmarks.capacity.verdict import BAR, TOLD, factor, furthest
from benchmarks.machine import busy, describe
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import allow_many_files

KEPT: Final = Path(__file__).parent / "results" / "capacity.json"
KINDS: Final = ("calibration", "validation")

Kept = dict[str, Runs]


def outcome(pairs: list[Pair]) -> Outcome:
    """E4: the largest factor between prediction and run, of each quantity, over the runs no constant comes from."""
    told = Outcome("E4", "The simulator against runs with 1, 2 and 4 nodes")
    for name, (what, _) in TOLD.items():
        worst, run = furthest(pairs, name)
        told.figures.append(Figure(f"{what}: largest factor between prediction and run", worst, "×", BAR))
        told.notes.append(f"{what}: the furthest is {run!r}")
    return told


def beside(found: Kept, pairs: list[Pair]) -> list[str]:
    """A line for each run: measured, predicted, the factor, and how far the repetitions are apart."""
    lines = []
    predicted = {scenario.name: said for scenario, _, said in pairs}
    for kind in KINDS:
        for scenario, results in found[kind]:
            real, cells = settled(results), []
            for name, (what, _) in TOLD.items():
                value = getattr(real, name)
                cell = f"{what} {value:.4g}"
                if kind == "validation":
                    said = getattr(predicted[scenario.name], name)
                    cell += f" → {said:.4g} ({factor(value, said):.2f} ×)"
                cells.append(f"{cell}, apart {apart(results, name):.2f} ×")
            lines.append(f"{kind}: {scenario.name}, {len(results)} times: {'; '.join(cells)}")
    return lines


def predictions(found: Kept) -> list[Pair]:
    """Each run of the validation, as measured and as predicted from the calibration alone."""
    costs = fit(_settled(found["calibration"]))
    return [(run, real, Simulation(run, costs).run().result()) for run, real in _settled(found["validation"])]


def constants(found: Kept) -> Costs:
    """From all runs, for houses on paper."""
    return fit(_settled([*found["calibration"], *found["validation"]]))


def _settled(runs: Runs) -> Measured:
    return [(scenario, settled(results)) for scenario, results in runs]


def keep(folder: Path, found: Kept, notes: list[str], file: Path = KEPT) -> None:
    """Writes down every repetition of every run, so that all that follows can be had again from them."""
    machine = {**describe(folder), "taken": datetime.now(UTC).date().isoformat(), "notes": notes}
    runs = {
        kind: [{"scenario": asdict(one), "results": [asdict(each) for each in many]} for one, many in pairs]
        for kind, pairs in found.items()
    }
    file.write_text(json.dumps({"machine": machine, **runs}, indent=1, ensure_ascii=False) + "\n")


def kept(file: Path = KEPT) -> tuple[dict[str, Any], Kept]:
    """The machine, and the runs that were kept."""
    read = json.loads(file.read_text())
    return read["machine"], {
        kind: [
            (Scenario(**pair["scenario"]), [Result(**each) for each in pair["results"]])
            for pair in read[kind]
        ]
        for kind in KINDS
    }


def main(arguments: list[str]) -> int:
    """Measure if asked to, and write the page. Exit status: 1 when a run found something wrong or did not run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.simulate", description=__doc__)
    parser.add_argument("--measure", action="store_true", help="make the runs")
    parser.add_argument("--quick", action="store_true", help="make four of them once, and keep nothing")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()), help="where databases are"
    )
    asked = parser.parse_args(arguments)
    notes: list[str] = []
    if asked.measure or asked.quick:
        if busy() > 0.5:
            print(f"This machine is busy ({busy()}): the figures will be too.", file=sys.stderr)
        began = time.monotonic()
        allow_many_files()
        effort = Effort(asked.folder, quick=asked.quick, install=False)
        made = measure_all(effort, notes, lambda name: print(f"  {name} …", flush=True))
        print(f"measured in {time.monotonic() - began:.0f} s", *notes, sep="\n")
        if asked.quick:
            print(*beside(made, predictions(made)), sep="\n")
            return int(bool(notes))
        keep(asked.folder, made, notes)
    machine, found = kept()
    pairs = predictions(found)
    print(*beside(found, pairs), sep="\n")
    for figure in outcome(pairs).figures:
        print(f"{figure.what}: {figure.value:.2f} {figure.unit} (bar {figure.bar}): {figure.verdict}")
    write(DOCS, machine, constants(found), found["validation"], pairs)
    return int(bool(notes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
