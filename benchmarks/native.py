"""Compiles the C programs on the spot, into a cache outside the source tree."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent / "native"


class NoCompilerError(RuntimeError):
    """The load generator cannot be made: there is no C compiler, or not Linux."""


def cache() -> Path:
    """The folder that keeps what is built or installed for benchmarks only."""
    home = os.environ.get("TEAHOUSE_BENCHMARKS_CACHE") or os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "teahouse-benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def build(name: str) -> Path:
    """The program `name`, compiled unless these very sources were before."""
    compiler = shutil.which(os.environ.get("CC", "cc")) or shutil.which("gcc")
    if compiler is None:
        raise NoCompilerError("A C compiler is missing (Debian: apt-get install gcc libc6-dev).")
    sources = sorted([*SOURCES.glob("*.h"), SOURCES / f"{name}.c"])
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    program = cache() / f"{name}-{digest}"
    if not program.exists():
        made = program.with_suffix(f".{os.getpid()}")
        flags = ["-O2", "-std=gnu11", "-Wall", "-Wextra"]
        subprocess.run([compiler, *flags, "-o", made, SOURCES / f"{name}.c"], check=True)
        made.replace(program)
    return program
