"""Who someone is, as others see it."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from msgspec import Struct


class Person(Struct, frozen=True, omit_defaults=True):
    """A person as any other may know it: nothing secret is ever in here.

    `id` is for good; `name` may change and may later belong to another id. `away` and
    `status`, what they say of themselves, are told where it is about who is here.
    """

    id: int
    name: str
    away: bool = False
    status: str = ""

    def plain(self) -> Person:
        """The same as the log keeps it: who it is, and nothing of the moment."""
        return Person(self.id, self.name) if self.away or self.status else self


class Role(StrEnum):
    """What the permissions table is asked about, from the least to the most.

    A visitor reads and has no name yet; a classic guest came by the article's dialogue and
    lasts as long as its connection; a guest has a row and a token. A member has an account;
    moderators, admins and the owner keep the place, or (in a room) that room.
    """

    VISITOR = "visitor"
    CLASSIC = "classic"
    GUEST = "guest"
    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Counts up from a visitor's 0: who is higher may do more."""
        return _RANKS[self]


_RANKS: dict[Role, int] = {role: rank for rank, role in enumerate(Role)}
ACCOUNTS = frozenset({Role.MEMBER, Role.MODERATOR, Role.ADMIN, Role.OWNER})
"""Roles of people who have an account: their names are theirs for good."""


def higher(one: Role, other: Role) -> Role:
    """The higher one of two roles."""
    return one if one.rank >= other.rank else other


class Actor(Struct, frozen=True):
    """Whoever a command comes from. `person` is None for a visitor.

    `session` is the id of the session that says so, None for who has none.
    """

    role: Role
    person: Person | None = None
    session: str | None = None


VISITOR = Actor(Role.VISITOR)


def session_id(token: str) -> str:
    """What is stored and told of a session's secret: its SHA-256, in hex.

    256 random bits need no salt and no slow hash.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
