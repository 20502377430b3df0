"""Search in SQLite: FTS5 over words and tags, whose rowid is the id of a row of `searched`.

Ids are in the order of committing, so newest first is the index's own order backwards,
and a page is read no further than it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from teahouse.model.search import EVERYBODY, SOME
from teahouse.store.driver import driver
from teahouse.store.port import Found, StoredEvent, Wanted
from teahouse.store.port_reads import COUNTED
from teahouse.store.port_rooms import IMPORTED_NAME
from teahouse.store.sqlite_reads import FOLDS, MESSAGE
from teahouse.store.sqlite_rooms import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAST_ID = 1 << 62
NEAR = 1000
"""Rows at the edge of a time among which the clock may have gone back; see `BEFORE`."""

# The edge of a time as an id, so that the index need not be read beyond it. Clocks go back now and then:
# then ids and times are not in the same order, and each match is asked for its own time as well. What was
# brought along from elsewhere is much older than its ids: where there is any, only its own time is asked for.
BEFORE = f"""
AND search.rowid <= coalesce(
    (SELECT max(id) FROM (SELECT id FROM searched WHERE at < :until ORDER BY at DESC LIMIT {NEAR})), 0
)
AND (SELECT at FROM searched WHERE id = search.rowid) < :until
"""  # noqa: S608 - made of constants
AFTER = f"""
AND search.rowid >= coalesce(
    (SELECT min(id) FROM (SELECT id FROM searched WHERE at >= :since ORDER BY at LIMIT {NEAR})), {LAST_ID}
)
AND (SELECT at FROM searched WHERE id = search.rowid) >= :since
"""  # noqa: S608 - made of constants
ANY_BEFORE = "AND (SELECT at FROM searched WHERE id = search.rowid) < :until"
ANY_AFTER = "AND (SELECT at FROM searched WHERE id = search.rowid) >= :since"
IMPORTED = (
    f"SELECT EXISTS (SELECT 1 FROM rooms WHERE name >= '{IMPORTED_NAME}' AND name < '{IMPORTED_NAME}~')"  # noqa: S608 - a constant
)

# What was before a person joined, in rooms where that is not for newcomers.
JOINED = """
AND NOT EXISTS (
    SELECT 1 FROM searched AS own JOIN members AS mine ON mine.room = own.room AND mine.person = :person
    WHERE own.id = search.rowid AND own.seq <= mine.since
)
"""
JOINED_LATER = "SELECT EXISTS (SELECT 1 FROM members WHERE person = :person AND since > 0)"

MATCHES = """
SELECT search.rowid AS id FROM search
WHERE search MATCH :match {times} {cursor}
ORDER BY search.rowid DESC LIMIT {limit}
"""

FIRST_PAGE = "SELECT id FROM hits ORDER BY id DESC LIMIT :limit"

SEARCH = """
WITH hits AS MATERIALIZED ({hits})
SELECT
    (
        SELECT json_group_array(json_array(h.id, {message}))
        FROM ({page}) AS h
        CROSS JOIN searched AS s ON s.id = h.id
        CROSS JOIN events AS e ON e.room = s.room AND e.seq = s.seq {folds}
    ),
    (SELECT count(*) FROM hits)
