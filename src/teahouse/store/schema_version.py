"""Whether a database must be migrated, and the migration itself, for every database."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from teahouse.store.errors import StoreTooNewError, StoreUnfinishedError
from teahouse.store.migrations import NEWEST, REVISIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

ARRIVING = "arriving"
"""Stands for the version while a store is being filled from another one; no server takes it."""

logger = logging.getLogger(__name__)


def is_due(version: str | None, serves: str | None, place: Path | str) -> bool:
    """Whether a database of this version must be migrated.

    A newer one is used as it is if it says that it `serves` servers as old as this one,
    which is so for a release that only added to it. StoreTooNewError if not.
    """
    refuse_unfinished(version, place)
    if version == NEWEST:
        return False
    if version is not None and version not in REVISIONS:
        if serves in REVISIONS:
            logger.info("the store has a newer schema, %s, and serves this release too", version)
            return False
        raise StoreTooNewError(place, version)
    logger.info("migrating the store from %s to %s", version or "nothing", NEWEST)
    return True


def refuse_unfinished(version: str | None, place: Path | str) -> None:
    """StoreUnfinishedError for a store whose rows are still on their way."""
    if version == ARRIVING:
        raise StoreUnfinishedError(place)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Apply what is missing up to this version, within the transaction that the caller holds."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
