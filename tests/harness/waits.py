"""What a test waits for of a client: each wait is woken by frames, and fails after its patience."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness.outbox import Outbox
    from tests.harness.room_log import Frame, RoomLog
    from tests.harness.tracing import Trace

PATIENCE = 20.0
NOT_SIGNED_IN = 4401


class Waits:
    """The waiting half of a client, over what the other half keeps."""

    trace: Trace
    log: RoomLog
    outbox: Outbox

    def __init__(self) -> None:
        self.closes: list[int] = []
        self.connections = 0
        self.here: set[int] = set()
        """Who is in the room, as far as this client was told."""
        self._resumed = False
        self._changed = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    @property
    def connected(self) -> bool:
        """Connected and caught up."""
        return self._resumed

    async def returned(self) -> None:
        """Wait until a connection that was cut is back and caught up."""
        await self.until(lambda: not self._resumed, "the cut")
        await self.back()

    async def back(self) -> None:
        """Wait until it is connected and caught up."""
        await self.until(lambda: self._resumed, "the return")

    async def acknowledged(self, patience: float = PATIENCE) -> None:
        """Wait until every message of the outbox has its place or was refused for good."""
        await self.until(lambda: not self.outbox.pending, "acknowledgement of all", patience)

    async def placed(self, key: str, patience: float = PATIENCE) -> Frame:
        """Wait until this message has its place; the acknowledgement."""
        await self.until(lambda: key in self.outbox.accepted, f"acknowledgement of {key}", patience)
        return self.outbox.accepted[key]

    async def meets(self, people: set[int], patience: float = PATIENCE) -> None:
        """Wait until it sees that all of these are in the room."""
        await self.until(lambda: people <= self.here, "presence of all", patience)

    async def connected_again(self, connections: int) -> None:
        """Wait until it had more connections than that, and is caught up."""
        await self.until(lambda: self.connections > connections and self._resumed, "the return")

    async def placed_more(self, count: int) -> None:
        """Wait until so many messages got their places from now on."""
        wanted = len(self.outbox.accepted) + count
        await self.until(lambda: len(self.outbox.accepted) >= wanted, "progress")

    async def ended(self, patience: float = PATIENCE) -> None:
        """Wait until it was told that its session is over."""
        await self.until(lambda: NOT_SIGNED_IN in self.closes, "end of the session", patience)

    async def reached(self, seq: int, patience: float = PATIENCE) -> None:
        """Wait until the log is applied up to `seq`."""
        await self.until(lambda: self._resumed and self.log.seq >= seq, f"seq {seq}", patience)

    async def until(self, done: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Wait, woken by each frame, until `done()`; fail after `patience` seconds."""
        try:
            async with asyncio.timeout(patience), self._changed:
                await self._changed.wait_for(lambda: done() or self._failed())
        except TimeoutError:
            state = f"seq {self.log.seq}, outbox {len(self.outbox.pending)}, closes {self.closes}"
            raise AssertionError(f"{self.trace.client}: no {what} in {patience} s ({state})") from None
        if self._failed() and self._task is not None:
            await self._task

    def _failed(self) -> bool:
        return self._task is not None and self._task.done()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
