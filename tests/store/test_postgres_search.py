"""Searching in PostgreSQL: not with all connections at once."""

from __future__ import annotations

import asyncio
from typing import Any

from teahouse.store.postgres_runner import READERS
from teahouse.store.postgres_search import PostgresSearch
from teahouse.store.records import Wanted


class SlowServer(PostgresSearch):
    """Each query takes until the end of the test."""

    def __init__(self) -> None:
        super().__init__("postgresql://nowhere/", lambda: 0)
        self.asked = 0
        self.go_on = asyncio.Event()

    async def _fetch(self, sql: str, *arguments: object) -> list[Any]:
        self.asked += 1
        await self.go_on.wait()
        return [{"count": 0, "id": None, "seq": None}] if "counted" in sql else []


async def test_slow_searches_leave_connections_to_all_others() -> None:
    server = SlowServer()
    searches = [
        asyncio.create_task(server.search(None, Wanted(phrases=("tea",)), None, 1)) for _ in range(READERS)
    ]
    for _ in range(10):
        await asyncio.sleep(0)
    assert 0 < server.asked < READERS
    server.go_on.set()
    await asyncio.gather(*searches)
    assert server.asked == 2 * READERS
