"""On which kind of file system a path is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
"""See proc(5); systems other than Linux have none."""

VOLATILE: Final = frozenset({"tmpfs", "ramfs"})
"""Gone with the power."""

SHARED: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs"}
)
"""On another machine: SQLite's write-ahead log needs memory that only one machine has."""


def kind_of(path: Path) -> str:
    """Such as `ext4` or `tmpfs`; empty if the system does not tell. The path need not exist."""
    try:
        text = MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    wanted = os.path.realpath(path)
    best, kind = "", ""
    for line in text.splitlines():
        front, _, rest = line.partition(" - ")
        fields = front.split()
        if len(fields) < 5 or not rest:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4])
        within = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        # The last one of several on one point is the one that is seen.
        if within and len(point) >= len(best):
            best, kind = point, rest.split()[0]
    return kind
