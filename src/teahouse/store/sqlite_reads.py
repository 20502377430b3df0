"""Pages of a log. Each is one statement, so one snapshot, and gives its many rows as one JSON text.

One row is one step, and a step is where a reader thread must win Python's lock back from a
busy loop; besides, the text becomes structs without a line of Python a row.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec

from teahouse.model.errors import RoomNotFoundError
from teahouse.protocol.parts import RoomSummary
from teahouse.store.port import RoomSnapshot, StoredEvent, Stretch, Survey, Version
from teahouse.store.sqlite_rooms import SUMMARY, SUMMARY_FROM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from teahouse.store.driver import driver

_SAME = """
    'room', e.room, 'seq', e.seq, 'at', e.at, 'kind', e.kind,
    'sender', json_object('id', e.sender, 'name', e.sender_name), 'key', hex(e.key),
    'to', CASE WHEN e.to_id IS NULL THEN NULL ELSE json_object('id', e.to_id, 'name', e.to_name) END,
    'visible_to', json(coalesce(e.visible_to, 'null')), 'target', e.target,
    'extras', json(coalesce(e.extras, 'null'))
"""

EVENT = f"json_object({_SAME}, 'body', e.body, 'mentions', json(coalesce(e.mentions, '[]')))"
"""An event as it was appended."""

# LIMIT -1 keeps the order of a subquery: without it, SQLite may merge the subquery into the query around it.
REACTIONS = """
(
    SELECT json_group_array(json_object('emoji', g.emoji, 'people', json((
        SELECT json_group_array(person) FROM (
            SELECT person FROM reactions AS r
            WHERE r.room = e.room AND r.seq = e.seq AND r.emoji = g.emoji ORDER BY r.at_seq LIMIT -1
        )
    ))))
    FROM (
        SELECT emoji, min(at_seq) AS first FROM reactions
        WHERE room = e.room AND seq = e.seq GROUP BY emoji ORDER BY first LIMIT -1
    ) AS g
)
"""

VOTES = """
(
    SELECT json_group_array(json((
        SELECT json_group_array(person) FROM (
            SELECT person FROM votes AS v
            WHERE v.room = e.room AND v.seq = e.seq AND v.option = o.key ORDER BY v.at_seq LIMIT -1
        )
    )))
    FROM json_each(coalesce(e.extras, '{}'), '$.options') AS o
    WHERE EXISTS (SELECT 1 FROM votes WHERE room = e.room AND seq = e.seq)
)
"""

PINNED = "EXISTS (SELECT 1 FROM pins WHERE room = e.room AND seq = e.seq)"

# What is as it would be without any change is left out as a whole: then nothing came of the changes.
FOLDED = f"""
CASE WHEN f.room IS NULL THEN NULL ELSE json(nullif(
    json_object(
        'edited_at', f.edited_at, 'recalled_at', f.recalled_at, 'recalled_by', f.recalled_by,
        'pinned', json(CASE WHEN {PINNED} THEN 'true' ELSE 'false' END),
        'reactions', json({REACTIONS}), 'votes', json({VOTES}),
        'closed', json(CASE WHEN f.closed THEN 'true' ELSE 'false' END),
        'previews', json(coalesce(f.previews, '[]'))
    ),
    '{{"edited_at":null,"recalled_at":null,"recalled_by":null,"pinned":false,"reactions":[],"votes":[],'
    || '"closed":false,"previews":[]}}'
)) END
"""

MESSAGE = f"""
json_object({_SAME},
    'body', CASE WHEN f.edit_seq IS NULL THEN e.body ELSE l.body END,
    'mentions', json(coalesce(CASE WHEN f.edit_seq IS NULL THEN e.mentions ELSE l.mentions END, '[]')),
    'folded', {FOLDED}
)
"""
"""An event with what became of it, where `FOLDS` is joined to it."""

FOLDS = """
LEFT JOIN folded AS f ON f.room = e.room AND f.seq = e.seq
LEFT JOIN events AS l ON l.room = f.room AND l.seq = f.edit_seq
"""

LOAD = f"""
SELECT
    {SUMMARY},
    (
        SELECT json_group_array({MESSAGE})
        FROM (
            SELECT * FROM events WHERE events.room = rooms.id AND seq >= first_seq ORDER BY seq DESC LIMIT :limit
        ) AS e {FOLDS}
    ),
    (SELECT json_group_array(seq) FROM (SELECT seq FROM pins WHERE room = rooms.id ORDER BY at_seq DESC LIMIT -1))
{SUMMARY_FROM}
WHERE rooms.id = :room
"""  # noqa: S608 - made of constants

EVENTS = f"""
SELECT
    (
        SELECT json_group_array({EVENT})
        FROM (
            SELECT * FROM events
            WHERE events.room = rooms.id AND seq > :after AND seq <= :upto
            ORDER BY seq LIMIT :limit
        ) AS e
    )
FROM rooms
WHERE rooms.id = :room
"""  # noqa: S608 - made of constants

STRETCH = f"""
SELECT
    head, first_seq,
    (
        SELECT json_group_array({MESSAGE})
        FROM (
            SELECT * FROM events
            WHERE events.room = rooms.id AND seq > :after AND seq <= :upto AND seq >= first_seq
            ORDER BY seq LIMIT :limit
        ) AS e {FOLDS}
    )
