"""A process that kills copies of itself with SIGKILL, each one step of a restore further than the last.

Steps are what changes names on the disk, as the interpreter's audit events tell of it. Its
arguments: what to do (`restore` or `heal`), the backup, the folder of the place, and where
the copies of the place go, each into a folder with the number of steps that were done.

Or it kills itself in a restore, after the step that is named `files` or `database`: then the
last argument is the database.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from teahouse.copies.files_swap import FilesSwap
from teahouse.copies.healing import heal
from teahouse.copies.restore import restore
from teahouse.settings import Settings
from teahouse.telling import Silent

STEPS = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link"})
MOST = 200


def main(doing: str, backup: str, place: str, copies: str) -> None:
    """All of them, until one comes to its end."""
    for steps in range(MOST):
        folder = Path(copies) / f"{steps:03}"
        shutil.copytree(place, folder)
        child = os.fork()
        if child == 0:
            _die_after(steps, from_swap=doing == "restore")
            settings = Settings(data=folder)
            if doing == "restore":
                asyncio.run(restore(settings, Path(backup), None, Silent(), replace=True))
            else:
                asyncio.run(heal(settings))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert status == 0, status
            return
    raise AssertionError("it never ended")


def die_at(step: str, backup: str, place: str, database: str) -> None:
    """Restore, up to there."""
    from teahouse.copies.postgres_staging import PostgresStaging

    swap_files, swap_database = FilesSwap.swap, PostgresStaging._swap

    def files(self: FilesSwap) -> None:
        swap_files(self)
        os.kill(os.getpid(), signal.SIGKILL)

    async def rows(self: PostgresStaging, connection: Any) -> None:
        await swap_database(self, connection)
        os.kill(os.getpid(), signal.SIGKILL)

    if step == "files":
        FilesSwap.swap = files  # type: ignore[method-assign]
    else:
        PostgresStaging._swap = rows  # type: ignore[method-assign]
    settings = Settings(data=Path(place), database=database)
    asyncio.run(restore(settings, Path(backup), None, Silent(), replace=True))


def _die_after(steps: int, *, from_swap: bool) -> None:
    left = steps
    counting = not from_swap

    def hear(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if counting and event in STEPS:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    swap = FilesSwap.swap

    def counted(self: FilesSwap) -> None:
        nonlocal counting
        counting = True
        swap(self)

    if from_swap:
        FilesSwap.swap = counted  # type: ignore[method-assign]
    sys.addaudithook(hear)


if __name__ == "__main__":
    (die_at if sys.argv[1] in ("files", "database") else main)(*sys.argv[1:])
