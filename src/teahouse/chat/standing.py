"""What people may not do, in the memory of this process: read anew when it changes, over by itself."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_network
from typing import Final

from teahouse.model.address import Network, is_trusted, parse_address
from teahouse.model.errors import BannedError, MutedError
from teahouse.model.people import Actor, Role
from teahouse.protocol.parts import Sanction
from teahouse.store.order_records import BAN, HOLD, KICK, MUTE, SHADOW, SanctionRecord
from teahouse.store.port import Store

SECRET: Final = frozenset({SHADOW, HOLD})
"""Kinds of which the person is never told."""

SHUT_OUT: Final = frozenset({BAN, KICK})
"""Kinds with which one may not be in a room."""

REMEMBERED: Final = 10_000
"""People whose last addresses are known."""

ADDRESSES: Final = 3
"""Addresses of one person: a phone has another one outside."""


class Standing:
    """All sanctions that are neither undone nor over. `clock` is Unix time in milliseconds."""

    def __init__(self, store: Store, clock: Callable[[], int]) -> None:
        self._store = store
        self._clock = clock
        self._reading = Lock()
        self._people: dict[int, tuple[SanctionRecord, ...]] = {}
        self._networks: tuple[tuple[Network, SanctionRecord], ...] = ()
        self._addresses: dict[int, tuple[str, ...]] = {}
        self._ids: frozenset[int] | None = None
        self._asked = clock()

    async def refresh(self) -> list[SanctionRecord]:
        """Read what the store has; those of the sanctions that were not known before, none at the first time."""
        async with self._reading:
            found = await self._store.open_sanctions(self._clock())
            people: dict[int, list[SanctionRecord]] = {}
            for each in found:
                people.setdefault(each.person, []).append(each)
            self._people = {person: tuple(theirs) for person, theirs in people.items()}
            self._networks = tuple(
                (ip_network(text), each)
                for each in found
                if each.kind == BAN and each.room is None
                for text in (each.networks or "").split()
            )
            known, self._ids = self._ids, frozenset(each.id for each in found)
            return [] if known is None else [each for each in found if each.id not in known]

    def bans_any(self) -> bool:
        """Whether anybody may not be here at all."""
        return bool(self._networks) or any(
            each.kind == BAN and each.room is None for theirs in self._people.values() for each in theirs
        )

    def is_over(self) -> bool:
        """Whether a sanction has come to its end since this was asked."""
        now, asked = self._clock(), self._asked
        self._asked = now
        return any(
            each.until is not None and asked < each.until <= now
            for theirs in self._people.values()
            for each in theirs
        )

    def of(self, person: int) -> tuple[SanctionRecord, ...]:
        """All that holds for a person now."""
        found = self._people.get(person)
        if found is None:
            return ()
        now = self._clock()
        return tuple(each for each in found if each.holds(now))

    def told(self, person: int) -> tuple[Sanction, ...]:
        """What a person may know of their own sanctions."""
        return tuple(
            Sanction(id=each.id, kind=each.kind, room=each.room, until=each.until, reason=each.reason)
            for each in self.of(person)
            if each.kind not in SECRET
        )

    def sanction(self, kind: str, person: int, room: int | None) -> SanctionRecord | None:
        """The one of this kind that holds longest for a person in a room, or (None) everywhere."""
        if person not in self._people:
            return None
        found = [each for each in self.of(person) if each.kind == kind and each.room in (None, room)]
        return max(found, key=lambda each: each.until or 2**62, default=None)

    def is_shadowed(self, person: int, room: int | None) -> bool:
        """Whether nobody else reads what this person says there."""
        return self.sanction(SHADOW, person, room) is not None

    def is_held(self, person: int, room: int | None) -> bool:
        """Whether a moderator reads first what this person says there."""
        return self.sanction(HOLD, person, room) is not None

    def is_banned(self, person: int, room: int | None = None) -> bool:
        """Whether a person may not be in a room, or (None) in the house."""
        return any(each.kind in SHUT_OUT and each.room in (None, room) for each in self.of(person))

    def barred(self, person: int) -> frozenset[int]:
        """The rooms that a person may not be in."""
        if person not in self._people:
            return frozenset()
        return frozenset(
            each.room for each in self.of(person) if each.kind in SHUT_OUT and each.room is not None
        )

    def check_mute(self, person: int, room: int | None) -> None:
        """MutedError if a person may say nothing there."""
        muted = self.sanction(MUTE, person, room)
        if muted is not None:
            wait = None if muted.until is None else max(1, muted.until - self._clock())
            raise MutedError(retry_after_ms=wait)

    def silent(self, person: int, room: int | None) -> bool:
        """Whether nothing that this person says there reaches others now."""
        return any(
            each.kind in (MUTE, SHADOW, HOLD) and each.room in (None, room) for each in self.of(person)
        )

    def check_person(self, person: int) -> None:
        """BannedError if a person may not be here at all."""
        if self.is_banned(person):
            raise BannedError(person=person)

    def bans_address(self, address: str) -> bool:
        """Whether nobody may come from this address, as `model.address.address_key` gives it."""
        if not self._networks:
            return False
        found = parse_address(address.partition("/")[0])
        now = self._clock()
        return found is not None and any(
            each.holds(now) and is_trusted(found, (network,)) for network, each in self._networks
        )

    def check_address(self, address: str, actor: Actor) -> None:
        """BannedError if nobody may come from there; who keeps the house in order may, to undo it."""
        if self._networks and actor.role.rank < Role.MODERATOR.rank and self.bans_address(address):
            raise BannedError

    def seen_at(self, person: int, address: str) -> None:
        """A person was here, from this address: kept in memory alone, in case that they are banned."""
        known = self._addresses.get(person, ())
        if known[:1] == (address,):
            return
        self._addresses.pop(person, None)
        others = tuple(other for other in known if other != address)
        self._addresses[person] = (address, *others)[:ADDRESSES]
        if len(self._addresses) > REMEMBERED:
            del self._addresses[next(iter(self._addresses))]

    def address_of(self, person: int) -> str:
        """Where a person was here last, empty for who was not seen by this process."""
        return next(iter(self._addresses.get(person, ())), "")

    def networks_of(self, person: int) -> tuple[str, ...]:
        """The address ranges of a person who was here lately: see `network`."""
        return networks(self._addresses.get(person, ()))


def networks(addresses: Iterable[str]) -> tuple[str, ...]:
    """For each address its range in CIDR notation: one IPv4 address, or the /64 of one IPv6 household."""
    found = []
    for text in addresses:
        address = parse_address(text.partition("/")[0])
        if address is not None:
            bits = 64 if isinstance(address, IPv6Address) else 32
            found.append(str(ip_network((address, bits), strict=False)))
    return tuple(dict.fromkeys(found))
