"""Brings a database to the newest schema at start; the server itself loads neither SQLAlchemy nor Alembic."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from teahouse.store.driver import connect_writer, driver
from teahouse.store.errors import StoreTooNewError
from teahouse.store.migrations import NEWEST, REVISIONS

logger = logging.getLogger(__name__)


def migrate_apart(connection: driver.Connection, path: Path) -> bool:
    """As `migrate`, in a process of its own, so that this one never loads Alembic (28 MB)."""
    if not _is_due(connection, path.parent):
        return False
    child = [sys.executable, "-m", __name__, str(path)]
    if subprocess.run(child, capture_output=True, check=False).returncode != 0:
        # Whatever was wrong there is met again here, and told by its own exception.
        migrate(connection, path.parent)
    return True


def migrate(connection: driver.Connection, folder: Path) -> bool:
    """Whether anything was to be done. StoreTooNewError for what a newer release wrote."""
    if not _is_due(connection, folder):
        return False
    _upgrade(connection)
    return True


def _is_due(connection: driver.Connection, folder: Path) -> bool:
    version = _version(connection)
    if version == NEWEST:
        return False
    if version is not None and version not in REVISIONS:
        raise StoreTooNewError(folder, version)
    logger.info("migrating the store from %s to %s", version or "nothing", NEWEST)
    return True


def _version(connection: driver.Connection) -> str | None:
    table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'"
    if connection.execute(table).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def _upgrade(connection: driver.Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import Connection, create_engine, event
    from sqlalchemy.pool import StaticPool

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    engine = create_engine("sqlite://", module=driver, creator=lambda: connection, poolclass=StaticPool)

    def begin(borrowed: Connection) -> None:
        # The driver begins nothing by itself here; tables belong to the transaction as well as rows.
        borrowed.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "begin", begin)
    with engine.begin() as borrowed:
        config.attributes["connection"] = borrowed
        command.upgrade(config, "head")
    # The engine is left without being disposed of: that would close the connection, which is the caller's.


def _main(path: Path) -> None:
    connection = connect_writer(path)
    migrate(connection, path.parent)
    connection.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
