"""Passwords: what they may be, and their hashes (argon2id), never made on the event loop's thread."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from teahouse.model.errors import BadFieldError, BusyError

SHORTEST: Final = 8
LONGEST: Final = 128
"""Characters: long enough for a sentence, short enough to be hashed in the same time."""

THREADS: Final = 2
WAITING: Final = 200
"""So many may wait for their turn; who comes then is asked to come again."""

RETRY_MS: Final = 2_000

# OWASP Password Storage: 19 MiB, two passes, one lane.
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

T = TypeVar("T")


def check_password(text: str) -> str:
    """The password as it is hashed; BadFieldError if it is too short or too long.

    NFKC, so that one typed on another keyboard is the same (RFC 8265 section 4, OpaqueString goes as far as NFC).
    """
    password = unicodedata.normalize("NFKC", text)
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadFieldError(field="password")
    return password


class Passwords:
    """Hashes and checks in a pool of its own. BusyError when too many wait already."""

    def __init__(
        self, hasher: PasswordHasher = HASHER, threads: int = THREADS, waiting: int = WAITING
    ) -> None:
        self._hasher = hasher
        self._threads = threads
        self._most = threads + waiting
        self._pool: ThreadPoolExecutor | None = None
        self._working = 0
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """What is kept of a password that `check_password` let pass."""
        return await self._run(lambda: self._hasher.hash(_bytes(password)))

    async def check(self, kept: str | None, text: str) -> bool:
        """Whether this is the password; takes as long for a person without one, and for none that could be one."""
        try:
            password, possible = check_password(text), True
        except BadFieldError:
            password, possible = "", False
        return await self._run(lambda: self._check(kept, password)) and possible

    def is_old(self, kept: str) -> bool:
        """Whether it was hashed with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """Let go of the threads."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _check(self, kept: str | None, password: str) -> bool:
        if self._nobodys is None:
            self._nobodys = self._hasher.hash(b"nobody's")
        try:
            self._hasher.verify(self._nobodys if kept is None else kept, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._working >= self._most:
            raise BusyError(retry_after_ms=RETRY_MS)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="passwords")
        loop = asyncio.get_running_loop()
        self._working += 1
        future = loop.run_in_executor(self._pool, work)
        # It counts until it ends, also if nobody waits for it any more.
        future.add_done_callback(self._done)
        return await asyncio.shield(future)

    def _done(self, future: asyncio.Future[T]) -> None:
        self._working -= 1
        if not future.cancelled():
            future.exception()


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
