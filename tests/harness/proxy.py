"""A TCP proxy on loopback that loses, freezes and slows connections on demand; it understands nothing of what it carries."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from tests.harness.cuts import Armed, Cut, Sieve, Way

if TYPE_CHECKING:
    from types import TracebackType

ANSWERS_WITHIN = 10.0

__all__ = ["Cut", "Proxy", "Sieve", "Way"]


class Proxy:
    """Carries connections from a port of its own to `target`, on a thread of its own.

    All methods may be called from any thread; they return when it is done. Use as a context manager.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.ends: set[_End] = set()
        self.refused: bytes | None = None
        self.armed: Armed | None = None
        self.frozen: frozenset[Way] = frozenset()
        self.delay = 0.0
        self.sieves: dict[Way, Callable[[], Sieve]] = {}
        """What each connection made from now on is sifted through, by direction."""
        self._started = threading.Event()
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name=f"proxy to {target}")

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(ANSWERS_WITHIN), "the proxy did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(ANSWERS_WITHIN)

    def cut(self, beginning: bytes = b"") -> None:
        """Lose all connections now that began with these bytes."""

        def lose() -> None:
            for end in list(self.ends):
                if isinstance(end, _Near) and end.first.startswith(beginning):
                    end.lose()

        self._do(lose)

    def refuse(self, beginning: bytes | None) -> None:
        """From now on, lose at once every new connection that begins so; None lets all pass again."""

        def change() -> None:
            self.refused = beginning

        self._do(change)

    def arm(
        self, when: Cut, *, beginning: bytes = b"", at_least: int = 1, containing: bytes = b""
    ) -> threading.Event:
        """Lose the next connection whose client sends so much in one piece; the event tells that it is lost.

        Only connections that began with `beginning`; those first bytes themselves do not count.
        """
        armed = Armed(when, beginning, at_least, containing)

        def change() -> None:
            self.armed = armed

        self._do(change)
        return armed.done

    def freeze(self, *ways: Way) -> None:
        """Carry nothing these ways (both, if none is named) until `thaw`: no end, no error, also for new connections."""

        def change() -> None:
            self.frozen = frozenset(ways or Way)
            for end in self.ends:
                end.obey()

        self._do(change)

    def thaw(self) -> None:
        """Carry all again, from where it stopped."""

        def change() -> None:
            self.frozen = frozenset()
            for end in self.ends:
                end.obey()

        self._do(change)

    def slow(self, seconds: float) -> None:
        """From now on, carry each piece so much later, either way."""

        def change() -> None:
            self.delay = seconds

        self._do(change)

    def _do(self, action: Callable[[], None]) -> None:
        done = threading.Event()

        def run() -> None:
            action()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(ANSWERS_WITHIN), "the proxy does not answer"

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        server = await self._loop.create_server(lambda: _Near(self), "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        await self._stopped.wait()
        server.close()
        while self.ends:
            for end in list(self.ends):
                end.transport.abort()
            await asyncio.sleep(0)  # connection_lost comes in the next turn


class _End(asyncio.Protocol):
    """One of the two ends of a carried connection; a slow one slows the other."""

    transport: asyncio.Transport
    other: _End | None = None
    way: Way

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        self._crowded = False
        self._delayed: deque[bytes] = deque()
        make = proxy.sieves.get(self.way)
        self._sieve = make() if make is not None else None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.proxy.ends.add(self)
        self.obey()

    def connection_lost(self, exc: Exception | None) -> None:
        self.proxy.ends.discard(self)
        if self.other is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        self._crowded = True
        if self.other is not None:
            self.other.obey()

    def resume_writing(self) -> None:
        self._crowded = False
        if self.other is not None:
            self.other.obey()

    def obey(self) -> None:
        """Read on, unless the other end is full or nothing is to be carried this way."""
        if self.way in self.proxy.frozen or (self.other is not None and self.other._crowded):
            self.transport.pause_reading()
        else:
            self.transport.resume_reading()

    def carry(self, data: bytes) -> None:
        """Hand it to the other end, now or after the delay."""
        assert self.other is not None
        if self._sieve is not None:
            data = self._sieve(data)
        if not self.proxy.delay and not self._delayed:
            self.other.transport.write(data)
            return
        self._delayed.append(data)
        asyncio.get_running_loop().call_later(self.proxy.delay, self._carry_delayed)

    def _carry_delayed(self) -> None:
        assert self.other is not None
        self.other.transport.write(self._delayed.popleft())


class _Near(_End):
    """The client's end. It waits for the first bytes before it connects onward."""

    way = Way.OUT

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(proxy)
        self._connecting: asyncio.Task[None] | None = None
        self.first = b""
        self.answered: Armed | None = None

    def lose(self) -> None:
        """Gone without a word for the client; the target still gets what was written to it."""
        self.transport.abort()
        if self.other is not None:
            self.other.transport.close()

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self.first = data
            if self.proxy.refused is not None and data.startswith(self.proxy.refused):
                self.lose()
                return
            self.transport.pause_reading()
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
            return
        armed = self.proxy.armed
        if armed is None or not self._meets(armed, data):
            self.carry(data)
            return
        self.proxy.armed = None
        if armed.when is not Cut.BEFORE:
            self.other.transport.write(data)
        if armed.when is Cut.ANSWERED:
            self.answered = armed
        else:
            self.lose()
            armed.done.set()

    def _meets(self, armed: Armed, data: bytes) -> bool:
        return (
            self.first.startswith(armed.beginning)
            and len(data) >= armed.at_least
            and armed.containing in data
        )

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, far = await loop.create_connection(lambda: _Far(self), "127.0.0.1", self.proxy.target)
        except OSError:
            self.transport.abort()
            return
        self.other = far
        self.carry(self.first)
        if self.transport.is_closing():
            far.transport.close()
        else:
            self.obey()


class _Far(_End):
    """The target's end."""

    way = Way.BACK

    def __init__(self, near: _Near) -> None:
        super().__init__(near.proxy)
        self._near = near
        self.other = near

    def data_received(self, data: bytes) -> None:
        armed, self._near.answered = self._near.answered, None
        if armed is None:
            self.carry(data)
        else:
            self._near.lose()
            armed.done.set()
