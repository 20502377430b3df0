"""Addresses that a letter confirmed, a look at the sender when a message gets its place, and a place handed over.

It only adds: servers of version 0004 can go on beside this one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from teahouse.store.migrations import accounts_0005, append_0005

revision = "0005"
down_revision = "0004"

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("meta", sa.Column("queue", sa.BigInteger, nullable=False, server_default="0"))
    # An address of before was never confirmed by its person.
    op.add_column("emails", sa.Column("confirmed", sa.SmallInteger, nullable=False, server_default="0"))
    op.create_table(
        "email_claims",
        sa.Column("person", Id, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.Text, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32)),
        sqlite_with_rowid=False,
    )
    for name, column in (
        ("audit_actions", "action"),
        ("audit_makers", "made_by"),
        ("audit_people", "person"),
        ("audit_rooms", "room"),
    ):
        op.create_index(name, "audit", [column, "id"])
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for part in (accounts_0005, append_0005):
            for function in part.FUNCTIONS:
                connection.exec_driver_sql(function)


def downgrade() -> None:
    raise NotImplementedError("a backup is the way back")
