"""The live connections of this process, and what they share."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, assert_never

from teahouse import __version__
from teahouse.broker.port import PersonRenamed, Signal, TypingSignal
from teahouse.chat.context import Context
from teahouse.chat.rooms import LATEST
from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import Connection, Peer
from teahouse.gateway.heartbeat import BEAT_SECONDS, Heartbeat
from teahouse.gateway.hub import RESUME_EVENTS, Hub, Room
from teahouse.gateway.occupancy import Occupancy
from teahouse.gateway.ring import RING_EVENTS
from teahouse.model.errors import RetryableError
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.names import NAME_CHARACTERS
from teahouse.model.people import Actor, Role
from teahouse.model.text import BODY_BYTES
from teahouse.protocol import codec
from teahouse.protocol.events import Hello, RoomSummary
from teahouse.protocol.events import Limits as WireLimits
from teahouse.store.port import StoredEvent

SEEN_SECONDS = 5.0
RENEW_SECONDS = 600.0
DRAIN_JITTER_MS = 2_000


class Gateway:
    """Connections, rooms and their people in one process; on one event loop."""

    def __init__(self, context: Context, limits: Limits, meters: Meters, name: str, language: str) -> None:
        self.context = context
        self.limits = limits
        self.meters = meters
        self.name = name
        self.language = language
        self.log = logging.getLogger("teahouse.gateway")
        self.draining = False
        self.peers: dict[Connection, Peer] = {}
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        self.hub = Hub(self._fetch, self._loop.call_soon, self.now, meters)
        self.occupancy = Occupancy(self.hub, self.now, self._loop.call_later)
        self.heartbeat = Heartbeat(self.peers, self._loop)
        self._people: dict[int, tuple[Peer, ...]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening: dict[int, asyncio.Task[Room]] = {}
        self._empty: asyncio.Event | None = None
        self._seen: set[int] = set()
        self._seen_timer: asyncio.TimerHandle | None = None
        self._renew_timer = self._loop.call_later(RENEW_SECONDS, self._renew)
        context.broker.listen(self._on_event, self._on_signal)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a command to its end, whatever becomes of its connection."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Call back later; the result cancels it."""
        return self._loop.call_later(seconds, work).cancel

    def hello(self, actor: Actor, proposed_name: str, rooms: tuple[RoomSummary, ...]) -> Hello:
        """The first frame of a connection on `/ws`."""
        return Hello(
            protocol=codec.PROTOCOL_VERSION,
            version=__version__,
            name=self.name,
            epoch=self.context.store.epoch,
            language=self.language,
            limits=WireLimits(
                body_bytes=BODY_BYTES,
                frame_bytes=codec.FRAME_BYTES,
                name_characters=NAME_CHARACTERS,
                resume_events=RESUME_EVENTS,
                heartbeat_ms=int(BEAT_SECONDS * 1000),
            ),
            you=actor.person,
            proposed_name=proposed_name,
            rooms=rooms,
        )

    async def room(self, room_id: int) -> Room:
        """The live room, made so on first use; RoomNotFoundError."""
        room = self.hub.rooms.get(room_id)
        if room is not None:
            return room
        opening = self._opening.get(room_id)
        if opening is None:
            opening = self._opening[room_id] = self._loop.create_task(self._open(room_id))
            opening.add_done_callback(lambda _: self._opening.pop(room_id, None))
        return await asyncio.shield(opening)

    def welcome(self, connection: Connection) -> None:
        """A new connection, its handshake done."""
        self.peers[connection] = connection.peer
        self.meters.connections += connection.kind is Kind.PAGE
        self.meters.classic_connections += connection.kind is Kind.CLASSIC

    def meet(self, peer: Peer, actor: Actor) -> None:
        """It is known now who this connection is."""
        peer.actor = actor
        if actor.person is not None:
            peer.connection.person_id = actor.person.id
            self._people[actor.person.id] = (*self._people.get(actor.person.id, ()), peer)
            self._remember_seen(actor)

    def entered(self, peer: Peer, room: Room) -> None:
        """The connection is live in the room: count its person, tell who is here."""
        if room not in peer.rooms:
            peer.rooms.append(room)
            if peer.actor.person is not None:
                self.occupancy.enter(room, peer.actor.person)

    def gone(self, peer: Peer, *, grace: bool = True) -> None:
        """The connection is lost: out of its rooms; its person leaves after the grace."""
        if self.peers.pop(peer.connection, None) is not None:
            self.meters.connections -= peer.connection.kind is Kind.PAGE
            self.meters.classic_connections -= peer.connection.kind is Kind.CLASSIC
            if not self.peers and self._empty is not None:
                self._empty.set()
        person = peer.actor.person
        for room in peer.rooms:
            self.hub.leave(room, peer.connection)
            if person is not None:
                self.occupancy.leave(room, person.id, grace=grace)
        peer.rooms.clear()
        if person is not None:
            others = tuple(other for other in self._people.pop(person.id, ()) if other is not peer)
            if others:
                self._people[person.id] = others
            self._remember_seen(peer.actor)

    async def drain(self, seconds: float) -> None:
        """Tell everyone to come back later, give them a while, then close what is left with 1012."""
        self.draining = True
        self.log.info("draining", extra={"connections": len(self.peers), "seconds": seconds})
        for peer in list(self.peers.values()):
            peer.drain(random.randint(0, DRAIN_JITTER_MS))
        if self.peers:
            self._empty = asyncio.Event()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), seconds)
        for peer in self.peers.values():
            peer.connection.stop_reading()
        await self.settle()
        for peer in list(self.peers.values()):
            peer.restart()

    async def settle(self) -> None:
        """Wait until every command that came in has its reply."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def close(self) -> None:
        """Stop timers, and write down who was here last."""
        self.heartbeat.stop()
        self._renew_timer.cancel()
        await self.settle()
        if self._seen_timer is not None:
            self._seen_timer.cancel()
        await self._flush_seen()

    async def _fetch(self, room_id: int, after: int) -> list[StoredEvent]:
        return await self.context.store.events(room_id, after, LATEST, RING_EVENTS)

    async def _open(self, room_id: int) -> Room:
        snapshot = await self.context.store.load(room_id, None, RING_EVENTS)
        room = self.hub.open(room_id, snapshot.state.head, snapshot.events)
        # What was committed between the reading and the opening was not heard.
        await self.hub.catch_up(room)
        return room

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.log.error("task failed", exc_info=error)

    def _on_event(self, event: StoredEvent) -> None:
        self.meters.messages += 1
        if not self.hub.publish(event):
            self.spawn(self.hub.catch_up(self.hub.rooms[event.room]))

    def _on_signal(self, signal: Signal) -> None:
        match signal:
            case PersonRenamed(person=person):
                for peer in self._people.get(person.id, ()):
                    peer.actor = Actor(peer.actor.role, person)
                self.occupancy.rename(person)
            case TypingSignal(room=room, person=person, active=active):
                self.occupancy.typing(room, person, active)
            case _:
                assert_never(signal)

    def _remember_seen(self, actor: Actor) -> None:
        if actor.person is not None and actor.role is Role.GUEST:
            self._seen.add(actor.person.id)
            if self._seen_timer is None:
                self._seen_timer = self._loop.call_later(SEEN_SECONDS, lambda: self.spawn(self._flush_seen()))

    def _renew(self) -> None:
        """Whoever is here keeps the name, however long ago the connection was made."""
        self._renew_timer = self._loop.call_later(RENEW_SECONDS, self._renew)
        self._seen.update(self._people)
        self.spawn(self._flush_seen())

    async def _flush_seen(self) -> None:
        self._seen_timer = None
        seen, self._seen = self._seen, set()
        try:
            if seen:
                await self.context.store.seen(sorted(seen), self.context.clock())
        except RetryableError:
            # Written with the next ones; names stay reserved for days, not seconds.
            self._seen |= seen
