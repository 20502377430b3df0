"""A ping and the rooms' heads to every connection, spread over the interval.

Whoever was silent from one ping to the next is cut off: within two intervals,
30 seconds. Heads let a client notice that the last event of a room was lost.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from teahouse.gateway.audience import Kind
from teahouse.gateway.page import PagePeer
from teahouse.protocol import codec
from teahouse.protocol.events import Heartbeat as HeartbeatEvent

if TYPE_CHECKING:
    from teahouse.gateway.connection import Connection
    from teahouse.gateway.peer import Peer

BEAT_SECONDS = 15.0
SLOTS = 15


class Heartbeat:
    """Beats one slot of the connections each second."""

    def __init__(self, peers: dict[Connection, Peer], loop: asyncio.AbstractEventLoop) -> None:
        self._peers = peers
        self._loop = loop
        self._slot = 0
        self._timer = loop.call_later(BEAT_SECONDS / SLOTS, self._tick)

    def stop(self) -> None:
        """No more beats."""
        self._timer.cancel()

    def beat(self, slot: int) -> None:
        """Beat the connections of one slot."""
        frames: dict[tuple[tuple[int, int], ...], bytes] = {}
        for connection, peer in list(self._peers.items()):
            if connection.slot % SLOTS != slot or not _greeted(peer):
                continue
            frame = b""
            if connection.kind is Kind.PAGE:
                heads = tuple((room.id, room.ring.tail) for room in peer.rooms)
                cached = frames.get(heads)
                if cached is None:
                    event = HeartbeatEvent(heads={str(room): head for room, head in heads})
                    cached = frames[heads] = codec.frame(event)
                frame = cached
            connection.beat(frame)

    def _tick(self) -> None:
        self._slot = (self._slot + 1) % SLOTS
        self.beat(self._slot)
        self._timer = self._loop.call_later(BEAT_SECONDS / SLOTS, self._tick)


def _greeted(peer: Peer) -> bool:
    return not isinstance(peer, PagePeer) or peer.greeted
