"""A store's log as it is on disk, for the checker. The only test code that knows the tables."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from uuid import UUID

from tests.harness.tracing import body_hash
from tests.trace.history import Dump, RoomRow, Row


def read_dump(database: Path, past_epochs: frozenset[str] = frozenset()) -> Dump:
    """All rooms and events of a SQLite store, its write-ahead log included.

    Reads a copy of the files, so that not even recovery of the log changes the store.
    """
    with tempfile.TemporaryDirectory() as folder:
        for path in database.parent.glob(f"{database.name}*"):
            shutil.copy2(path, folder)
        with closing(sqlite3.connect(Path(folder) / database.name)) as connection:
            return _read(connection, past_epochs)


def _read(connection: sqlite3.Connection, past_epochs: frozenset[str]) -> Dump:
    ((epoch,),) = connection.execute("SELECT epoch FROM meta")
    rooms = tuple(
        RoomRow(room=room, first_seq=first_seq, last_seq=head)
        for room, first_seq, head in connection.execute("SELECT id, first_seq, head FROM rooms ORDER BY id")
    )
    rows = tuple(
        Row(
            room=room,
            seq=seq,
            sender=sender,
            key=str(UUID(bytes=key)),
            hash=body_hash(body),
            visible_to=None if visible_to is None else frozenset(json.loads(visible_to)),
        )
        for room, seq, sender, key, body, visible_to in connection.execute(
            "SELECT room, seq, sender, key, body, visible_to FROM events ORDER BY room, seq"
        )
    )
    return Dump(epoch=epoch, rows=rows, rooms=rooms, past_epochs=past_epochs)
