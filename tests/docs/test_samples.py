"""Every sample of every page runs, or is read as what it is by the program that it is for."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from teahouse import setting_sources, settings
from teahouse.cli.main import COMMANDS, main
from tests.docs.fences import ROOT, Sample, samples
from tests.harness.server import Server

SAMPLES: Final = samples()
ELSEWHERE: Final = {
    "nginx": "tests/deploy",
    "sql": "tests/docs/test_analysis.py",
    "text": "what is shown, and the usages in docs/commands.md",
    "": "drawings",
}
"""Languages whose samples are for people alone, or are run by the tests that are named here."""
PROGRAMS: Final = {
    "age", "apt-get", "cd", "curl", "docker", "exec", "git", "journalctl", "pip", "psql", "sqlite3", "sudo", "systemctl",
    "systemd-analyze", "tar", "uvx",
}  # fmt: skip
"""Programs of others that a line of a shell may begin with."""


def of(*languages: str) -> list[Any]:
    """The samples in these languages, each under the name of its place."""
    return [pytest.param(each, id=each.place) for each in SAMPLES if each.language in languages]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The room on this computer that the samples speak to."""
    server = Server(tmp_path_factory.mktemp("samples"))
    try:
        server.start()
        yield server
    finally:
        server.close()


def test_every_sample_is_in_a_language_that_something_runs() -> None:
    run = {"python", "sh", "toml", "json", *ELSEWHERE}
    assert len(SAMPLES) > 20
    assert [sample.place for sample in SAMPLES if sample.language not in run] == []


@pytest.mark.parametrize("sample", of("python"))
def test_a_program_runs_as_it_is(sample: Sample, room: Server) -> None:
    # A sample says where `make run` is.
    program = sample.text.replace("127.0.0.1:8080", room.authority).replace(
        '("127.0.0.1", 8080)', f'("127.0.0.1", {room.port})'
    )
    ast.parse(program)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("sample", of("toml"))
def test_a_file_of_settings_is_taken(sample: Sample, tmp_path: Path) -> None:
    file = tmp_path / "teahouse.toml"
    file.write_text(sample.text, encoding="utf-8")
    setting_sources.load({}, {}, str(file))


@pytest.mark.parametrize("sample", of("json"))
def test_json_is_json(sample: Sample) -> None:
    for line in sample.text.strip().split("\n\n"):
        json.loads(line)


@pytest.mark.parametrize("sample", of("sh"))
def test_each_line_of_a_shell_names_what_is_there(sample: Sample) -> None:
    subprocess.run(["bash", "-n"], input=sample.text, text=True, check=True, timeout=10)
    for line in sample.text.replace("\\\n", " ").splitlines():
        for command in re.split(r"\s(?:&&|\|)\s", line):
            words = shlex.split(command, comments=True)
            if words:
                _is_known(words, sample)


def _is_known(words: list[str], sample: Sample) -> None:
    while words and re.match(r"\w+=", words[0]):
        _is_variable(words.pop(0))
    if not words:
        return
    match words:
        case ["export", *assigned]:
            for each in assigned:
                _is_variable(each)
        case ["make", *asked]:
            targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
            assert {word for word in asked if "=" not in word} <= set(targets)
        case ["teahouse" | ".venv/bin/teahouse", *arguments]:
            _is_taken(arguments)
        case [".venv/bin/python" | "python", "-m", module, *_]:
            assert (ROOT / module.replace(".", "/")).is_dir() or (
                ROOT / f"{module.replace('.', '/')}.py"
            ).is_file()
        case [".venv/bin/pytest", *arguments]:
            named = [word.partition("::")[0] for word in arguments if word.startswith("tests/")]
            assert all((ROOT / path).exists() for path in named)
        case _:
            program = words[0]
            assert program in PROGRAMS or (ROOT / program).is_file(), f"{sample.place}: {program}"


def _is_variable(assignment: str) -> None:
    name = assignment.partition("=")[0]
    if name.startswith(setting_sources.PREFIX):
        known = {setting_sources.variable(each) for each in settings.ROWS} | {"TEAHOUSE_BACKUP_PASSPHRASE"}
        assert name in known


def _is_taken(arguments: list[str]) -> None:
    """The command line is read by the program itself; nothing is done."""
    at = next((at for at, word in enumerate(arguments) if word in COMMANDS), len(arguments))
    with main.make_context("teahouse", arguments[:at]) as context:
        for name in arguments[at : at + 1]:
            command = main.get_command(context, name)
            assert command is not None
            command.make_context(name, arguments[at + 1 :], parent=context)
