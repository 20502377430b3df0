"""After a restore that was cut off, by a crash or a loss of power: the store is as before it, or as restored."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from teahouse.backends import SQLITE
from teahouse.copies.errors import CopyError
from teahouse.copies.files_swap import FilesSwap
from teahouse.copies.restore_note import place_of
from teahouse.start import StartError

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.settings import Settings

logger = logging.getLogger(__name__)


async def heal(settings: Settings) -> str | None:
    """Bring it to one end, and say to which in a line; None if nothing was cut off. StoreOpenError, CopyError."""
    try:
        files = FilesSwap.left(settings.files_root)
        if files is None:
            return None
        try:
            if settings.database == SQLITE:
                from teahouse.copies.sqlite_staging import bring_to_an_end

                replaced = bring_to_an_end(settings.data, files)
            else:
                from teahouse.copies import postgres_staging

                replaced = await postgres_staging.bring_to_an_end(settings.database, files)
        finally:
            files.end()
    except OSError as problem:
        raise CopyError(
            f"A restore was cut off, and {problem.filename or settings.files_root} cannot be put back:"
            f" {problem.strerror}. Mend that, and start again."
        ) from None
    if not replaced:
        return "A restore was cut off before its last step: all is as it was before it."
    return "A restore was cut off after its last step: what it restored is there."


def heal_at_start(settings: Settings) -> None:
    """The same for a server, before it opens anything: StartError, StoreOpenError."""
    if not place_of(settings.files_root).exists():
        return
    try:
        told = asyncio.run(heal(settings))
    except CopyError as problem:
        raise StartError(str(problem)) from None
    if told is not None:
        logger.warning(told)


def check_whole(files: Path) -> None:
    """CopyError if a restore was cut off, so that the files may be others' than the database's."""
    left = FilesSwap.left(files)
    if left is None:
        return
    begun = left.begun
    left.release()
    if begun:
        raise CopyError(
            "A restore was cut off here. Start the server or run the restore again: either brings it to one end."
        )
