"""`teahouse doctor`: its lines, its JSON, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

from teahouse.checkup.finding import Place
from tests.cli.test_serve import run
from tests.harness.server import free_port

NOT_THERE = "postgresql://tea:s3cret@127.0.0.1:1/tea"


def test_a_healthy_place(healthy: Place, tmp_path: Path) -> None:
    flags = ("--data", str(healthy.settings.data), "--port", str(free_port()))
    done = run("doctor", *flags, folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("0 to mend, ")
    done = run("doctor", "--json", *flags, folder=tmp_path)
    told = json.loads(done.stdout)
    assert (told["bad"], done.returncode) == (0, 0)
    assert {"name", "level", "found", "advice"} == set(told["findings"][0])


def test_an_unhealthy_one_has_status_1_and_no_password(tmp_path: Path) -> None:
    done = run("doctor", "--port", "0", folder=tmp_path, TEAHOUSE_DATABASE=NOT_THERE)
    assert done.returncode == 1
    assert "BAD   database: The database tea at 127.0.0.1:1 cannot be reached" in done.stdout
    assert "      → " in done.stdout
    assert "s3cret" not in done.stdout + done.stderr


def test_a_wrong_address_is_a_wrong_setting(tmp_path: Path) -> None:
    done = run("doctor", "--url", "chat.example.org", folder=tmp_path)
    assert done.returncode == 2
    assert "https://" in done.stderr
