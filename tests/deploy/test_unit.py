"""The systemd unit: what it names exists, it waits for a drain, and it may do little."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from teahouse import setting_sources, settings

UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "teahouse.service"
EXPOSED_AT_MOST = 20
"""In tenths: what systemd calls OK begins below 50."""

DRAIN_AND_REST = 35
"""What a stop takes at most beside drain_seconds; see docs/operating.md."""


def lines() -> list[tuple[str, str]]:
    found = []
    for line in UNIT.read_text().splitlines():
        if line and not line.startswith(("#", "[")):
            name, equals, value = line.partition("=")
            assert equals, line
            found.append((name, value))
    return found


def test_what_it_names_exists() -> None:
    given = dict(lines())
    assert given["ExecStart"] == "/opt/teahouse/bin/teahouse"
    variables = dict(pair.split("=") for pair in given["Environment"].split())
    assert variables.keys() <= {setting_sources.variable(name) for name in settings.ROWS}
    found = setting_sources.load({}, variables)
    assert str(found.data) == "/var/lib/" + given["StateDirectory"]


def test_a_stop_may_take_as_long_as_a_drain() -> None:
    given = dict(lines())
    assert int(given["TimeoutStopSec"]) > settings.DEFAULTS.drain_seconds + DRAIN_AND_REST
    assert given["KillMode"] == "mixed"
    assert given["RestartPreventExitStatus"] == "2"
    assert int(given["LimitNOFILE"]) >= 65_536


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_and_little_exposed(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    # It looks whether the program is there.
    copy.write_text(UNIT.read_text().replace("/opt/teahouse/bin/teahouse", sys.executable))
    run = {"capture_output": True, "text": True, "timeout": 60, "check": False}
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], **run)  # type: ignore[call-overload]
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = subprocess.run(
        [
            "systemd-analyze",
            "security",
            "--no-pager",
            "--offline=true",
            f"--threshold={EXPOSED_AT_MOST}",
            copy,
        ],
        **run,
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout[-3_000:]
