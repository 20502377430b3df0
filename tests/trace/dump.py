"""A store's log as it is on disk, for the checker. The only test code that knows the tables."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from tests.harness.tracing import body_hash
from tests.trace.history import Dump, RoomRow, Row

ROOMS = "SELECT id, first_seq, head FROM rooms ORDER BY id"
EVENTS = "SELECT room, seq, sender, key, body, visible_to, kind, target FROM events ORDER BY room, seq"
# As the server tells it: PostgreSQL's timeline is a part of the epoch.
EPOCH = "SELECT epoch || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8) FROM meta"


def read_dump(database: Path | str, past_epochs: frozenset[str] = frozenset()) -> Dump:
    """All rooms and events of a SQLite store (a path) or of one in PostgreSQL (an address).

    Of a SQLite store a copy of the files is read, its write-ahead log included, so that not
    even recovery of the log changes it. May be called where no event loop runs.
    """
    if isinstance(database, str):
        return asyncio.run(_read_postgres(database, past_epochs))
    with tempfile.TemporaryDirectory() as folder:
        for path in database.parent.glob(f"{database.name}*"):
            shutil.copy2(path, folder)
        with closing(sqlite3.connect(Path(folder) / database.name)) as connection:
            ((epoch,),) = connection.execute("SELECT epoch FROM meta")
            rooms, events = connection.execute(ROOMS), connection.execute(EVENTS)
            return _dump(epoch, rooms, events, past_epochs)


async def _read_postgres(url: str, past_epochs: frozenset[str]) -> Dump:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            epoch = await connection.fetchval(EPOCH)
            rooms, events = await connection.fetch(ROOMS), await connection.fetch(EVENTS)
    finally:
        await connection.close()
    return _dump(epoch, rooms, events, past_epochs)


def _dump(epoch: str, rooms: Iterable[Any], events: Iterable[Any], past_epochs: frozenset[str]) -> Dump:
    found = tuple(RoomRow(room=room, first_seq=first_seq, last_seq=head) for room, first_seq, head in rooms)
    rows = tuple(
        Row(
            room=room,
            seq=seq,
            sender=sender,
            key=str(UUID(bytes=key)),
            hash=body_hash(body),
            visible_to=None if visible_to is None else frozenset(json.loads(visible_to)),
            kind=kind,
            target=target,
        )
        for room, seq, sender, key, body, visible_to, kind, target in events
    )
    return Dump(epoch=epoch, rows=rows, rooms=found, past_epochs=past_epochs)
