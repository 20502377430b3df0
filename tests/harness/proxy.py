"""A TCP proxy on loopback that loses connections on demand; it understands nothing of what it carries."""

from __future__ import annotations

import asyncio
import threading
from enum import Enum, auto
from typing import TYPE_CHECKING, Self

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

ANSWERS_WITHIN = 10.0


class Cut(Enum):
    """When a connection is lost, told from the bytes that its client sent."""

    BEFORE = auto()
    """The bytes are lost too."""
    AFTER = auto()
    """Right after they were handed on; what they cause is never heard of."""
    ANSWERED = auto()
    """When the first answer to them comes, which is lost."""


class Armed(Struct, frozen=True):
    """A cut that waits for `at_least` bytes in one piece, on a connection that began with `beginning`."""

    when: Cut
    beginning: bytes
    at_least: int
    done: threading.Event = field(default_factory=threading.Event)


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

    def arm(self, when: Cut, *, beginning: bytes, at_least: int) -> threading.Event:
        """Lose the next connection whose client sends so much in one piece; the event tells that it is lost.

        Only connections that began with `beginning`; those first bytes themselves do not count.
        """
        armed = Armed(when, beginning, at_least)

        def change() -> None:
            self.armed = armed

        self._do(change)
        return armed.done

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

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.proxy.ends.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.proxy.ends.discard(self)
        if self.other is not None:
            self.other.transport.close()

    def pause_writing(self) -> None:
        if self.other is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None:
            self.other.transport.resume_reading()


class _Near(_End):
    """The client's end. It waits for the first bytes before it connects onward."""

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
        if armed is None or not self.first.startswith(armed.beginning) or len(data) < armed.at_least:
            self.other.transport.write(data)
            return
        self.proxy.armed = None
        if armed.when is not Cut.BEFORE:
            self.other.transport.write(data)
        if armed.when is Cut.ANSWERED:
            self.answered = armed
        else:
            self.lose()
            armed.done.set()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, far = await loop.create_connection(lambda: _Far(self), "127.0.0.1", self.proxy.target)
        except OSError:
            self.transport.abort()
            return
        self.other = far
        far.transport.write(self.first)
        if self.transport.is_closing():
            far.transport.close()
        else:
            self.transport.resume_reading()


class _Far(_End):
    """The target's end."""

    def __init__(self, near: _Near) -> None:
        super().__init__(near.proxy)
        self._near = near
        self.other = near

    def data_received(self, data: bytes) -> None:
        armed, self._near.answered = self._near.answered, None
        if armed is None:
            self._near.transport.write(data)
        else:
            self._near.lose()
            armed.done.set()
