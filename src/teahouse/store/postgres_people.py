"""Who someone is, and their sessions. A write is one call or statement, which can be run again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from teahouse.model.errors import BadTextError, NameTakenError, PersonNotFoundError
from teahouse.model.names import name_key
from teahouse.model.people import Person, session_id
from teahouse.store.account_records import handle_of
from teahouse.store.batcher import Batcher
from teahouse.store.journal import check_text
from teahouse.store.name_keys import name_keys
from teahouse.store.port_people import CLASSIC_LEASE_MS
from teahouse.store.postgres_rows import PERSON, person, stored_person
from teahouse.store.postgres_runner import PostgresRunner
from teahouse.store.records import SignedIn

if TYPE_CHECKING:
    from collections.abc import Callable

    from teahouse.model.people import Role
    from teahouse.store.postgres_pool import Connection
    from teahouse.store.records import StoredPerson

NEW_ID = "SELECT nextval(pg_get_serial_sequence('people', 'id'))"

RENAME = """
SELECT renamed, people.away, people.status
FROM teahouse_rename($1, $2, $3, $4, $5, $6) AS renamed LEFT JOIN people ON people.id = $1
"""

SET_STATUS = f"UPDATE people SET away = $2, status = $3 WHERE id = $1 RETURNING {PERSON}"  # noqa: S608

# In the order of code points, so that the index on the keys serves for it.
FIND = f"""
SELECT {PERSON} FROM people
WHERE name_key IS NOT NULL AND name_key ~>=~ $1 AND name_key ~<~ ($1 || chr(1114111))
ORDER BY last_seen DESC, id DESC LIMIT $2
"""  # noqa: S608 - made of constants

BY_SESSION = f"""
SELECT sessions.token_hash, sessions.created_at, sessions.last_seen, sessions.expires_at, {PERSON}
FROM sessions JOIN people ON people.id = sessions.person
WHERE sessions.token_hash = ANY ($1::bytea[])
"""  # noqa: S608 - made of constants

BY_ID = f"SELECT {PERSON} FROM people WHERE id = ANY ($1::bigint[])"  # noqa: S608 - made of constants
BY_NAME = f"SELECT {PERSON} FROM people WHERE name_key = ANY ($1::text[])"  # noqa: S608 - made of constants

IGNORE = "INSERT INTO ignores (person, ignored) VALUES ($1, $2) ON CONFLICT DO NOTHING"
HEED = "DELETE FROM ignores WHERE person = $1 AND ignored = $2"
IGNORED = "SELECT person, ignored FROM ignores WHERE person = ANY ($1::bigint[])"
IGNORED_BY = "SELECT person FROM ignores WHERE ignored = $1 AND person = ANY ($2::bigint[])"


class PostgresPeople(PostgresRunner):
    """See `port.People`."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        super().__init__(url, now)
        self._by_token = Batcher(self._people_by_token)
        self._ignored = Batcher(self._ignored_of)

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
        """See `People.add_person`. The id is drawn first, so that an attempt is known when it comes again."""
        check_text(name, "name")
        drawn = await self._change(_new_id)
        return await self._change(partial(add, drawn, name, role, token, now, free_before, label, expires_at))

    async def rename(self, person: int, name: str, now: int, free_before: int) -> Person:
        """See `People.rename`."""
        check_text(name, "name")
        return await self._change(partial(_rename, person, name, now, free_before))

    async def set_status(self, person: int, away: bool, status: str) -> Person:
        """See `People.set_status`."""
        check_text(status, "status")
        return await self._change(partial(_set_status, person, away, status))

    async def person(self, person: int) -> StoredPerson:
        """See `People.person`."""
        rows = await self._fetch(BY_ID, [person])
        if not rows:
            raise PersonNotFoundError
        return stored_person(rows[0])

    async def people(self, people: list[int]) -> list[Person]:
        """See `People.people`."""
        return [person(row) for row in await self._fetch(BY_ID, people)]

    async def people_by_name(self, names: list[str]) -> list[StoredPerson]:
        """See `People.people_by_name`."""
        return [stored_person(row) for row in await self._fetch(BY_NAME, name_keys(names))]

    async def find_people(self, start: str, limit: int) -> list[Person]:
        """See `People.find_people`."""
        try:
            check_text(start, "start")
        except BadTextError:
            return []
        return [person(row) for row in await self._fetch(FIND, name_key(start), limit)]

    async def person_by_token(self, token: str) -> StoredPerson | None:
        """See `People.person_by_token`. Those who ask at once share a query."""
        return await self._by_token.get(token)

    async def seen(self, people: list[int], now: int) -> None:
        """See `People.seen`."""
        await self._execute("SELECT teahouse_seen_4($1, $2)", people, now)

    async def free_name(self, person: int) -> None:
        """See `People.free_name`."""
        await self._change(partial(_free, person))

    async def set_ignored(self, person: int, other: int, *, ignored: bool) -> None:
        """See `People.set_ignored`."""
        await self._execute(IGNORE if ignored else HEED, person, other)

    async def ignored(self, person: int) -> frozenset[int]:
        """See `People.ignored`. Those who ask at once share a query: every hello does."""
        return await self._ignored.get(person) or frozenset()

    async def ignored_by(self, person: int, among: list[int]) -> frozenset[int]:
        """See `People.ignored_by`."""
        return frozenset(row["person"] for row in await self._fetch(IGNORED_BY, person, among))

    async def _ignored_of(self, people: list[int]) -> dict[int, frozenset[int]]:
        found: dict[int, set[int]] = {}
        for row in await self._fetch(IGNORED, people):
            found.setdefault(row["person"], set()).add(row["ignored"])
        return {person: frozenset(ignored) for person, ignored in found.items()}

    async def _people_by_token(self, tokens: list[str]) -> dict[str, StoredPerson]:
        hashes = {token_hash(token): token for token in tokens}
        rows = await self._fetch(BY_SESSION, list(hashes))
        return {
            hashes[row["token_hash"]]: replace(
                stored_person(row),
                signed_in=SignedIn(row["created_at"], row["last_seen"], row["expires_at"]),
            )
            for row in rows
        }