FROM rooms
WHERE rooms.id = :room
"""  # noqa: S608 - made of constants

MESSAGES = f"""
SELECT
    head, first_seq,
    (
        SELECT json_group_array({MESSAGE})
        FROM (
            SELECT * FROM events
            WHERE events.room = rooms.id AND seq IN (SELECT value FROM json_each(:seqs))
                AND seq >= first_seq
                AND kind = 'message.created'
        ) AS e {FOLDS}
    )
FROM rooms
WHERE rooms.id = :room
"""  # noqa: S608 - made of constants

EDITS = """
SELECT
    (
        SELECT json_group_array(json_array(at, body))
        FROM (
            SELECT at, body, seq FROM events
            WHERE room = rooms.id AND seq = :seq AND kind = 'message.created'
            UNION ALL
            SELECT at, body, seq FROM events INDEXED BY events_edits
            WHERE room = rooms.id AND target = :seq AND kind IN ('message.edited', 'message.previewed')
                AND kind = 'message.edited'
            ORDER BY seq LIMIT -1
        )
    )
FROM rooms
WHERE rooms.id = :room
"""

SURVEY = """
SELECT
    (
        SELECT json_group_array(json_array(id, head, message_count))
        FROM rooms WHERE id IN (SELECT value FROM json_each(?)) AND kind <> 'gone'
    ),
    (SELECT json_group_array(lower(hex(session))) FROM revocations WHERE at >= ?),
    (SELECT listing FROM meta), (SELECT rights FROM meta), (SELECT queue FROM meta)
"""

_events = msgspec.json.Decoder(list[StoredEvent])
_room = msgspec.json.Decoder(RoomSummary)
_heads = msgspec.json.Decoder(list[tuple[int, int, int]])
_sessions = msgspec.json.Decoder(frozenset[str])
_seqs = msgspec.json.Decoder(tuple[int, ...])
_versions = msgspec.json.Decoder(list[tuple[int, str | None]])
_by_seq = attrgetter("seq")


def load(room: int, person: int | None, limit: int, connection: driver.Connection) -> RoomSnapshot:
    """See `Log.load`."""
    values = {"room": room, "person": person, "limit": limit}
    state, events, pins = _one(connection, LOAD, values)
    return RoomSnapshot(state=_room.decode(state), events=_in_order(events), pins=_seqs.decode(pins))


def events(room: int, after: int, upto: int, limit: int, connection: driver.Connection) -> list[StoredEvent]:
    """See `Log.events`."""
    values = {"room": room, "after": after, "upto": upto, "limit": limit}
    return _in_order(_one(connection, EVENTS, values)[0])


def stretch(room: int, after: int, upto: int, limit: int, connection: driver.Connection) -> Stretch:
    """See `Log.stretch`."""
    values = {"room": room, "after": after, "upto": upto, "limit": limit}
    head, first_seq, events = _one(connection, STRETCH, values)
    return Stretch(head=head, first_seq=first_seq, events=_in_order(events))


def messages(room: int, seqs: list[int], connection: driver.Connection) -> Stretch:
    """See `Log.messages`."""
    values = {"room": room, "seqs": msgspec.json.encode(seqs).decode()}
    head, first_seq, events = _one(connection, MESSAGES, values)
    return Stretch(head=head, first_seq=first_seq, events=_in_order(events))


def edits(room: int, seq: int, connection: driver.Connection) -> list[Version]:
    """See `Log.edits`."""
    (versions,) = _one(connection, EDITS, {"room": room, "seq": seq})
    return [Version(at, body) for at, body in _versions.decode(versions)]


def knows(room: int, sender: int, key: UUID, connection: driver.Connection) -> bool:
    """See `Log.knows`."""
    wanted = "SELECT 1 FROM events WHERE room = ? AND sender = ? AND key = ?"
    return connection.execute(wanted, (room, sender, key.bytes)).fetchone() is not None


def first_seq(room: int, connection: driver.Connection) -> int:
    """See `Log.first_seq`."""
    (first,) = _one(connection, "SELECT first_seq FROM rooms WHERE id = :room", {"room": room})
    return int(first)


def survey(epoch: str, rooms: list[int], revoked_since: int, connection: driver.Connection) -> Survey:
    """See `Rooms.survey`."""
    wanted = msgspec.json.encode(rooms).decode()
    heads, revoked, listing, rights, queue = connection.execute(SURVEY, (wanted, revoked_since)).fetchone()
    found = _heads.decode(heads)
    return Survey(
        epoch=epoch,
        heads={room: head for room, head, _ in found},
        revoked=_sessions.decode(revoked),
        counts={room: count for room, _, count in found},
        listing=listing,
        rights=rights,
        queue=queue,
    )


def _one(connection: driver.Connection, query: str, values: Mapping[str, object]) -> tuple[Any, ...]:
    """The row of a room."""
    row: tuple[Any, ...] | None = connection.execute(query, values).fetchone()
    if row is None:
        raise RoomNotFoundError
    return row


def _in_order(text: str) -> list[StoredEvent]:
    found = _events.decode(text)
    found.sort(key=_by_seq)
    return found
