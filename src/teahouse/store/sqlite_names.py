"""Queries of people: by id, session and name, and who ignores whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from teahouse.model.errors import PersonNotFoundError
from teahouse.model.people import Person, Role
from teahouse.store.name_keys import name_keys
from teahouse.store.records import SignedIn, StoredPerson
from teahouse.store.sqlite_people import token_hash
from teahouse.store.sqlite_rooms import PERSON

if TYPE_CHECKING:
    from teahouse.store.driver import driver

COLUMNS = "people.id, people.name, people.away, people.status, people.role"

# Of strings that begin so: every character comes before U+10FFFF.
FIND = f"""
SELECT json_group_array({PERSON}) FROM (
    SELECT * FROM people WHERE name_key >= :start AND name_key < :start || char(1114111)
    ORDER BY last_seen DESC, id DESC LIMIT :limit
) AS p
"""  # noqa: S608 - made of constants

PEOPLE = f"SELECT json_group_array({PERSON}) FROM people AS p WHERE p.id IN (SELECT value FROM json_each(?))"  # noqa: S608

_people = msgspec.json.Decoder(list[Person])


def person(wanted: int, connection: driver.Connection) -> StoredPerson:
    """See `People.person`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM people WHERE id = ?", (wanted,)).fetchone()  # noqa: S608
    if row is None:
        raise PersonNotFoundError
    return _stored(row)


def people(wanted: list[int], connection: driver.Connection) -> list[Person]:
    """See `People.people`."""
    (found,) = connection.execute(PEOPLE, (_json(wanted),)).fetchone()
    return _people.decode(found)


def find_people(start: str, limit: int, connection: driver.Connection) -> list[Person]:
    """See `People.find_people`."""
    if not start:
        keys = [""]
    elif not (keys := name_keys([start])):
        return []
    (found,) = connection.execute(FIND, {"start": keys[0], "limit": limit}).fetchone()
    return _people.decode(found)


def person_by_token(token: str, connection: driver.Connection) -> StoredPerson | None:
    """See `People.person_by_token`."""
    row = connection.execute(
        f"SELECT {COLUMNS}, sessions.created_at, sessions.last_seen, sessions.expires_at"  # noqa: S608
        " FROM sessions JOIN people ON people.id = sessions.person WHERE sessions.token_hash = ?",
        (token_hash(token),),
    ).fetchone()
    return None if row is None else replace(_stored(row[:5]), signed_in=SignedIn(*row[5:]))


def people_by_name(names: list[str], connection: driver.Connection) -> list[StoredPerson]:
    """See `People.people_by_name`."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM people WHERE name_key IN (SELECT value FROM json_each(?))",  # noqa: S608
        (_json(name_keys(names)),),
    ).fetchall()
    return [_stored(row) for row in rows]


def ignored(person: int, connection: driver.Connection) -> frozenset[int]:
    """See `People.ignored`."""
    rows = connection.execute("SELECT ignored FROM ignores WHERE person = ?", (person,)).fetchall()
    return frozenset(other for (other,) in rows)


def ignored_by(person: int, among: list[int], connection: driver.Connection) -> frozenset[int]:
    """See `People.ignored_by`."""
    rows = connection.execute(
        "SELECT person FROM ignores WHERE ignored = ? AND person IN (SELECT value FROM json_each(?))",
        (person, _json(among)),
    ).fetchall()
    return frozenset(other for (other,) in rows)


def _stored(row: tuple[int, str, int, str, str]) -> StoredPerson:
    id, name, away, status, role = row
    return StoredPerson(person=Person(id, name, bool(away), status), role=Role(role))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
