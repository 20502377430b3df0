"""Records of files, and where people are told of what they miss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.model.errors import PersonNotFoundError, TooManyError
from teahouse.store.driver import driver
from teahouse.store.journal import check_text
from teahouse.store.port import FileRecord, PushTarget
from teahouse.store.port_pushes import PUSHED_MOST, PUSHES_MOST

if TYPE_CHECKING:
    from collections.abc import Callable

UNSENT_MOST = 1_000

COLUMNS = "id, owner, name, size, type, width, height, preview, created_at, room, seq"

ADD_PUSH = """
INSERT INTO pushes (person, kind, address, secret, language) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (person, kind, address) DO UPDATE SET secret = excluded.secret, language = excluded.language
RETURNING id
"""

PUSHES_IN = """
SELECT id, pushes.person, kind, address, secret, language FROM pushes
JOIN reads ON reads.room = ? AND reads.person = pushes.person
WHERE notify <> 'none' ORDER BY id LIMIT ?
"""

OTHERS = "SELECT count(*) FROM pushes WHERE person = ? AND NOT (kind = ? AND address = ?)"


def add(record: FileRecord, cursor: driver.Cursor) -> None:
    """See `Files.add_file`."""
    for text, field in ((record.id, "id"), (record.name, "name"), (record.type, "type")):
        check_text(text, field)
    try:
        cursor.execute(
            f"INSERT INTO files ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            msgspec.structs.astuple(record),
        )
    except driver.IntegrityError:
        if cursor.execute("SELECT 1 FROM people WHERE id = ?", (record.owner,)).fetchone() is None:
            raise PersonNotFoundError from None
        raise


def drop(file: str, only_unsent: bool, cursor: driver.Cursor) -> bool:
    """See `Files.drop_file`."""
    cursor.execute("DELETE FROM files WHERE id = ? AND (room IS NULL OR NOT ?)", (file, only_unsent))
    return cursor.rowcount > 0


def known(files: list[str], connection: driver.Connection) -> set[str]:
    """See `Files.known_files`."""
    wanted = msgspec.json.encode(files).decode()
    rows = connection.execute(
        "SELECT id FROM files WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    ).fetchall()
    return {id for (id,) in rows}


def file(id: str, connection: driver.Connection) -> FileRecord | None:
    """See `Files.file`."""
    row = connection.execute(f"SELECT {COLUMNS} FROM files WHERE id = ?", (id,)).fetchone()  # noqa: S608
    return None if row is None else record_of(row)


def unsent(before: int, connection: driver.Connection) -> list[FileRecord]:
    """See `Files.unsent_files`."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM files WHERE room IS NULL AND created_at < ? LIMIT {UNSENT_MOST}",  # noqa: S608
        (before,),
    ).fetchall()
    return [record_of(row) for row in rows]


def size(person: int | None, connection: driver.Connection) -> int:
    """See `Files.file_bytes`."""
    whose, values = ("", ()) if person is None else (" WHERE owner = ?", (person,))
    query = f"SELECT coalesce(sum(size), 0) FROM files{whose}"  # noqa: S608 - one of two constants
    return int(connection.execute(query, values).fetchone()[0])


def push_keys(make: Callable[[], str], cursor: driver.Cursor) -> str:
    """See `Pushes.push_keys`."""
    (keys,) = cursor.execute("SELECT push_keys FROM meta").fetchone()
    if keys is None:
        keys = make()
        cursor.execute("UPDATE meta SET push_keys = ?", (keys,))
    return str(keys)


def add_push(target: PushTarget, cursor: driver.Cursor) -> int:
    """See `Pushes.add_push`."""
    for text in (target.kind, target.address, target.secret, target.language):
        check_text(text, "target")
    same = (target.person, target.kind, target.address)
    if cursor.execute(OTHERS, same).fetchone()[0] >= PUSHES_MOST:
        raise TooManyError
    try:
        row = cursor.execute(ADD_PUSH, (*same, target.secret, target.language)).fetchone()
    except driver.IntegrityError:
        raise PersonNotFoundError from None
    return int(row[0])


def drop_push(person: int, target: int, cursor: driver.Cursor) -> None:
    """See `Pushes.drop_push`."""
    cursor.execute("DELETE FROM pushes WHERE person = ? AND id = ?", (person, target))


def pushes(people: list[int], connection: driver.Connection) -> list[PushTarget]:
    """See `Pushes.pushes`."""
    rows = connection.execute(
        "SELECT id, person, kind, address, secret, language FROM pushes"
        " WHERE person IN (SELECT value FROM json_each(?)) ORDER BY id",
        (msgspec.json.encode(people).decode(),),
    ).fetchall()
    return [_target(row) for row in rows]


def pushes_in(room: int, connection: driver.Connection) -> list[PushTarget]:
    """See `Pushes.pushes_in`."""
    return [_target(row) for row in connection.execute(PUSHES_IN, (room, PUSHED_MOST)).fetchall()]


def _target(row: tuple[Any, ...]) -> PushTarget:
    return PushTarget(**dict(zip(PushTarget.__struct_fields__, row, strict=True)))


def record_of(row: tuple[object, ...]) -> FileRecord:
    """A row of COLUMNS."""
    values = dict(zip(FileRecord.__struct_fields__, row, strict=True))
    return msgspec.convert(values, FileRecord, strict=False)
