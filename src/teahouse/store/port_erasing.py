"""The port of what goes: everything that somebody said, and then the person.

As in `port`: each call is one transaction, durable when it returns, and can be sent again.
"""

from __future__ import annotations

from typing import Protocol

from teahouse.model.files import FileRecord
from teahouse.store.erasing_records import Erased, Membership, Mention

__all__ = ["SCANNED", "Erased", "Erasing", "Membership", "Mention"]

SCANNED = 20_000
"""Events of a room that one call looks through."""


class Erasing(Protocol):
    """Reads in pieces, so that nobody waits for a person who said much."""

    async def rooms_of(self, person: int) -> list[int]:
        """Ids of the rooms in whose logs this person did something, ascending."""
        ...

    async def all_rooms(self) -> list[int]:
        """Ids of all rooms and conversations, ascending, whoever may know of them."""
        ...

    async def said_by(self, person: int, room: int, after: int, limit: int) -> list[int]:
        """Seqs beyond `after` of messages by this person that are not recalled: the first `limit` of them."""
        ...

    async def marked_by(self, person: int, room: int, after: int, limit: int) -> list[int]:
        """Seqs beyond `after` of messages with a reaction or a vote of this person: the first `limit` of them."""
        ...

    async def naming(self, person: int, room: int, after: int) -> Mention:
        """Which of the next SCANNED events beyond `after` have this person's name in them, and how far that was."""
        ...

    async def unname(self, person: int, room: int, seqs: list[int]) -> None:
        """This person is NAMELESS in these events from now on (whoever made them)."""
        ...

    async def memberships(self, person: int) -> list[Membership]:
        """The rooms and conversations that a person has a role or a read position in."""
        ...

    async def files_of(self, person: int, after: str, limit: int) -> list[FileRecord]:
        """The files that this person sent, with ids beyond `after`, in order of id."""
        ...

    async def erase_person(self, person: int, now: int) -> Erased:
        """A person is gone: the row stays for its id, NAMELESS and without a status.

        Sessions end as by `end_session`; what signs in, links, pushes, positions, memberships
        of rooms, what calls them and whom they ignore, and the records of their files are
        gone; direct conversations stay the others'. Counts `meta.rights` and the listing up.
        PersonNotFoundError; a second time nothing is left to go.
        """
        ...
