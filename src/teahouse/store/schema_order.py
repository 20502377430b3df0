"""The tables of accounts and of order: how people sign in, and what keeps the place in order.

Times are Unix milliseconds. Secrets are kept as hashes alone; who is named by id may
be gone from `people` no more than a row ever is.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy import UniqueConstraint as Unique

from teahouse.store.schema_base import Id, metadata

# How a person signs in: password, passkey or oidc.
credentials = Table(
    "credentials",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", Id, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    # Of a passkey its id, of oidc the issuer and the subject, of a password the person's id.
    Column("subject", Text, nullable=False),
    # An argon2id hash, or as JSON what checks a passkey; empty for oidc.
    Column("secret", Text, nullable=False),
    Column("label", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used", BigInteger),
    Unique("kind", "subject"),
    sqlite_autoincrement=True,
)

# Where an account can be written to: where a link from a letter was opened.
emails = Table(
    "emails",
    metadata,
    Column("person", Id, primary_key=True),
    Column("address", Text, nullable=False),
    # As addresses are compared.
    Column("address_key", Text, nullable=False, unique=True),
    # 0 for one of before letters asked; it counts as a claim.
    Column("confirmed", SmallInteger, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

# Addresses that their people say are theirs, until a link from a letter was opened.
email_claims = Table(
    "email_claims",
    metadata,
    Column("person", Id, primary_key=True),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False),
    # The link that confirms it; null where no letter could be sent.
    Column("token_hash", LargeBinary(32)),
    sqlite_with_rowid=False,
)

# Links that do something for whoever has them: setup, invite, reset, device, email. Only the hash is kept.
links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("handle", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    # Of an invite: where to, and as what.
    Column("room", Id),
    Column("role", Text, nullable=False, server_default="member"),
    # Of a reset, a device and an email: whom it is for.
    Column("person", Id),
    Column("made_by", Id),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    # Null for any number.
    Column("uses_left", Integer),
    Column("uses", Integer, nullable=False, server_default="0"),
    Column("revoked", Integer, nullable=False, server_default="0"),
    Index("links_of_rooms", "room"),
    sqlite_with_rowid=False,
)

# How the place is run, as far as its owner decided otherwise than the settings: key, and a JSON value.
house = Table(
    "house",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What somebody may not do: mute, ban, shadow or hold; in a room, or (null) everywhere.
sanctions = Table(
    "sanctions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("room", Id),
    Column("person", Id, index=True),
    # A range of addresses in CIDR notation; of a ban alone.
    Column("network", Text),
    Column("reason", Text, nullable=False, server_default=""),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("made_by", Id, nullable=False),
    Column("undone_at", BigInteger),
    Column("undone_by", Id),
    Index("sanctions_open", "undone_at", "until"),
    sqlite_autoincrement=True,
)

# Messages that only their author and moderators see until one of them decided.
held = Table(
    "held",
    metadata,
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("person", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
    # person, link, words or newcomer.
    Column("why", Text, nullable=False),
    # approved or rejected, null while it waits.
    Column("verdict", Text),
    Column("decided_by", Id),
    Column("decided_at", BigInteger),
    PrimaryKeyConstraint("room", "seq"),
    Index("held_open", "verdict", "at"),
    sqlite_with_rowid=False,
)

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("room", Id, nullable=False),
    Column("seq", BigInteger, nullable=False),
    # Who said it.
    Column("person", Id, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("at", BigInteger, nullable=False),
    # acted or dismissed, null while it waits.
    Column("verdict", Text),
    Column("decided_by", Id),
    Column("decided_at", BigInteger),
    Unique("room", "seq", "made_by"),
    Index("reports_open", "verdict", "id"),
    sqlite_autoincrement=True,
)

# Who did what, when and from where; never what was said. Rows are added, none is changed.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", BigInteger, nullable=False),
    # Null for the server itself.
    Column("made_by", Id),
    Column("address", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False),
    Column("person", Id),
    Column("room", Id),
    Column("seq", BigInteger),
    Column("reason", Text, nullable=False, server_default=""),
    # What else matters, as a JSON object of names and plain values.
    Column("detail", Text),
    Index("audit_actions", "action", "id"),
    Index("audit_makers", "made_by", "id"),
    Index("audit_people", "person", "id"),
    Index("audit_rooms", "room", "id"),
    sqlite_autoincrement=True,
)
