"""What people may do, on the connections that are open: what changed holds for their next command."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from teahouse.broker.port import RightsTouched
from teahouse.chat.standing import networks
from teahouse.gateway.page import PagePeer
from teahouse.model.errors import BannedError, RetryableError
from teahouse.model.people import Actor
from teahouse.protocol import codec
from teahouse.protocol.events import RoomGone, RoomListed, StandingChanged
from teahouse.store.order_records import BAN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from teahouse.gateway.gateway import Gateway
    from teahouse.gateway.peer import Peer
    from teahouse.protocol.parts import Sanction
    from teahouse.store.order_records import SanctionRecord, Since

AT_ONCE: Final = 1_000
"""People whose roles are read in one query."""

Told = tuple[str, tuple["Sanction", ...], frozenset[int]]
"""A person's role, what they may not do as they were told, and the rooms that they were sent out of."""


class Rights:
    """Reads again who the people of this node are and what they may not do, when the store knows better."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._standing = gateway.context.standing
        self._told: dict[int, Told] = {}
        self._wanted: set[int | None] = set()
        self._working = False
        self._survey: int | None = None
        self._settled: int | None = None
        self.turns = 0
        """Counts up with what is heard: who was read before may be somebody else now."""

    def hear(self, person: int | None) -> None:
        """From any node: a person's rights changed, or (None) how the house is run."""
        self.turns += 1
        self._wanted.add(person)
        if not self._working:
            self._working = True
            self._gateway.spawn(self._work())

    def compare(self, rights: int) -> None:
        """The store's rights changed so often: all are read anew where that is not what was read last."""
        self._survey = rights
        if rights != self._settled:
            self.hear(None)
        elif self._standing.is_over():
            self._tell(self._gateway.register.people())

    def greet(self, actor: Actor) -> tuple[Sanction, ...]:
        """What somebody may not do, as their hello says it; from now on they are told what changes."""
        if actor.person is None:
            return ()
        told = self._now(actor)
        self._told[actor.person.id] = told
        return told[1]

    def admits(self, peer: Peer) -> bool:
        """Whether this peer may be here, by who it is and where it comes from; if not, it is closed."""
        actor = peer.actor
        try:
            if actor.person is not None:
                self._standing.check_person(actor.person.id)
                self._standing.seen_at(actor.person.id, peer.address)
            self._standing.check_address(peer.address, actor)
        except BannedError:
            if not peer.connection.closing:
                peer.expel()
            return False
        return True

    async def _work(self) -> None:
        try:
            while self._wanted:
                wanted, self._wanted = self._wanted, set()
                # What fails now, the next sweep asks for again.
                with suppress(RetryableError):
                    await self._refresh(wanted)
        finally:
            self._working = False

    async def _refresh(self, wanted: set[int | None]) -> None:
        register, survey = self._gateway.register, self._survey
        new = await self._standing.refresh()
        people = register.people() if None in wanted else [each for each in wanted if each is not None]
        people = [person for person in people if register.of(person)]
        for start in range(0, len(people), AT_ONCE):
            some = people[start : start + AT_ONCE]
            self._rank(await self._gateway.context.store.since(some))
        await self._widen(new)
        self._close()
        self._tell(people)
        if None in wanted and survey is not None:
            self._settled = survey

    def _rank(self, found: dict[int, Since]) -> None:
        for person, since in found.items():
            for peer in self._gateway.register.of(person):
                if since.role is not peer.actor.role:
                    peer.actor = Actor(since.role, peer.actor.person, peer.actor.session)

    async def _widen(self, new: list[SanctionRecord]) -> None:
        """Who is banned with their addresses may be known here alone from where they came."""
        for each in new:
            if each.kind != BAN or each.networks is None:
                continue
            here = [peer.address for peer in self._gateway.register.of(each.person)]
            known = each.networks.split()
            all_of_them = dict.fromkeys((*known, *networks(here), *self._standing.networks_of(each.person)))
            if len(all_of_them) > len(known):
                await self._gateway.context.store.widen_sanction(each.id, " ".join(all_of_them))
                await self._standing.refresh()
                self._gateway.context.broker.signal(RightsTouched(each.person))

    def _close(self) -> None:
        if self._standing.bans_any():
            for peer in list(self._gateway.peers.values()):
                self.admits(peer)

    def _tell(self, people: Iterable[int]) -> None:
        """What is otherwise than they were told; out of the rooms that they may not be in any more."""
        register = self._gateway.register
        for person in people:
            peers = [peer for peer in register.of(person) if not peer.connection.closing]
            if not peers:
                continue
            now, before = self._now(peers[0].actor), self._told.get(person)
            self._told[person] = now
            frames = []
            if before is None:
                # Whoever had no hello yet is told by that.
                before = now
            elif now[:2] != before[:2]:
                frames.append(codec.frame(StandingChanged(role=now[0], sanctions=now[1])))
            before_barred = before[2]
            frames += [codec.frame(RoomGone(room=room)) for room in sorted(now[2] - before_barred)]
            for peer in peers:
                for room in now[2]:
                    self._gateway.left(peer, room)
                if isinstance(peer, PagePeer):
                    for frame in frames:
                        peer.tell(frame)
            for room in before_barred - now[2]:
                self._gateway.spawn(self._list(person, room))
        for person in [each for each in self._told if not register.of(each)]:
            del self._told[person]

    async def _list(self, person: int, room: int) -> None:
        """A room is there again for somebody."""
        context = self._gateway.context
        with suppress(RetryableError):
            place = await context.places.get(room)
            for peer in self._gateway.register.of(person):
                if isinstance(peer, PagePeer) and context.places.may_enter(place, peer.actor):
                    peer.tell(codec.frame(RoomListed(room=place.info)))

    def _now(self, actor: Actor) -> Told:
        assert actor.person is not None, "a visitor has nothing that could be taken away"
        person = actor.person.id
        return actor.role.value, self._standing.told(person), self._standing.barred(person)
