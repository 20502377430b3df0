"""The cost model: its constants come back from runs that were made of them, whatever disturbed some of these."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import simulate
from benchmarks.capacity import fit as fitting
from benchmarks.capacity import runs as running
from benchmarks.capacity.fit import START, fit, least_squares, miss, straight_line
from benchmarks.capacity.model import Costs, Pair, Result, Runs, Scenario, apart, settled
from benchmarks.capacity.page import DOCS, write
from benchmarks.capacity.simulator import Simulation, weighted_median
from benchmarks.capacity.verdict import sentences
from benchmarks.outcome import Effort

TRUE = replace(
    START, node_seconds=0.004, connection_seconds=1e-5, commands=3e-4, turns=0.0, batches=5e-5, sends=6e-6,
    deliveries=1e-6, hints=2e-4, commit=0.0005, waking=0.0015, line=0.0004, spread=0.2, cold=0.5, cooling=0.012,
    database_seconds=0.005, broker_seconds=0.0,
)  # fmt: skip
CALIBRATION = (
    Scenario("quiet", 1, 5, 10, 8),
    Scenario("small rooms", 1, 40, 2, 90),
    Scenario("rooms", 1, 10, 20, 150),
    Scenario("large", 1, 1, 200, 25),
    Scenario("small rooms, two nodes", 2, 20, 4, 120),
    Scenario("large, two nodes", 2, 1, 200, 25),
)
VALIDATION = (Scenario("a town", 1, 20, 20, 70), Scenario("two halls on two nodes", 2, 2, 100, 40))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less is tried than for real figures."""
    monkeypatch.setattr(fitting, "COLD", (0.0, 0.5))
    monkeypatch.setattr(fitting, "COOLING", (0.012,))
    monkeypatch.setattr(fitting, "ROUNDS", 4)


def a_run(scenario: Scenario, costs: Costs = TRUE) -> Result:
    return replace(Simulation(scenario, costs).run().result(), spread=0.1)


def a_result(**values: float) -> Result:
    one = {"nodes_cpu": 0.1, "beside_cpu": 0.1, "memory_kb": 1000, "accepted_ms": 1.0, "delivered_ms": 2.0}
    return Result(**{**one, **values})


def slower(result: Result, factor: float) -> Result:
    """As on a machine that is so much slower for a while."""
    slow = {
        name: value * factor for name, value in asdict(result).items() if name not in {"memory_kb", "spread"}
    }
    return replace(result, **slow)


def disturbed(scenarios: tuple[Scenario, ...], by: tuple[float, ...]) -> Runs:
    return [(each, [slower(a_run(each), factor) for factor in by]) for each in scenarios]


# --- repetitions


def test_of_repetitions_the_medians_of_the_calmer_half_count() -> None:
    of = {0.10: 1.0, 0.11: 1.1, 0.12: 9.0, 0.19: 1.7, 0.2: 0.1}
    found = settled([a_result(nodes_cpu=cpu, accepted_ms=ms) for cpu, ms in of.items()])
    assert (found.nodes_cpu, found.accepted_ms, found.delivered_ms) == (0.11, 1.1, 2.0)
    assert settled([a_result(accepted_ms=3)]) == a_result(accepted_ms=3)


def test_how_far_repetitions_are_apart() -> None:
    results = [a_result(accepted_ms=each, across_ms=0) for each in (1.0, 1.5, 1.2)]
    assert apart(results, "accepted_ms") == 1.5
    assert apart(results, "across_ms") == 1.0


def test_runs_of_both_kinds_take_turns() -> None:
    many = [(Scenario(str(n), 1, 1, 1, 1), list[Result]()) for n in range(6)]
    few = [(Scenario(name, 1, 1, 1, 1), list[Result]()) for name in ("a", "b")]
    assert "".join(scenario.name for scenario, _ in running.mixed(many, few)) == "01a234b5"


