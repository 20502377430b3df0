"""The page about reliability has the table of faults as it is in the code."""

from __future__ import annotations

from tests.faults import page
from tests.faults.figures import Figures, Trial
from tests.faults.table import APART, FAULTS
from tests.trace.checker import CHECKS


def test_the_table_is_fresh() -> None:
    assert page.put(page.PAGE.read_text(), page.TABLE, page.table()) == page.PAGE.read_text(), (
        "run python -m tests.faults.page"
    )


def test_what_is_shown_apart_has_a_test() -> None:
    root = page.PAGE.parents[1]
    assert all((root / row.test).is_file() for row in APART)
    assert {name for row in APART for name in row.shown} <= {*CHECKS, page.SYNCED}
    assert page.SYNCED in {name for row in APART for name in row.shown}


def test_the_figures_name_each_fault_and_broker() -> None:
    found: list[Figures | Trial] = [
        Trial(fault="disk_full", store="PostgreSQL", done="filled", acknowledged=9, back_ms=1200),
        Trial(fault="disk_full", store="SQLite", done="filled", acknowledged=7),
        Figures.of_wait("node_gone", 31.4, {}, []),
        Figures(
            fault=FAULTS[0].name,
            broker="Redis",
            seed=7,
            clients=6,
            messages=60,
            caught_up_ms=430,
            calm_p99_ms=12,
            fault_p99_ms=None,
            burst_ms=None,
            facts={},
            violations=[],
        ),
    ]
    lines = page.figures(found, "somewhere").splitlines()
    assert lines[0] == "somewhere"
    assert lines[4] == f"| {FAULTS[0].title} | Redis | 7 | 6 | 60 | 0.43 s | 12 ms |  | 0 |"
    assert lines[5].startswith("| a node that stays dead | Redis |  | 3 |  | 31.40 s |")
    assert lines[-2:] == [
        "| disk full | SQLite | filled | 7 |  |",
        "| disk full | PostgreSQL | filled | 9 | 1.20 s |",
    ]
