"""The port of a broker: hints between the nodes of one store.

What an adapter promises, and what not:

- **Hints only.** The store is the truth. A published event may be lost, doubled,
  reordered or late; whoever listens orders by seq and fetches gaps from the store.
- **Never in the way.** `publish` and `signal` return at once and never fail a command.
- **Once per node.** Every node hears each hint, the publishing node its own included.
- **Trust.** An adapter decodes what it receives by type; anything else is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from teahouse.model.people import Person
from teahouse.store.port import StoredEvent


class PersonRenamed(Struct, frozen=True, tag="person.renamed"):
    """A person has another name now."""

    person: Person


class TypingSignal(Struct, frozen=True, tag="typing"):
    """A person types in a room, or stopped."""

    room: int
    person: Person
    active: bool


Signal = PersonRenamed | TypingSignal


class Broker(Protocol):
    """See the module's docstring for what each call promises."""

    def publish(self, event: StoredEvent) -> None:
        """Tell every node of a committed event."""
        ...

    def signal(self, signal: Signal) -> None:
        """Tell every node something ephemeral."""
        ...

    def listen(self, on_event: Callable[[StoredEvent], None], on_signal: Callable[[Signal], None]) -> None:
        """Call these for each hint, on the event loop's thread."""
        ...

    async def close(self) -> None:
        """Stop listening and let go of connections."""
        ...
