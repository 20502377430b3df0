"""The journal alone: appends a second through it, beside a bare loop of the same statements.

    python benchmarks/journal.py [--seconds 6] [--in-flight 128] [--body-bytes 120] [--folder DIR]

Prints one JSON object. Both write to the same folder with FULL sync, in turns, so that
a disk that slows down slows both. The bare loop runs on one thread, without an event
loop, at the journal's mean batch. Nothing of it is indexed for search; see C1 for what that costs. Events and parameters are made before the clock runs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from teahouse.model.people import Person, Role
from teahouse.store.driver import connect_writer, driver
from teahouse.store.effects import CREATED
from teahouse.store.port import NewEvent
from teahouse.store.sqlite import DATABASE_NAME, SqliteStore, open_store, unix_ms
from teahouse.store.sqlite_append import ADVANCE, INSERT

if TYPE_CHECKING:
    from collections.abc import Callable

TURN_EVENTS = 20_000
"""In a turn, of the journal or of the bare loop: less than a second's worth."""


class JournalTurns:
    """Keeps `in_flight` appends under way on an open store."""

    def __init__(self, store: SqliteStore, senders: list[Person], in_flight: int, body: str) -> None:
        self._store = store
        self._senders = senders
        self._in_flight = in_flight
        self._body = body
        self.rows = 0
        self.seconds = 0.0
        self.waits: list[float] = []

    async def turn(self) -> None:
        """About a second of appends; what is under way at its end is waited for and counted."""
        per_sender = TURN_EVENTS // self._in_flight
        events = [[self._event(index) for _ in range(per_sender)] for index in range(self._in_flight)]
        began = time.perf_counter()
        await asyncio.gather(*map(self._send_all, events))
        self.seconds += time.perf_counter() - began
        self.rows += per_sender * self._in_flight

    def _event(self, index: int) -> NewEvent:
        sender = self._senders[index % len(self._senders)]
        return NewEvent(room=1, kind=CREATED, sender=sender, key=uuid.uuid4(), body=self._body)

    async def _send_all(self, events: list[NewEvent]) -> None:
        for event in events:
            began = time.perf_counter()
            await self._store.append(event)
            self.waits.append(time.perf_counter() - began)


class BareTurns:
    """The same statements in a plain loop."""

    def __init__(self, connection: driver.Connection, senders: list[Person], body: str) -> None:
        self._cursor = connection.cursor()
        self._senders = senders
        self._body = body
        self._seq = int(self._cursor.execute("SELECT head FROM rooms WHERE id = 1").fetchone()[0])
        self.rows = 0
        self.seconds = 0.0

    def turn(self, size: int) -> None:
        """A turn in batches of `size` rows."""
        batches = [self._parameters(size) for _ in range(TURN_EVENTS // size)]
        began = time.perf_counter()
        for advance, rows in batches:
            self._cursor.execute("BEGIN IMMEDIATE")
            self._cursor.execute(ADVANCE, advance).fetchall()
            self._cursor.execute(INSERT, rows)
            self._cursor.execute("COMMIT")
        self.seconds += time.perf_counter() - began
        self.rows += size * len(batches)

    def _parameters(self, size: int) -> tuple[tuple[str], tuple[int, str]]:
        rows = []
        for index in range(size):
            sender = self._senders[index % len(self._senders)]
            self._seq += 1
            key = uuid.uuid4()
            said = (1, self._seq, CREATED, sender.id, sender.name, key, self._body)
            rows.append((*said, *(None,) * 4, key.hex, None, None))
        return (_json([(1, size, size)]),), (unix_ms(), _json(rows))


async def measure(folder: Path, seconds: float, in_flight: int, body: str) -> dict[str, object]:
    """Turns of both, one after the other, each on a database of its own."""
    sizes: list[int] = []
    store = await open_store(folder / "journal", on_batch=sizes.append)
    senders = await _people(store)
    bare_store = await open_store(folder / "bare")
    await _people(bare_store)
    await bare_store.close()
    connection = connect_writer(folder / "bare" / DATABASE_NAME)
    journal = JournalTurns(store, senders, in_flight, body)
    bare = BareTurns(connection, senders, body)
    sizes.clear()
    while journal.seconds + bare.seconds < seconds:
        await journal.turn()
        bare.turn(round(statistics.fmean(sizes)))
    await store.close()
    connection.close()
    waits = sorted(journal.waits)
    return {
        "rows_per_second": round(journal.rows / journal.seconds),
        "bare_rows_per_second": round(bare.rows / bare.seconds),
        "ratio": round(journal.rows / journal.seconds / (bare.rows / bare.seconds), 3),
        "batch_mean": round(statistics.fmean(sizes), 1),
        "batch_p50": statistics.median(sizes),
        "batch_max": max(sizes),
        "append_p50_ms": round(waits[len(waits) // 2] * 1000, 2),
        "append_p99_ms": round(waits[len(waits) * 99 // 100] * 1000, 2),
        "in_flight": in_flight,
        "body_bytes": len(body),
        "sqlite": driver.sqlite_version,
    }


async def _people(store: SqliteStore) -> list[Person]:
    return [await store.add_person(f"Sender {index}", Role.GUEST, None, 1, 0) for index in range(8)]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--in-flight", type=int, default=128)
    parser.add_argument("--body-bytes", type=int, default=120)
    parser.add_argument("--folder", type=Path, help="on the disk to be measured; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="teahouse-journal-", dir=options.folder) as folder:
        result = _runner()(
            measure(Path(folder), options.seconds, options.in_flight, "x" * options.body_bytes)
        )
    print(json.dumps(result, indent=2))


def _runner() -> Callable[..., dict[str, object]]:
    try:
        import uvloop
    except ImportError:
        return asyncio.run
    return uvloop.run


if __name__ == "__main__":
    main()
