"""Accounts, links, private rooms, and what keeps a place in order.

An older server would let people into rooms that are closed to them: this version no longer serves it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from teahouse.store.migrations import accounts_0004, erasing_0004, house_0004, order_0004, rooms_0004

revision = "0004"
down_revision = "0003"

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _new_columns()
    _accounts()
    _order()
    connection = op.get_bind()
    connection.exec_driver_sql("UPDATE meta SET serves = '0004'")
    # Whoever made a room has its keys.
    connection.exec_driver_sql(
        "INSERT INTO members (room, person, role) SELECT id, owner, 'owner' FROM rooms"
        " WHERE kind = 'room' AND owner IS NOT NULL"
    )
    if connection.dialect.name == "postgresql":
        for part in (accounts_0004, rooms_0004, order_0004, erasing_0004, house_0004):
            for function in part.FUNCTIONS:
                connection.exec_driver_sql(function)


def _new_columns() -> None:
    def text(name: str, default: str) -> sa.Column[Any]:
        return sa.Column(name, sa.Text, nullable=False, server_default=default)

    added: dict[str, list[sa.Column[Any]]] = {
        "meta": [sa.Column("rights", sa.BigInteger, nullable=False, server_default="0")],
        "rooms": [
            text("access", "public"),
            text("history", "all"),
            sa.Column("slow_seconds", sa.Integer, nullable=False, server_default="0"),
            sa.Column("retention_days", sa.Integer),
        ],
        "members": [
            text("role", "member"),
            sa.Column("since", sa.BigInteger, nullable=False, server_default="0"),
        ],
        "sessions": [
            sa.Column("handle", sa.Text),
            text("label", ""),
            text("kind", "page"),
            sa.Column("expires_at", sa.BigInteger),
        ],
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("sessions_handles", "sessions", ["handle"], unique=True)
    closed = sa.text("access <> 'public'")
    op.create_index("rooms_closed", "rooms", ["id"], sqlite_where=closed, postgresql_where=closed)


def _accounts() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", Id, primary_key=True),
        sa.Column("person", Id, nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("last_used", sa.BigInteger),
        sa.UniqueConstraint("kind", "subject"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "emails",
        sa.Column("person", Id, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text, nullable=False, unique=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("handle", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("room", Id),
        sa.Column("role", sa.Text, nullable=False, server_default="member"),
        sa.Column("person", Id),
        sa.Column("made_by", Id),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("uses_left", sa.Integer),
        sa.Column("uses", sa.Integer, nullable=False, server_default="0"),
        sa.Column("revoked", sa.Integer, nullable=False, server_default="0"),
        sa.Index("links_of_rooms", "room"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "house",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def _order() -> None:
    decided: list[Any] = [
        lambda: sa.Column("verdict", sa.Text),
        lambda: sa.Column("decided_by", Id),
        lambda: sa.Column("decided_at", sa.BigInteger),
    ]
    op.create_table(
        "sanctions",
        sa.Column("id", Id, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("room", Id),
        sa.Column("person", Id, index=True),
        sa.Column("network", sa.Text),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("undone_at", sa.BigInteger),
        sa.Column("undone_by", Id),
        sa.Index("sanctions_open", "undone_at", "until"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "held",
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        *(make() for make in decided),
        sa.PrimaryKeyConstraint("room", "seq"),
        sa.Index("held_open", "verdict", "at"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reports",
        sa.Column("id", Id, primary_key=True),
        sa.Column("room", Id, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("person", Id, nullable=False),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(make() for make in decided),
        sa.UniqueConstraint("room", "seq", "made_by"),
        sa.Index("reports_open", "verdict", "id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", Id, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("made_by", Id),
        sa.Column("address", sa.Text, nullable=False, server_default=""),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("person", Id),
        sa.Column("room", Id),
        sa.Column("seq", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("detail", sa.Text),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    raise NotImplementedError("a backup is the way back")
