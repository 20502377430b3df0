"""What is told to people and not to a room's members: rooms that moved, positions read, calls, the list."""

from __future__ import annotations

from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING, Any, assert_never

from teahouse.broker.port import PeopleCalled, ReadsMoved, RoomsMoved, RoomTouched
from teahouse.chat.visibility import may_see, message
from teahouse.gateway.page import PagePeer
from teahouse.model.errors import RetryableError, RoomNotFoundError, TeahouseError
from teahouse.model.people import ACCOUNTS
from teahouse.protocol import codec
from teahouse.protocol.events import NoticeCreated, ReadChanged, RoomActivity, RoomListed

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway

TELL_SECONDS = 1.0
MANY_SETS = 1_000
Told = PeopleCalled | ReadsMoved | RoomsMoved | RoomTouched
Moved = tuple[int, int, int]


class Crier:
    """Finds whom of this node it concerns; they are told on all of their connections."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._moved: dict[int, Moved] = {}
        self._due = False
        self._listing: int | None = None
        self._touched = 0
        self._behind = False
        """Something of the list could not be looked up, and so was not told."""
        self._shared: dict[frozenset[int], frozenset[int]] = {}

    def shared(self, rooms: frozenset[int]) -> frozenset[int]:
        """The same set of rooms, kept once for all who know just these."""
        if len(self._shared) >= MANY_SETS:
            self._shared.clear()
        return self._shared.setdefault(rooms, rooms)

    def hear(self, told: Told, *, own: bool) -> None:
        """From any node; `own` if it is this one that says so."""
        match told:
            case RoomsMoved(rooms):
                self._move(rooms)
            case ReadsMoved(states):
                for state in states:
                    changed = ReadChanged(
                        room=state.room,
                        read=state.read,
                        count=state.count,
                        unread=state.unread,
                        mentions=state.mentions,
                        notify=state.notify,
                    )
                    _tell(self._peers_of([state.person]), codec.frame(changed))
            case PeopleCalled():
                self._gateway.spawn(self._call(told))
                if own:
                    self._gateway.called(told)
            case RoomTouched(room, listed):
                self._gateway.context.places.forget(room)
                if listed:
                    self._touched += 1
                    self._list_soon(self._list(room))
            case _:
                assert_never(told)

    def compare(self, listing: int) -> None:
        """The store's list of rooms changed so often: tell all of it anew where a hint of that was lost."""
        known, touched, behind = self._listing, self._touched, self._behind
        self._listing, self._touched, self._behind = listing, 0, False
        if known is None or (listing == known and not behind):
            return
        # Another room's hint may have come twice in the place of one that was lost: what is known is read anew.
        self._gateway.context.places.forget()
        if behind or listing - known > touched:
            self._list_soon(self._list_all())

    def _list_soon(self, listing: Coroutine[Any, Any, None]) -> None:
        """Where the store fails, the next sweep asks for it again."""

        async def work() -> None:
            try:
                await listing
            except RetryableError:
                self._behind = True

        self._gateway.spawn(work())

    def _peers_of(self, people: Iterable[int]) -> list[PagePeer]:
        register = self._gateway.register
        return [peer for person in people for peer in register.of(person) if isinstance(peer, PagePeer)]

    def _everyone(self) -> list[PagePeer]:
        return [peer for peer in self._gateway.peers.values() if isinstance(peer, PagePeer)]

    def _move(self, rooms: Iterable[Moved]) -> None:
        for moved in rooms:
            if moved[1] > self._moved.get(moved[0], moved)[1] or moved[0] not in self._moved:
                self._moved[moved[0]] = moved
        if self._moved and not self._due:
            self._due = True
            self._gateway.later(TELL_SECONDS, self._tell_soon)

    def _tell_soon(self) -> None:
        self._due = False
        self._gateway.spawn(self._tell_moved())

    async def _tell_moved(self) -> None:
        """To each page the rooms that it may know of and has not open; equal frames are made once."""
        moved, self._moved = self._moved, {}
        public: set[int] = set()
        for_accounts: set[int] = set()
        closed: dict[int, frozenset[int]] = {}
        private: set[int] = set()
        for room in moved:
            try:
                place = await self._gateway.context.places.get(room)
            except TeahouseError:
                continue
            if place.members is not None:
                closed[room] = place.members
                if not place.direct:
                    private.add(room)
            elif place.info.access == "members":
                for_accounts.add(room)
            else:
                public.add(room)
        mine: dict[int, set[int]] = {}
        for room, members in closed.items():
            for person in members:
                mine.setdefault(person, set()).add(room)
        frames: dict[frozenset[int], bytes] = {}
        for peer in self._everyone():
            if peer.actor.person is None:
                continue
            rooms = public | mine.get(peer.actor.person.id, set())
            # Whoever had to leave while the rooms were looked up knows of them no more.
            rooms -= private - peer.known
            if peer.actor.role in ACCOUNTS:
                rooms |= for_accounts
            told = frozenset(rooms - {room.id for room in peer.rooms})
            if told:
                frame = frames.get(told)
                if frame is None:
                    activity = RoomActivity(rooms=tuple(moved[room] for room in sorted(told)))
                    frame = frames[told] = codec.frame(activity)
                peer.tell(frame)

    async def _call(self, called: PeopleCalled) -> None:
        peers = self._everyone() if called.people is None else self._peers_of(called.people)
        if not peers:
            return
        context = self._gateway.context
        found = (await context.store.messages(called.room, [called.seq])).events
        if not found or found[0].body is None:
            return
        event = found[0]
        here = {peer.actor.person.id for peer in peers if peer.actor.person is not None}
        deaf = await context.store.ignored_by(event.sender.id, sorted(here))
        frame = codec.frame(NoticeCreated(reason=called.reason, message=message(event)))
        # Asked last: whoever had to leave meanwhile is told nothing.
        place = await context.places.get(called.room)
        for peer in peers:
            person = peer.actor.person
            if (
                person is not None
                and person.id != event.sender.id
                and person.id not in deaf
                and context.places.may_enter(place, peer.actor)
                and may_see(event, person.id, place.after(person.id))
            ):
                peer.tell(frame)

    async def _list(self, room: int) -> None:
        """Tell a room to all who may know of it now, and that it is gone to all others who knew."""
        places = self._gateway.context.places
        try:
            place = await places.get(room)
        except RoomNotFoundError:
            self._gateway.dropping.drop(room)
            return
        self._gateway.dropping.trim(place.info)
        frame = codec.frame(RoomListed(room=place.info))
        # Who is in a conversation never changes.
        peers = self._peers_of(place.members) if place.direct and place.members else self._everyone()
        for peer in peers:
            if places.may_enter(place, peer.actor):
                peer.known = self.shared(peer.known | {room})
                peer.tell(frame)
            elif room in peer.known:
                self._gateway.doors.show_out(peer, room)

    async def _list_all(self) -> None:
        store = self._gateway.context.store
        people = {peer.actor.person.id for peer in self._everyone() if peer.actor.person is not None}
        rooms = {room.id for room in await store.rooms(None)}
        for known in {peer.known for peer in self._everyone()}:
            rooms |= known
        for person in people:
            mine = await store.rooms(person)
            rooms |= {room.id for room in mine if room.kind == "direct" or room.access != "public"}
        for room in sorted(rooms):
            await self._list(room)


def _tell(peers: Iterable[PagePeer], frame: bytes) -> None:
    for peer in peers:
        peer.tell(frame)
