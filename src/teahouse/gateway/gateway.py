"""The live connections of this process, and what they share."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from teahouse import __version__
from teahouse.broker.port import PeopleCalled
from teahouse.chat.context import Context
from teahouse.chat.rooms import LATEST
from teahouse.gateway.attendance import Attendance
from teahouse.gateway.audience import Kind
from teahouse.gateway.connection import Connection
from teahouse.gateway.crier import Crier
from teahouse.gateway.doors import Doors
from teahouse.gateway.doubts import Doubts
from teahouse.gateway.dropping import Dropping
from teahouse.gateway.gaps import Gaps
from teahouse.gateway.heartbeat import BEAT_SECONDS, Heartbeat
from teahouse.gateway.hints import Hints
from teahouse.gateway.hub import RESUME_EVENTS, Hub, Room
from teahouse.gateway.interest import Interest
from teahouse.gateway.neighbours import Neighbours
from teahouse.gateway.occupancy import Occupancy
from teahouse.gateway.page import PagePeer
from teahouse.gateway.peer import Peer
from teahouse.gateway.queue import Queue
from teahouse.gateway.register import Register
from teahouse.gateway.rights import Rights
from teahouse.gateway.ring import RING_EVENTS
from teahouse.gateway.sweep import Sweep
from teahouse.model.errors import RetryableError
from teahouse.model.limits import Limits
from teahouse.model.meters import Meters
from teahouse.model.names import NAME_CHARACTERS
from teahouse.model.people import Actor, Person
from teahouse.model.text import BODY_BYTES
from teahouse.protocol import codec
from teahouse.protocol.events import Hello, HouseChanged, RoomSummary
from teahouse.protocol.events import Limits as WireLimits
from teahouse.store.port import StoredEvent

T = TypeVar("T")
DRAIN_JITTER_MS = 2_000


class Gateway:
    """Connections, rooms and their people in one process; on one event loop."""

    def __init__(self, context: Context, limits: Limits, meters: Meters) -> None:
        self.context = context
        self.limits = limits
        self.meters = meters
        self.log = logging.getLogger("teahouse.gateway")
        self.draining = False
        self.takes_files = False
        self.called: Callable[[PeopleCalled], None] = lambda called: None
        """Hears whom a message of this node calls, wherever they are."""
        self.peers: dict[Connection, Peer] = {}
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        self._epoch = context.store.epoch
        self._tasks: set[asyncio.Task[Any]] = set()
        self._empty: asyncio.Event | None = None
        self.hub = Hub(self._loop.call_soon, self.now, meters, context.house.language)
        self.gaps = Gaps(
            self.hub, self._fetch, self.spawn, self.later, lambda: context.broker.healthy, meters
        )
        self.occupancy = Occupancy(self.hub, self.now, self._loop.call_later, self._moved)
        self.register = Register(self.now)
        self.attendance = Attendance(context, self.register, self.later, self.spawn)
        self.interest = Interest(context, self.hub, self.gaps, self.now, self.occupancy.forget)
        doubts = Doubts(context, self.now, self.spawn)
        self.neighbours = Neighbours(context, self.occupancy, limits, self.now, self.later, doubts.check)
        self.heartbeat = Heartbeat(self.peers, self._loop)
        self.sweep = Sweep(
            context, self.hub, self.gaps, self.interest, meters, self.now, self.later, repairs=self
        )
        self.crier = Crier(self)
        self.doors = Doors(self)
        self.hub.about = self.doors.hear
        self.rights = Rights(self)
        self.queue = Queue(self)
        self.dropping = Dropping(self)
        context.house.changed.append(self._retell)
        context.activity.start(self._loop.call_later)
        self.hints = Hints(self)
        context.broker.listen(self.hints)

    def readiness(self) -> str | None:
        """Why no traffic should come: `draining` or `database`; `degraded`: it may; None: all is well."""
        if self.draining:
            return "draining"
        if not self.sweep.database_ok:
            return "database"
        return None if self.context.broker.healthy else "degraded"

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run a command to its end, whatever becomes of its connection."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        """Call back later; the result cancels it."""
        return self._loop.call_later(seconds, work).cancel

    def hello(
        self,
        actor: Actor,
        proposed_name: str,
        rooms: tuple[RoomSummary, ...],
        ignored: tuple[int, ...],
    ) -> Hello:
        """The first frame of a connection on `/ws`."""
        house = self.context.house
        return Hello(
            protocol=codec.PROTOCOL_VERSION,
            version=__version__,
            name=house.name,
            epoch=self.context.store.epoch,
            language=house.language,
            limits=WireLimits(
                body_bytes=BODY_BYTES,
                frame_bytes=codec.FRAME_BYTES,
                name_characters=NAME_CHARACTERS,
                resume_events=RESUME_EVENTS,
                heartbeat_ms=int(BEAT_SECONDS * 1000),
                edit_ms=house.edit_ms,
                recall_ms=house.recall_ms,
                file_bytes=house.file_bytes if self.takes_files else 0,
            ),
            you=actor.person,
            proposed_name=proposed_name,
            rooms=rooms,
            ignored=ignored,
            role=actor.role.value,
            sanctions=self.rights.greet(actor),
            house=house.told(),
        )

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
            self.register.add(peer)
            self.attendance.note(actor)

    def entered(self, peer: Peer, room: Room) -> None:
        """The connection is live in the room: count its person, tell who is here."""
        if room not in peer.rooms:
            peer.rooms.append(room)
            if peer.actor.person is not None:
                self.occupancy.enter(room, peer.actor.person)

    def left(self, peer: Peer, room_id: int, *, grace: bool = True) -> None:
        """The connection wants to hear no more of this room, or (without a grace) may not."""
        room = self.hub.rooms.get(room_id)
        if room is not None and room in peer.rooms:
            peer.rooms.remove(room)
            self.hub.leave(room, peer.connection)
            if peer.actor.person is not None:
                self.occupancy.leave(room, peer.actor.person.id, grace=grace)

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
            self.register.remove(peer)
            self.attendance.note(peer.actor)

    def revoke(self, session: str) -> None:
        """This session has ended: its connections are closed, what they still ask is refused."""
        for peer in self.register.revoke(session):
            if not peer.connection.closing:
                self.meters.sessions_revoked += 1
                peer.sign_out()

    def is_here(self, person: int) -> bool:
        """Whether this person has a page open: on this node, or in a room that is open here."""
        return bool(self.register.of(person)) or self.occupancy.has(person)

    def compare(self, listing: int, rights: int, queue: int) -> None:
        """How often the store's list of rooms, what people may do and what waits have changed: see Crier, Rights, Queue."""
        self.crier.compare(listing)
        self.queue.compare(queue)
        self.context.house.notice()
        if rights != self.context.house.rights:
            self.reload_house()
        self.rights.compare(rights)

    def drop(self, room: int) -> None:
        """The store has no such room any more; see Dropping."""
        self.dropping.drop(room)

    def reload_house(self) -> None:
        """How the place is run may be otherwise now. If the store fails, the next sweep asks for it again."""

        async def reload() -> None:
            with suppress(RetryableError):
                await self.context.house.reload()

        self.spawn(reload())

    def check_history(self, epoch: str) -> bool:
        """Whether this is the epoch that is known here; if not, everyone comes back, and is told so."""
        if epoch == self._epoch:
            return True
        self.log.warning("the store has another history: starting over")
        self._epoch = epoch
        for peer in list(self.peers.values()):
            peer.restart()
        self.interest.close_all()
        return False

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
        """Stop timers, take leave of the other nodes, and write down who was here last."""
        self.heartbeat.stop()
        self.neighbours.close()
        await self.sweep.close()
        await self.settle()
        await self.attendance.close()

    async def _fetch(self, room_id: int, after: int) -> list[StoredEvent]:
        found = await self.context.store.events(room_id, after, LATEST, RING_EVENTS)
        self.check_history(self.context.store.epoch)
        return found

    def _retell(self) -> None:
        """The place is run otherwise now: all pages are told."""
        house = self.context.house
        self.hub.speak(house.language)
        frame = codec.frame(HouseChanged(house=house.told()))
        for peer in self.peers.values():
            if isinstance(peer, PagePeer):
                peer.tell(frame)

    def _moved(self, room: int, here: tuple[Person, ...], gone: tuple[int, ...]) -> None:
        self.neighbours.moved(room, here, gone)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.log.error("task failed", exc_info=error)
