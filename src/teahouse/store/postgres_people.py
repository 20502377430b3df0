"""Writes that are not appends: each one call of a function, which can be run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

from teahouse.model.errors import NameTakenError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.names import name_key
from teahouse.model.people import Person, session_id
from teahouse.store.journal import check_text
from teahouse.store.port import CLASSIC_LEASE_MS

if TYPE_CHECKING:
    from teahouse.model.people import Role
    from teahouse.store.postgres_pool import Connection

REVOKED_FOR_MS = 600_000
"""How long it is remembered that a session ended."""


def token_hash(token: str) -> bytes:
    """What is stored of a session's secret."""
    return bytes.fromhex(session_id(token))


async def new_id(connection: Connection) -> int:
    """An id for a person to be: drawn before, so that an attempt to add is known when it comes again."""
    drawn: int = await connection.fetchval("SELECT nextval(pg_get_serial_sequence('people', 'id'))")
    return drawn


async def add(
    person: int,
    name: str,
    role: Role,
    token: str | None,
    now: int,
    free_before: int,
    connection: Connection,
) -> Person:
    """See `Store.add_person`."""
    added = await connection.fetchval(
        "SELECT teahouse_add_person($1, $2, $3, $4, $5, $6, $7, $8)",
        person,
        name,
        name_key(name),
        role.value,
        None if token is None else token_hash(token),
        now,
        free_before,
        now - CLASSIC_LEASE_MS,
    )
    if not added:
        raise NameTakenError(field="name")
    return Person(person, name)


async def rename(person: int, name: str, now: int, free_before: int, connection: Connection) -> Person:
    """See `Store.rename`."""
    check_text(name, "name")
    renamed = await connection.fetchval(
        "SELECT teahouse_rename($1, $2, $3, $4, $5, $6)",
        person,
        name,
        name_key(name),
        now,
        free_before,
        now - CLASSIC_LEASE_MS,
    )
    if renamed is None:
        raise PersonNotFoundError
    if not renamed:
        raise NameTakenError(field="name")
    return Person(person, name)


async def seen(people: list[int], now: int, connection: Connection) -> None:
    """See `Store.seen`."""
    await connection.execute("SELECT teahouse_seen($1, $2)", people, now)


async def free(person: int, connection: Connection) -> None:
    """See `Store.free_name`."""
    if not await connection.fetchval("SELECT teahouse_free_name($1)", person):
        raise PersonNotFoundError


async def end_session(session: str, now: int, connection: Connection) -> None:
    """See `Store.end_session`."""
    try:
        digest = bytes.fromhex(session)
    except ValueError:
        return
    await connection.execute("SELECT teahouse_end_session($1, $2, $3)", digest, now, REVOKED_FOR_MS)


async def mark_read(room: int, person: int, seq: int, connection: Connection) -> None:
    """See `Store.mark_read`."""
    try:
        found = await connection.fetchval("SELECT teahouse_mark_read($1, $2, $3)", room, person, seq)
    except asyncpg.ForeignKeyViolationError:
        raise PersonNotFoundError from None
    if not found:
        raise RoomNotFoundError
