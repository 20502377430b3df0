"""What an adapter of a broker has to bring; `relay.py` does the rest.

- A link is a pair of connections, one that listens and one that publishes, from its
  opening to the first thing that goes wrong with either. Then it is closed, and another
  one is opened: nothing is repaired.
- `Connect` opens one. It raises BrokerOpenError, in words for the operator.
- `publish` has one caller at a time, and so has the pair of `subscribe` and `unsubscribe`.
  Both may be cancelled, and `close` comes next.
- Payloads of one link arrive in the order in which they were published.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeAlias

Hear: TypeAlias = Callable[[str, bytes | str], None]
"""Call it with the topic and the payload of whatever arrives."""
Lost: TypeAlias = Callable[[Exception], None]
"""Call it with a BrokerOpenError or LinkError when the link is of no use any more."""


class Link(Protocol):
    """A way to the broker and back; each call raises LinkError or BrokerOpenError."""

    async def subscribe(self, topics: list[str]) -> None:
        """Hear these topics; returns once that is so."""
        ...

    async def unsubscribe(self, topics: list[str]) -> None:
        """Hear them no more."""
        ...

    async def publish(self, payloads: list[tuple[str, bytes]]) -> None:
        """Give payloads to their topics, in order; returns when the broker has them."""
        ...

    async def close(self) -> None:
        """Let go of the connections, whatever state they are in; never raises, takes no time."""
        ...


Connect: TypeAlias = Callable[[Hear, Lost], Awaitable[Link]]


def channel(store_id: str, topic: str) -> str:
    """The name of a store's topic on a broker that may serve several stores."""
    return f"teahouse:{store_id}:{topic}"