"""

ADD = (
    """
    INSERT INTO searched (id, room, seq, at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)
    """,
    "INSERT INTO search (rowid, words, tags) SELECT value ->> 0, value ->> 4, value ->> 5 FROM json_each(?)",
)
"""Given rows of id, room, seq, at, words and tags."""

IDS = """
SELECT s.room, s.seq, s.id FROM json_each(?) AS w
CROSS JOIN searched AS s ON s.room = w.value ->> 0 AND s.seq = w.value ->> 1
"""

REMOVE = (
    "DELETE FROM search WHERE rowid IN (SELECT value FROM json_each(?))",
    "DELETE FROM searched WHERE id IN (SELECT value FROM json_each(?))",
)

REPLACE = (REMOVE[0], ADD[1])

SECURE = "INSERT INTO search (search, rank) VALUES ('secure-delete', 1)"
MERGE_ALL = "INSERT INTO search (search) VALUES ('optimize')"
SECURE_SINCE = (3, 42)

_messages = msgspec.json.Decoder(list[tuple[int, StoredEvent]])


def prepare(connection: driver.Connection) -> None:
    """Let what is removed from the index be gone from it at once, and not at the next merge."""
    if driver.sqlite_version_info >= SECURE_SINCE:
        connection.execute(SECURE)


def erase_removed(cursor: driver.Cursor) -> None:
    """The same where SQLite is too old for that: merge the whole index."""
    if driver.sqlite_version_info < SECURE_SINCE:
        cursor.execute(MERGE_ALL)


def search(
    person: int | None, wanted: Wanted, before: int | None, limit: int, connection: driver.Connection
) -> Found:
    """See `Log.search`. What is hidden from the person and what is found are of one moment."""
    connection.execute("BEGIN")
    try:
        return _search(person, wanted, before, limit, connection)
    finally:
        connection.execute("ROLLBACK")


def _search(
    person: int | None, wanted: Wanted, before: int | None, limit: int, connection: driver.Connection
) -> Found:
    who = {"person": person}
    hidden = [room for (room,) in connection.execute(HIDDEN, who).fetchall()]
    times = _times(wanted, connection)
    if connection.execute(JOINED_LATER, who).fetchone()[0]:
        times += JOINED
    hits = MATCHES.format(times=times, cursor="", limit=COUNTED)
    page = (
        FIRST_PAGE
        if before is None and limit < COUNTED
        else MATCHES.format(times=times, cursor="AND search.rowid < :before", limit=":limit")
    )
    query = SEARCH.format(message=MESSAGE, folds=FOLDS, page=page, hits=hits)
    values = {
        "match": match(person, wanted, [*hidden, *wanted.without]),
        "person": person,
        "until": wanted.before,
        "since": wanted.after,
        "before": LAST_ID if before is None else before,
        "limit": limit + 1,
    }
    messages, count = connection.execute(query, values).fetchone()
    return found(messages, limit, count)


def _times(wanted: Wanted, connection: driver.Connection) -> str:
    if wanted.before is None and wanted.after is None:
        return ""
    imported = connection.execute(IMPORTED).fetchone()[0]
    before, after = (ANY_BEFORE, ANY_AFTER) if imported else (BEFORE, AFTER)
    return (before if wanted.before is not None else "") + (after if wanted.after is not None else "")


def found(text: str, limit: int, count: int) -> Found:
    """A page of messages with their cursors, of which one more than the limit was asked for."""
    messages = _messages.decode(text)
    messages.sort(key=lambda message: message[0], reverse=True)
    page = messages[:limit]
    return Found(
        messages=[message for _, message in page],
        count=count,
        next=page[-1][0] if len(messages) > limit and page else None,
    )


def match(person: int | None, wanted: Wanted, hidden: Sequence[int] = ()) -> str:
    """The query in FTS5's language: what is wanted, without what this person may not read.

    `hidden` are the rooms that the person may not know of.

    What all may read is in nearly everything, and to intersect with that is slow: so it is
    asked for only where nothing else is wanted, and what only some may read is left out.
    """
    mine = [] if person is None else [f"p{person}"]
    parts = [_words(phrase) for phrase in wanted.phrases if phrase]
    parts += [f"{_words(phrase)} *" for phrase in wanted.prefixes if phrase]
    parts += [_tags([f"has{what}"]) for what in wanted.has]
    if wanted.rooms:
        parts.append(_tags(f"r{room}" for room in wanted.rooms))
    if wanted.senders:
        parts.append(_tags(f"u{sender}" for sender in wanted.senders))
    closed = f" NOT {_tags(f'r{room}' for room in hidden)}" if hidden else ""
    if not parts:
        return f"({_tags([EVERYBODY, *mine])}){closed}"
    others = f"({_tags([SOME])} NOT {_tags(mine)})" if mine else _tags([SOME])
    return f"(({' AND '.join(parts)}) NOT {others}){closed}"


def _words(phrase: str) -> str:
    return f"words : {_quoted(phrase)}"


def _tags(tags: Iterable[str]) -> str:
    return f"tags : ({' OR '.join(map(_quoted, tags))})"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
