"""Rows as they come out of PostgreSQL, and the columns that they have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from teahouse.model.people import Person, Role
from teahouse.protocol.parts import Extras, Folded, Preview, Reaction, RoomInfo, RoomSummary
from teahouse.store.records import StoredEvent, StoredPerson

EVENT = """
e.room, e.seq, e.at, e.kind, e.sender, e.sender_name, e.key, e.body, e.to_id, e.to_name, e.mentions, e.visible_to,
e.target, e.extras
"""

MESSAGE = """
e.room, e.seq, e.at, e.kind, e.sender, e.sender_name, e.key, e.to_id, e.to_name, e.visible_to, e.target, e.extras,
CASE WHEN f.edit_seq IS NULL THEN e.body ELSE f.body END AS body,
CASE WHEN f.edit_seq IS NULL THEN e.mentions ELSE f.mentions END AS mentions,
f.folded
"""
"""With `FOLDED` behind `e`: the event with what became of it."""

# LIMIT makes it a look-up for each event, whatever is known of the tables' sizes: none has more than its row.
FOLDED = """
LEFT JOIN LATERAL (
    SELECT f.edit_seq, l.body, l.mentions, json_build_object(
        'edited_at', f.edited_at,
        'recalled_at', f.recalled_at,
        'recalled_by', f.recalled_by,
        'closed', f.closed = 1,
        'previews', coalesce(f.previews, '[]')::json,
        'pinned', EXISTS (SELECT FROM pins AS p WHERE p.room = f.room AND p.seq = f.seq),
        'reactions', coalesce((
            SELECT json_agg(json_build_object('emoji', g.emoji, 'people', g.people) ORDER BY g.first_seq)
            FROM (
                SELECT r.emoji, json_agg(r.person ORDER BY r.at_seq) AS people, min(r.at_seq) AS first_seq
                FROM reactions AS r WHERE r.room = f.room AND r.seq = f.seq GROUP BY r.emoji
            ) AS g
        ), '[]'),
        'votes', coalesce((
            SELECT json_agg(json_build_array(v.person, v.option) ORDER BY v.at_seq)
            FROM votes AS v WHERE v.room = f.room AND v.seq = f.seq
        ), '[]')
    )::text AS folded
    FROM folded AS f
    LEFT JOIN LATERAL (
        SELECT body, mentions FROM events WHERE events.room = f.room AND events.seq = f.edit_seq LIMIT 1
    ) AS l ON true
    WHERE f.room = e.room AND f.seq = e.seq
    LIMIT 1
) AS f ON true
"""

ROOM = """
rooms.id, rooms.kind AS room_kind, rooms.name, rooms.title, rooms.topic, rooms.archived, rooms.read_only, rooms.owner,
rooms.head, rooms.first_seq, rooms.message_count, rooms.access, rooms.history, rooms.slow_seconds, rooms.retention_days,
CASE WHEN rooms.kind = 'direct' THEN (
    SELECT json_agg(json_build_object('id', p.id, 'name', p.name, 'away', p.away = 1, 'status', p.status)
        ORDER BY p.id)::text
    FROM members AS m CROSS JOIN LATERAL (SELECT * FROM people WHERE people.id = m.person LIMIT 1) AS p
    WHERE m.room = rooms.id
) END AS people
"""

PERSON = "people.id, people.name, people.role, people.away, people.status"


class _Fold(Struct):
    """`Folded` with votes as pairs of person and option."""

    edited_at: int | None
    recalled_at: int | None
    recalled_by: int | None
    pinned: bool
    reactions: tuple[Reaction, ...]
    votes: list[tuple[int, int]]
    closed: bool
    previews: tuple[Preview, ...]


_ids = msgspec.json.Decoder(tuple[int, ...])
_extras = msgspec.json.Decoder(Extras)
_fold = msgspec.json.Decoder(_Fold)
_people = msgspec.json.Decoder(tuple[Person, ...])
_PLAIN = Folded()


def events(rows: list[Any]) -> list[StoredEvent]:
    """Those rows that have a seq: a room without events gives one row without."""
    return [event(row) for row in rows if row["seq"] is not None]


def event(row: Any, folded: Folded | None = None) -> StoredEvent:
    """A row with the columns EVENT."""
    to_id, mentions, visible_to, extras = row["to_id"], row["mentions"], row["visible_to"], row["extras"]
    return StoredEvent(
        room=row["room"],
        seq=row["seq"],
        at=row["at"],
        kind=row["kind"],
        sender=Person(row["sender"], row["sender_name"]),
        key=UUID(bytes=row["key"]),
        body=row["body"],
        to=None if to_id is None else Person(to_id, row["to_name"]),
        mentions=() if mentions is None else _ids.decode(mentions),
        visible_to=None if visible_to is None else _ids.decode(visible_to),
        target=row["target"],
        extras=None if extras is None else _extras.decode(extras),
        folded=folded,
    )


def pages(rows: list[Any]) -> list[StoredEvent]:
    """The same of rows with the columns MESSAGE."""
    return [_page(row) for row in rows if row["seq"] is not None]


def _page(row: Any) -> StoredEvent:
    if row["folded"] is None:
        return event(row)
    fold = _fold.decode(row["folded"])
    options = 0
    if fold.votes:
        extras = row["extras"]
        options = 0 if extras is None else len(_extras.decode(extras).options)
        options = max(options, 1 + max(option for _, option in fold.votes))
    folded = Folded(
        edited_at=fold.edited_at,
        recalled_at=fold.recalled_at,
        recalled_by=fold.recalled_by,
        pinned=fold.pinned,
        reactions=fold.reactions,
        votes=tuple(
            tuple(person for person, chosen in fold.votes if chosen == option) for option in range(options)
        ),
        closed=fold.closed,
        previews=fold.previews,
    )
    return event(row, None if folded == _PLAIN else folded)


def room_info(row: Any) -> RoomInfo:
    """A row with the columns ROOM."""
    return RoomInfo(**_room(row))


def room_summary(
    row: Any,
    read: int | None,
    unread: int | None,
    mentions: int | None,
    notify: str | None,
    role: str | None = None,
) -> RoomSummary:
    """The same with a person's position and role, None where there is none."""
    return RoomSummary(
        **_room(row),
        read=read or 0,
        unread=unread,
        mentions=mentions or 0,
        notify=notify or "mentions",
        role="" if role is None or row["room_kind"] == "direct" else role,
    )


def person(row: Any) -> Person:
    """A row with the columns PERSON."""
    return Person(row["id"], row["name"], away=bool(row["away"]), status=row["status"])


def stored_person(row: Any) -> StoredPerson:
    """The same with its role."""
    return StoredPerson(person=person(row), role=Role(row["role"]))


def _room(row: Any) -> dict[str, Any]:
    people = row["people"]
    return {
        "id": row["id"],
        "kind": row["room_kind"],
        "name": row["name"],
        "title": row["title"],
        "topic": row["topic"],
        "archived": bool(row["archived"]),
        "read_only": bool(row["read_only"]),
        "owner": row["owner"],
        "head": row["head"],
        "first_seq": row["first_seq"],
        "count": row["message_count"],
        "people": () if people is None else _people.decode(people),
        "access": row["access"],
        "history": row["history"],
        "slow_seconds": row["slow_seconds"],
        "retention_days": row["retention_days"],
    }