def token_hash(token: str) -> bytes:
    """What is stored of a session's secret."""
    return bytes.fromhex(session_id(token))


async def _new_id(connection: Connection) -> int:
    return int(await connection.fetchval(NEW_ID))


async def add(
    person: int,
    name: str,
    role: Role,
    token: str | None,
    now: int,
    free_before: int,
    label: str,
    expires_at: int | None,
    connection: Connection,
) -> Person:
    """A new person with this id, as by `People.add_person`."""
    digest = None if token is None else token_hash(token)
    added = await connection.fetchval(
        "SELECT teahouse_add_person_4($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        person,
        name,
        name_key(name),
        role.value,
        digest,
        None if digest is None else handle_of(digest),
        label,
        expires_at,
        now,
        free_before,
        now - CLASSIC_LEASE_MS,
    )
    if not added:
        raise NameTakenError(field="name")
    return Person(person, name)


async def _rename(person: int, name: str, now: int, free_before: int, connection: Connection) -> Person:
    row = await connection.fetchrow(
        RENAME, person, name, name_key(name), now, free_before, now - CLASSIC_LEASE_MS
    )
    if row["renamed"] is None:
        raise PersonNotFoundError
    if not row["renamed"]:
        raise NameTakenError(field="name")
    return Person(person, name, away=bool(row["away"]), status=row["status"])


async def _set_status(wanted: int, away: bool, status: str, connection: Connection) -> Person:
    row = await connection.fetchrow(SET_STATUS, wanted, int(away), status)
    if row is None:
        raise PersonNotFoundError
    return person(row)


async def _free(person: int, connection: Connection) -> None:
    if not await connection.fetchval("SELECT teahouse_free_name($1)", person):
        raise PersonNotFoundError
