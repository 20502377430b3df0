"""Sessions and links: what is known by the hash of its secret."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from teahouse.model.errors import PersonNotFoundError
from teahouse.store.account_records import Link, SessionRecord, handle_of, token_bytes
from teahouse.store.postgres_runner import PostgresRunner

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from teahouse.store.account_records import NewSession
    from teahouse.store.postgres_pool import Connection

REVOKED_FOR_MS = 600_000
"""How long it is remembered that a session ended."""

SESSIONS = """
SELECT token_hash, handle, kind, label, created_at, last_seen, expires_at FROM sessions
WHERE person = $1 ORDER BY last_seen DESC, token_hash
"""
OVER = """
SELECT token_hash FROM sessions
WHERE expires_at <= $1 OR last_seen < $2 OR expires_at IS NULL AND created_at < $3 LIMIT 1000
"""
END = "SELECT teahouse_end_sessions_4($1, $2, $3)"

LINK = "handle, kind, created_at, expires_at, room, role, person, made_by, uses_left, uses"
USABLE = "revoked = 0 AND expires_at > $1 AND (uses_left IS NULL OR uses_left > 0)"
LOOK = f"SELECT {LINK} FROM links WHERE {USABLE} AND token_hash = $2"  # noqa: S608 - made of constants
TAKE = f"""
UPDATE links SET uses = uses + 1, uses_left = uses_left - 1
WHERE {USABLE} AND token_hash = $2 AND kind = $3 RETURNING {LINK}
"""  # noqa: S608 - made of constants
OF_ROOM = f"""
SELECT {LINK} FROM links WHERE {USABLE} AND room = $2 AND kind = 'invite' ORDER BY created_at DESC, handle
"""  # noqa: S608 - made of constants
REVOKE = """
UPDATE links SET revoked = 1 WHERE handle = $1 AND revoked = 0 AND ($2::bigint IS NULL OR room = $2)
RETURNING handle
"""


class PostgresSessions(PostgresRunner):
    """See `port_accounts.Accounts`: those calls that are of sessions."""

    async def add_session(self, person: int, session: NewSession, ended: str | None, now: int) -> None:
        """See `Accounts.add_session`."""
        sql = "SELECT teahouse_add_session_4($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        arguments = (person, *row_of(session), digest_of(ended), now, REVOKED_FOR_MS)

        async def add(connection: Connection) -> bool:
            return bool(await connection.fetchval(sql, *arguments))

        if not await self._change(add):
            raise PersonNotFoundError

    async def sessions(self, person: int) -> list[SessionRecord]:
        """See `Accounts.sessions`."""
        return [
            SessionRecord(
                session=row["token_hash"].hex(),
                handle=row["handle"] or handle_of(row["token_hash"]),
                kind=row["kind"],
                label=row["label"],
                created_at=row["created_at"],
                last_seen=row["last_seen"],
                expires_at=row["expires_at"],
            )
            for row in await self._fetch(SESSIONS, person)
        ]

    async def end_session(self, session: str, now: int) -> None:
        """See `People.end_session`."""
        try:
            digest = bytes.fromhex(session)
        except ValueError:
            return
        await self._change(partial(_end, [digest], now))

    async def end_sessions(
        self, person: int, now: int, *, keep: str | None = None, handle: str | None = None
    ) -> list[str]:
        """See `Accounts.end_sessions`."""

        async def end(connection: Connection) -> list[str]:
            rows = await connection.fetch("SELECT token_hash, handle FROM sessions WHERE person = $1", person)
            found = [
                row["token_hash"]
                for row in rows
                if row["token_hash"].hex() != keep
                and handle in (None, row["handle"] or handle_of(row["token_hash"]))
            ]
            return await _end(found, now, connection)

        return await self._change(end)

    async def seen_sessions(self, sessions: list[str], now: int) -> None:
        """See `Accounts.seen_sessions`."""
        digests = [bytes.fromhex(session) for session in sessions]
        await self._execute("SELECT teahouse_seen_sessions_4($1, $2)", digests, now)

    async def expire_sessions(self, now: int, idle_before: int, created_before: int) -> list[str]:
        """See `Accounts.expire_sessions`."""

        async def end(connection: Connection) -> list[str]:
            rows = await connection.fetch(OVER, now, idle_before, created_before)
            return await _end([row["token_hash"] for row in rows], now, connection)

        return await self._change(end)


class PostgresLinks(PostgresRunner):
    """See `port_accounts.Links`."""

    async def add_link(self, token: bytes, link: Link) -> None:
        """See `Links.add_link`."""
        await self._execute(
            "SELECT teahouse_add_link_4($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            token, link.handle, link.kind, link.created_at, link.expires_at, link.room, link.role, link.person,
            link.made_by, link.uses_left, link.uses,
        )  # fmt: skip

    async def look_link(self, token: bytes, now: int) -> Link | None:
        """See `Links.look_link`."""
        rows = await self._fetch(LOOK, now, token)
        return Link(**dict(rows[0])) if rows else None

    async def take_link(self, token: bytes, kind: str, now: int) -> Link | None:
        """See `Links.take_link`. If the answer was lost, the use may be counted and yet refused: never twice."""
        row = await self._change(_row(TAKE, now, token, kind))
        return None if row is None else Link(**row)

    async def list_links(self, room: int, now: int) -> list[Link]:
        """See `Links.list_links`."""
        return [Link(**dict(row)) for row in await self._fetch(OF_ROOM, now, room)]

    async def revoke_link(self, handle: str, room: int | None = None) -> bool:
        """See `Links.revoke_link`."""
        return await self._change(_row(REVOKE, handle, room)) is not None

    async def extend_link(self, token: bytes, expires_at: int) -> None:
        """See `Links.extend_link`."""
        await self._execute("UPDATE links SET expires_at = $2 WHERE token_hash = $1", token, expires_at)

    async def drop_links(self, before: int) -> None:
        """See `Links.drop_links`."""
        await self._execute("DELETE FROM links WHERE expires_at < $1", before)


def row_of(session: NewSession) -> tuple[bytes, str, str, str, int]:
    """Hash, handle, kind, label and end, as the functions take them."""
    digest = token_bytes(session.token)
    return digest, handle_of(digest), session.kind, session.label, session.expires_at


def digest_of(session: str | None) -> bytes | None:
    """The id of a session as it is stored."""
    return None if session is None else bytes.fromhex(session)


def _row(sql: str, *arguments: object) -> Callable[[Connection], Awaitable[dict[str, Any] | None]]:
    async def fetch(connection: Connection) -> dict[str, Any] | None:
        row = await connection.fetchrow(sql, *arguments)
        return None if row is None else dict(row)

    return fetch


async def _end(digests: list[bytes], now: int, connection: Connection) -> list[str]:
    if not digests:
        return []
    return [each.hex() for each in await connection.fetchval(END, digests, now, REVOKED_FOR_MS)]
