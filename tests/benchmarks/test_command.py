"""Commands under measurement never hold up a run, and what was measured before something failed is kept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as runner
from benchmarks import importing, report
from benchmarks.command import Command, CommandFailedError
from benchmarks.outcome import Effort, Figure, Outcome
from benchmarks.process import peak_kb

PROGRAM = """
import sys, time
if sys.argv[1] == "sleep":
    print("good night", flush=True)
    time.sleep(600)
print("brought 1,234 messages")
sys.exit(int(sys.argv[2]))
"""


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """Has a program of our name that does as it is told."""
    (tmp_path / "teahouse.py").write_text(PROGRAM)
    return tmp_path


def test_a_command_that_ends_is_told_with_what_it_said(fake: Path) -> None:
    run = Command("end", "0", within=60, folder=fake, PYTHONPATH=str(fake)).right()
    assert (run.status, run.count("messages")) == (0, 1234)
    assert 0 < run.seconds < 60


def test_one_that_never_ends_is_given_up(fake: Path) -> None:
    with pytest.raises(CommandFailedError, match="teahouse sleep not over after"):
        Command("sleep", within=0.3, folder=fake, PYTHONPATH=str(fake))


def test_one_that_is_stopped_gets_ctrl_c(fake: Path) -> None:
    run = Command("sleep", within=60, stop_after=0.3, folder=fake, PYTHONPATH=str(fake))
    assert run.status == -signal.SIGINT
    assert run.megabytes > 0
    with pytest.raises(CommandFailedError, match=f"teahouse sleep ended with {-signal.SIGINT}"):
        run.right()


def test_one_that_fails_is_told_with_its_status(fake: Path) -> None:
    run = Command("end", "3", within=60, folder=fake, PYTHONPATH=str(fake))
    with pytest.raises(CommandFailedError, match="teahouse end ended with 3: brought 1,234 messages"):
        run.right()


def test_the_most_memory_is_its_own() -> None:
    ours = bytearray(b"x") * (100 << 20)
    sizes = []
    for megabytes in (0, 60):
        code = (
            f"there = bytearray(b'x') * ({megabytes} << 20); del there; print('ready', flush=True); input()"
        )
        with subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            sizes.append(peak_kb(process.pid) / 1024)
            process.kill()
    assert 0 < sizes[0] < 50
    assert sizes[1] > 60
    assert peak_kb(process.pid) == 0
    assert len(ours) == 100 << 20


# --- a run of several figures


def _hang() -> None:
    raise CommandFailedError("it hung")


def test_what_fails_in_a_step_is_noted_and_the_rest_goes_on() -> None:
    outcome = Outcome("E0", "nothing")
    with outcome.step("the first half"):
        _hang()
    with outcome.step("the second half"):
        outcome.figures.append(Figure("seconds", 1, "s"))
    assert outcome.notes == ["the first half: did not run: CommandFailedError: it hung"]
    assert len(outcome.figures) == 1


def test_an_import_that_hangs_when_it_is_stopped_leaves_the_other_figures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Hangs(Command):
        """Stands for the imports: PostgreSQL's hangs when it is stopped."""

        def __init__(self, *words: str, within: float, stop_after: float | None = None) -> None:
            self.words, self.seconds, self.megabytes, self.status = words, 2.0, 50.0, 0
            self.said = "20000 messages"
            if stop_after is not None:
                if "--database" in words:
                    raise CommandFailedError("teahouse import not over after 300 s: ")
                self.status = 130

    class Database:
        def __init__(self, **_: object) -> None: ...
        def start(self) -> None: ...
        def close(self) -> None: ...
        def database(self) -> str:
            return "postgresql://nowhere"

    monkeypatch.setattr(importing, "Command", Hangs)
    monkeypatch.setattr(importing, "Postgres", Database)
    outcome = importing.measure(Effort(tmp_path, quick=True, install=False))
    assert [figure.what for figure in outcome.figures if figure.unit == "s"] == [
        "SQLite, all of it",
        "SQLite, the run after a stop in the middle",
        "PostgreSQL, all of it",
    ]
    hung = "PostgreSQL, stopped and taken up again: did not run: CommandFailedError: teahouse import not over after 300 s: "
    assert hung in outcome.notes


def test_each_figure_is_written_when_it_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "results" / "quick.json"
    seen: list[list[str]] = []

    def measured(id: str) -> Outcome:
        seen.append(list(json.loads(file.read_text())["figures"]) if file.exists() else [])
        if id == "E2":
            raise RuntimeError("no disk")
        return Outcome(id, id)

    jobs = {id: lambda effort, id=id: measured(id) for id in ("E1", "E2", "E3")}
    monkeypatch.setattr(runner, "SINGLE", jobs)
    monkeypatch.setattr(runner, "build", lambda name: None)
    monkeypatch.setattr(report, "QUICK", file)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "E1", "E2", "E3", "--quick", "--folder", str(tmp_path)])
    assert runner.main() == 1
    assert seen == [[], ["E1"], ["E1"]]
    assert list(json.loads(file.read_text())["figures"]) == ["E1", "E3"]
