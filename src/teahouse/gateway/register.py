"""Who is connected to this node: by person and by session, and what happened to them lately."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from teahouse.model.people import Person, Role

if TYPE_CHECKING:
    from teahouse.gateway.peer import Peer

K = TypeVar("K", int, str)
REMEMBERED_SECONDS = 60.0
"""Longer than any look-up of a session takes."""


class Register:
    """The peers that are somebody. `now` is seconds of a steady clock."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._people: dict[int, tuple[Peer, ...]] = {}
        self._sessions: dict[str, tuple[Peer, ...]] = {}
        self._revoked: dict[str, tuple[float, int]] = {}
        self._renamed: dict[int, tuple[float, int]] = {}
        self.renames = 0
        """How many new names were heard: a mark for `renamed_since`."""
        self.classics: set[int] = set()
        """The ids of the classic guests who are here."""

    def add(self, peer: Peer) -> None:
        """It is known who this is: see `peer.actor`."""
        actor = peer.actor
        if actor.person is not None:
            self._people[actor.person.id] = (*self._people.get(actor.person.id, ()), peer)
            if actor.role is Role.CLASSIC:
                self.classics.add(actor.person.id)
        if actor.session is not None:
            self._sessions[actor.session] = (*self._sessions.get(actor.session, ()), peer)

    def remove(self, peer: Peer) -> None:
        """The connection is gone."""
        actor = peer.actor
        if actor.person is not None:
            _drop(self._people, actor.person.id, peer)
            if actor.person.id not in self._people:
                self.classics.discard(actor.person.id)
        if actor.session is not None:
            _drop(self._sessions, actor.session, peer)

    def people(self) -> list[int]:
        """The ids of all who are here."""
        return list(self._people)

    def sessions(self) -> list[str]:
        """The sessions of all who are here."""
        return list(self._sessions)

    def of(self, person: int) -> tuple[Peer, ...]:
        """The peers of this person."""
        return self._people.get(person, ())

    def rename(self, person: Person) -> None:
        """This person has another name."""
        self.renames += 1
        _remember(self._renamed, person.id, self._now(), self.renames)
        for peer in self._people.get(person.id, ()):
            peer.actor = replace(peer.actor, person=person)

    def renamed_since(self, person: int, mark: int) -> bool:
        """Whether a new name was heard since then: what was read meanwhile may be the old one."""
        return person in self._renamed and self._renamed[person][1] > mark

    def revoke(self, session: str) -> tuple[Peer, ...]:
        """A session has ended: its peers here."""
        _remember(self._revoked, session, self._now(), 0)
        return self._sessions.get(session, ())

    def is_revoked(self, session: str) -> bool:
        """Whether it was heard lately that this session has ended."""
        return session in self._revoked


def _drop(index: dict[K, tuple[Peer, ...]], key: K, peer: Peer) -> None:
    others = tuple(other for other in index.pop(key, ()) if other is not peer)
    if others:
        index[key] = others


def _remember(times: dict[K, tuple[float, int]], key: K, now: float, number: int) -> None:
    """Note when; the dict is in the order of times, and what is old is forgotten."""
    times.pop(key, None)
    times[key] = (now, number)
    while (oldest := next(iter(times))) != key and times[oldest][0] + REMEMBERED_SECONDS < now:
        del times[oldest]
