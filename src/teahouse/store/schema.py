"""The tables, for every database. Only migrations and tests import this: it is heavy.

Times are Unix milliseconds. `events` is a room's log; the primary keys of `events`
and `reads` are how they are stored, so that a page of history is one run of pages
on disk. The view `messages` is for people who analyse what was said; see `MESSAGES`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

Id = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("store_id", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("secret", LargeBinary(32), nullable=False),
    # The oldest version whose servers can still work on this schema: what only expands leaves it as it is.
    Column("serves", Text, nullable=False, server_default="0001"),
    sqlite_with_rowid=False,
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    # What everyone may see, erased or not: unread counts come from this, whispers are not in it.
    Column("message_count", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    # Null once the name is free for others; `name` is still shown beside what this person said.
    Column("name_key", Text, unique=True),
    Column("role", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    # An id is for good: it is not given again even when a row is deleted.
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Sessions that ended a short while ago, for the nodes that hold connections of theirs.
revocations = Table(
    "revocations",
    metadata,
    Column("session", LargeBinary(32), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

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
    PrimaryKeyConstraint("room", "seq"),
    UniqueConstraint("room", "sender", "key"),
    sqlite_with_rowid=False,
)

reads = Table(
    "reads",
    metadata,
    Column("room", Id, ForeignKey("rooms.id"), nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("room", "person"),
    sqlite_with_rowid=False,
)

MESSAGES = """
CREATE VIEW messages (room, seq, at, sender_name, kind, text) AS
SELECT room, seq, at, sender_name, CASE WHEN to_id IS NULL THEN 'message' ELSE 'whisper' END, body
FROM events
WHERE kind = 'message.created'
"""
"""Every message for the owner's analysis: one row each, `text` null once erased.

`room` is the room's id, `at` Unix milliseconds, `kind` 'message' or 'whisper'.
The columns are stable: new ones may come after them, none goes.
"""
