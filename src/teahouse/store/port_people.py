"""The port of people and their sessions; see `port` for what all calls promise."""

from __future__ import annotations

from typing import Protocol

from teahouse.model.people import Person, Role
from teahouse.store.records import StoredPerson

CLASSIC_LEASE_MS = 90_000
"""A classic guest's name is kept this long after it was last seen; a node says so every 30 seconds."""


class People(Protocol):
    """Who someone is, and their sessions."""

    async def add_person(
        self,
        name: str,
        role: Role,
        token: str | None,
        now: int,
        free_before: int,
        *,
        label: str = "",
        expires_at: int | None = None,
    ) -> Person:
        """A new person of that name, or NameTakenError.

        The name of a guest last seen before `free_before`, or of a classic guest who
        left or was not seen for CLASSIC_LEASE_MS (its node died), is taken over; that
        row, its id and its messages stay, without a name. That of an account never is.
        `token` is the session's secret; only its hash is stored. `label` and `expires_at`
        are that session's; see `account_records`.
        """
        ...

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        """Another name for the same person, or NameTakenError."""
        ...

    async def set_status(self, person: int, away: bool, status: str) -> Person:
        """What a person says of themselves."""
        ...

    async def person(self, person: int) -> StoredPerson:
        """A person by id, or PersonNotFoundError. A freed name is still told."""
        ...

    async def people(self, people: list[int]) -> list[Person]:
        """Those of them who exist, in no order."""
        ...

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        """Those who hold one of these names now (compared as names are), in no order."""
        ...

    async def find_people(self, start: str, limit: int) -> list[Person]:
        """Those whose names begin so (compared as names are) and are theirs now, the last seen first."""
        ...

    async def person_by_token(self, token: str) -> StoredPerson | None:
        """Whose session this secret is."""
        ...

    async def end_session(self, session: str, now: int) -> None:
        """End a session, by its id (see `model.people.session_id`); nothing happens if there is none.

        `survey` tells of it for at least a minute.
        """
        ...

    async def seen(self, people: list[int], now: int) -> None:
        """These people are here at `now`: their names stay reserved."""
        ...

    async def free_name(self, person: int) -> None:
        """A classic guest left for good: the name is free, the row stays."""
        ...

    async def set_ignored(self, person: int, other: int, *, ignored: bool) -> None:
        """Whether `person` wants to hear nothing of `other`."""
        ...

    async def ignored(self, person: int) -> frozenset[int]:
        """Whom this person ignores."""
        ...

    async def ignored_by(self, person: int, among: list[int]) -> frozenset[int]:
        """Who of these ignores this person."""
        ...
