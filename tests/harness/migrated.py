"""A SQLite store that was just migrated, to begin with.

The migration, in a process of its own, is half of what a first start costs; it is made once
in a process of the tests.
"""

from __future__ import annotations

import functools
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from teahouse.store.driver import connect_writer
from teahouse.store.sqlite import DATABASE_NAME


def lay_down(folder: Path) -> None:
    """Make the data folder, with an empty place in it, as a first start does; nothing if there is a place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / DATABASE_NAME
    if path.exists():
        return
    path.write_bytes(migrated())
    # A copy is a place of its own: what the migration draws at random is drawn again.
    with closing(connect_writer(path)) as connection:
        connection.execute(
            "UPDATE meta SET store_id = ?, epoch = ?, secret = ?",
            (secrets.token_hex(4), secrets.token_hex(8), secrets.token_bytes(32)),
        )


@functools.cache
def migrated() -> bytes:
    """The file."""
    with tempfile.TemporaryDirectory(prefix="teahouse-migrated-") as folder:
        path = Path(folder) / DATABASE_NAME
        # In a process of its own, as the server does it: Alembic stays out of this one.
        done = subprocess.run(
            [sys.executable, "-m", "teahouse.store.migrate", path],
            capture_output=True,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("TEAHOUSE_")},
        )
        assert done.returncode == 0, done.stderr
        return path.read_bytes()
