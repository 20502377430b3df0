"""A long and lossy line before a server: what TCP makes of a round trip and of lost segments.

A proxy on loopback. Each connection takes a round trip to open, begins with ten segments in flight, doubles
them with every round trip (RFC 5681, RFC 6928), and halves them when one is lost, which costs a round trip
where others follow it (fast retransmit) and two where it was the last (a tail loss probe, RFC 8985); what
comes after it waits. How much the line carries a second is not limited.
"""

from __future__ import annotations

import asyncio
import random
import re
import threading
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

SEGMENT = 1448
FIRST_WINDOW = 10
FOLLOWERS = 3
"""Later segments that arrive tell of a lost one (RFC 5681 section 3.2)."""

SYN_AGAIN = 1.0
"""Seconds until a handshake that is lost is tried again (RFC 6298 section 2)."""

IDLE = 1.0
"""After so many seconds of silence a sender begins anew with the first window."""

ASKED = re.compile(rb"^GET (\S+) HTTP/1\.1\r$", re.MULTILINE)


class Flow:
    """One direction of a connection; `deliver` gets its bytes when the line would have brought them."""

    def __init__(self, line: Line, opened: float, deliver: Callable[[bytes], None]) -> None:
        self._line = line
        self._deliver = deliver
        self._opened = opened
        self._window = float(FIRST_WINDOW)
        self._threshold = float("inf")
        self._waiting: deque[bytes] = deque()
        self._on_the_way: deque[bytes] = deque()
        self._flying = 0
        self._brought = opened
        self._sent = opened
        self._loop = asyncio.get_running_loop()

    def send(self, data: bytes) -> None:
        """Takes what one end wrote."""
        self._waiting.extend(data[start : start + SEGMENT] for start in range(0, len(data), SEGMENT))
        self._loop.call_at(max(self._opened, self._loop.time()), self._pump)

    def end(self, close: Callable[[], None]) -> None:
        """Closes once all that was sent has arrived."""
        if self._waiting or self._flying:
            self._loop.call_later(self._line.round_trip / 2, self.end, close)
        else:
            close()

    def _pump(self) -> None:
        now, trip = self._loop.time(), self._line.round_trip
        if not self._flying and now - self._sent > IDLE:
            self._window = min(self._window, FIRST_WINDOW)
        while self._waiting and self._flying < int(self._window):
            segment = self._waiting.popleft()
            arrives = now + trip / 2
            while self._line.loses():
                followers = min(len(self._waiting), int(self._window) - self._flying - 1)
                arrives += trip if followers >= FOLLOWERS else 2 * trip
                self._threshold = self._window = max(2.0, self._window / 2)
            # What is behind a lost one has arrived, and cannot be read yet.
            self._brought = max(self._brought, arrives)
            self._flying += 1
            self._sent = now
            self._on_the_way.append(segment)
            self._loop.call_at(self._brought, self._arrive)

    def _arrive(self) -> None:
        # Timers of the same time come in any order.
        self._deliver(self._on_the_way.popleft())
        self._loop.call_later(self._line.round_trip / 2, self._acknowledge)

    def _acknowledge(self) -> None:
        self._flying -= 1
        self._window += 1 if self._window < self._threshold else 1 / self._window
        self._pump()


class _End(asyncio.Protocol):
    """The browser's end of a connection, or the server's."""

    transport: asyncio.Transport
    flow: Flow | None = None
    """Away from here, to the other end."""

    def __init__(self, line: Line, other: _End | None = None) -> None:
        self._line = line
        self._other = other
        self._far = other is not None
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._line.ends.add(self)
        if not self._far:
            self._line.opening.add(task := asyncio.ensure_future(self._connect()))
            task.add_done_callback(self._line.opening.discard)

    async def _connect(self) -> None:
        line, loop = self._line, asyncio.get_running_loop()
        opened = loop.time() + line.round_trip
        while line.loses() or line.loses():
            opened += SYN_AGAIN
        try:
            _, far = await loop.create_connection(lambda: _End(line, self), "127.0.0.1", line.target)
        except OSError:
            self.transport.abort()
            return
        if self.transport.is_closing():
            far.transport.abort()
            return
        self._other = far
        far.flow = Flow(line, opened, self.write)
        self.flow = Flow(line, opened, far.write)
        for data in self._early:
            self.flow.send(data)

    def write(self, data: bytes) -> None:
        """Hands over what the line brought."""
        if not self.transport.is_closing():
            self.transport.write(data)

    def data_received(self, data: bytes) -> None:
        if self._far:
            self._line.carried += len(data)
        if self.flow is None:
            self._early.append(data)
        else:
            self.flow.send(data)
        self._line.asked += [path.decode() for path in ASKED.findall(data)]

    def connection_lost(self, error: Exception | None) -> None:
        self._line.ends.discard(self)
        other = self._other
        if other is not None and self.flow is not None:
            self.flow.end(other.transport.close)


class Line:
    """Carries connections from `port` to the server at `target`; a context manager, on a thread of its own.

    `round_trip` is in seconds, `loss` a share of the segments each way; the same `seed`, the same losses.
    """

    def __init__(self, target: int, round_trip: float, loss: float, seed: int = 1) -> None:
        self.target = target
        self.round_trip = round_trip
        self.loss = loss
        self.port = 0
        self.lost = 0
        """Segments so far."""
        self.asked: list[str] = []
        """The paths of all requests, in order."""
        self.carried = 0
        """Bytes from the server so far."""
        self.ends: set[_End] = set()
        self.opening: set[asyncio.Future[None]] = set()
        self._chance = random.Random(seed)
        self._started = threading.Event()
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="line")

    def loses(self) -> bool:
        """Whether the next segment is lost."""
        lost = self._chance.random() < self.loss
        self.lost += lost
        return lost

    def cut(self) -> None:
        """Breaks every connection now; what was on the way is gone."""
        self._loop.call_soon_threadsafe(self._abort)

    def _abort(self) -> None:
        for end in list(self.ends):
            end.transport.abort()

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(10):
            raise RuntimeError("the line did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await self._loop.create_server(lambda: _End(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopped.wait()
        server.close()
        while self.ends or self.opening:
            self._abort()
            await asyncio.sleep(0)
