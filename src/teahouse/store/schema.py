"""The tables, for every database. Only migrations and tests import this: it is heavy.

Those of the log are in `schema_log`, those of accounts and of order in `schema_order`.
Times are Unix milliseconds.
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

from teahouse.store import schema_log, schema_order
from teahouse.store.schema_base import Id, metadata

__all__ = ["metadata", "schema_log", "schema_order"]

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
