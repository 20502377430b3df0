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
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from teahouse.store import schema_order
from teahouse.store.schema_base import Id, metadata

__all__ = ["MESSAGES", "metadata", "schema_order"]

meta = Table(
    "meta",
    metadata,
    Column("store_id", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("secret", LargeBinary(32), nullable=False),
    # The oldest version whose servers can still work on this schema: what only expands leaves it as it is.
    Column("serves", Text, nullable=False, server_default="0001"),
    # Counts up with each change of the list of rooms, so that a node that missed a hint notices.
    Column("listing", BigInteger, nullable=False, server_default="0"),
    # The keys for Web Push (VAPID), once they were needed.
    Column("push_keys", Text),
    # Counts up with each change of what people may do and of how the place is run; see `schema_order`.
    Column("rights", BigInteger, nullable=False, server_default="0"),
    # Counts up with each change of what waits for moderators.
    Column("queue", BigInteger, nullable=False, server_default="0"),
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
    # 'room', which everyone may come into, 'direct', for its members alone, or 'gone': deleted, and not yet cleared.
    Column("kind", Text, nullable=False, server_default="room"),
    # Of a room its name as names are compared, of a direct one the sorted ids of its members.
    Column("name_key", Text),
    # A person's id; not a foreign key, which SQLite could only have added by building the table anew.
    Column("owner", Id),
    Column("archived", SmallInteger, nullable=False, server_default="0"),
    Column("read_only", SmallInteger, nullable=False, server_default="0"),
    # public: everyone; members: who has an account; private: who is among `members`.
    Column("access", Text, nullable=False, server_default="public"),
    # What a newcomer of a private room sees of earlier times: all, or what comes after they joined.
    Column("history", Text, nullable=False, server_default="all"),
    # Seconds that a person waits between two messages; 0 for none.
    Column("slow_seconds", Integer, nullable=False, server_default="0"),
    # Days that messages are kept: null as the place has it, 0 for ever.
    Column("retention_days", Integer),
    Index("rooms_of_names", "name_key", unique=True),
    sqlite_autoincrement=True,
)

# What is hidden from somebody is looked for by every search; most places have few such rooms.
Index(
    "rooms_closed",
    rooms.c.id,
    sqlite_where=rooms.c.access != "public",
    postgresql_where=rooms.c.access != "public",
)

members = Table(
    "members",
    metadata,
    Column("room", Id, ForeignKey("rooms.id"), nullable=False),
    Column("person", Id, ForeignKey("people.id"), nullable=False, index=True),
    # member, moderator or owner; in a public room only who is more than a member has a row.
    Column("role", Text, nullable=False, server_default="member"),
    # They see what is after this seq; 0 for all.
    Column("since", BigInteger, nullable=False, server_default="0"),
    PrimaryKeyConstraint("room", "person"),
    sqlite_with_rowid=False,
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
    Column("away", SmallInteger, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default=""),
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
    # What its person knows it by: random, and of no use to anybody else.
    Column("handle", Text),
    # The program and machine as they call themselves, or the name of a token.
    Column("label", Text, nullable=False, server_default=""),
    # page, or token for a program.
    Column("kind", Text, nullable=False, server_default="page"),
    # It ends at this time, whatever is done with it; null for one of before there was an end.
    Column("expires_at", BigInteger),
    Index("sessions_handles", "handle", unique=True),
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

ignores = Table(
    "ignores",
    metadata,
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("ignored", Id, ForeignKey("people.id"), nullable=False, index=True),
    PrimaryKeyConstraint("person", "ignored"),
    sqlite_with_rowid=False,
)

files = Table(
    "files",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Id, ForeignKey("people.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("preview", SmallInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # The message that carries it; null until one does.
    Column("room", Id),
    Column("seq", BigInteger),
    Index("files_of_messages", "room", "seq"),
    # How much somebody has is a sum over this index alone.
    Index("files_of_owners", "owner", "size"),
    sqlite_with_rowid=False,
)

pushes = Table(
    "pushes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, ForeignKey("people.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("language", Text, nullable=False),
    UniqueConstraint("person", "kind", "address"),
    sqlite_autoincrement=True,
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
