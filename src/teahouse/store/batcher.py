"""Many who ask at once are answered by few queries: what is asked during one goes into the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

BATCH_KEYS = 1_000


class Batcher(Generic[K, V]):
    """One query under way at a time. An answer is never older than its question."""

    def __init__(self, fetch: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> None:
        """`fetch` answers for at most BATCH_KEYS keys; what it leaves out is None."""
        self._fetch = fetch
        self._waiting: dict[K, list[asyncio.Future[V | None]]] = {}
        self._running: asyncio.Task[None] | None = None

    async def get(self, key: K) -> V | None:
        """What `fetch` says of the key, or what it raises."""
        future: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(future)
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                keys = list(self._waiting)[:BATCH_KEYS]
                asked = {key: self._waiting.pop(key) for key in keys}
                try:
                    found = await self._fetch(keys)
                except Exception as problem:
                    _fail(asked, problem)
                else:
                    _answer(asked, found)
        finally:
            self._running = None


def _answer(asked: dict[K, list[asyncio.Future[V | None]]], found: Mapping[K, V]) -> None:
    for key, futures in asked.items():
        for future in futures:
            if not future.done():
                future.set_result(found.get(key))


def _fail(asked: dict[K, list[asyncio.Future[V | None]]], problem: Exception) -> None:
    for futures in asked.values():
        for future in futures:
            if not future.done():
                future.set_exception(problem)
