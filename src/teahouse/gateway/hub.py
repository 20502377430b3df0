"""Rooms to members: events in order, encoded once, one joined write a member a turn.

An event enters only as `tail + 1`; an older one is dropped, a later one is refused (see
`gaps`). Frames that reach a room during one turn of the event loop are
joined and written to each member in one write. Nobody is ever awaited here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from teahouse.gateway.audience import Encoder, Frames, Kind, encoders, page_frames
from teahouse.gateway.ring import Ring
from teahouse.model.meters import Meters
from teahouse.store import effects
from teahouse.store.port import StoredEvent

Ephemeral = tuple[bytes, int | None]
"""A frame, and the person who must not get it."""

RESUME_EVENTS = 1_000
"""Further behind than this, a fresh load is cheaper than a resume."""


class Member(Protocol):
    """Someone in a room. Whoever writes gives whole frames, and nothing here ever waits."""

    person_id: int | None
    kind: Kind

    @property
    def send(self) -> Callable[[bytes], int]:
        """Takes durable frames: how many bytes of them, or OSError; `rest` takes the others."""

    def rest(self, frames: bytes, sent: int) -> None:
        """The bytes of the frames that `send` did not take."""

    def write(self, frames: bytes) -> None:
        """`send` and `rest` in one: durable frames, which must arrive or the connection ends."""

    def write_ephemeral(self, frames: bytes) -> None:
        """Frames that a slow reader may miss."""


class Room:
    """A room's live side in this process."""

    __slots__ = ("audiences", "ephemeral", "floors", "id", "is_private", "pending", "ring", "since")

    def __init__(self, room_id: int, tail: int, *, is_private: bool = False) -> None:
        self.id = room_id
        self.is_private = is_private
        self.floors: dict[int, int] = {}
        """The seqs after which some of its people see it; they see nothing of before."""
        self.ring = Ring(tail)
        self.audiences: tuple[dict[Member, None], dict[Member, None]] = ({}, {})
        self.pending: list[StoredEvent] = []
        self.since = 0.0
        self.ephemeral: tuple[list[Ephemeral], list[Ephemeral]] = ([], [])

    @property
    def tail(self) -> int:
        """The last seq that came in, pending ones included."""
        return self.ring.tail + len(self.pending)


class Hub:
    """Every live room of this process. `soon` runs a callback in the loop's next turn, `now` is seconds."""

    def __init__(
        self,
        soon: Callable[[Callable[[], None]], object],
        now: Callable[[], float],
        meters: Meters,
        language: str = "en",
    ) -> None:
        self._encoders: tuple[Encoder, ...] = encoders(language)
        self.rooms: dict[int, Room] = {}
        self._soon = soon
        self._now = now
        self._meters = meters
        self._due: dict[Room, None] = {}
        self.about: Callable[[Room, StoredEvent], None] = lambda room, event: None
        """Hears of events that change who may be in a room, after all before them were written."""

    def speak(self, language: str) -> None:
        """Whoever is told in words is told in this language."""
        self._encoders = encoders(language)

    def open(self, room_id: int, head: int, newest: list[StoredEvent], *, is_private: bool = False) -> Room:
        """A room that was not live until now, with its newest events for the ring."""
        room = self.rooms.get(room_id)
        if room is None:
            tail = newest[0].seq - 1 if newest else head
            room = self.rooms[room_id] = Room(room_id, tail, is_private=is_private)
            for event in newest:
                room.ring.append(page_frames(event))
        return room

    def close(self, room: Room) -> None:
        """Nothing more comes into this room."""
        self._due.pop(room, None)
        self.rooms.pop(room.id, None)

    def publish(self, event: StoredEvent) -> bool:
        """Take a committed event in; False if the events before it are missing here."""
        room = self.rooms.get(event.room)
        if room is None or event.seq <= room.tail:
            return True
        if event.seq > room.tail + 1:
            return False
        if not room.pending:
            room.since = self._now()
        room.pending.append(event)
        if event.kind in effects.ABOUT_ROOM:
            # What follows it is not for who has to leave with it: so it goes out at once, and they do.
            self.flush(room)
            self.about(room, event)
        else:
            self._schedule(room)
        return True

    def fade(self, room: Room, kind: Kind, frame: bytes, skip: int | None = None) -> None:
        """An ephemeral frame for all members of one kind but `skip`, after what is pending."""
        if room.audiences[kind]:
            room.ephemeral[kind].append((frame, skip))
            self._schedule(room)

    def join(self, room: Room, member: Member, after: int, floor: int = 0) -> bool:
        """Make `member`, who has everything up to `after`, live; they see the room after `floor`.

        False if the ring is too short.
        """
        self.flush(room)
        if not room.ring.reaches(after):
            return False
        if after < room.ring.tail:
            member.write(room.ring.since(after, member.person_id, floor))
        if floor and member.person_id is not None:
            room.floors[member.person_id] = floor
        room.audiences[member.kind][member] = None
        return True

    def leave(self, room: Room, member: Member) -> None:
        """Nothing more of this room to this member."""
        room.audiences[member.kind].pop(member, None)

    def flush(self, room: Room) -> None:
        """Write what came in since the last turn to every member."""
        self._due.pop(room, None)
        events, room.pending = room.pending, []
        fading, room.ephemeral = room.ephemeral, ([], [])
        for kind in Kind:
            members = room.audiences[kind]
            if kind is Kind.PAGE:
                frames = [page_frames(event) for event in events]
                for event, each in zip(events, frames, strict=True):
                    room.ring.append(each)
                    if event.kind == effects.RECALLED and event.target is not None:
                        room.ring.erase(event.target)
            else:
                encode = self._encoders[kind]
                frames = [encode(event) for event in events] if members else []
            if members:
                if frames:
                    self._deliver(members, frames, room.floors)
                    self._meters.delivery.observe(self._now() - room.since, len(frames) * len(members))
                if fading[kind]:
                    self._fade(members, fading[kind])

    def _deliver(self, members: dict[Member, None], frames: list[Frames], floors: dict[int, int]) -> None:
        self._meters.deliveries += len(frames) * len(members)
        seers: set[int] = set()
        for each in frames:
            if each.only is not None:
                seers |= each.only
            if floors and each.target is not None:
                seers |= {person for person, floor in floors.items() if each.is_before(floor)}
        public = b"".join(each.shown if each.only is None else each.hidden for each in frames)
        if not seers:
            if public:
                _broadcast(members, public)
            return
        for member in list(members):
            if member.person_id in seers:
                floor = floors.get(member.person_id or 0, 0)
                member.write(b"".join(each.to(member.person_id, floor) for each in frames))
            elif public:
                member.write(public)

    def _fade(self, members: dict[Member, None], fading: list[Ephemeral]) -> None:
        skipped = {skip for _, skip in fading}
        joined = b"".join(frame for frame, _ in fading)
        for member in list(members):
            if member.person_id is not None and member.person_id in skipped:
                member.write_ephemeral(b"".join(frame for frame, skip in fading if skip != member.person_id))
            else:
                member.write_ephemeral(joined)

    def _schedule(self, room: Room) -> None:
        if not self._due:
            self._soon(self._flush_due)
        self._due[room] = None

    def _flush_due(self) -> None:
        for room in list(self._due):
            self.flush(room)


def _broadcast(members: dict[Member, None], frames: bytes) -> None:
    """The same frames to every member: the loop in which a server under load spends its time."""
    size = len(frames)
    for member in list(members):
        try:
            sent = member.send(frames)
        except OSError:
            sent = 0
        if sent != size:
            member.rest(frames, sent)