class _Machine:
    """Stands for everything that runs: tells who was measured, and lets some fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float, fails: str = "") -> None:
        self.seen: list[str] = []
        self.fails = fails
        self.now = 0.0
        self.seconds = seconds
        monkeypatch.setattr(running, "CALIBRATION", CALIBRATION)
        monkeypatch.setattr(running, "VALIDATION", VALIDATION)
        monkeypatch.setattr(running, "Backends", self.nothing)
        monkeypatch.setattr(running, "awake", self.nothing)
        monkeypatch.setattr(running, "measure", self.measure)
        monkeypatch.setattr(running, "monotonic", lambda: self.now)

    @contextmanager
    def nothing(self, *_: Any, **__: Any) -> Iterator[None]:
        yield

    def measure(self, scenario: Scenario, *_: Any) -> Result:
        self.seen.append(scenario.name)
        self.now += self.seconds
        if scenario.name == self.fails:
            raise RuntimeError("it broke")
        return a_result(accepted_ms=len(self.seen))


def test_every_run_is_repeated_in_rounds_there_and_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine = _Machine(monkeypatch, seconds=1)
    found = running.measure_all(Effort(tmp_path, False, False), [], lambda _: None)
    each = len(CALIBRATION) + len(VALIDATION)
    assert len(machine.seen) == running.REPETITIONS * each
    assert machine.seen[each : 2 * each] == machine.seen[:each][::-1]
    assert [len(results) for pairs in found.values() for _, results in pairs] == [running.REPETITIONS] * each
    assert [scenario for scenario, _ in found["calibration"]] == list(CALIBRATION)
    assert [scenario for scenario, _ in found["validation"]] == list(VALIDATION)


@pytest.mark.parametrize(("seconds", "rounds"), [(1.0, 5), (running.BUDGET / 8 / 4, 4), (100.0, 3)])
def test_rounds_end_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seconds: float, rounds: int
) -> None:
    machine = _Machine(monkeypatch, seconds=seconds)
    running.measure_all(Effort(tmp_path, False, False), [], lambda _: None)
    assert len(machine.seen) == rounds * 8


def test_a_run_that_fails_is_told_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _Machine(monkeypatch, seconds=1, fails="rooms")
    notes: list[str] = []
    found = running.measure_all(Effort(tmp_path, False, False), notes, lambda _: None)
    assert notes == ["rooms: did not run: RuntimeError: it broke"] * running.REPETITIONS
    assert [scenario.name for scenario, _ in found["calibration"]] == [
        each.name for each in CALIBRATION if each.name != "rooms"
    ]


def test_runs_are_kept_with_all_repetitions(tmp_path: Path) -> None:
    found = {"calibration": disturbed(CALIBRATION[:1], (1, 2)), "validation": disturbed(VALIDATION[:1], (1,))}
    simulate.keep(tmp_path, found, ["a note"], tmp_path / "kept.json")
    machine, again = simulate.kept(tmp_path / "kept.json")
    assert again == found
    assert machine["notes"] == ["a note"]


# --- the fit


def test_a_line_is_not_moved_by_one_point_that_is_far_off() -> None:
    points = [(x, 2 + 3 * x, 1.0) for x in (0.1, 0.4, 0.6, 0.9)]
    assert straight_line([*points, (0.5, 40.0, 1.0)]) == pytest.approx((2, 3))
    assert straight_line([(0.1, 5.0, 1.0), (0.9, 1.0, 1.0)])[1] == 0.0


def test_costs_are_never_negative() -> None:
    assert least_squares([[1, 2], [1, 4], [1, 8]], [5, 9, 17]) == pytest.approx([1, 2], rel=1e-3)
    assert min(least_squares([[1, 1], [1, 2], [1, 3]], [3, 2, 1])) == 0.0


def test_a_median_between_two_halves_is_their_mean() -> None:
    assert weighted_median([(3.0, 2), (1.0, 2)]) == 2.0
    assert weighted_median([(3.0, 2), (1.0, 3)]) == 1.0
    assert weighted_median([]) == 0.0


def test_who_waits_longer_between_messages_waits_longer_for_each() -> None:
    waits = [a_run(Scenario("", 1, 4, 2, rate)).accepted_ms for rate in (300, 80, 20, 5)]
    assert waits == sorted(waits)
    assert waits[-1] > waits[0] + 1
    # All of it: what is asleep anyway does not sleep deeper.
    assert a_run(Scenario("", 1, 4, 2, 2)).accepted_ms == pytest.approx(waits[-1], rel=0.05)


def test_constants_come_back_from_runs_that_were_made_of_them(few: None) -> None:
    made = [(each, a_run(each)) for each in CALIBRATION]
    costs = fit(made)
    assert miss(costs, made) < 0.05
    assert costs.commit + costs.waking == pytest.approx(TRUE.commit + TRUE.waking, rel=0.1)
    assert costs.cold == TRUE.cold
    for scenario in VALIDATION:
        real, said = a_run(scenario), Simulation(scenario, costs).run().result()
        for name in ("nodes_cpu", "memory_kb", "accepted_ms", "delivered_ms"):
            assert getattr(said, name) == pytest.approx(getattr(real, name), rel=0.1), (scenario.name, name)


def test_a_machine_that_is_slow_for_a_while_does_not_move_the_predictions(few: None) -> None:
    found = {
        "calibration": disturbed(CALIBRATION, (1.7, 1.0, 1.01)),
        "validation": disturbed(VALIDATION, (1.02, 1, 1.6)),
    }
    for figure in simulate.outcome(simulate.predictions(found)).figures:
        assert figure.value is not None
        assert figure.value < 1.15, figure.what


def test_no_constant_comes_from_a_run_that_is_predicted(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "ROUNDS", 1)
    found = {"calibration": disturbed(CALIBRATION, (1,)), "validation": disturbed(VALIDATION, (1,))}
    other = {**found, "validation": disturbed(VALIDATION, (3,))}
    one, two = simulate.predictions(found), simulate.predictions(other)
    assert [said for _, _, said in one] == [said for _, _, said in two]
    assert [real for _, real, _ in one] != [real for _, real, _ in two]


# --- the page


def the_pages(folder: Path) -> Path:
    for name in ("scaling.md", "scaling.zh.md"):
        shutil.copy(DOCS / name, folder)
    return folder


def pairs_apart(factor: float) -> list[Pair]:
    return [(each, a_run(each), slower(a_run(each), factor)) for each in VALIDATION]


MACHINE = {"taken": "2030-01-02", "cores": 2, "processor": "one", "python": "3.99"}


def test_both_pages_say_what_came_of_it(tmp_path: Path) -> None:
    folder, runs = the_pages(tmp_path), disturbed(VALIDATION, (1, 1.3))
    write(folder, MACHINE, TRUE, runs, pairs_apart(1.1))
    english, chinese = ((folder / name).read_text() for name in ("scaling.md", "scaling.zh.md"))
    assert "Measured 2030-01-02, 2 cores of one, Python 3.99." in english
    assert "a town: 20 × 20, 70 messages/s" in english
    assert "(1.10; 1.30)" in english
    assert "Predicted within 1.2 ×, at the furthest: CPU of the nodes 1.10 ×, memory 1.00 ×" in english
    assert "Not within" not in english
    assert "节点的 CPU 1.10 倍，内存 1.00 倍" in chinese
    assert "没有达到" not in chinese
    assert "Each run was made 2 times" in english
    assert "1.30 and 1.30 ×" in english
    assert "1.30 与 1.30 倍" in chinese
    before = english, chinese
    write(folder, MACHINE, TRUE, runs, pairs_apart(1.1))
    assert before == tuple((folder / name).read_text() for name in ("scaling.md", "scaling.zh.md"))


def test_what_is_missed_is_said_in_both_languages_and_nothing_else_is() -> None:
    english, chinese = sentences(disturbed(VALIDATION, (1,)), pairs_apart(1.25))
    assert english == [
        "Predicted within 1.2 ×, at the furthest: memory 1.00 ×.",
        "**Not within 1.2 ×**, which is the bar: CPU of the nodes 1.25 ×, acknowledgement p50 1.25 ×, delivery p50 1.25 ×.",
        "Each run was made once.",
    ]
    assert chinese == [
        "预测与实测最多相差 1.2 倍以内的：内存 1.00 倍。",
        "**没有达到 1.2 倍这条线的**：节点的 CPU 1.25 倍，确认的中位延迟 1.25 倍，送达的中位延迟 1.25 倍。",
        "每组运行只做了一次。",
    ]


def test_a_page_without_a_place_for_it_is_told(tmp_path: Path) -> None:
    folder = the_pages(tmp_path)
    page = folder / "scaling.md"
    page.write_text(page.read_text().replace("<!-- reach -->", ""))
    with pytest.raises(ValueError, match=r"scaling\.md has no place for reach"):
        write(folder, MACHINE, TRUE, disturbed(VALIDATION, (1,)), pairs_apart(1))
