"""What a store in memory tells of its rooms: all of one kind, and what is taken back is all that is folded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from msgspec.structs import asdict, replace

from teahouse.model.errors import RoomNotFoundError
from teahouse.protocol.parts import Folded, RoomInfo, RoomSummary
from teahouse.store import effects
from teahouse.store.port import NewEvent, Place, ReadState, RoomSnapshot, StoredEvent, Stretch

T = TypeVar("T")
LOBBY = 1


class FakeRooms:
    """See `port.Log`, `port.Rooms` and `port.Reads`. Rooms are made by adding to `logs`, direct ones to `members` too."""

    def __init__(self) -> None:
        self.logs: dict[int, list[StoredEvent]] = {LOBBY: []}
        self.first: dict[int, int] = {}
        self.members: dict[int, frozenset[int]] = {}
        self.deaf: dict[int, set[int]] = {}
        """By person: whom they ignore."""
        self.listing = 0
        """How often the list of rooms changed."""
        self.archived: set[int] = set()
        self._marks: dict[tuple[int, int], int] = {}

    async def _read(self, look: Callable[[], T]) -> T:
        raise NotImplementedError

    async def _change(self, apply: Callable[[], T]) -> T:
        raise NotImplementedError

    async def rooms(self, person: int | None) -> list[RoomSummary]:
        def look() -> list[RoomSummary]:
            own = [room for room in sorted(self.logs) if person in self.members.get(room, {person})]
            return [self._summary(room, person) for room in own]

        return await self._read(look)

    async def room(self, room: int) -> Place:
        return await self._read(lambda: Place(info=self._info(room), members=self.members.get(room)))

    async def load(self, room: int, person: int | None, limit: int) -> RoomSnapshot:
        def look() -> RoomSnapshot:
            events = self._folded(self._log(room)[-limit:])
            return RoomSnapshot(state=self._summary(room, person), events=events)

        return await self._read(look)

    async def stretch(self, room: int, after: int, upto: int, limit: int) -> Stretch:
        return await self._read(lambda: self._stretch(room, self._between(room, after, upto, limit)))

    async def messages(self, room: int, seqs: list[int]) -> Stretch:
        def look() -> Stretch:
            found = [
                event for event in self._log(room) if event.seq in seqs and event.kind == effects.CREATED
            ]
            return self._stretch(room, found)

        return await self._read(look)

    async def events(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        return await self._read(lambda: self._between(room, after, upto, limit))

    async def first_seq(self, room: int) -> int:
        return await self._read(lambda: self._info(room).first_seq)

    async def knows(self, room: int, sender: int, key: UUID) -> bool:
        return await self._read(
            lambda: any((event.sender.id, event.key) == (sender, key) for event in self._log(room))
        )

    async def mark_read(self, room: int, person: int, seq: int, *, back: bool = False) -> ReadState:
        def apply() -> ReadState:
            mark = min(seq, self._info(room).head)
            self._marks[room, person] = mark if back else max(mark, self._marks.get((room, person), 0))
            now = self._summary(room, person)
            return ReadState(
                room=room,
                person=person,
                read=now.read,
                count=now.count,
                unread=now.unread or 0,
                mentions=0,
                notify=now.notify,
            )

        return await self._change(apply)

    async def notify_levels(self, room: int) -> dict[int, str]:
        return await self._read(dict)

    async def ignored(self, person: int) -> frozenset[int]:
        return await self._read(lambda: frozenset(self.deaf.get(person, ())))

    async def ignored_by(self, person: int, among: list[int]) -> frozenset[int]:
        return await self._read(
            lambda: frozenset(each for each in among if person in self.deaf.get(each, ()))
        )

    def _write_event(self, event: NewEvent, at: int) -> StoredEvent:
        """Into the log; a text that is taken back is in it no more."""
        log = self._log(event.room)
        fields = StoredEvent.__struct_fields__
        kept = {name: value for name, value in asdict(event).items() if name in fields}
        stored = StoredEvent(**kept, seq=len(log) + 1, at=at)
        if event.kind == effects.RECALLED:
            log[:] = [
                replace(each, body=None, mentions=(), extras=None)
                if event.target in (each.seq, each.target) and each.kind in (effects.CREATED, effects.EDITED)
                else each
                for each in log
            ]
        log.append(stored)
        return stored

    def _log(self, room: int) -> list[StoredEvent]:
        if room not in self.logs:
            raise RoomNotFoundError
        return self.logs[room]

    def _between(self, room: int, after: int, upto: int, limit: int) -> list[StoredEvent]:
        return [event for event in self._log(room) if after < event.seq <= upto][:limit]

    def _stretch(self, room: int, events: list[StoredEvent]) -> Stretch:
        info = self._info(room)
        return Stretch(head=info.head, first_seq=info.first_seq, events=self._folded(events))

    def _folded(self, events: list[StoredEvent]) -> list[StoredEvent]:
        return [
            replace(event, folded=Folded(recalled_at=0, recalled_by=event.sender.id))
            if event.kind == effects.CREATED and event.body is None
            else event
            for event in events
        ]

    def _info(self, room: int) -> RoomInfo:
        log = self._log(room)
        return RoomInfo(
            id=room,
            kind="direct" if room in self.members else "room",
            name="lobby" if room == LOBBY else f"room{room}",
            title="",
            topic="",
            archived=room in self.archived,
            read_only=False,
            owner=None,
            head=len(log),
            first_seq=self.first.get(room, 1),
            count=sum(event.kind == effects.CREATED and event.visible_to is None for event in log),
        )

    def _summary(self, room: int, person: int | None) -> RoomSummary:
        return RoomSummary(**asdict(self._info(room)), read=self._marks.get((room, person or 0), 0))
