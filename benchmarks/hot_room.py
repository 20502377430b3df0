"""One hot room in PostgreSQL through the store: its part of D5, run as processes of its own.

    python -m benchmarks.hot_room node     a store that appends what it is told to on stdin
    python -m benchmarks.hot_room bare     the append statement alone, in batches, one after the other

The address of the database is in TEAHOUSE_DATABASE. Each line on stdin is a turn: a JSON list of the
room, a number that makes the keys, how many, and how many at once (node) or in a batch (bare). Each
turn is answered by a JSON line. What a turn needs is made before its clock runs, but for what the
store itself makes of an event.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import statistics
import sys
import time
import uuid
from typing import TYPE_CHECKING, Any

import asyncpg
import uvloop

from teahouse.model.people import Person
from teahouse.store.port import Appended, NewEvent
from teahouse.store.postgres import open_postgres
from teahouse.store.postgres_batch import APPEND, MESSAGE, Batch
from teahouse.store.times import unix_ms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

BODY = "x" * 120
SENDERS = [Person(number, f"Sender {number}") for number in range(1, 9)]
"""As `people()` of benchmarks/database.py puts them into the database."""


def events(room: int, turn: int, count: int) -> list[NewEvent]:
    """The same for the same numbers, in every process."""
    return [
        NewEvent(
            room=room,
            kind=MESSAGE,
            sender=SENDERS[place % len(SENDERS)],
            key=uuid.UUID(int=(turn << 64) + place),
            body=BODY,
        )
        for place in range(count)
    ]


async def node(url: str) -> None:
    """Appends through the store, a number at once; tells what became of it."""
    sizes: list[int] = []
    store = await open_postgres(url, on_batch=sizes.append)
    try:
        async for room, turn, count, at_once in _turns():
            wanted = events(room, turn, count)
            sizes.clear()
            found: list[Appended] = [None] * count  # type: ignore[list-item]
            left = iter(range(count))

            async def some(
                left: Any = left, wanted: list[NewEvent] = wanted, found: list[Appended] = found
            ) -> None:
                for place in left:
                    found[place] = await store.append(wanted[place])

            began = time.monotonic()
            await asyncio.gather(*(some() for _ in range(at_once)))
            ended = time.monotonic()
            seqs = [appended.seq for appended in found]
            _tell(
                began=began,
                ended=ended,
                fresh=sum(not appended.duplicate for appended in found),
                batch=statistics.fmean(sizes),
                seqs=hashlib.sha256(json.dumps(seqs).encode()).hexdigest(),
            )
    finally:
        await store.close()


async def bare(url: str) -> None:
    """Runs the statement in a plain loop on one connection."""
    connection = await asyncpg.connect(url)
    secret = hashlib.blake2b(b"secret", digest_size=16)
    try:
        async for room, turn, count, size in _turns():
            wanted = events(room, turn, count)
            batches = [
                Batch(room, wanted[start : start + size], unix_ms(), lambda data: _digest(secret, data))
                for start in range(0, count, size)
            ]
            arguments = [batch.arguments() for batch in batches]
            began = time.monotonic()
            for each in arguments:
                await connection.fetchrow(APPEND, *each)
            _tell(began=began, ended=time.monotonic(), fresh=count, batch=size)
    finally:
        await connection.close()


def _digest(secret: Any, data: bytes) -> str:
    digest = secret.copy()
    digest.update(data)
    return str(digest.hexdigest())


async def _turns() -> AsyncIterator[tuple[int, int, int, int]]:
    loop = asyncio.get_running_loop()
    _tell(ready=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        room, turn, count, size = json.loads(line)
        yield room, turn, count, size


def _tell(**found: object) -> None:
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    uvloop.run({"node": node, "bare": bare}[sys.argv[1]](os.environ["TEAHOUSE_DATABASE"]))
