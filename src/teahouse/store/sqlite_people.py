"""Writes that are not appends: each a function of a cursor that checks before it writes."""

from __future__ import annotations

import msgspec

from teahouse.model.errors import NameTakenError, PersonNotFoundError
from teahouse.model.names import name_key
from teahouse.model.people import ACCOUNTS, Person, Role, session_id
from teahouse.store.account_records import handle_of
from teahouse.store.driver import driver
from teahouse.store.journal import check_text
from teahouse.store.port_people import CLASSIC_LEASE_MS

SEEN = "UPDATE people SET last_seen = ? WHERE id IN (SELECT value FROM json_each(?)) AND last_seen < ?"


def token_hash(token: str) -> bytes:
    """What is stored of a session's secret."""
    return bytes.fromhex(session_id(token))


def add(
    name: str,
    role: Role,
    token: str | None,
    now: int,
    free_before: int,
    label: str,
    expires_at: int | None,
    cursor: driver.Cursor,
) -> Person:
    """See `Store.add_person`."""
    check_text(name, "name")
    key = name_key(name)
    take_name(cursor, key, now, free_before, None)
    cursor.execute(
        "INSERT INTO people (name, name_key, role, created_at, last_seen) VALUES (?, ?, ?, ?, ?)",
        (name, key, role.value, now, now),
    )
    person = cursor.lastrowid
    assert person is not None
    if token is not None:
        digest = token_hash(token)
        cursor.execute(
            "INSERT INTO sessions (token_hash, person, created_at, last_seen, handle, label, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (digest, person, now, now, handle_of(digest), label, expires_at),
        )
    return Person(person, name)


def rename(person: int, name: str, now: int, free_before: int, cursor: driver.Cursor) -> Person:
    """See `Store.rename`."""
    if not _exists(cursor, person):
        raise PersonNotFoundError
    check_text(name, "name")
    key = name_key(name)
    take_name(cursor, key, now, free_before, person)
    cursor.execute(
        "UPDATE people SET name = ?, name_key = ?, last_seen = max(last_seen, ?) WHERE id = ?",
        (name, key, now, person),
    )
    return person_now(person, cursor)


def seen(people: list[int], now: int, cursor: driver.Cursor) -> None:
    """See `Store.seen`."""
    cursor.execute(SEEN, (now, msgspec.json.encode(people).decode(), now))


def free(person: int, cursor: driver.Cursor) -> None:
    """See `Store.free_name`."""
    cursor.execute(
        "UPDATE people SET name_key = NULL WHERE id = ? AND role = ?", (person, Role.CLASSIC.value)
    )
    if cursor.rowcount == 0 and not _exists(cursor, person):
        raise PersonNotFoundError


def free_all_classic(cursor: driver.Cursor) -> None:
    """No connection survives a restart, so no classic guest does."""
    cursor.execute(
        "UPDATE people SET name_key = NULL WHERE role = ? AND name_key IS NOT NULL", (Role.CLASSIC.value,)
    )


def set_status(person: int, away: bool, status: str, cursor: driver.Cursor) -> Person:
    """See `People.set_status`."""
    check_text(status, "status")
    cursor.execute("UPDATE people SET away = ?, status = ? WHERE id = ?", (away, status, person))
    return person_now(person, cursor)


def set_ignored(person: int, other: int, ignored: bool, cursor: driver.Cursor) -> None:
    """See `People.set_ignored`."""
    if not (_exists(cursor, person) and _exists(cursor, other)):
        raise PersonNotFoundError
    statement = (
        "INSERT OR IGNORE INTO ignores (person, ignored) VALUES (?, ?)"
        if ignored
        else "DELETE FROM ignores WHERE person = ? AND ignored = ?"
    )
    cursor.execute(statement, (person, other))


def person_now(person: int, cursor: driver.Cursor) -> Person:
    """A person by id, or PersonNotFoundError."""
    row = cursor.execute("SELECT id, name, away, status FROM people WHERE id = ?", (person,)).fetchone()
    if row is None:
        raise PersonNotFoundError
    return Person(row[0], row[1], bool(row[2]), row[3])


def _exists(cursor: driver.Cursor, person: int) -> bool:
    return cursor.execute("SELECT 1 FROM people WHERE id = ?", (person,)).fetchone() is not None


def take_name(cursor: driver.Cursor, key: str, now: int, free_before: int, taker: int | None) -> None:
    """Make the name free for `taker`, or NameTakenError. That of an account is never free."""
    holder = cursor.execute("SELECT id, role, last_seen FROM people WHERE name_key = ?", (key,)).fetchone()
    if holder is None or holder[0] == taker:
        return
    if Role(holder[1]) in ACCOUNTS:
        raise NameTakenError(field="name")
    lapsed = holder[1] == Role.CLASSIC.value and holder[2] <= now - CLASSIC_LEASE_MS
    if holder[2] >= free_before and not lapsed:
        raise NameTakenError(field="name")
    cursor.execute("UPDATE people SET name_key = NULL WHERE id = ?", (holder[0],))
