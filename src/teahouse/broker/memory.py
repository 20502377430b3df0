"""The broker of a single process: a direct call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.broker.node import new_node

if TYPE_CHECKING:
    from teahouse.broker.port import Listener, Signal
    from teahouse.store.port import StoredEvent


class MemoryBroker:
    """There are no other nodes: every hint is heard at home, in order, once."""

    healthy = True

    def __init__(self, node: str | None = None) -> None:
        self.node = node or new_node()
        self._listener: Listener | None = None

    def publish(self, event: StoredEvent, epoch: str) -> None:
        if self._listener is not None:
            self._listener.hear_event(event, epoch)

    def signal(self, signal: Signal) -> None:
        if self._listener is not None:
            self._listener.hear_signal(signal, self.node)

    def listen(self, listener: Listener) -> None:
        self._listener = listener

    async def watch(self, room: int) -> None:
        """The own hints of all rooms are heard anyway."""

    def unwatch(self, room: int) -> None:
        """See watch."""

    async def close(self) -> None:
        self._listener = None
