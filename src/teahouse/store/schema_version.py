"""Whether a database must be migrated, and the migration itself, for every database."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from teahouse.store.errors import StoreTooNewError
from teahouse.store.migrations import NEWEST, REVISIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

logger = logging.getLogger(__name__)


def is_due(version: str | None, serves: str | None, place: Path | str) -> bool:
    """Whether a database of this version must be migrated.

    A newer one is used as it is if it says that it `serves` servers as old as this one,
    which is so for a release that only added to it. StoreTooNewError if not.
    """
    if version == NEWEST:
        return False
    if version is not None and version not in REVISIONS:
        if serves in REVISIONS:
            logger.info("the store has a newer schema, %s, and serves this release too", version)
            return False
        raise StoreTooNewError(place, version)
    logger.info("migrating the store from %s to %s", version or "nothing", NEWEST)
    return True


def upgrade(connection: Connection) -> None:
    """Apply what is missing, within the transaction that the caller holds."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
