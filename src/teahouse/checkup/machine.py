"""The machine: how much may be open at once, what time it is, what runs here."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from teahouse.checkup.finding import Finding, Place, bad, note, ok
from teahouse.checkup.running import holder
from teahouse.store.driver import SAFE_VERSION, driver

OPEN_FILES: Final = 8_192
"""Each connection is one, and so is each file that is being sent or read."""

TOO_FEW: Final = 1_024
SPARE: Final = 150
"""What a server has open besides its connections: database, log, uploads."""

RELEASED: Final = 1_767_225_600
"""2026-01-01: no clock that is right is before this."""


def check_open_files(place: Place) -> Iterator[Finding]:
    """How many connections can be open: of the server if it runs, else of whoever asks."""
    name = "open files"
    pid = holder(place.settings.data)
    limit = None if pid is None else _limit_of(pid)
    whose = "the server" if limit is not None else "this shell"
    if limit is None:
        limit = _own_limit()
    if limit is None:
        return
    people = max(0, limit - SPARE)
    said = f"{whose} may have {limit} open: about {people} connections"
    how = "LimitNOFILE= in the systemd unit, or ulimit -n before the start"
    if limit < TOO_FEW:
        yield bad(name, said, f"Raise it: {how}.")
    elif limit < OPEN_FILES and whose == "the server":
        yield note(name, said, f"For more people raise it: {how}.")
    else:
        yield ok(name, said)


def check_clock(place: Place) -> Iterator[Finding]:
    """Whether the clock can be right, and whether something keeps it so."""
    now = place.now()
    if now < RELEASED:
        yield bad(
            "clock", "it shows a time before this release was made", "Set it: messages are dated by it."
        )
    synchronised = _synchronised()
    if synchronised is False:
        yield note(
            "time service",
            "nothing synchronises the clock",
            "Switch it on: timedatectl set-ntp true, or install chrony.",
        )
    elif synchronised:
        yield ok("time service", "the clock is synchronised")


def check_versions(place: Place) -> Iterator[Finding]:
    """Python and SQLite; the servers tell theirs where they are asked."""
    said = f"Python {platform.python_version()}"
    if not hasattr(sys, "getandroidapilevel") and sys.implementation.name != "cpython":
        yield note("versions", f"{said} ({sys.implementation.name})", "Tested with CPython alone.")
    else:
        yield ok("versions", f"{said}, SQLite {driver.sqlite_version}")
    if place.settings.database == "sqlite" and driver.sqlite_version_info < SAFE_VERSION:
        wanted = ".".join(map(str, SAFE_VERSION))
        yield bad(
            "SQLite version",
            f"SQLite {driver.sqlite_version} can lose data when its log is reset at a bad moment",
            f"Install pysqlite3, which brings {wanted} or newer.",
        )


def _own_limit() -> int | None:
    try:
        import resource
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 30 if soft == resource.RLIM_INFINITY else soft


def _limit_of(pid: int) -> int | None:
    """Of another process, which only its own user is told (proc(5))."""
    try:
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("Max open files"):
            soft = line.split()[3]
            return int(soft) if soft.isdigit() else 1 << 30
    return None


def _synchronised() -> bool | None:
    """None where the system does not tell."""
    if shutil.which("timedatectl") is None:
        return None
    try:
        done = subprocess.run(
            ["timedatectl", "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip())
