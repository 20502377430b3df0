"""Brings a database to the newest schema at start; the server itself loads neither SQLAlchemy nor Alembic."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from teahouse.store.driver import connect_writer, driver
from teahouse.store.schema_version import is_due, upgrade

if TYPE_CHECKING:
    from sqlalchemy import Connection


def migrate_apart(connection: driver.Connection, path: Path) -> bool:
    """As `migrate`, in a process of its own, so that this one never loads Alembic (28 MB)."""
    if not is_migration_due(connection, path.parent):
        return False
    child = [sys.executable, "-m", __name__, str(path)]
    if subprocess.run(child, capture_output=True, check=False).returncode != 0:
        # Whatever was wrong there is met again here, and told by its own exception.
        migrate(connection, path.parent)
    return True


def migrate(connection: driver.Connection, folder: Path) -> bool:
    """Whether anything was to be done. StoreTooNewError for what a newer release wrote."""
    if not is_migration_due(connection, folder):
        return False
    _upgrade(connection)
    return True


def is_migration_due(connection: driver.Connection, folder: Path) -> bool:
    """Whether there is anything to be done; StoreTooNewError for what a newer release wrote."""
    version = _meta(connection, "alembic_version", "version_num")
    return is_due(version, _meta(connection, "meta", "serves"), folder)


def _meta(connection: driver.Connection, table: str, column: str) -> str | None:
    there = "SELECT 1 FROM pragma_table_info(?) WHERE name = ?"
    if connection.execute(there, (table, column)).fetchone() is None:
        return None
    row = connection.execute(f"SELECT {column} FROM {table}").fetchone()  # noqa: S608 - constants of this file
    return None if row is None else str(row[0])


def upgrade_to(connection: driver.Connection, revision: str) -> None:
    """Make the tables as they were in this version, in a database that has none or older ones."""
    _upgrade(connection, revision)


def _upgrade(connection: driver.Connection, revision: str = "head") -> None:
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    engine = create_engine("sqlite://", module=driver, creator=lambda: connection, poolclass=StaticPool)

    def begin(borrowed: Connection) -> None:
        # The driver begins nothing by itself here; tables belong to the transaction as well as rows.
        borrowed.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", begin)
    with engine.begin() as borrowed:
        upgrade(borrowed, revision)
    # The engine is left without being disposed of: that would close the connection, which is the caller's.


def _main(path: Path) -> None:
    connection = connect_writer(path)
    migrate(connection, path.parent)
    connection.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
