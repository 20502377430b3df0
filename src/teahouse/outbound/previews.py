"""Previews asked for by many: each page once at a time, remembered, no host asked too often."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Final

from teahouse.model.limits import Bucket, Rate
from teahouse.outbound.errors import BusyError, OutboundError
from teahouse.outbound.preview import Preview, fetch_preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.outbound.client import Client

KEEP_SECONDS: Final = 3_600.0
KEEP_FAILURE_SECONDS: Final = 300.0
KEEP_BYTES: Final = 16 << 20
KEEP_COUNT: Final = 2_000
AT_ONCE: Final = 8
AT_ONCE_A_HOST: Final = 2
UNDER_WAY: Final = 100
"""Waiting and running; whoever comes above that gets none."""
HOST_RATE: Final = Rate(20, 0.5)
"""Pages asked of one host: nobody shall use us to knock on somebody's door."""

_log = logging.getLogger(__name__)


class Previews:
    """Gives previews of links; belongs to one event loop, close it with `aclose`."""

    def __init__(self, client: Client, clock: Callable[[], float]) -> None:
        """`clock` gives seconds and never goes back. `client` should have a guard without allowance."""
        self.outcomes: Counter[str] = Counter()
        """How many ended how: `shown`, or the code of an OutboundError."""
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, Preview | None]] = OrderedDict()
        self._weight = 0
        self._tasks: dict[str, asyncio.Task[Preview | None]] = {}
        self._all = asyncio.Semaphore(AT_ONCE)
        self._hosts: dict[str, tuple[asyncio.Semaphore, Bucket]] = {}

    async def of(self, link: str) -> Preview | None:
        """The preview of a link that `links_in` found, or None if there is none for whatever reason.

        Two who ask at the same time wait for one answer. A page is remembered for
        an hour, one that gave none for five minutes.
        """
        kept = self._kept.get(link)
        if kept is not None and kept[0] > self._clock():
            self._kept.move_to_end(link)
            return kept[1]
        task = self._tasks.get(link)
        if task is None:
            task = asyncio.create_task(self._made(link))
            self._tasks[link] = task
            task.add_done_callback(lambda _: self._tasks.pop(link, None))
        # Whoever stops waiting does not stop it for the others.
        return await asyncio.shield(task)

    async def aclose(self) -> None:
        """End what is under way; whoever waits for it is cancelled. The client stays open."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _made(self, link: str) -> Preview | None:
        try:
            preview = await self._fetched(link)
        except OutboundError as problem:
            self.outcomes[problem.code] += 1
            _log.debug("no preview", extra={"code": problem.code})
            if not isinstance(problem, BusyError):
                self._keep(link, None, KEEP_FAILURE_SECONDS)
            return None
        self.outcomes["shown"] += 1
        self._keep(link, preview, KEEP_SECONDS)
        return preview

    async def _fetched(self, link: str) -> Preview:
        host = self._client.guard.check(link).host
        if len(self._tasks) > UNDER_WAY:
            raise BusyError
        gate, bucket = self._host(host)
        if bucket.take(self._clock()):
            raise BusyError
        async with gate, self._all:
            return await fetch_preview(self._client, link)

    def _host(self, host: str) -> tuple[asyncio.Semaphore, Bucket]:
        if host not in self._hosts and len(self._hosts) >= KEEP_COUNT:
            now = self._clock()
            self._hosts = {
                name: (gate, bucket)
                for name, (gate, bucket) in self._hosts.items()
                if not bucket.is_full(now) or gate.locked()
            }
        return self._hosts.setdefault(host, (asyncio.Semaphore(AT_ONCE_A_HOST), Bucket(HOST_RATE)))

    def _keep(self, link: str, preview: Preview | None, seconds: float) -> None:
        self._forget(link)
        self._kept[link] = (self._clock() + seconds, preview)
        self._weight += _weight(preview)
        while self._weight > KEEP_BYTES or len(self._kept) > KEEP_COUNT:
            self._forget(next(iter(self._kept)))

    def _forget(self, link: str) -> None:
        if (kept := self._kept.pop(link, None)) is not None:
            self._weight -= _weight(kept[1])


def _weight(preview: Preview | None) -> int:
    return 512 if preview is None else preview.weight
