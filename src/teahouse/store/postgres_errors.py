"""What a failure of PostgreSQL means: to a command, and to the operator at start."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from teahouse.store.errors import (
    StoreDamagedError,
    StoreMissingError,
    StoreNotWritableError,
    StoreOpenError,
    StoreRefusedError,
    StoreServerTooOldError,
    StoreStandbyError,
    StoreUnreachableError,
)

OLDEST_SERVER = 130_000

READ_ONLY = "25006"
DISK_FULL = "53100"
BEGIN_AGAIN = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock, or somebody else was first with the same key: another try sees it."""

_REFUSED = frozenset({"28000", "28P01"})
_MISSING = "3D000"
_RIGHTS = frozenset({"42501", "3F000"})


class StandbyError(Exception):
    """The server that we got follows another one."""


class ServerTooOldError(Exception):
    """The server is of a release before OLDEST_SERVER; the text is its version."""


class NotSentError(Exception):
    """There is no connection: nothing has happened at the server."""


class OutcomeUnknownError(Exception):
    """The connection was lost after sending: it may have happened or not."""


def is_lost(problem: BaseException) -> bool:
    """Whether the answer is missing, so that nobody knows what became of the statement.

    That is so for all but a server's own error: with class 08 (connection) or 57P
    (shut down, crashed), even that may come behind a commit.
    """
    if isinstance(problem, asyncpg.PostgresError):
        state = problem.sqlstate or ""
        return state.startswith(("08", "57P"))
    lost = OSError | EOFError | TimeoutError | asyncpg.InterfaceError | asyncpg.InternalClientError
    return isinstance(problem, lost)


def state_of(problem: BaseException) -> str:
    """The server's SQLSTATE, or nothing."""
    return (problem.sqlstate or "") if isinstance(problem, asyncpg.PostgresError) else ""


def place(url: str) -> str:
    """The database as it may be named to anyone: without user and password."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2] or parse_qs(parts.query).get("host", ["this computer"])[0]
    return f"database {unquote(parts.path.removeprefix('/'))} at {host}"


def reason(problem: BaseException, url: str) -> str:
    """Why, in some words, never with the password of `url` or the details of a row."""
    message = str(problem.args[0]) if isinstance(problem, asyncpg.PostgresError) else str(problem)
    text = " ".join(message.split()).rstrip(".")
    if isinstance(problem, TimeoutError) and not text:
        text = "no answer in time"
    if isinstance(problem, OSError) and problem.strerror and not isinstance(problem, TimeoutError):
        text = problem.strerror
    for secret in _secrets(url):
        text = text.replace(secret, "***")
    return text or type(problem).__name__


def why(problem: Exception, url: str) -> StoreOpenError:
    """The error for the operator."""
    where, words = place(url), reason(problem, url)
    state = state_of(problem)
    if isinstance(problem, StoreOpenError):
        return problem
    if isinstance(problem, StandbyError) or state == READ_ONLY:
        return StoreStandbyError(where)
    if isinstance(problem, ServerTooOldError):
        return StoreServerTooOldError(where, words, str(OLDEST_SERVER // 10_000))
    if state in _REFUSED:
        return StoreRefusedError(where, words)
    if state == _MISSING:
        return StoreMissingError(where)
    if state in _RIGHTS or state == DISK_FULL:
        return StoreNotWritableError(where, words)
    if is_lost(problem) or state.startswith("53") or isinstance(problem, NotSentError | OutcomeUnknownError):
        return StoreUnreachableError(where, words)
    return StoreDamagedError(where, words)


def _secrets(url: str) -> list[str]:
    parts = urlsplit(url)
    login = parts.netloc.rpartition("@")[0].partition(":")[2]
    found = {login, *re.findall(r"[?&][^=&]*pass[^=&]*=([^&]*)", url)}
    found |= {unquote(secret) for secret in found}
    return sorted((secret for secret in found if secret), key=len, reverse=True)
