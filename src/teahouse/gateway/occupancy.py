"""Who is in each live room and who types there, told to its members.

One timer for the process, running only while something changed or is about to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from teahouse.gateway.audience import Kind
from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.presence import GRACE, Diff, Presence, Typists
from teahouse.model.people import Person
from teahouse.protocol import classic, codec
from teahouse.protocol.events import PresenceChanged, PresenceState, TypingChanged

TICK = 0.2
NAMED_IN_CROWD = 3


@dataclass(slots=True)
class _Company:
    presence: Presence = field(default_factory=Presence)
    typists: Typists = field(default_factory=Typists)
    state_frame: bytes | None = None


class Occupancy:
    """`later(seconds, callback)` and `now()` are the event loop's."""

    def __init__(
        self, hub: Hub, now: Callable[[], float], later: Callable[[float, Callable[[], None]], object]
    ) -> None:
        self._hub = hub
        self._now = now
        self._later = later
        self._companies: dict[Room, _Company] = {}
        self._restless: dict[Room, None] = {}
        self._ticking = False

    def enter(self, room: Room, person: Person) -> None:
        """One more connection of this person in the room."""
        self._of(room).presence.arrive(person)
        self._wake(room)

    def leave(self, room: Room, person: int, *, grace: bool = True) -> None:
        """One connection of this person less."""
        self._of(room).presence.depart(person, self._now(), GRACE if grace else 0.0)
        self._wake(room)

    def rename(self, person: Person) -> None:
        """This person has another name, in every room."""
        for room, company in self._companies.items():
            if company.presence.holds(person.id):
                company.presence.rename(person)
                self._wake(room)

    def typing(self, room_id: int, person: Person, active: bool) -> None:
        """This person types in the room, or stopped."""
        room = self._hub.rooms.get(room_id)
        if room is not None:
            self._of(room).typists.set(person, active, self._now())
            self._wake(room)

    def state(self, room: Room) -> bytes:
        """The frame that tells who is here, encoded once until it changes."""
        company = self._of(room)
        if company.state_frame is None:
            presence = company.presence
            company.state_frame = codec.frame(
                PresenceState(room=room.id, count=presence.count, people=presence.people())
            )
        return company.state_frame

    def names(self, room: Room) -> tuple[list[str], int]:
        """Up to 200 names, and how many people there are."""
        presence = self._of(room).presence
        return presence.names(classic.LIST_NAMES), presence.count

    def tick(self) -> None:
        """Tell what is due in every room that changed."""
        self._ticking = False
        now = self._now()
        for room in list(self._restless):
            company = self._companies[room]
            due = company.presence.due(now)
            # A grace may be over: then the frame tells of someone who has left.
            company.state_frame = None
            if due is not None and due <= now:
                diff = company.presence.diff(now)
                if diff is not None:
                    self._tell(room, company, diff)
            due_typing = company.typists.due(now)
            if due_typing is not None and due_typing <= now:
                listed = company.typists.change(now)
                if listed is not None:
                    changed = TypingChanged(room=room.id, people=listed)
                    self._hub.fade(room, Kind.PAGE, codec.frame(changed))
            if company.presence.due(now) is None and company.typists.due(now) is None:
                del self._restless[room]
        self._keep_ticking()

    def _tell(self, room: Room, company: _Company, diff: Diff) -> None:
        if diff.crowd:
            changed = codec.frame(PresenceChanged(room=room.id, count=diff.count))
        elif diff.whole:
            changed = self.state(room)
        else:
            changed = codec.frame(
                PresenceChanged(
                    room=room.id,
                    count=diff.count,
                    joined=diff.joined,
                    left=diff.left,
                    renamed=tuple(after for _, after in diff.renamed),
                )
            )
        self._hub.fade(room, Kind.PAGE, changed)
        if room.audiences[Kind.CLASSIC]:
            self._tell_classic(room, company, diff)

    def _tell_classic(self, room: Room, company: _Company, diff: Diff) -> None:
        left = [*diff.left, *(before for before, _ in diff.renamed)]
        joined = [*diff.joined, *(after for _, after in diff.renamed)]
        names = company.presence.names(classic.LIST_NAMES)
        for kind, people in (("logout", left), ("login", joined)):
            if diff.crowd and people:
                who = ", ".join(person.name for person in people[:NAMED_IN_CROWD])
                if len(people) > NAMED_IN_CROWD:
                    who += f" … +{len(people) - NAMED_IN_CROWD}"
                notice = classic.coming(kind, who, names, diff.count)
                self._hub.fade(room, Kind.CLASSIC, codec.text_frame(notice))
                continue
            for person in people:
                notice = classic.coming(kind, person.name, names, diff.count)
                # Whoever has just logged in was told so at once; see ClassicPeer.
                self._hub.fade(room, Kind.CLASSIC, codec.text_frame(notice), skip=person.id)

    def _of(self, room: Room) -> _Company:
        company = self._companies.get(room)
        if company is None:
            company = self._companies[room] = _Company()
        return company

    def _wake(self, room: Room) -> None:
        self._of(room).state_frame = None
        self._restless[room] = None
        self._keep_ticking()

    def _keep_ticking(self) -> None:
        if self._restless and not self._ticking:
            self._ticking = True
            self._later(TICK, self.tick)
