"""`make faults`: each fault at length; the figures go into docs/reliability.md."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.machine import busy, describe
from tests.faults import page
from tests.faults.conftest import LONG
from tests.faults.figures import KEPT_IN, read_kept
from tests.faults.table import APART

BUSY = busy()


def main(arguments: list[str]) -> int:
    """Run pytest on this folder with these arguments; its exit status."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "figures.jsonl"
        os.environ |= {LONG: "1", KEPT_IN: str(kept)}
        tests = ["tests/faults/test_faults.py", *dict.fromkeys(row.test for row in APART)]
        root = Path(__file__).parents[2]
        status = int(pytest.main([*(str(root / test) for test in tests), "-q", "-s", *arguments]))
        if status == 0 and not arguments:
            text = page.put(page.PAGE.read_text(), page.TABLE, page.table())
            text = page.put(text, page.FIGURES, page.figures(read_kept(kept), _where()))
            page.PAGE.write_text(text)
    return status


def _where() -> str:
    found = describe(Path(tempfile.gettempdir()))
    return (
        f"{datetime.now(UTC).date().isoformat()}, {found['cores']} cores of {found['processor']}, {found['memory_gb']} GB, "
        f"{found['kernel']}, Python {found['python']}; nodes, PostgreSQL, Redis, proxies and clients share them. "
        f"Load when it began: {BUSY}."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
