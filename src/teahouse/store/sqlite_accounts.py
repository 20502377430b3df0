"""What people sign in with: reads of a connection, and writes of a cursor that check before they write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teahouse.model.entry_errors import LastWayInError, LinkRefusedError
from teahouse.model.errors import ConflictError, NotAllowedError, PersonNotFoundError
from teahouse.model.names import name_key
from teahouse.model.people import ACCOUNTS, Person, Role
from teahouse.store import sqlite_links, sqlite_people, sqlite_sessions
from teahouse.store.account_records import Credential, Known, NewSession
from teahouse.store.journal import check_text

if TYPE_CHECKING:
    from teahouse.store.driver import driver

COLUMNS = "id, person, kind, subject, secret, label, created_at, last_used"
OTHER_WAY = """
SELECT 1 FROM credentials WHERE person = ?1 AND id <> ?2 AND kind <> 'import'
UNION ALL SELECT 1 FROM emails WHERE person = ?1 AND confirmed = 1
"""
RIGHTS = "UPDATE meta SET rights = rights + 1"


def make_account(
    person: int,
    secret: str | None,
    session: NewSession,
    ended: str | None,
    now: int,
    known: Known | None,
    cursor: driver.Cursor,
) -> Person:
    """See `Accounts.make_account`."""
    row = cursor.execute("SELECT role, name, name_key FROM people WHERE id = ?", (person,)).fetchone()
    if row is None:
        raise PersonNotFoundError
    role, name, key = row
    if role != Role.GUEST.value:
        raise NotAllowedError
    if known is not None and _holder(known, cursor) not in (None, person):
        raise ConflictError(field="credential")
    if key is None:
        # It was freed and somebody may have it, however long ago they were seen.
        key = name_key(name)
        sqlite_people.take_name(cursor, key, now, 0, person)
    cursor.execute("UPDATE people SET role = ?, name_key = ? WHERE id = ?", (Role.MEMBER.value, key, person))
    if secret is not None:
        _put(person, "password", str(person), secret, "", now, cursor)
    if known is not None:
        _put(person, known.kind, known.subject, "", known.label, now, cursor)
    sqlite_sessions.add(person, session, ended, now, cursor)
    cursor.execute(RIGHTS)
    return sqlite_people.person_now(person, cursor)


def add_account(name: str, session: NewSession, now: int, free_before: int, cursor: driver.Cursor) -> Person:
    """See `Accounts.add_account`."""
    made = sqlite_people.add(name, Role.MEMBER, None, now, free_before, "", None, cursor)
    sqlite_sessions.insert(made.id, session, now, cursor)
    return made


def make_owner(
    link: bytes,
    person: int | None,
    name: str,
    secret: str,
    session: NewSession,
    ended: str | None,
    now: int,
    free_before: int,
    cursor: driver.Cursor,
) -> Person:
    """See `Accounts.make_owner`."""
    usable = cursor.execute(
        f"SELECT 1 FROM links WHERE token_hash = ? AND kind = 'setup' AND {sqlite_links.USABLE}",  # noqa: S608
        (link, now),
    ).fetchone()
    if usable is None or _has_owner(cursor):
        raise LinkRefusedError
    if person is None:
        made = sqlite_people.add(name, Role.OWNER, None, now, free_before, "", None, cursor)
    else:
        made = sqlite_people.rename(person, name, now, free_before, cursor)
    cursor.execute("UPDATE people SET role = ? WHERE id = ?", (Role.OWNER.value, made.id))
    cursor.execute(
        "UPDATE links SET uses = uses + 1, uses_left = uses_left - 1 WHERE token_hash = ?", (link,)
    )
    cursor.execute("UPDATE links SET revoked = 1 WHERE kind = 'setup'")
    _put(made.id, "password", str(made.id), secret, "", now, cursor)
    sqlite_sessions.add(made.id, session, ended, now, cursor)
    cursor.execute(RIGHTS)
    return made


def has_owner(connection: driver.Connection) -> bool:
    """See `Accounts.has_owner`."""
    return _has_owner(connection.cursor())


def set_role(person: int, role: Role, cursor: driver.Cursor) -> None:
    """See `Accounts.set_role`."""
    row = cursor.execute("SELECT role FROM people WHERE id = ?", (person,)).fetchone()
    if row is None:
        raise PersonNotFoundError
    if row[0] == Role.OWNER.value and role is not Role.OWNER:
        raise NotAllowedError
    cursor.execute("UPDATE people SET role = ? WHERE id = ?", (role.value, person))
    cursor.execute(RIGHTS)


def give_house(owner: int, person: int, cursor: driver.Cursor) -> bool:
    """See `Accounts.give_house`."""
    roles = dict(cursor.execute("SELECT id, role FROM people WHERE id IN (?, ?)", (owner, person)).fetchall())
    if roles.get(owner) != Role.OWNER.value or owner == person:
        return False
    if person not in roles or Role(roles[person]) not in ACCOUNTS:
        return False
    for who, role in ((owner, Role.ADMIN), (person, Role.OWNER)):
        cursor.execute("UPDATE people SET role = ? WHERE id = ?", (role.value, who))
    cursor.execute(RIGHTS)
    return True


def credentials(person: int, connection: driver.Connection) -> list[Credential]:
    """See `Accounts.credentials`."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM credentials WHERE person = ? AND kind <> 'import' ORDER BY id",  # noqa: S608 - a constant
        (person,),
    ).fetchall()
    return [_credential(row) for row in rows]


