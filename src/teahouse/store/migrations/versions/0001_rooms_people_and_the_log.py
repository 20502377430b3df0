"""Rooms, people and the log, with the lobby in it."""

from __future__ import annotations

import secrets
import time

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    meta = op.create_table(
        "meta",
        sa.Column("store_id", sa.Text, primary_key=True),
        sa.Column("epoch", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    rooms = op.create_table(
        "rooms",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("first_seq", sa.BigInteger, nullable=False),
        sa.Column("message_count", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        sa.Column("id", Id, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, unique=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("person", Id, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("room", Id, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sender", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("sender_name", sa.Text, nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("to_id", Id, sa.ForeignKey("people.id")),
        sa.Column("to_name", sa.Text),
        sa.Column("mentions", sa.Text),
        sa.Column("visible_to", sa.Text),
        sa.Column("request_hash", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("room", "seq"),
        sa.UniqueConstraint("room", "sender", "key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reads",
        sa.Column("room", Id, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("person", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room", "person"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "CREATE VIEW messages (room, seq, at, sender_name, kind, text) AS"
        " SELECT room, seq, at, sender_name,"
        " CASE WHEN to_id IS NULL THEN 'message' ELSE 'whisper' END, body"
        " FROM events WHERE kind = 'message.created'"
    )
    op.bulk_insert(
        meta,
        [
            {
                "store_id": secrets.token_hex(4),
                "epoch": secrets.token_hex(8),
                "secret": secrets.token_bytes(32),
            }
        ],
    )
    op.bulk_insert(
        rooms,
        [
            {
                "name": "lobby",
                "title": "",
                "topic": "",
                "head": 0,
                "first_seq": 1,
                "message_count": 0,
                "created_at": time.time_ns() // 1_000_000,
            }
        ],
    )


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first version")
