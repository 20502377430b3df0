"""A link at work, and the watchdog over it.

The watchdog's probe takes the whole way: out by the connection that publishes, back by
the one that listens. So a broker that is gone, stands still, is half-open in either
direction or passes nothing on is noticed alike, whatever the sockets say.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

from teahouse.broker.errors import LinkError

if TYPE_CHECKING:
    from teahouse.broker.link import Connect, Hear, Link
    from teahouse.broker.outbox import Outbox

PROBE_SECONDS = 1.5
UNANSWERED = 2
"""With so many probes unanswered when the next is due, the link is dead: after 3 to 4.5 seconds.

Counted in probes, not in seconds, so that a process that stood still blames itself.
"""


class Line:
    """One life of a link: `open`, `serve` until trouble comes, `close`."""

    def __init__(self, node: str, outbox: Outbox, hear: Hear) -> None:
        self.up = False
        """Hints come through, as far as is known."""
        self._loop = asyncio.get_running_loop()
        self._link: Link | None = None
        self._hear_hint = hear
        self._outbox = outbox
        self._topic = f"node:{node}"
        self._trouble: asyncio.Future[Exception] = self._loop.create_future()
        self._answered = asyncio.Event()
        self._unanswered = 0
        self._probe_due = False
        self._wishes: deque[tuple[bool, str, asyncio.Future[None]]] = deque()
        self._wished = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None

    async def open(self, connect: Connect, topics: list[str]) -> None:
        """Connect, subscribe and hear a probe. Raises what went wrong; then it is closed."""
        link = self._link = await connect(self._hear, self.lost)
        opening = self._loop.create_task(self._begin(link, topics))
        try:
            await _first(opening, self._trouble)
            if self._trouble.done():
                raise self._trouble.result()
            opening.result()
        except BaseException:
            await _end({opening})
            await self.close()
            raise
        self.up = True

    async def serve(self) -> Exception:
        """Carry hints, probes and wishes; returns what ended it."""
        assert self._link is not None
        self._timer = self._loop.call_later(PROBE_SECONDS, self._tick)
        tasks = {
            self._loop.create_task(self._publish(self._link)),
            self._loop.create_task(self._follow(self._link)),
        }
        try:
            await _first(*tasks, self._trouble)
            for task in tasks:
                error = task.exception() if task.done() else None
                if isinstance(error, Exception):
                    self.lost(error)
            return self._trouble.result()
        finally:
            self.up = False
            await _end(tasks)

    def wish(self, subscribed: bool, topic: str) -> asyncio.Future[None]:
        """Have a topic subscribed to, or no more. Done when it is so, or the line is at its end."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._wishes.append((subscribed, topic, done))
        self._wished.set()
        return done

    def lost(self, reason: Exception) -> None:
        """The link is of no use any more."""
        self.up = False
        if not self._trouble.done():
            self._trouble.set_result(reason)

    async def close(self) -> None:
        """Let go of it."""
        self.up = False
        if self._timer is not None:
            self._timer.cancel()
        for _, _, done in self._wishes:
            if not done.done():
                done.set_result(None)
        if self._link is not None:
            await self._link.close()

    async def drain(self) -> None:
        """Wait until all that is queued is sent, or never will be."""
        sending = self._loop.create_task(self._outbox.sent.wait())
        try:
            await _first(sending, self._trouble)
        finally:
            sending.cancel()

    async def _begin(self, link: Link, topics: list[str]) -> None:
        await link.subscribe([self._topic, *topics])
        await link.publish([(self._topic, b"{}")])
        await self._answered.wait()

    def _hear(self, topic: str, payload: bytes | str) -> None:
        if topic == self._topic:
            self._unanswered = 0
            self._answered.set()
        else:
            self._hear_hint(topic, payload)

    def _tick(self) -> None:
        self._timer = self._loop.call_later(PROBE_SECONDS, self._tick)
        if self._unanswered >= UNANSWERED:
            self.lost(LinkError("it does not answer"))
            return
        self._unanswered += 1
        self._probe_due = True
        self._outbox.filled.set()

    async def _publish(self, link: Link) -> None:
        while True:
            await self._outbox.filled.wait()
            payloads = self._outbox.take()
            if self._probe_due:
                self._probe_due = False
                payloads.insert(0, (self._topic, b"{}"))
            if payloads:
                await link.publish(payloads)
            self._outbox.settle()

    async def _follow(self, link: Link) -> None:
        while True:
            await self._wished.wait()
            self._wished.clear()
            while self._wishes:
                await self._grant(link)

    async def _grant(self, link: Link) -> None:
        """Carry out the wishes of one kind that come next, in one step."""
        kind = self._wishes[0][0]
        granted: list[asyncio.Future[None]] = []
        topics: dict[str, None] = {}
        while self._wishes and self._wishes[0][0] is kind:
            _, topic, done = self._wishes.popleft()
            topics[topic] = None
            granted.append(done)
        try:
            if kind:
                await link.subscribe(list(topics))
            else:
                await link.unsubscribe(list(topics))
        finally:
            for done in granted:
                if not done.done():
                    done.set_result(None)


async def _first(*futures: asyncio.Future[Any]) -> None:
    await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    # Not awaited one by one: that would swallow the cancellation of whoever waits here.
    await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.exception()