def credential(kind: str, subject: str, connection: driver.Connection) -> Credential | None:
    """See `Accounts.credential`."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM credentials WHERE kind = ? AND subject = ?",  # noqa: S608 - a constant
        (kind, subject),
    ).fetchone()
    return None if row is None else _credential(row)


def put_credential(
    person: int, kind: str, subject: str, secret: str, label: str, now: int, cursor: driver.Cursor
) -> int:
    """See `Accounts.put_credential`."""
    check_text(label, "label")
    check_text(subject, "subject")
    if cursor.execute("SELECT 1 FROM people WHERE id = ?", (person,)).fetchone() is None:
        raise PersonNotFoundError
    return _put(person, kind, subject, secret, label, now, cursor)


def add_known(
    name: str, known: Known, now: int, session: NewSession | None, free_before: int, cursor: driver.Cursor
) -> tuple[Person, bool]:
    """See `Accounts.add_known`."""
    held = _holder(known, cursor)
    if held is not None:
        return sqlite_people.person_now(held, cursor), False
    made = sqlite_people.add(name, Role.MEMBER, None, now, free_before, "", None, cursor)
    if session is not None:
        sqlite_sessions.insert(made.id, session, now, cursor)
    _put(made.id, known.kind, known.subject, "", known.label, now, cursor)
    return made, True


def use_credential(id: int, old: str, new: str, now: int, cursor: driver.Cursor) -> bool:
    """See `Accounts.use_credential`."""
    cursor.execute(
        "UPDATE credentials SET secret = ?, last_used = ? WHERE id = ? AND secret = ?", (new, now, id, old)
    )
    return cursor.rowcount > 0


def set_label(person: int, id: int, label: str, cursor: driver.Cursor) -> bool:
    """See `Accounts.set_label`."""
    check_text(label, "label")
    cursor.execute("UPDATE credentials SET label = ? WHERE id = ? AND person = ?", (label, id, person))
    return cursor.rowcount > 0


def drop_credential(person: int, kind: str, id: int, cursor: driver.Cursor) -> bool:
    """See `Accounts.drop_credential`."""
    own = (id, person, kind)
    if not cursor.execute(
        "SELECT 1 FROM credentials WHERE id = ? AND person = ? AND kind = ?", own
    ).fetchone():
        return False
    if not cursor.execute(OTHER_WAY, (person, id)).fetchone():
        raise LastWayInError
    cursor.execute("DELETE FROM credentials WHERE id = ?", (id,))
    return True


def _has_owner(cursor: driver.Cursor) -> bool:
    found = cursor.execute("SELECT 1 FROM people WHERE role = ?", (Role.OWNER.value,)).fetchone()
    return found is not None


def _holder(known: Known, cursor: driver.Cursor) -> int | None:
    """Whose it is; what cannot be stored is refused, before anything is written."""
    check_text(known.label, "label")
    check_text(known.subject, "subject")
    row = cursor.execute(
        "SELECT person FROM credentials WHERE kind = ? AND subject = ?", (known.kind, known.subject)
    ).fetchone()
    return None if row is None else int(row[0])


def _put(
    person: int, kind: str, subject: str, secret: str, label: str, now: int, cursor: driver.Cursor
) -> int:
    held = cursor.execute(
        "SELECT id, person FROM credentials WHERE kind = ? AND subject = ?", (kind, subject)
    ).fetchone()
    if held is None:
        cursor.execute(
            "INSERT INTO credentials (person, kind, subject, secret, label, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (person, kind, subject, secret, label, now),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid
    if held[1] != person:
        raise ConflictError(field="credential")
    cursor.execute("UPDATE credentials SET secret = ?, label = ? WHERE id = ?", (secret, label, held[0]))
    return int(held[0])


def _credential(row: tuple[Any, ...]) -> Credential:
    id, person, kind, subject, secret, label, created_at, last_used = row
    return Credential(
        id=id,
        person=person,
        kind=kind,
        subject=subject,
        secret=secret,
        label=label,
        created_at=created_at,
        last_used=last_used,
    )
