"""A fresh clone in an empty folder: `make run` opens the room, and its wheel runs without Node.js."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COLD_SECONDS = 180
SECOND_START_SECONDS = 3

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git would hand out, with the changes that are not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    folder = tmp_path_factory.mktemp("clone")
    for name in listed.stdout.decode().split("\0"):
        source = ROOT / name
        if name and source.is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    return folder


@contextmanager
def running(command: list[str], folder: Path, env: dict[str, str], seconds: float) -> Iterator[str]:
    """The address that a command prints within this time; its whole group is stopped afterwards."""
    lines: list[str] = []
    found = threading.Event()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if " is open at http" in line:
                found.set()
        found.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert found.wait(seconds), "".join(lines)
        address = re.search(r"is open at (http://\S+)", "".join(lines))
        assert address is not None, "".join(lines)
        yield address[1]
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)
        reader.join(30)
        assert process.stdout is not None
        process.stdout.close()


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
        return body.decode()


def clean_env() -> dict[str, str]:
    """The environment without the one that these tests run in."""
    dropped = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    return {key: value for key, value in os.environ.items() if key not in dropped}


def test_make_run_opens_the_room(clone: Path) -> None:
    command = ["make", "run", "ARGS=--port 0"]
    with running(command, clone, clean_env(), COLD_SECONDS) as address:
        page = fetch(address)
        script = re.search(r'src="(/assets/[^"]+\.js)"', page)
        assert script is not None
        assert len(fetch(address + script[1])) > 10_000
    # Whatever else the machine does only ever adds to it.
    assert any(_start(command, clone) < SECOND_START_SECONDS for _ in range(5))


def _start(command: list[str], folder: Path) -> float:
    began = time.monotonic()
    with running(command, folder, clean_env(), COLD_SECONDS):
        return time.monotonic() - began


def test_the_wheel_runs_in_an_empty_environment_without_node(clone: Path, tmp_path: Path) -> None:
    python = clone / ".venv/bin/python"
    if not python.exists():
        subprocess.run(["make", "install"], cwd=clone, env=clean_env(), check=True, capture_output=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    wheel = [*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path / "dist"), str(clone)]
    subprocess.run(wheel, env=clean_env(), check=True, capture_output=True)
    built = next((tmp_path / "dist").glob("teahouse-*.whl"))
    empty = tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", str(empty)], check=True)
    install = [str(empty / "bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*install, str(built)], env=clean_env(), check=True, capture_output=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = {"PATH": str(empty / "bin"), "HOME": str(elsewhere), "LANG": "C.UTF-8"}
    assert shutil.which("node", path=env["PATH"]) is None
    with running([str(empty / "bin/teahouse"), "--port", "0"], elsewhere, env, 30) as address:
        assert "/assets/" in fetch(address)
    assert (elsewhere / "data/teahouse.db").is_file()
