"""Messages that change, rooms, direct conversations, mentions, files, pushes, and what a search finds.

Older servers do not know the new kinds of events, so this version no longer serves them.
"""

from __future__ import annotations

import importlib
from typing import Any

import sqlalchemy as sa
from alembic import op

from teahouse.model.names import name_key
from teahouse.store.migrations.fill_0003 import SQLITE_FILL, SQLITE_SEARCH, fill

revision = "0003"
down_revision = "0002"

MESSAGES = """
CREATE VIEW messages (room, seq, at, sender_name, kind, text) AS
SELECT e.room, e.seq, e.at, e.sender_name, CASE WHEN e.to_id IS NULL THEN 'message' ELSE 'whisper' END,
    CASE WHEN f.edit_seq IS NULL THEN e.body
    ELSE (SELECT l.body FROM events AS l WHERE l.room = e.room AND l.seq = f.edit_seq) END
FROM events AS e LEFT JOIN folded AS f ON f.room = e.room AND f.seq = e.seq
WHERE e.kind = 'message.created'
"""

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.execute("DROP VIEW messages")
    _new_columns()
    _messages_that_change()
    _people_and_rooms()
    _files_and_pushes()
    op.create_table(
        "searched",
        sa.Column("id", Id, primary_key=True),
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.UniqueConstraint("room", "seq"),
        sqlite_autoincrement=True,
    )
    op.execute(MESSAGES)
    connection = op.get_bind()
    for room, name in connection.exec_driver_sql("SELECT id, name FROM rooms").fetchall():
        named = sa.text("UPDATE rooms SET name_key = :key WHERE id = :room")
        connection.execute(named, {"key": name_key(name), "room": room})
    connection.exec_driver_sql("UPDATE meta SET serves = '0003'")
    if connection.dialect.name == "postgresql":
        functions = _functions()
        for statement in (*functions.FUNCTIONS, *functions.INDEXES):
            connection.exec_driver_sql(statement)
        if hasattr(functions, "FILL"):
            fill(connection, functions.FILL)
    else:
        connection.exec_driver_sql(SQLITE_SEARCH)
        fill(connection, SQLITE_FILL)


def _functions() -> Any:
    """What PostgreSQL has of its own."""
    return importlib.import_module("teahouse.store.migrations.functions_0003")


def _new_columns() -> None:
    flag: dict[str, Any] = {"type_": sa.SmallInteger, "nullable": False, "server_default": "0"}
    added: dict[str, list[sa.Column[Any]]] = {
        "meta": [
            sa.Column("listing", sa.BigInteger, nullable=False, server_default="0"),
            sa.Column("push_keys", sa.Text),
        ],
        "rooms": [
            sa.Column("kind", sa.Text, nullable=False, server_default="room"),
            sa.Column("name_key", sa.Text),
            sa.Column("owner", Id),
            sa.Column("archived", **flag),
            sa.Column("read_only", **flag),
        ],
        "people": [
            sa.Column("away", **flag),
            sa.Column("status", sa.Text, nullable=False, server_default=""),
        ],
        "events": [sa.Column("target", sa.BigInteger), sa.Column("extras", sa.Text)],
        "reads": [sa.Column("notify", sa.Text, nullable=False, server_default="mentions")],
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("rooms_of_names", "rooms", ["name_key"], unique=True)
    edits = sa.text("kind IN ('message.edited', 'message.previewed')")
    op.create_index("events_edits", "events", ["room", "target"], sqlite_where=edits, postgresql_where=edits)


def _messages_that_change() -> None:
    op.create_table(
        "folded",
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("edit_seq", sa.BigInteger),
        sa.Column("edited_at", sa.BigInteger),
        sa.Column("recalled_at", sa.BigInteger),
        sa.Column("recalled_by", Id),
        sa.Column("closed", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("previews", sa.Text),
        sa.PrimaryKeyConstraint("room", "seq"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reactions",
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("emoji", sa.Text, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("at_seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room", "seq", "emoji", "person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "votes",
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("option", sa.SmallInteger, nullable=False),
        sa.Column("at_seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room", "seq", "person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pins",
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at_seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("room", "seq"),
        sqlite_with_rowid=False,
    )


def _people_and_rooms() -> None:
    op.create_table(
        "members",
        sa.Column("room", Id, sa.ForeignKey("rooms.id"), nullable=False),
        sa.Column("person", Id, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.PrimaryKeyConstraint("room", "person"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calls",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person", Id, nullable=False),
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("room", "seq", "person"),
        sqlite_autoincrement=True,
    )
    op.create_index("calls_of", "calls", ["person", "id"])
    op.create_table(
        "ignores",
        sa.Column("person", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("ignored", Id, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.PrimaryKeyConstraint("person", "ignored"),
        sqlite_with_rowid=False,
    )


def _files_and_pushes() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("owner", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("preview", sa.SmallInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("room", Id),
        sa.Column("seq", sa.BigInteger),
        sqlite_with_rowid=False,
    )
    op.create_index("files_of_messages", "files", ["room", "seq"])
    op.create_index("files_of_owners", "files", ["owner", "size"])
    op.create_table(
        "pushes",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person", Id, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.UniqueConstraint("person", "kind", "address"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    raise NotImplementedError("a backup is the way back")
