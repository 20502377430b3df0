"""How the place is run: its settings, and its people and rooms as admins see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.names import name_key
from teahouse.model.people import Person, Role
from teahouse.store.house_rows import room_size
from teahouse.store.order_rows import WAITS
from teahouse.store.port_house import Figures, KeptHouse, Lodger, RoomSize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from teahouse.store.driver import driver

PUT = """
INSERT INTO house (key, value) SELECT value ->> 0, value ->> 1 FROM json_each(?) WHERE true
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
CLEAR = "DELETE FROM house WHERE key IN (SELECT value FROM json_each(?))"
COUNT_UP = "UPDATE meta SET rights = rights + 1"

LODGERS = """
SELECT id, name, role, created_at, last_seen, (
    SELECT count(*) FROM sanctions
    WHERE sanctions.person = people.id AND undone_at IS NULL AND (until IS NULL OR until > :now)
)
FROM people
WHERE id < :before AND name_key IS NOT NULL AND role <> 'classic' AND instr(name_key, :query) > 0
ORDER BY id DESC LIMIT :limit
"""

ROOM_SIZES = """
SELECT
    r.id, r.name, r.title, r.topic, r.access, r.archived, r.read_only, r.retention_days,
    r.owner, (SELECT name FROM people WHERE id = r.owner), r.created_at,
    (SELECT at FROM events WHERE room = r.id ORDER BY seq DESC LIMIT 1),
    (SELECT count(*) FROM members WHERE room = r.id), r.message_count,
    (SELECT coalesce(sum(size), 0) FROM files WHERE room = r.id)
FROM rooms AS r WHERE r.kind = 'room' ORDER BY r.id LIMIT 10000
"""

FIGURES = f"""
SELECT
    (SELECT count(*) FROM people WHERE name_key IS NOT NULL),
    (SELECT count(*) FROM people WHERE name_key IS NOT NULL AND role NOT IN ('guest', 'classic')),
    (SELECT count(*) FROM rooms WHERE kind = 'room'),
    (SELECT count(*) FROM rooms WHERE kind = 'direct'),
    (SELECT coalesce(sum(message_count), 0) FROM rooms),
    (SELECT count(*) FROM files), (SELECT coalesce(sum(size), 0) FROM files),
    (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()),
    (SELECT count(*) FROM reports WHERE verdict IS NULL), (SELECT count(*) FROM held WHERE {WAITS})
"""  # noqa: S608 - made of constants


def house(connection: driver.Connection) -> KeptHouse:
    """See `Houses.house`."""
    # First of all: what is read after it is as new, or newer.
    (rights,) = connection.execute("SELECT rights FROM meta").fetchone()
    rows = connection.execute("SELECT key, value FROM house").fetchall()
    owned = connection.execute("SELECT EXISTS (SELECT 1 FROM people WHERE role = 'owner')").fetchone()[0]
    return KeptHouse({key: msgspec.json.decode(value) for key, value in rows}, bool(owned), rights)


def set_house(kept: Mapping[str, str | None], cursor: driver.Cursor) -> None:
    """See `Houses.set_house`; the values are JSON here."""
    cursor.execute(CLEAR, (_json([key for key, value in kept.items() if value is None]),))
    cursor.execute(PUT, (_json([pair for pair in kept.items() if pair[1] is not None]),))
    cursor.execute(COUNT_UP)


def lodgers(
    query: str, before: int | None, now: int, limit: int, connection: driver.Connection
) -> list[Lodger]:
    """See `Houses.lodgers`."""
    values = {"query": name_key(query), "before": before or 1 << 62, "now": now, "limit": limit}
    return [
        Lodger(
            person=Person(id, name),
            role=Role(role),
            created_at=created_at,
            last_seen=last_seen,
            sanctions=sanctions,
        )
        for id, name, role, created_at, last_seen, sanctions in connection.execute(LODGERS, values)
    ]


def room_sizes(connection: driver.Connection) -> list[RoomSize]:
    """See `Houses.room_sizes`."""
    return [room_size(row) for row in connection.execute(ROOM_SIZES)]


def figures(connection: driver.Connection) -> Figures:
    """See `Houses.figures`."""
    row = connection.execute(FIGURES).fetchone()
    return Figures(**dict(zip(Figures.__struct_fields__, map(int, row), strict=True)))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
