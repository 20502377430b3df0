"""What the checker reads of a store is what the store holds."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from uuid import UUID

from teahouse.model.people import Role
from teahouse.store.port import NewEvent
from teahouse.store.postgres import open_postgres
from tests.harness.tracing import body_hash
from tests.trace.dump import read_dump
from tests.trace.history import RoomRow, Row

if TYPE_CHECKING:
    from pathlib import Path

KEY = UUID(int=7)


def _store(path: Path) -> None:
    """The columns that the dump reads, under the names of the store's tables."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            CREATE TABLE meta (epoch TEXT);
            CREATE TABLE rooms (id INTEGER, first_seq INTEGER, head INTEGER);
            CREATE TABLE events (room INTEGER, seq INTEGER, sender INTEGER, key BLOB, body TEXT, visible_to TEXT,
                kind TEXT, target INTEGER);
            INSERT INTO meta VALUES ('e');
            INSERT INTO rooms VALUES (1, 4, 6);
            """
        )
        connection.executemany(
            "INSERT INTO events VALUES (1, ?, 2, ?, ?, ?, ?, ?)",
            [
                (5, KEY.bytes, None, None, "message.recalled", 4),
                (4, KEY.bytes, "茶", "[2,3]", "message.created", None),
            ],
        )
        connection.commit()


def test_rows_rooms_and_epoch_are_read(tmp_path: Path) -> None:
    _store(tmp_path / "store.db")
    dump = read_dump(tmp_path / "store.db")
    assert dump.epoch == "e"
    assert dump.rooms == (RoomRow(room=1, first_seq=4, last_seq=6),)
    assert dump.rows == (
        Row(room=1, seq=4, sender=2, key=str(KEY), hash=body_hash("茶"), visible_to=frozenset({2, 3})),
        Row(room=1, seq=5, sender=2, key=str(KEY), hash=None, kind="message.recalled", target=4),
    )


def test_the_store_s_files_stay_as_they_are(tmp_path: Path) -> None:
    _store(tmp_path / "store.db")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    read_dump(tmp_path / "store.db")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


async def test_a_store_in_postgresql_is_read_as_its_server_tells_it(database: str) -> None:
    store = await open_postgres(database)
    try:
        anna = await store.add_person("Anna", Role.GUEST, None, 1, 0)
        event = NewEvent(
            room=1, kind="message.created", sender=anna, key=KEY, body="茶", visible_to=(anna.id,)
        )
        place = await store.append(event)
        epoch = store.epoch
    finally:
        await store.close()
    dump = await asyncio.to_thread(read_dump, database)
    assert dump.epoch == epoch
    assert dump.rooms == (RoomRow(room=1, first_seq=1, last_seq=place.seq),)
    (row,) = dump.rows
    assert row == Row(
        room=1,
        seq=1,
        sender=anna.id,
        key=str(KEY),
        hash=body_hash("茶"),
        visible_to=frozenset({anna.id}),
    )
