"""Sessions: where people are signed in, each a row known by the hash of its secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teahouse.model.errors import PersonNotFoundError
from teahouse.store.account_records import NewSession, SessionRecord, handle_of, token_bytes

if TYPE_CHECKING:
    from teahouse.store.driver import driver

REVOKED_FOR_MS = 600_000
"""How long it is remembered that a session ended."""

COLUMNS = "token_hash, handle, kind, label, created_at, last_seen, expires_at"

OVER = """
SELECT token_hash FROM sessions
WHERE expires_at <= :now OR last_seen < :idle OR expires_at IS NULL AND created_at < :created LIMIT 1000
"""


def insert(person: int, session: NewSession, now: int, cursor: driver.Cursor) -> None:
    """The row alone."""
    digest = token_bytes(session.token)
    cursor.execute(
        "INSERT INTO sessions (token_hash, person, created_at, last_seen, handle, label, kind, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (digest, person, now, now, handle_of(digest), session.label, session.kind, session.expires_at),
    )


def add(person: int, session: NewSession, ended: str | None, now: int, cursor: driver.Cursor) -> None:
    """See `Accounts.add_session`."""
    if cursor.execute("SELECT 1 FROM people WHERE id = ?", (person,)).fetchone() is None:
        raise PersonNotFoundError
    insert(person, session, now, cursor)
    if ended is not None:
        end(ended, now, cursor)


def end(session: str, now: int, cursor: driver.Cursor) -> None:
    """See `People.end_session`."""
    try:
        digest = bytes.fromhex(session)
    except ValueError:
        return
    _end([digest], now, cursor)


def end_of(person: int, now: int, keep: str | None, handle: str | None, cursor: driver.Cursor) -> list[str]:
    """See `Accounts.end_sessions`."""
    rows = cursor.execute("SELECT token_hash, handle FROM sessions WHERE person = ?", (person,)).fetchall()
    found = [
        digest
        for digest, known in rows
        if digest.hex() != keep and handle in (None, known if known is not None else handle_of(digest))
    ]
    return _end(found, now, cursor)


def seen(sessions: list[str], now: int, cursor: driver.Cursor) -> None:
    """See `Accounts.seen_sessions`."""
    cursor.executemany(
        "UPDATE sessions SET last_seen = ? WHERE token_hash = ? AND last_seen < ?",
        [(now, bytes.fromhex(session), now) for session in sessions],
    )


def expire(now: int, idle_before: int, created_before: int, cursor: driver.Cursor) -> list[str]:
    """See `Accounts.expire_sessions`."""
    wanted = {"now": now, "idle": idle_before, "created": created_before}
    return _end([row[0] for row in cursor.execute(OVER, wanted).fetchall()], now, cursor)


def sessions(person: int, connection: driver.Connection) -> list[SessionRecord]:
    """See `Accounts.sessions`."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM sessions WHERE person = ? ORDER BY last_seen DESC, token_hash",  # noqa: S608
        (person,),
    ).fetchall()
    return [_record(row) for row in rows]


def _record(row: tuple[Any, ...]) -> SessionRecord:
    digest, handle, kind, label, created_at, last_seen, expires_at = row
    return SessionRecord(
        session=digest.hex(),
        handle=handle_of(digest) if handle is None else handle,
        kind=kind,
        label=label,
        created_at=created_at,
        last_seen=last_seen,
        expires_at=expires_at,
    )


def _end(digests: list[bytes], now: int, cursor: driver.Cursor) -> list[str]:
    ended: list[str] = []
    for digest in digests:
        cursor.execute("DELETE FROM sessions WHERE token_hash = ?", (digest,))
        if cursor.rowcount:
            cursor.execute("INSERT OR REPLACE INTO revocations (session, at) VALUES (?, ?)", (digest, now))
            ended.append(digest.hex())
    if ended:
        cursor.execute("DELETE FROM revocations WHERE at < ?", (now - REVOKED_FOR_MS,))
    return ended
