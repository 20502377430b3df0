"""The calls of `port_accounts`, as functions of a connection to read or of the writer's cursor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from teahouse.store import sqlite_accounts, sqlite_emails, sqlite_links, sqlite_sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.model.people import Person, Role
    from teahouse.store.account_records import Credential, Known, Link, Mailbox, NewSession, SessionRecord
    from teahouse.store.driver import driver

T = TypeVar("T")


class SqliteAccountCalls(ABC):
    """See `port_accounts.Accounts` and `port_accounts.Links`."""

    @abstractmethod
    async def _read(self, query: Callable[[driver.Connection], T]) -> T:
        """On a thread that reads."""

    @abstractmethod
    async def _change(self, apply: Callable[[driver.Cursor], T]) -> T:
        """With the next batch."""

    async def make_account(
        self,
        person: int,
        secret: str | None,
        session: NewSession,
        ended: str | None,
        now: int,
        known: Known | None = None,
    ) -> Person:
        """See `Accounts.make_account`."""
        return await self._change(
            partial(sqlite_accounts.make_account, person, secret, session, ended, now, known)
        )

    async def add_account(self, name: str, session: NewSession, now: int, free_before: int) -> Person:
        """See `Accounts.add_account`."""
        return await self._change(partial(sqlite_accounts.add_account, name, session, now, free_before))

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
        """See `Accounts.make_owner`."""
        return await self._change(
            partial(sqlite_accounts.make_owner, link, person, name, secret, session, ended, now, free_before)
        )

    async def has_owner(self) -> bool:
        """See `Accounts.has_owner`."""
        return await self._read(sqlite_accounts.has_owner)

    async def set_role(self, person: int, role: Role) -> None:
        """See `Accounts.set_role`."""
        await self._change(partial(sqlite_accounts.set_role, person, role))

    async def give_house(self, owner: int, person: int) -> bool:
        """See `Accounts.give_house`."""
        return await self._change(partial(sqlite_accounts.give_house, owner, person))

    async def credentials(self, person: int) -> list[Credential]:
        """See `Accounts.credentials`."""
        return await self._read(partial(sqlite_accounts.credentials, person))

    async def credential(self, kind: str, subject: str) -> Credential | None:
        """See `Accounts.credential`."""
        return await self._read(partial(sqlite_accounts.credential, kind, subject))

    async def put_credential(
        self, person: int, kind: str, subject: str, secret: str, label: str, now: int
    ) -> int:
        """See `Accounts.put_credential`."""
        return await self._change(
            partial(sqlite_accounts.put_credential, person, kind, subject, secret, label, now)
        )

    async def add_known(
        self, name: str, known: Known, now: int, session: NewSession | None = None, free_before: int = 0
    ) -> tuple[Person, bool]:
        """See `Accounts.add_known`."""
        return await self._change(partial(sqlite_accounts.add_known, name, known, now, session, free_before))

    async def use_credential(self, credential: int, old: str, new: str, now: int) -> bool:
        """See `Accounts.use_credential`."""
        return await self._change(partial(sqlite_accounts.use_credential, credential, old, new, now))

    async def set_label(self, person: int, credential: int, label: str) -> bool:
        """See `Accounts.set_label`."""
        return await self._change(partial(sqlite_accounts.set_label, person, credential, label))

    async def drop_credential(self, person: int, kind: str, credential: int) -> bool:
        """See `Accounts.drop_credential`."""
        return await self._change(partial(sqlite_accounts.drop_credential, person, kind, credential))

    async def mailbox(self, person: int) -> Mailbox:
        """See `Accounts.mailbox`."""
        return await self._read(partial(sqlite_emails.mailbox, person))

    async def claim_email(self, person: int, address: str | None) -> None:
        """See `Accounts.claim_email`."""
        await self._change(partial(sqlite_emails.claim, person, address))

    async def ask_email(self, person: int, address: str, token: bytes) -> None:
        """See `Accounts.ask_email`."""
        await self._change(partial(sqlite_emails.ask, person, address, token))

    async def confirm_email(self, token: bytes, now: int) -> int | None:
        """See `Accounts.confirm_email`."""
        return await self._change(partial(sqlite_emails.confirm, token, now))

    async def add_session(self, person: int, session: NewSession, ended: str | None, now: int) -> None:
        """See `Accounts.add_session`."""
        await self._change(partial(sqlite_sessions.add, person, session, ended, now))

    async def sessions(self, person: int) -> list[SessionRecord]:
        """See `Accounts.sessions`."""
        return await self._read(partial(sqlite_sessions.sessions, person))

    async def end_sessions(
        self, person: int, now: int, *, keep: str | None = None, handle: str | None = None
    ) -> list[str]:
        """See `Accounts.end_sessions`."""
        return await self._change(partial(sqlite_sessions.end_of, person, now, keep, handle))

    async def seen_sessions(self, sessions: list[str], now: int) -> None:
        """See `Accounts.seen_sessions`."""
        await self._change(partial(sqlite_sessions.seen, sessions, now))

    async def expire_sessions(self, now: int, idle_before: int, created_before: int) -> list[str]:
        """See `Accounts.expire_sessions`."""
        return await self._change(partial(sqlite_sessions.expire, now, idle_before, created_before))

    async def add_link(self, token: bytes, link: Link) -> None:
        """See `Links.add_link`."""
        await self._change(partial(sqlite_links.add, token, link))

    async def look_link(self, token: bytes, now: int) -> Link | None:
        """See `Links.look_link`."""
        return await self._read(partial(sqlite_links.look, token, now))

    async def take_link(self, token: bytes, kind: str, now: int) -> Link | None:
        """See `Links.take_link`."""
        return await self._change(partial(sqlite_links.take, token, kind, now))

    async def list_links(self, room: int, now: int) -> list[Link]:
        """See `Links.list_links`."""
        return await self._read(partial(sqlite_links.of_room, room, now))

    async def revoke_link(self, handle: str, room: int | None = None) -> bool:
        """See `Links.revoke_link`."""
        return await self._change(partial(sqlite_links.revoke, handle, room))

    async def extend_link(self, token: bytes, expires_at: int) -> None:
        """See `Links.extend_link`."""
        await self._change(partial(sqlite_links.extend, token, expires_at))

    async def drop_links(self, before: int) -> None:
        """See `Links.drop_links`."""
        await self._change(partial(sqlite_links.drop, before))
