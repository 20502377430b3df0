"""Runs the measurements: python -m benchmarks [P1 D5 …] [--quick] [--no-install] [--folder DIR].

Server on one core, load on the other, references and other servers in the same run. The figures
D1 to D7 are those of several nodes and start a PostgreSQL and a Redis of their own; C1 is search, and
C2 to C6 are those of the page in a browser; S3 is a flood, S4 a storm of sign-ins; E1 is
a backup under load, E2 a move from SQLite to PostgreSQL,
E3 an import from Slack.
Writes benchmarks/results/latest.json, docs/performance.md and docs/performance.svg.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    acknowledgement,
    across,
    copying,
    database,
    divider,
    failover,
    fanout,
    flood,
    history,
    importing,
    keystrokes,
    memory,
    opening,
    outage,
    page,
    report,
    resume,
    scrolling,
    search,
    several,
    sign_in,
    stampede,
)
from benchmarks.machine import busy, describe
from benchmarks.native import NoCompilerError, build
from benchmarks.outcome import Effort, Outcome
from benchmarks.process import allow_many_files

SINGLE: dict[str, Callable[[Effort], Outcome]] = {
    "P3": memory.measure,
    "P4": acknowledgement.throughput,
    "P5": acknowledgement.latency,
    "P6": resume.measure,
    "P7": history.measure,
    "P8": page.measure,
    "C1": search.measure,
    "C2": scrolling.measure,
    "C3": keystrokes.measure,
    "C4": opening.measure,
    "C6": divider.measure,
    "D1": failover.killed,
    "D2": failover.rolling,
    "D3": across.measure,
    "D4": outage.measure,
    "D5": database.measure,
    "D6": stampede.measure,
    "D7": several.measure,
    "S3": flood.measure,
    "S4": sign_in.measure,
    "E1": copying.backup,
    "E2": copying.move,
    "E3": importing.measure,
}
ALL = ["P1", "P2", *SINGLE]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "figures",
        nargs="*",
        metavar="P1…P8|C1…C6|D1…D7|S3|S4|E1|E2|E3",
        help="which to measure; all when none is named",
    )
    parser.add_argument(
        "--quick", action="store_true", help="short windows, smaller crowds, no other servers"
    )
    parser.add_argument("--no-install", action="store_true", help="do not fetch other servers into the cache")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()), help="on the disk to measure"
    )
    options = parser.parse_args()
    unknown = set(options.figures) - set(ALL)
    if unknown:
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    return options


def main() -> int:
    """Exit status: 0; 1 when something was lost, doubled, reordered or could not be run; 2 on misuse."""
    options = _options()
    wanted = set(options.figures or ALL)
    try:
        build("load")
        build("reference")
    except NoCompilerError as error:
        print(error, file=sys.stderr)
        return 2
    allow_many_files()
    effort = Effort(options.folder, options.quick, install=not options.no_install)
    jobs: list[tuple[str, Callable[[], list[Outcome]]]] = []
    fan = wanted & {"P1", "P2"}
    if fan:
        jobs.append((" and ".join(sorted(fan)), lambda: fanout.measure(effort, fan)))
    jobs += [(id, lambda job=SINGLE[id]: [job(effort)]) for id in ALL if id in wanted - fan]  # type: ignore[misc]
    results: report.Results = {
        "machine": {**describe(options.folder), "load_at_start": busy()},
        "command": " ".join(["python -m benchmarks", *sys.argv[1:]]),
        "figures": {},
    }
    failed = False
    kept: Path | None = None
    began_all = time.monotonic()
    for name, job in jobs:
        print(f"… {name}", file=sys.stderr, flush=True)
        began = time.monotonic()
        try:
            outcomes = job()
        except Exception as error:
            # The other figures are still worth having; this one is named as not run.
            print(f"{name}: did not run: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            failed = True
            continue
        for outcome in outcomes:
            outcome.seconds = round(time.monotonic() - began, 1)
            found = outcome.as_json()
            found["taken_at"] = datetime.now(UTC).isoformat(timespec="seconds")
            failed |= any("WRONG" in note or "did not run" in note for note in outcome.notes)
            results["figures"][outcome.id] = found
            print(report.printed(found), flush=True)
        # Whatever becomes of the others, and of this process.
        kept = report.write(results, options.quick)
    if kept is not None:
        print(f"{kept}  ({time.monotonic() - began_all:.0f} s in all)")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
