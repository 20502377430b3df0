"""Libraries in C that stand between a program and its kernel, compiled when a test first needs one."""

from __future__ import annotations

import atexit
import functools
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMPILED_WITHIN = 60.0


@functools.cache
def compiled(name: str) -> Path:
    """The library made of NAME.c, for LD_PRELOAD; the test is skipped where there is no such thing."""
    if sys.platform != "linux":
        pytest.skip("not run: libraries are loaded in front of a program on Linux alone")
    if shutil.which("cc") is None:
        pytest.skip("not run: there is no compiler")
    folder = tempfile.mkdtemp(prefix="teahouse-shim-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    library = Path(folder) / f"{name}.so"
    done = subprocess.run(
        [
            *("cc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"),
            *("-o", library, HERE / f"{name}.c", "-ldl"),
        ],
        capture_output=True,
        text=True,
        timeout=COMPILED_WITHIN,
    )
    assert done.returncode == 0, done.stderr
    return library


class Clock:
    """The time of day of the processes that are started with `variables`; moved while they run."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._file.write_bytes(bytes(8))
        self.variables = {"LD_PRELOAD": str(compiled("clock")), "CLOCK_SHIFT": str(self._file)}

    def move(self, seconds: float) -> None:
        """It is so much later than in truth, or earlier if negative."""
        with self._file.open("r+b", buffering=0) as file:
            file.write(struct.pack("<q", int(seconds * 1_000_000_000)))
