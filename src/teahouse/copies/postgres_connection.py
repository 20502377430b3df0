"""A connection for copies: it may take its time, and is none of a server's."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

from teahouse.store.postgres_pool import CONNECT_SECONDS, NAME, set_up

OWN_NAME: Final = "teahouse-copies"

PATIENT: Final = """
SELECT
    set_config('application_name', $1, false),
    set_config('statement_timeout', '0', false),
    set_config('lock_timeout', '0', false),
    set_config('idle_in_transaction_session_timeout', '0', false)
"""

SERVERS: Final = f"""
SELECT pid, usename = current_user AS ours FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = '{NAME}'
"""  # noqa: S608 - made of constants
"""The connections of servers that are at work on this database."""


async def connect(url: str, schema: str | None = None) -> Any:
    """One connection, which looks for tables in `schema` alone if one is given."""
    connection = await asyncpg.connect(
        url if schema is None else within(url, schema), timeout=CONNECT_SECONDS
    )
    try:
        await set_up(connection, readonly=False)
        await connection.fetchrow(PATIENT, OWN_NAME)
    except BaseException:
        connection.terminate()
        raise
    return connection


def within(url: str, schema: str) -> str:
    """The address of the same database, with tables in another schema."""
    parts = urlsplit(url)
    own = f"search_path={quote(schema)}"
    return urlunsplit(parts._replace(query=f"{parts.query}&{own}" if parts.query else own))
