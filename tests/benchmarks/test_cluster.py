"""What the runners of D1 to D7 make of what they measured."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.database import check, people
from benchmarks.outage import seconds_to_normal
from benchmarks.report import _place
from benchmarks.seed import add_rooms
from benchmarks.stampede import count_statements
from teahouse.store.sqlite import DATABASE_NAME, open_store
from tests.harness.postgres import Postgres


@pytest.mark.parametrize(
    ("p99", "back", "expected"),
    [
        ([5, 900, 900, 900, 5, 5, 5], 3.5, 0.5),  # the second of the return was slow: over at its end
        ([5, 900, 900, 900, 900, 900, 5, 5], 3.5, 2.5),
        ([5, 900, 900, 5, 5, 700, 5, 5], 3.0, 3.0),  # slow once more: only then it is normal
        ([5, 900, 900, 5, 5], 3.0, 0.0),
        ([5, 900, 900, 900, 900], 2.0, None),
    ],
)
def test_normal_is_when_no_slow_second_follows(p99: list[float], back: float, expected: float | None) -> None:
    assert seconds_to_normal([{"p99": each} for each in p99], back, 100) == expected


def test_statements_are_counted_by_what_they_are_for() -> None:
    told = "\n".join(
        [
            "7|SELECT * FROM teahouse_append($1, $2)",
            "3|SELECT meta.epoch FROM meta, (SELECT array_agg(id) FROM rooms) AS f, (SELECT s FROM revocations)",
            "5|SELECT token_hash FROM sessions JOIN people ON people.id = sessions.person",
            "2|SELECT rooms.id FROM rooms LEFT JOIN reads ON reads.room = rooms.id GROUP BY rooms.id",
            "40|SELECT e.* FROM rooms LEFT JOIN LATERAL (SELECT seq FROM events) AS e ON true",
            "1|SELECT first_seq FROM rooms WHERE id = $1",
            "9|BEGIN",
        ]
    )
    assert count_statements(told) == {
        "appends": 7, "sweeps": 3, "sessions": 5, "lists of rooms": 2, "rooms and logs": 41, "last seen": 0, "other": 9,
    }  # fmt: skip


def test_figures_of_one_node_come_first() -> None:
    assert sorted([("D1", 0), ("P2", 0), ("D7", 0), ("P1", 0)], key=_place)[0][0] == "P1"


async def test_rooms_are_made_in_sqlite(tmp_path: Path) -> None:
    await (await open_store(tmp_path)).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME, isolation_level=None)) as connection:
        ids = add_rooms(connection.execute, 3)
    store = await open_store(tmp_path)
    try:
        assert [room.id for room in await store.rooms(None)] == [1, *ids]
    finally:
        await store.close()


def test_a_hole_and_a_double_in_postgresql_are_found(postgres: Postgres, database: str) -> None:
    people(postgres, database)
    (room,) = add_rooms(lambda sql: postgres.execute(sql, database), 1)

    def put(seq: int, key: int) -> None:
        postgres.execute(
            "INSERT INTO events (room, seq, at, kind, sender, sender_name, key, request_hash)"
            f" VALUES ({room}, {seq}, 0, 'message.created', 1, 'Sender 1', '\\x{key:032x}', '\\x00')",
            database,
        )
        postgres.execute(f"UPDATE rooms SET head = {seq} WHERE id = {room}", database)

    put(1, 1)
    put(2, 2)
    assert check(postgres, database, room) == (0, 0)
    put(4, 4)
    assert check(postgres, database, room) == (1, 0)
    postgres.execute("ALTER TABLE events DROP CONSTRAINT events_room_sender_key_key", database)
    put(5, 4)
    assert check(postgres, database, room) == (1, 1)
