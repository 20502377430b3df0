"""The broker of a single process: a direct call."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.broker.port import Signal
from teahouse.store.port import StoredEvent


class MemoryBroker:
    """Every hint arrives at once, in order, exactly once."""

    def __init__(self) -> None:
        self._on_event: list[Callable[[StoredEvent], None]] = []
        self._on_signal: list[Callable[[Signal], None]] = []

    def publish(self, event: StoredEvent) -> None:
        for hear in self._on_event:
            hear(event)

    def signal(self, signal: Signal) -> None:
        for hear in self._on_signal:
            hear(signal)

    def listen(self, on_event: Callable[[StoredEvent], None], on_signal: Callable[[Signal], None]) -> None:
        self._on_event.append(on_event)
        self._on_signal.append(on_signal)

    async def close(self) -> None:
        self._on_event.clear()
        self._on_signal.clear()
