"""A broker between nodes: all of it that is the same whatever carries the hints."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from typing import TYPE_CHECKING

from teahouse.broker import wire
from teahouse.broker.errors import BrokerOpenError, LinkError
from teahouse.broker.line import Line
from teahouse.broker.node import new_node
from teahouse.broker.outbox import Outbox, topic
from teahouse.broker.port import SIGNAL_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.broker.link import Connect
    from teahouse.broker.port import Listener, Signal
    from teahouse.store.port import StoredEvent

OPEN_SECONDS = 5.0
FIRST_DELAY = 0.1
LONGEST_DELAY = 2.0
"""Seconds before it connects again: after the first failure, and after many.

A link that lived no longer than the latter is one failure more.
"""
WATCH_SECONDS = 1.0
CLOSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


class Relay:
    """The port, over links that an adapter opens. Make one with `open`."""

    def __init__(
        self,
        connect: Connect,
        *,
        name: str,
        payload_bytes: int,
        event_bytes: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        """`name` is what people call this broker; `payload_bytes` the most that is joined.

        An event of more than `event_bytes` goes as a head; None stands for what a payload holds.
        `clock` gives seconds, `uniform` a number between two others.
        """
        self.node = new_node()
        self.malformed = 0
        """Hints that came and could not be understood."""
        self.reconnects = 0
        self._connect = connect
        self._name = name
        self._event_bytes = event_bytes or payload_bytes - wire.ENVELOPE_BYTES
        self._clock = clock
        self._uniform = uniform
        self._outbox = Outbox(self.node, payload_bytes, clock)
        self._own = wire.beginning(self.node)
        self._own_text = self._own.decode()
        self._listener: Listener | None = None
        self._rooms: dict[str, int] = {}
        self._line: Line
        self._alive: asyncio.Task[None]

    async def open(self) -> None:
        """Connect for the first time. Raises BrokerOpenError."""
        try:
            await self._open_line()
        except LinkError as error:
            raise BrokerOpenError(f"{self._name} cannot be used: {error}.") from None
        except TimeoutError:
            raise BrokerOpenError(
                f"{self._name} does not pass on what is published within {OPEN_SECONDS:.0f} seconds."
            ) from None
        self._alive = asyncio.get_running_loop().create_task(self._live(), name="broker")

    @property
    def dropped(self) -> int:
        """Hints of this node that were never sent."""
        return self._outbox.dropped

    @property
    def healthy(self) -> bool:
        return self._line.up

    def publish(self, event: StoredEvent, epoch: str) -> None:
        if self._listener is not None:
            self._listener.hear_event(event, epoch)
        self._outbox.put(event.room, wire.encode_event(event, epoch, self._event_bytes))

    def signal(self, signal: Signal) -> None:
        if self._listener is not None:
            self._listener.hear_signal(signal, self.node)
        try:
            hint = wire.encode_signal(signal)
        except UnicodeEncodeError:
            hint = b""
        if 0 < len(hint) <= SIGNAL_BYTES:
            self._outbox.put(wire.room_of(signal), hint)
        else:
            self._outbox.dropped += 1
            logger.error("a signal cannot be told: %s, %d bytes", type(signal).__name__, len(hint))

    def listen(self, listener: Listener) -> None:
        self._listener = listener

    async def watch(self, room: int) -> None:
        name = topic(room)
        self._rooms[name] = room
        done = self._line.wish(True, name)
        if self._line.up:
            # Not cancelled: others' commands are on the same connection.
            await asyncio.wait({done}, timeout=WATCH_SECONDS)

    def unwatch(self, room: int) -> None:
        name = topic(room)
        if self._rooms.pop(name, None) is not None:
            self._line.wish(False, name)

    async def close(self) -> None:
        self._listener = None
        if self.healthy:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._line.drain()
        self._alive.cancel()
        await asyncio.wait({self._alive})
        await self._line.close()

    async def _open_line(self) -> None:
        line = self._line = Line(self.node, self._outbox, self._hear)
        async with asyncio.timeout(OPEN_SECONDS):
            await line.open(self._connect, [topic(None), *self._rooms])

    async def _live(self) -> None:
        delay = FIRST_DELAY
        while True:
            began = self._clock()
            reason = await self._line.serve()
            await self._line.close()
            logger.warning("the broker is away, so messages take longer: %s", reason)
            lived = self._clock() - began
            delay = await self._reopen(FIRST_DELAY if lived > LONGEST_DELAY else delay)
            self.reconnects += 1
            logger.warning("the broker is back: %s", self._name)
            if self._listener is not None:
                self._listener.restored()

    async def _reopen(self, delay: float) -> float:
        """Connect again, first after `delay` seconds; the result is how long to wait the next time."""
        told = ""
        while True:
            await asyncio.sleep(self._uniform(delay / 2, delay))
            try:
                await self._open_line()
            except Exception as error:
                # Whatever it is, the next attempt may go better, and nobody else makes one.
                again, told = told, str(error) or type(error).__name__
                if told != again:
                    logger.warning("the broker is still away: %s", told)
                delay = min(delay * 2, LONGEST_DELAY)
            else:
                return min(delay * 2, LONGEST_DELAY)

    def _hear(self, name: str, payload: bytes | str) -> None:
        own = self._own if isinstance(payload, bytes) else self._own_text
        listener = self._listener
        if listener is None or payload.startswith(own):  # type: ignore[arg-type]
            return
        room = self._rooms.get(name)
        if room is None and name != topic(None):
            return
        said = wire.unpack(payload, room)
        self.malformed += said.malformed
        if said.node == self.node:
            return
        for hint in said.hints:
            match hint:
                case wire.EventHint(event, epoch):
                    listener.hear_event(event, epoch)
                case wire.HeadHint(room_id, seq, epoch):
                    listener.hear_head(room_id, seq, epoch)
                case _:
                    listener.hear_signal(hint, said.node)
