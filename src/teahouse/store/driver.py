"""Which SQLite is used, and how its connections are set up."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as driver
    from pathlib import Path
else:
    try:
        # Its wheel brings a current SQLite; the system's is often years old.
        from pysqlite3 import dbapi2 as driver
    except ImportError:
        import sqlite3 as driver

__all__ = ["connect_reader", "connect_writer", "driver", "is_storage_problem", "warn_if_old"]

SAFE_VERSION = (3, 51, 3)
BUSY_SECONDS = 5.0
"""How long a statement waits for a lock that some other program (a backup, a shell) holds."""

_FULL = 13
_IO_ERROR = 10


def warn_if_old() -> None:
    """Versions before 3.51.3 can lose data when a write-ahead log is reset at a bad moment."""
    if driver.sqlite_version_info < SAFE_VERSION:
        wanted = ".".join(map(str, SAFE_VERSION))
        warnings.warn(
            f"SQLite {driver.sqlite_version} is older than {wanted}, which repairs a rare loss of data;"
            " install pysqlite3.",
            RuntimeWarning,
            stacklevel=2,
        )


def connect_writer(path: Path) -> driver.Connection:
    """The one connection that writes: what it committed survives a loss of power."""
    connection = _connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def connect_reader(path: Path) -> driver.Connection:
    """A connection that cannot write."""
    connection = _connect(path)
    connection.execute("PRAGMA query_only=ON")
    return connection


def is_storage_problem(problem: driver.Error) -> bool:
    """Whether nothing could be written: the disk is full, or it fails."""
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    return code in (_FULL, _IO_ERROR)


def _connect(path: Path) -> driver.Connection:
    # Transactions are begun by hand. A connection is closed by another thread than the one that uses it.
    connection = driver.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    if driver.sqlite_version_info < (3, 41):
        connection.create_function("unhex", 2, _unhex, deterministic=True)
    return connection


def _unhex(digits: str, ignored: str) -> bytes:
    """SQLite has this by itself from 3.41 on; `ignored` is a single character here."""
    return bytes.fromhex(digits.replace(ignored, ""))
