"""Links that do something once or some times: known by the hash of their token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teahouse.store.account_records import Link

if TYPE_CHECKING:
    from teahouse.store.driver import driver

COLUMNS = "handle, kind, created_at, expires_at, room, role, person, made_by, uses_left, uses"

USABLE = "revoked = 0 AND expires_at > ? AND (uses_left IS NULL OR uses_left > 0)"
"""Of a row of links, with the time now."""

TAKE = f"""
UPDATE links SET uses = uses + 1, uses_left = uses_left - 1
WHERE token_hash = ? AND kind = ? AND {USABLE} RETURNING {COLUMNS}
"""  # noqa: S608 - made of constants

SINGLE = ("reset", "device")
"""Kinds of which a person has one at a time."""


def add(token: bytes, link: Link, cursor: driver.Cursor) -> None:
    """See `Links.add_link`."""
    if link.kind in SINGLE:
        cursor.execute("UPDATE links SET revoked = 1 WHERE kind = ? AND person = ?", (link.kind, link.person))
    cursor.execute(
        f"INSERT OR IGNORE INTO links (token_hash, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            token, link.handle, link.kind, link.created_at, link.expires_at, link.room, link.role, link.person,
            link.made_by, link.uses_left, link.uses,
        ),
    )  # fmt: skip


def look(token: bytes, now: int, connection: driver.Connection) -> Link | None:
    """See `Links.look_link`."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM links WHERE token_hash = ? AND {USABLE}",  # noqa: S608 - made of constants
        (token, now),
    ).fetchone()
    return None if row is None else _link(row)


def take(token: bytes, kind: str, now: int, cursor: driver.Cursor) -> Link | None:
    """See `Links.take_link`."""
    row = cursor.execute(TAKE, (token, kind, now)).fetchone()
    return None if row is None else _link(row)


def of_room(room: int, now: int, connection: driver.Connection) -> list[Link]:
    """See `Links.list_links`."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM links WHERE room = ? AND kind = 'invite' AND {USABLE}"  # noqa: S608
        " ORDER BY created_at DESC, handle",
        (room, now),
    ).fetchall()
    return [_link(row) for row in rows]


def revoke(handle: str, room: int | None, cursor: driver.Cursor) -> bool:
    """See `Links.revoke_link`."""
    cursor.execute(
        "UPDATE links SET revoked = 1 WHERE handle = ? AND revoked = 0 AND (? IS NULL OR room = ?)",
        (handle, room, room),
    )
    return cursor.rowcount > 0


def extend(token: bytes, expires_at: int, cursor: driver.Cursor) -> None:
    """See `Links.extend_link`."""
    cursor.execute("UPDATE links SET expires_at = ? WHERE token_hash = ?", (expires_at, token))


def drop(before: int, cursor: driver.Cursor) -> None:
    """See `Links.drop_links`."""
    cursor.execute("DELETE FROM links WHERE expires_at < ?", (before,))


def _link(row: tuple[Any, ...]) -> Link:
    handle, kind, created_at, expires_at, room, role, person, made_by, uses_left, uses = row
    return Link(
        handle=handle,
        kind=kind,
        created_at=created_at,
        expires_at=expires_at,
        room=room,
        role=role,
        person=person,
        made_by=made_by,
        uses_left=uses_left,
        uses=uses,
    )
