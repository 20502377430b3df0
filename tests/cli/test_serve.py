"""The command: options, exit statuses, and one line for each thing that is the operator's to mend."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import teahouse
from teahouse.setting_sources import flag
from teahouse.settings import ROWS
from tests.harness.server import Server, free_port


def run(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`python -m teahouse` to its end; it must come by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAHOUSE_")}
    return subprocess.run(
        [sys.executable, "-m", "teahouse", *arguments],
        cwd=folder,
        env={**kept, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def assert_one_line(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done
    assert done.stdout == ""
    line = done.stderr.removesuffix("\n")
    assert line
    assert "\n" not in line
    for word in words:
        assert word in line


def test_version(tmp_path: Path) -> None:
    assert run("--version", folder=tmp_path).stdout == f"Teahouse {teahouse.__version__}\n"


def test_help_names_every_setting(tmp_path: Path) -> None:
    words = run("--help", folder=tmp_path).stdout.split()
    assert {flag(name) for name in ROWS} <= set(words)


def test_a_wrong_flag_value(tmp_path: Path) -> None:
    assert_one_line(run("--port", "99999", folder=tmp_path), 2, "port", "--port", "'99999'", "0 to 65535")
    assert not any(tmp_path.iterdir())


def test_a_wrong_variable(tmp_path: Path) -> None:
    done = run(folder=tmp_path, TEAHOUSE_LIMITS="maybe")
    assert_one_line(done, 2, "limits", "TEAHOUSE_LIMITS", "'maybe'", "on or off")


def test_a_wrong_value_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text('language = "de"')
    assert_one_line(run("--config", str(file), folder=tmp_path), 2, "language", str(file), "'de'", "zh-CN")


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        assert_one_line(run("--port", port, folder=tmp_path), 1, port, "taken", "--port")


def test_an_address_that_this_computer_has_not(tmp_path: Path) -> None:
    assert_one_line(run("--host", "192.0.2.1", "--port", "0", folder=tmp_path), 1, "192.0.2.1", "--host")


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    data = str(tmp_path / "file" / "data")
    assert_one_line(run("--port", "0", "--data", data, folder=tmp_path), 1, data, "not writable")


def test_a_second_server_on_the_same_data(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        server.start()
        done = run("--port", "0", "--data", str(server.data), folder=tmp_path)
        assert_one_line(done, 1, str(server.data), "in use", str(server.pid))
    finally:
        server.close()


@pytest.mark.parametrize("limits", ["on", "off"])
def test_it_prints_its_address_and_warns_without_limits(tmp_path: Path, limits: str) -> None:
    server = Server(tmp_path, "--limits", limits, "--name", "老舍茶馆", "--drain-seconds", "0")
    try:
        server.start()
        assert server.stop() == 0
    finally:
        server.close()
    log = server.log()
    assert f"老舍茶馆 is open at http://127.0.0.1:{server.port}\n" in log
    assert "--host 0.0.0.0" in log
    assert str(server.data) in log
    assert ("Limits are off" in log) == (limits == "off")


def test_port_zero_prints_the_port_it_got(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "teahouse", "--port", "0", "--data", str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        socket.create_connection(("127.0.0.1", int(found[1])), timeout=5).close()
        process.terminate()
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


def test_settings_come_from_variables(tmp_path: Path) -> None:
    taken = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken))
        other.listen()
        assert_one_line(run(folder=tmp_path, TEAHOUSE_PORT=str(taken)), 1, str(taken))
