"""Who asks while a query is under way is answered by the next one."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.store.batcher import BATCH_KEYS, Batcher


class Source:
    """Answers with ten times the key, when told to."""

    def __init__(self) -> None:
        self.queries: list[list[int]] = []
        self.gate = asyncio.Event()
        self.problem: Exception | None = None

    async def fetch(self, keys: list[int]) -> dict[int, int]:
        self.queries.append(keys)
        await self.gate.wait()
        if self.problem is not None:
            raise self.problem
        return {key: 10 * key for key in keys if key >= 0}


async def test_what_is_asked_during_a_query_goes_into_the_next() -> None:
    source = Source()
    batcher = Batcher(source.fetch)
    first = [asyncio.ensure_future(batcher.get(key)) for key in (1, 2, 1, -3)]
    while not source.queries:
        await asyncio.sleep(0)
    # Asked before, but this question may want what came since.
    later = [asyncio.ensure_future(batcher.get(key)) for key in (1, 4)]
    await asyncio.sleep(0)
    source.gate.set()
    assert await asyncio.gather(*first, *later) == [10, 20, 10, None, 10, 40]
    assert source.queries == [[1, 2, -3], [1, 4]]
    assert await batcher.get(5) == 50


async def test_many_keys_are_several_queries() -> None:
    source = Source()
    source.gate.set()
    batcher = Batcher(source.fetch)
    keys = range(2 * BATCH_KEYS + 1)
    assert await asyncio.gather(*map(batcher.get, keys)) == [10 * key for key in keys]
    assert [len(query) for query in source.queries] == [BATCH_KEYS, BATCH_KEYS, 1]


async def test_a_failure_meets_those_who_asked_and_no_other() -> None:
    source = Source()
    source.gate.set()
    source.problem = OSError("planted")
    batcher = Batcher(source.fetch)
    outcomes = await asyncio.gather(batcher.get(1), batcher.get(2), return_exceptions=True)
    assert all(outcome is source.problem for outcome in outcomes)
    source.problem = None
    assert await batcher.get(1) == 10


async def test_one_who_stops_waiting_disturbs_nobody() -> None:
    source = Source()
    batcher = Batcher(source.fetch)
    waiting = [asyncio.ensure_future(batcher.get(key)) for key in (1, 1, 2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    source.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]
    assert await asyncio.gather(*waiting[1:]) == [10, 20]
