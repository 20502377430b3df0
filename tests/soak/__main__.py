"""`make soak`: python -m tests.soak [--minutes 60] [--seed N]; its figures go into docs/reliability.md."""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import busy, describe
from tests.faults import page
from tests.soak.run import soak

if TYPE_CHECKING:
    from collections import Counter

    from tests.soak.run import Soaked

NAME = "the last soak"


def main(arguments: list[str]) -> int:
    """Soak, and write what came of it; the exit status is 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None)
    wanted = parser.parse_args(arguments)
    seed = secrets.randbits(32) if wanted.seed is None else wanted.seed
    print(f"seed {seed}", flush=True)
    load = busy()
    soaked = soak(wanted.minutes * 60, seed)
    found = soaked.violations + soaked.grown()
    for each in found[:50]:
        print(each)
    text = figures(soaked, _where(load))
    print(text)
    if not found:
        page.PAGE.write_text(page.put(page.PAGE.read_text(), NAME, text))
    return 1 if found else 0


def figures(soaked: Soaked, where: str) -> str:
    """What the page says of a run."""
    lines = [
        where,
        "",
        (
            f"{soaked.seconds / 60:.1f} minutes with seed {soaked.seed}: {soaked.messages} messages and changes of"
            f" {soaked.windows} crowds, {soaked.events} events in the store, {soaked.faults.total()} faults,"
            f" {soaked.deeds.total()} other deeds; {len(soaked.violations)} violations."
        ),
        "",
        f"Faults: {_counts(soaked.faults)}.",
        "",
        f"Deeds: {_counts(soaked.deeds)}.",
        "",
        "| process | MB after the first window | most | in the end |",
        "|---|---|---|---|",
    ]
    for name, sizes in soaked.memory.items():
        cells = [f"{size / (1 << 20):.0f}" for size in (sizes[0], max(sizes), sizes[-1])]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))


def _where(load: float) -> str:
    found = describe(Path(tempfile.gettempdir()))
    return (
        f"{datetime.now(UTC).date().isoformat()}, {found['cores']} cores of {found['processor']}, "
        f"{found['memory_gb']} GB, {found['kernel']}, Python {found['python']}; nodes, PostgreSQL (with fsync), Redis,"
        f" proxies and clients share them. Load when it began: {load}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
