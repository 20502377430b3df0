"""Images made anew in processes of their own, so many at a time.

A decoder of images is the part of a server that strangers can reach best: it never runs in
the server itself. Each image gets a process that ends with it: what one image did there
does nothing to the next, and nothing is kept in memory meanwhile (see `image_worker.py`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from teahouse.files.image_worker import DISK_FULL, UNREADABLE
from teahouse.model.errors import BusyError, RetryableError, StorageFullError
from teahouse.model.file_errors import BadImageError

WAITING: Final = 16
"""So many images wait for a process; one more is refused."""

SECONDS: Final = 60.0
"""An image that takes longer on this clock is given up; the worker has its own limit of processor time."""

BUSY_MS: Final = 3_000

_WORKER: Final = Path(__file__).with_name("image_worker.py")
_ENVIRONMENT: Final = ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
_FORMATS: Final = {
    "image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP", "image/avif": "AVIF",
}  # fmt: skip
_TYPES: Final = {form: kind for kind, form in _FORMATS.items()}


log = logging.getLogger("teahouse.files")


class Made(msgspec.Struct, frozen=True):
    """What was made: `format` as Pillow calls it, pixels as they are shown."""

    format: str
    width: int
    height: int
    preview: bool

    @property
    def type(self) -> str:
        """The MIME type."""
        return _TYPES[self.format]


class Images:
    """Workers for images, `at_once` of them; None for one a core."""

    def __init__(
        self, at_once: int | None = None, *, waiting: int = WAITING, seconds: float = SECONDS
    ) -> None:
        self._places = asyncio.Semaphore(at_once or _cores())
        self._room = (at_once or _cores()) + waiting
        self._taken = 0
        self._seconds = seconds

    async def make(self, kind: str, source: Path, target: Path, preview: Path) -> Made:
        """Write the image anew to `target`, and a small one to `preview` if that is worth it.

        `kind` is the MIME type that the bytes have. Raises BadImageError for what cannot
        be read, has too many pixels or costs too much, BusyError when too many wait,
        StorageFullError.
        """
        if self._taken >= self._room:
            raise BusyError(retry_after_ms=BUSY_MS)
        self._taken += 1
        try:
            async with self._places:
                return await self._run(_FORMATS[kind], source, target, preview)
        finally:
            self._taken -= 1

    async def _run(self, form: str, *paths: Path) -> Made:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(_WORKER), form, *map(str, paths)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            # Passwords of the database stand in the environment of the server.
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            # Not of our terminal: Ctrl-C is for the server, which lets what came in end well.
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._seconds):
                told, complaint = await process.communicate()
        except TimeoutError:
            log.warning("an image took more than %s seconds", self._seconds)
            raise BusyError(retry_after_ms=BUSY_MS) from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        return _judged(process.returncode or 0, told, complaint)


def _judged(status: int, told: bytes, complaint: bytes) -> Made:
    if status == 0:
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(told, type=Made)
    reason = complaint.decode("utf-8", "replace").strip()[-300:]
    if status == UNREADABLE:
        log.info("an image was refused: %s", reason)
        raise BadImageError
    if status == DISK_FULL:
        raise StorageFullError
    if status < 0:
        # A limit ended it, or a decoder crashed.
        log.warning("an image ended its worker with signal %s", -status)
        raise BadImageError
    log.error("the worker for images does not work: %s", reason)
    raise RetryableError


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Not on every system.
        return os.cpu_count() or 1
