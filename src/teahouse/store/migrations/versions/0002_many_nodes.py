"""What several servers on one database need: ended sessions, who may still use it, the append as one call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from teahouse.store.migrations.functions_0002 import FUNCTIONS

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("meta", sa.Column("serves", sa.Text, nullable=False, server_default="0001"))
    op.create_table(
        "revocations",
        sa.Column("session", sa.LargeBinary(32), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.get_bind().exec_driver_sql(function)


def downgrade() -> None:
    raise NotImplementedError("a backup is the way back")
