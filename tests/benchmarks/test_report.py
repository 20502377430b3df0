"""Verdicts, tables and the plot."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from benchmarks.outcome import FAULTS, Figure, Outcome, check
from benchmarks.plot import Chart, svg
from benchmarks.report import BEGIN, END, document, tables


@pytest.mark.parametrize(
    ("value", "most", "verdict"),
    [
        (8.0, True, "goal"), (8.1, True, "bar"), (10.0, True, "bar"), (10.1, True, "missed"), (None, True, "not run"),
    ],
)  # fmt: skip
def test_the_verdict_follows_bar_and_goal(value: float | None, most: bool, verdict: str) -> None:
    assert Figure("x", value, "KB", bar=10, goal=8, most=most).verdict == verdict


def test_a_lower_limit_is_read_the_other_way_round() -> None:
    assert [Figure("x", value, "/s", 8, 15, most=False).verdict for value in (15, 8, 7.9)] == [
        "goal",
        "bar",
        "missed",
    ]


def test_a_goal_looser_than_the_bar_does_not_hide_a_miss() -> None:
    assert Figure("x", 3.3, "ms", bar=3, goal=3.5).verdict == "missed"


def test_a_figure_without_a_bar_has_no_verdict() -> None:
    assert Figure("x", 3.3, "ms").verdict == ""


def test_whatever_went_wrong_is_noted() -> None:
    clean: dict[str, Any] = dict.fromkeys((*FAULTS, "closed", "errors"), 0)
    notes: list[str] = []
    check({**clean, "first_error": ""}, notes, "ours")
    assert notes == []
    check({**clean, "doubled": 2, "first_error": "oh"}, notes, "ours")
    assert notes == ["ours: WRONG {'doubled': 2}; first: oh"]


def results() -> dict[str, Any]:
    run = {
        "cpu_per_delivery_us": 4.0, "ratio": 1.1, "delivery_ms": {"p99": 7.0}, "deliveries_per_s": 3e6,
        "server_busy": 0.9, "stores": "yes",
    }  # fmt: skip
    figures = {}
    for id in ("P1", "P2"):
        outcome = Outcome(
            id, f"title {id}", [Figure("speed", 1.2345, "×", 1.25, 1.15)], {"contenders": {"Teahouse": run}}
        )
        outcome.notes.append("nchan: not installed")
        figures[id] = outcome.as_json() | {"taken_at": "2026-01-02T03:04:05+00:00"}
    machine = {
        "cores": 2,
        "processor": "p",
        "memory_gb": 4,
        "kernel": "k",
        "python": "3",
        "filesystem": "ext4",
        "load_at_start": 0.1,
    }
    return {"machine": machine, "command": "python -m benchmarks", "figures": figures}


def test_tables_replace_what_stood_between_the_marks_and_nothing_else(tmp_path: Path) -> None:
    page, plot = tmp_path / "page.md", tmp_path / "plot.svg"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    document(results(), page, plot)
    once = page.read_text()
    document(results(), page, plot)
    assert page.read_text() == once
    assert once.startswith("before\n")
    assert once.endswith("\nafter\n")
    assert "old" not in once
    assert "| | speed | 1.23 × | ≤ 1.25 | ≤ 1.15 | bar |" in once
    assert "| Teahouse | yes | 4.00 | 1.10 | 7.0 | 3.000 | 1.1 | 7.0 | 90% |" in once
    assert "- P2: nchan: not installed" in once
    assert "busy" not in once
    ElementTree.parse(plot)


def test_a_machine_that_was_busy_is_told() -> None:
    found = results()
    found["machine"]["load_at_start"] = 0.8
    assert "busy with something else (load 0.8)" in tables(found)


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing here\n")
    with pytest.raises(ValueError, match="no place"):
        document(results(), page, tmp_path / "plot.svg")


def test_bars_are_as_long_as_their_values() -> None:
    drawn = ElementTree.fromstring(
        svg([Chart("a < b", [("Teahouse", 2.0), ("other", 1.0)], limit=4.0)], "Teahouse")
    )
    space = "{http://www.w3.org/2000/svg}"
    widths = {rect.get("class"): float(rect.get("width", "0")) for rect in drawn.iter(f"{space}rect")}
    assert widths["ours"] == 2 * widths["bar"]
    assert "a < b" in [text.text for text in drawn.iter(f"{space}text")]
