"""Ways in that go: never the last one. Each is a transaction that can be run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.model.entry_errors import LastWayInError

if TYPE_CHECKING:
    from teahouse.store.postgres_pool import Connection

# Whoever drops another one at the same time waits here, and then sees that this one is gone.
LOCK_PERSON = "SELECT FROM people WHERE id = $1 FOR NO KEY UPDATE"
OTHER_WAY = """
SELECT EXISTS (SELECT FROM credentials WHERE person = $1 AND id <> $2 AND kind <> 'import')
    OR EXISTS (SELECT FROM emails WHERE person = $1 AND confirmed = 1)
"""
IS_LAST = """
SELECT EXISTS (SELECT FROM emails WHERE person = $1 AND confirmed = 1)
    AND NOT EXISTS (SELECT FROM credentials WHERE person = $1 AND kind <> 'import')
"""


async def drop_credential(person: int, kind: str, credential: int, connection: Connection) -> bool:
    """See `Accounts.drop_credential`."""
    async with connection.transaction():
        await connection.execute(LOCK_PERSON, person)
        sql = "SELECT EXISTS (SELECT FROM credentials WHERE person = $1 AND kind = $2 AND id = $3)"
        if not await connection.fetchval(sql, person, kind, credential):
            return False
        if not await connection.fetchval(OTHER_WAY, person, credential):
            raise LastWayInError
        await connection.execute("DELETE FROM credentials WHERE id = $1", credential)
        return True


async def claim_email(person: int, address: str | None, key: str | None, connection: Connection) -> None:
    """See `Accounts.claim_email`; `key` is the address without case."""
    async with connection.transaction():
        await connection.execute(LOCK_PERSON, person)
        if key is None and await connection.fetchval(IS_LAST, person):
            raise LastWayInError
        await connection.execute("SELECT teahouse_claim_email_5($1, $2, $3)", person, address, key)
