"""Run by Alembic: applies the versions to the connection that the caller put into the configuration."""

from __future__ import annotations

from alembic import context

from teahouse.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
# The caller holds the transaction, so that a failed migration leaves nothing behind.
context.run_migrations()
