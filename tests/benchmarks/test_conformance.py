"""The judgement on the Autobahn suite's results; `make conformance` runs the suite itself."""

from __future__ import annotations

import sys

import pytest

from benchmarks import conformance
from benchmarks.conformance import document, judge

OK = {"behavior": "OK", "behaviorClose": "OK"}
BAD = {"behavior": "FAILED", "behaviorClose": "OK"}
UNCLEAN = {"behavior": "OK", "behaviorClose": "WRONG CODE"}
LOOSE = {"behavior": "NON-STRICT", "behaviorClose": "OK"}


def test_a_case_that_only_ours_fails_is_named() -> None:
    ours, theirs = {"1.1": BAD, "1.2": UNCLEAN, "1.10": OK}, {"1.1": OK, "1.2": OK, "1.10": BAD}
    assert judge({"teahouse": ours, "websockets": theirs}) == {"1.1", "1.2"}


def test_a_failure_that_both_have_and_a_looser_way_are_let_pass() -> None:
    assert judge({"teahouse": {"1.1": BAD, "1.2": LOOSE}, "websockets": {"1.1": BAD, "1.2": OK}}) == set()


@pytest.mark.parametrize("ours", [{}, {"1.1": OK}])
def test_a_run_that_broke_off_is_no_pass(ours: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ValueError, match="not complete"):
        judge({"teahouse": ours, "websockets": {"1.1": OK, "1.2": OK}})


def test_the_page_lists_what_is_not_plainly_ok_in_order() -> None:
    cases = {"2.10": BAD, "2.9": UNCLEAN, "1.1": OK}
    page = document({"teahouse": cases, "websockets": cases}, ["9.*"])
    told = [line for line in page.splitlines() if line.startswith(("| 2", "| 1"))]
    assert told == [
        "| 2.9 | OK, closing: WRONG CODE | OK, closing: WRONG CODE |",
        "| 2.10 | FAILED | FAILED |",
    ]


def test_without_python_2_it_says_not_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise conformance.NotRunError("there is no Python 2.7")

    monkeypatch.setattr(conformance, "suite", missing)
    monkeypatch.setattr(sys, "argv", ["conformance"])
    assert conformance.main() == 0
    said = capsys.readouterr().out
    assert "not run" in said
    assert "passed" not in said
