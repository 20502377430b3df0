"""Who is in each live room and who types there, told to its members and to the other nodes.

One timer for the process, running only while something changed or is about to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from teahouse.broker.port import PresenceMoved, PresenceRange
from teahouse.gateway.audience import Kind
from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.presence import GRACE, Diff, Presence, Typists
from teahouse.gateway.remote import Remote
from teahouse.model.people import Person
from teahouse.protocol import classic, codec
from teahouse.protocol.events import PresenceChanged, PresenceState, TypingChanged

TICK = 0.2
NAMED_IN_CROWD = 3

Moved = Callable[[int, tuple[Person, ...], tuple[int, ...]], None]
"""(room, those of this node who came or have other names, the ids of those who left)."""


@dataclass(slots=True)
class _Company:
    """`presence` are all people, `own` those of this node, `remote` keeps those of the others."""

    presence: Presence = field(default_factory=Presence)
    own: Presence = field(default_factory=Presence)
    remote: Remote = field(init=False)
    typists: Typists = field(default_factory=Typists)
    state_frame: bytes | None = None

    def __post_init__(self) -> None:
        self.remote = Remote(self.presence, self.own)


class Occupancy:
    """`later(seconds, callback)` and `now()` are the event loop's; `moved` tells the other nodes."""

    def __init__(
        self,
        hub: Hub,
        now: Callable[[], float],
        later: Callable[[float, Callable[[], None]], object],
        moved: Moved,
    ) -> None:
        self._hub = hub
        self._now = now
        self._later = later
        self._moved = moved
        self._companies: dict[Room, _Company] = {}
        self._restless: dict[Room, None] = {}
        self._ticking = False

    def enter(self, room: Room, person: Person) -> None:
        """One more connection of this person in the room."""
        company = self._of(room)
        company.presence.arrive(person)
        company.own.arrive(person)
        self._wake(room)

    def leave(self, room: Room, person: int, *, grace: bool = True) -> None:
        """One connection of this person less; nothing in a room that was closed meanwhile."""
        company = self._companies.get(room)
        if company is not None:
            for presence in (company.presence, company.own):
                presence.depart(person, self._now(), GRACE if grace else 0.0)
            self._wake(room)

    def forget(self, room: Room) -> None:
        """The room is closed."""
        self._companies.pop(room, None)
        self._restless.pop(room, None)

    def rooms(self) -> list[int]:
        """The ids of all rooms where somebody of this node or another is, or was lately."""
        return [room.id for room in self._companies]

    def has(self, person: int) -> bool:
        """Whether this person is in any room that is open here, on whatever node."""
        return any(company.presence.holds(person) for company in self._companies.values())

    def own(self, room_id: int) -> list[Person]:
        """This node's people in the room, by id."""
        room = self._hub.rooms.get(room_id)
        company = self._companies.get(room) if room is not None else None
        return company.own.everyone() if company is not None else []

    def hear(self, signal: PresenceMoved | PresenceRange, node: str) -> list[int]:
        """Another node's people; the ids of those whom we call otherwise."""
        room = self._hub.rooms.get(signal.room)
        if room is None:
            return []
        remote, now = self._of(room).remote, self._now()
        if isinstance(signal, PresenceMoved):
            doubts = remote.moved(signal, node, now)
        else:
            doubts = remote.range(signal, node, now)
        self._wake(room)
        return doubts

    def expire_leases(self) -> None:
        """Forget the nodes that were silent for too long."""
        for room, company in self._companies.items():
            if company.remote and company.remote.expire(self._now()):
                self._wake(room)

    def renew_leases(self) -> None:
        """No node could be heard until now."""
        for company in self._companies.values():
            company.remote.renew(self._now())

    def rename(self, person: Person) -> None:
        """This person has another name, in every room."""
        for room, company in self._companies.items():
            if company.presence.holds(person.id):
                company.presence.rename(person)
                company.own.rename(person)
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
            self._tell_others(room, company.own, now)
            due_typing = company.typists.due(now)
            if due_typing is not None and due_typing <= now:
                listed = company.typists.change(now)
                if listed is not None:
                    changed = TypingChanged(room=room.id, people=listed)
                    self._hub.fade(room, Kind.PAGE, codec.frame(changed))
            if all(each.due(now) is None for each in (company.presence, company.own, company.typists)):
                del self._restless[room]
        self._keep_ticking()

    def _tell_others(self, room: Room, own: Presence, now: float) -> None:
        due = own.due(now)
        diff = own.diff(now) if due is not None and due <= now else None
        if diff is not None:
            here = (*diff.joined, *(after for _, after in diff.renamed))
            self._moved(room.id, here, tuple(person.id for person in diff.left))

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
