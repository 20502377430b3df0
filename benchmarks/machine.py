"""The machine that the figures were taken on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def describe(folder: Path) -> dict[str, str | int | float]:
    """What decides about the figures; `folder` is on the disk that was written to."""
    return {
        "cores": os.cpu_count() or 1,
        "processor": _field("/proc/cpuinfo", "model name"),
        "memory_gb": round(int(_field("/proc/meminfo", "MemTotal").split()[0] or 0) / 2**20, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "filesystem": _filesystem(folder),
    }


def busy() -> float:
    """The load average of the last minute: above 0.5 before a run, others were at work."""
    return round(os.getloadavg()[0], 2)


def _field(file: str, name: str) -> str:
    for line in Path(file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "0"


def _filesystem(folder: Path) -> str:
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    path = str(folder.resolve()) + "/"
    fitting = [(len(where), kind) for where, kind in mounts if path.startswith(where.rstrip("/") + "/")]
    return max(fitting)[1] if fitting else "unknown"
