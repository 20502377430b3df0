"""The tables of what was said: the rooms' logs, what events made of messages, who read how far.

Times are Unix milliseconds. The primary keys of `events` and `reads` are how they are
stored, so that a page of history is one run of pages on disk. The view `messages` is for
people who analyse what was said; see `MESSAGES`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from teahouse.store.schema_base import Id, metadata

events = Table(
    "events",
    metadata,
    Column("room", Id, ForeignKey("rooms.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sender", Id, ForeignKey("people.id"), nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("key", LargeBinary(16), nullable=False),
    Column("body", Text),
    Column("to_id", Id, ForeignKey("people.id")),
    Column("to_name", Text),
    # JSON lists of person ids; null for none and for all.
    Column("mentions", Text),
    Column("visible_to", Text),
    Column("request_hash", LargeBinary(16), nullable=False),
    # The seq of the message that it changes or answers.
    Column("target", BigInteger),
    # protocol.parts.Extras as a JSON object; null for none.
    Column("extras", Text),
    PrimaryKeyConstraint("room", "seq"),
    UniqueConstraint("room", "sender", "key"),
    sqlite_with_rowid=False,
)

Index(
    "events_edits",
    events.c.room,
    events.c.target,
    sqlite_where=events.c.kind.in_(("message.edited", "message.previewed")),
    postgresql_where=events.c.kind.in_(("message.edited", "message.previewed")),
)

# What later events made of a message: a row only once there is such an event, of whatever kind.
# Reactions, votes and pins of a message are looked for only where there is one.
folded = Table(
    "folded",
    metadata,
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    # The event that has the last body, null for the message itself.
    Column("edit_seq", BigInteger),
    Column("edited_at", BigInteger),
    Column("recalled_at", BigInteger),
    Column("recalled_by", Id),
    Column("closed", SmallInteger, nullable=False, server_default="0"),
    # A JSON list of protocol.parts.Preview.
    Column("previews", Text),
    PrimaryKeyConstraint("room", "seq"),
    sqlite_with_rowid=False,
)

reactions = Table(
    "reactions",
    metadata,
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("emoji", Text, nullable=False),
    Column("person", Id, nullable=False),
    # The event that added it, which gives the order.
    Column("at_seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("room", "seq", "emoji", "person"),
    sqlite_with_rowid=False,
)

votes = Table(
    "votes",
    metadata,
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("person", Id, nullable=False),
    Column("option", SmallInteger, nullable=False),
    Column("at_seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("room", "seq", "person"),
    sqlite_with_rowid=False,
)

pins = Table(
    "pins",
    metadata,
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at_seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("room", "seq"),
    sqlite_with_rowid=False,
)

# Whom a message calls; person 0 is everyone. `id` is the cursor of the list of mentions.
calls = Table(
    "calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, nullable=False),
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    UniqueConstraint("room", "seq", "person"),
    Index("calls_of", "person", "id"),
    sqlite_autoincrement=True,
)

reads = Table(
    "reads",
    metadata,
    Column("room", Id, ForeignKey("rooms.id"), nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    # all, mentions or none
    Column("notify", Text, nullable=False, server_default="mentions"),
    PrimaryKeyConstraint("room", "person"),
    sqlite_with_rowid=False,
)

# What a search finds: `id` is the cursor, in the order of committing. The words and tags themselves are in a
# full-text index beside it, which each database has in its own way; see the migration.
searched = Table(
    "searched",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    UniqueConstraint("room", "seq"),
    sqlite_autoincrement=True,
)

MESSAGES = """
CREATE VIEW messages (room, seq, at, sender_name, kind, text) AS
SELECT e.room, e.seq, e.at, e.sender_name, CASE WHEN e.to_id IS NULL THEN 'message' ELSE 'whisper' END,
    CASE WHEN f.edit_seq IS NULL THEN e.body
    ELSE (SELECT l.body FROM events AS l WHERE l.room = e.room AND l.seq = f.edit_seq) END
FROM events AS e LEFT JOIN folded AS f ON f.room = e.room AND f.seq = e.seq
WHERE e.kind = 'message.created'
"""
"""Every message for the owner's analysis: one row each, with its last text; null once erased.

`room` is the room's id, `at` Unix milliseconds, `kind` 'message' or 'whisper'.
The columns are stable: new ones may come after them, none goes.
"""
