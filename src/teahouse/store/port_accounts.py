"""The ports of what signs people in: accounts with their sessions, and links that do something once.

As in `port`: each call is one transaction, durable when it returns, and can be sent again.
Secrets come as hashes alone, apart from a session's token, of which the adapter keeps the
hash. Whatever changes a role counts `meta.rights` up in the same transaction.
"""

from __future__ import annotations

from typing import Protocol

from teahouse.model.people import Person, Role
from teahouse.store.account_records import Credential, Known, Link, Mailbox, NewSession, SessionRecord

__all__ = ["Accounts", "Credential", "Known", "Link", "Links", "Mailbox", "NewSession", "SessionRecord"]


class Accounts(Protocol):
    """What people sign in with, and where they are signed in."""

    async def make_account(
        self,
        person: int,
        secret: str | None,
        session: NewSession,
        ended: str | None,
        now: int,
        known: Known | None = None,
    ) -> Person:
        """A guest becomes a member and keeps the name for good; `secret` is the hash of a password.

        In the same step the new session is there, `ended` is no more, as by `end_session`, and
        they have the credential `known`: ConflictError if it is somebody else's.
        NotAllowedError for who is no guest (any more); NameTakenError if the name was freed
        and is somebody else's now; PersonNotFoundError. Then nothing has happened.
        """
        ...

    async def add_account(self, name: str, session: NewSession, now: int, free_before: int) -> Person:
        """A new member of that name, signed in; NameTakenError. Names are taken over as by `add_person`."""
        ...

    async def make_owner(
        self,
        link: bytes,
        person: int | None,
        name: str,
        secret: str,
        session: NewSession,
        ended: str | None,
        now: int,
        free_before: int,
    ) -> Person:
        """The first owner, by a link of the kind setup: a new person, or `person` under that name.

        All of it or nothing, so that the link is not lost over a name that is taken
        (NameTakenError). LinkRefusedError if the link may not be used or there is an owner
        already; with the owner every setup link is closed. Of two at once, one wins.
        """
        ...

    async def has_owner(self) -> bool:
        """Whether anybody owns the place."""
        ...

    async def set_role(self, person: int, role: Role) -> None:
        """What somebody is in the whole place; PersonNotFoundError, NotAllowedError for who owns it."""
        ...

    async def give_house(self, owner: int, person: int) -> bool:
        """The owner is an admin from now on, and this person, who has an account, owns the place.

        Both or neither; False if the one is not the owner (any more) or the other has no account.
        """
        ...

    async def credentials(self, person: int) -> list[Credential]:
        """All of one person, in order of id."""
        ...

    async def credential(self, kind: str, subject: str) -> Credential | None:
        """By what it is known by outside; a password by the person's id."""
        ...

    async def put_credential(
        self, person: int, kind: str, subject: str, secret: str, label: str, now: int
    ) -> int:
        """Its id. One that the person has is changed; ConflictError if it is somebody else's."""
        ...

    async def add_known(
        self, name: str, known: Known, now: int, session: NewSession | None = None, free_before: int = 0
    ) -> tuple[Person, bool]:
        """A new member of that name, what they are known by and a session of theirs: all of it or nothing.

        Whoever has that credential already is given instead, under any name, with False and
        without the session. NameTakenError; names are taken over as by `add_person`.
        """
        ...

    async def use_credential(self, credential: int, old: str, new: str, now: int) -> bool:
        """It was used now, and its secret is `new` from now on; False if it is not `old` any more."""
        ...

    async def set_label(self, person: int, credential: int, label: str) -> bool:
        """Call a credential of this person otherwise; whether there is such a one."""
        ...

    async def drop_credential(self, person: int, kind: str, credential: int) -> bool:
        """No more; whether it was this person's, and of this kind.

        LastWayInError if nobody could sign in as them afterwards: no other credential is left and
        no confirmed address. Of two at once, at any servers, one sees what the other has dropped.
        """
        ...

    async def mailbox(self, person: int) -> Mailbox:
        """Where the person can be written to."""
        ...

    async def claim_email(self, person: int, address: str | None) -> None:
        """The person says that this address is theirs; None: they want to be written to nowhere.

        A confirmed one stays until the new one is. All links of the kind email are revoked.
        LastWayInError if a confirmed one would go without which nobody could sign in as them.
        """
        ...

    async def ask_email(self, person: int, address: str, token: bytes) -> None:
        """This link (of the kind email, by the hash of its token) confirms the address, if it is still claimed.

        All earlier ones are revoked.
        """
        ...

    async def confirm_email(self, token: bytes, now: int) -> int | None:
        """Use such a link: the address that it was made for is confirmed, if it is still claimed; whose it is.

        None for every link that may not be used, and where another account has confirmed the
        address (compared without case). If the answer was lost, it may be confirmed and yet refused.
        """
        ...

    async def add_session(self, person: int, session: NewSession, ended: str | None, now: int) -> None:
        """Sign a person in; `ended` is no more, as by `end_session`. PersonNotFoundError."""
        ...

    async def sessions(self, person: int) -> list[SessionRecord]:
        """Where a person is signed in, the last used first."""
        ...

    async def end_sessions(
        self, person: int, now: int, *, keep: str | None = None, handle: str | None = None
    ) -> list[str]:
        """End all sessions of a person but `keep`, or only the one with this handle: the ids of those ended.

        `survey` tells of them as of any.
        """
        ...

    async def seen_sessions(self, sessions: list[str], now: int) -> None:
        """These were used now: they do not expire for idleness."""
        ...

    async def expire_sessions(self, now: int, idle_before: int, created_before: int) -> list[str]:
        """End what is over, as by `end_session`: the ids of at most 1,000.

        Over is what has an end before `now`, was not used since `idle_before`, or has no end
        of its own and was made before `created_before`.
        """
        ...


class Links(Protocol):
    """Links that do something for whoever has them. A token is known by its hash (`model.people.session_id`)."""

    async def add_link(self, token: bytes, link: Link) -> None:
        """A new one; of the kinds reset and device it is the person's only one from now on."""
        ...

    async def look_link(self, token: bytes, now: int) -> Link | None:
        """What it is, if it may be used now: known, not revoked, not expired, not used up."""
        ...

    async def take_link(self, token: bytes, kind: str, now: int) -> Link | None:
        """Use it once: decided and counted in one statement, so that of two at the last use one wins.

        None for every link that may not be used as this kind, whatever the reason.
        """
        ...

    async def list_links(self, room: int, now: int) -> list[Link]:
        """The invites of a room that may be used now, the newest first."""
        ...

    async def revoke_link(self, handle: str, room: int | None = None) -> bool:
        """It may not be used any more; whether there was such a one (of that room)."""
        ...

    async def extend_link(self, token: bytes, expires_at: int) -> None:
        """It may be used until then, if it may be used at all."""
        ...

    async def drop_links(self, before: int) -> None:
        """Forget those that expired before this time."""
        ...
