"""What signs people in. A write is one call or statement, which can be run again."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

import asyncpg

from teahouse.model.entry_errors import LinkRefusedError
from teahouse.model.errors import ConflictError, NameTakenError, NotAllowedError, PersonNotFoundError
from teahouse.model.names import name_key
from teahouse.model.people import Person, Role
from teahouse.store.account_records import Credential, Known, Mailbox
from teahouse.store.journal import check_text
from teahouse.store.port_people import CLASSIC_LEASE_MS
from teahouse.store.postgres_people import BY_ID, NEW_ID, add
from teahouse.store.postgres_rows import person as person_of
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.postgres_sessions import REVOKED_FOR_MS, digest_of, row_of
from teahouse.store.postgres_ways import claim_email, drop_credential

if TYPE_CHECKING:
    from teahouse.store.account_records import NewSession
    from teahouse.store.postgres_pool import Connection

COLUMNS = "id, person, kind, subject, secret, label, created_at, last_used"
OF_PERSON = f"SELECT {COLUMNS} FROM credentials WHERE person = $1 AND kind <> 'import' ORDER BY id"  # noqa: S608 - a constant
OF_SUBJECT = f"SELECT {COLUMNS} FROM credentials WHERE kind = $1 AND subject = $2"  # noqa: S608 - a constant
HOLDER = "SELECT person FROM credentials WHERE kind = $1 AND subject = $2"
MAILBOX = """
SELECT (SELECT address FROM emails WHERE person = $1 AND confirmed = 1) AS address, coalesce(
    (SELECT address FROM email_claims WHERE person = $1),
    (SELECT address FROM emails WHERE person = $1 AND confirmed = 0)
) AS claimed
"""
USE = """
UPDATE credentials SET secret = $3, last_used = $4
WHERE id = $1 AND (secret = $2 OR secret = $3 AND last_used = $4) RETURNING id
"""


class PostgresAccounts(PostgresRunner):
    """See `port_accounts.Accounts`; its sessions are in `postgres_sessions`."""

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
        _check(known)
        return await self._change(partial(_make_account, person, secret, session, ended, now, known))

    async def add_account(self, name: str, session: NewSession, now: int, free_before: int) -> Person:
        """See `Accounts.add_account`."""
        check_text(name, "name")
        drawn = await self._change(_draw)
        return await self._change(partial(_add_account, drawn, name, session, now, free_before))

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
        check_text(name, "name")
        drawn = await self._change(_draw) if person is None else person
        arguments = (
            link, drawn, person is not None, name, name_key(name), secret, *row_of(session),
            digest_of(ended), now, free_before, now - CLASSIC_LEASE_MS, REVOKED_FOR_MS,
        )  # fmt: skip
        return await self._change(partial(_make_owner, Person(drawn, name), arguments))

    async def has_owner(self) -> bool:
        """See `Accounts.has_owner`."""
        return bool(await self._fetch("SELECT 1 FROM people WHERE role = 'owner' LIMIT 1"))

    async def set_role(self, person: int, role: Role) -> None:
        """See `Accounts.set_role`."""
        outcome = await self._value("SELECT teahouse_set_role_5($1, $2)", person, role.value)
        if outcome == "nobody":
            raise PersonNotFoundError
        if outcome == "owner":
            raise NotAllowedError

    async def give_house(self, owner: int, person: int) -> bool:
        """See `Accounts.give_house`."""
        return bool(await self._value("SELECT teahouse_give_house_5($1, $2)", owner, person))

    async def credentials(self, person: int) -> list[Credential]:
        """See `Accounts.credentials`."""
        return [Credential(**dict(row)) for row in await self._fetch(OF_PERSON, person)]

    async def credential(self, kind: str, subject: str) -> Credential | None:
        """See `Accounts.credential`."""
        rows = await self._fetch(OF_SUBJECT, kind, subject)
        return Credential(**dict(rows[0])) if rows else None

    async def put_credential(
        self, person: int, kind: str, subject: str, secret: str, label: str, now: int
    ) -> int:
        """See `Accounts.put_credential`."""
        check_text(label, "label")
        check_text(subject, "subject")
        return await self._change(partial(_put_credential, person, kind, subject, secret, label, now))

    async def add_known(
        self, name: str, known: Known, now: int, session: NewSession | None = None, free_before: int = 0
    ) -> tuple[Person, bool]:
        """See `Accounts.add_known`."""
        check_text(name, "name")
        _check(known)
        drawn = await self._change(_draw)
        return await self._change(partial(_add_known, drawn, name, known, now, session, free_before))

    async def use_credential(self, credential: int, old: str, new: str, now: int) -> bool:
        """See `Accounts.use_credential`."""
        return await self._value(USE, credential, old, new, now) is not None

    async def set_label(self, person: int, credential: int, label: str) -> bool:
        """See `Accounts.set_label`."""
        check_text(label, "label")
        sql = "UPDATE credentials SET label = $3 WHERE person = $1 AND id = $2 RETURNING id"
        return await self._value(sql, person, credential, label) is not None

    async def drop_credential(self, person: int, kind: str, credential: int) -> bool:
        """See `Accounts.drop_credential`."""
        return await self._change(partial(drop_credential, person, kind, credential))

    async def mailbox(self, person: int) -> Mailbox:
        """See `Accounts.mailbox`."""
        row = (await self._fetch(MAILBOX, person))[0]
        return Mailbox(row["address"], row["claimed"])

    async def claim_email(self, person: int, address: str | None) -> None:
        """See `Accounts.claim_email`."""
        if address is not None:
            check_text(address, "email")
        key = None if address is None else address.casefold()
        await self._change(partial(claim_email, person, address, key))

    async def ask_email(self, person: int, address: str, token: bytes) -> None:
        """See `Accounts.ask_email`."""
        await self._value("SELECT teahouse_ask_email_5($1, $2, $3)", person, address.casefold(), token)

    async def confirm_email(self, token: bytes, now: int) -> int | None:
        """See `Accounts.confirm_email`."""
        found = await self._value("SELECT teahouse_confirm_email_5($1, $2)", token, now)
        return None if found is None else int(found)

    async def _value(self, sql: str, *arguments: object) -> Any:
        """The first value of a write that can be run again."""

        async def fetch(connection: Connection) -> Any:
            return await connection.fetchval(sql, *arguments)

        return await self._change(fetch)


def _check(known: Known | None) -> None:
    if known is not None:
        check_text(known.label, "label")
        check_text(known.subject, "subject")


async def _draw(connection: Connection) -> int:
    return int(await connection.fetchval(NEW_ID))


async def _make_account(
    person: int,
    secret: str | None,
    session: NewSession,
    ended: str | None,
    now: int,
    known: Known | None,
    connection: Connection,
) -> Person:
    row = await connection.fetchrow("SELECT name, away, status FROM people WHERE id = $1", person)
    if row is None:
        raise PersonNotFoundError
    key = name_key(row["name"])
    sql = "SELECT teahouse_make_account_4($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    arguments = (person, key, secret, *row_of(session), digest_of(ended), now, REVOKED_FOR_MS)
    try:
        async with connection.transaction():
            outcome = await connection.fetchval(sql, *arguments)
            if known is not None and outcome == "made":
                await _put_known(person, known, now, connection)
    except asyncpg.UniqueViolationError:
        # Somebody took the freed name in the same moment.
        outcome = "taken"
    if outcome == "taken":
        raise NameTakenError(field="name")
    if outcome == "no guest":
        raise NotAllowedError
    return Person(person, row["name"], away=bool(row["away"]), status=row["status"])


async def _add_account(
    person: int, name: str, session: NewSession, now: int, free_before: int, connection: Connection
) -> Person:
    token, handle, _, label, expires_at = row_of(session)
    added = await connection.fetchval(
        "SELECT teahouse_add_person_4($1, $2, $3, 'member', $4, $5, $6, $7, $8, $9, $10)",
        person, name, name_key(name), token, handle, label, expires_at, now, free_before, now - CLASSIC_LEASE_MS,
    )  # fmt: skip
    if not added:
        raise NameTakenError(field="name")
    return Person(person, name)


async def _make_owner(made: Person, arguments: tuple[object, ...], connection: Connection) -> Person:
    places = ", ".join(f"${number}" for number in range(1, len(arguments) + 1))
    outcome = await connection.fetchval(f"SELECT teahouse_make_owner_4({places})", *arguments)
    if outcome == "taken":
        raise NameTakenError(field="name")
    if outcome == "refused":
        raise LinkRefusedError
    return made


async def _put_credential(
    person: int, kind: str, subject: str, secret: str, label: str, now: int, connection: Connection
) -> int:
    row = await connection.fetchrow(
        "SELECT o_id, o_holder FROM teahouse_put_credential_4($1, $2, $3, $4, $5, $6)",
        person, kind, subject, secret, label, now,
    )  # fmt: skip
    if row["o_id"] is None:
        raise PersonNotFoundError
    if row["o_holder"] != person:
        raise ConflictError(field="credential")
    return int(row["o_id"])


async def _put_known(person: int, known: Known, now: int, connection: Connection) -> None:
    await _put_credential(person, known.kind, known.subject, "", known.label, now, connection)


async def _add_known(
    drawn: int,
    name: str,
    known: Known,
    now: int,
    session: NewSession | None,
    free_before: int,
    connection: Connection,
) -> tuple[Person, bool]:
    holder = await connection.fetchval(HOLDER, known.kind, known.subject)
    if holder is None:
        # Somebody else who puts it there in this moment is waited for and seen; then neither is written here.
        with contextlib.suppress(ConflictError):
            async with connection.transaction():
                if session is None:
                    made = await add(drawn, name, Role.MEMBER, None, now, free_before, "", None, connection)
                else:
                    made = await _add_account(drawn, name, session, now, free_before, connection)
                await _put_known(drawn, known, now, connection)
                return made, True
        holder = await connection.fetchval(HOLDER, known.kind, known.subject)
    # It is this one's own after an earlier attempt, whose answer was lost.
    return person_of(await connection.fetchrow(BY_ID, [holder])), holder == drawn
