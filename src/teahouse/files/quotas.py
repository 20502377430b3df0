"""How much room there is for files, with what is on its way counted in.

What other processes have on its way is not known here: quotas may be passed by as much.
"""

from __future__ import annotations

import time
from asyncio import Lock
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from msgspec import Struct

from teahouse.files.records import Records
from teahouse.model.errors import BusyError, TeahouseError
from teahouse.model.file_errors import FilesFullError, FileTooLargeError, QuotaFullError

AT_ONCE_A_PERSON: Final = 6
AT_ONCE: Final = 100
"""So many uploads run at the same time; the next is asked to come again."""

AGAIN_MS: Final = 2_000
CROWDED: Final = 0.75
"""With such a part of all places taken, whoever is slow is sent away: few could keep out everybody else for hours."""

PATIENCE_SECONDS: Final = 60.0
SLOW_BYTES: Final = 16_384
"""A second, from the beginning of an upload; asked after PATIENCE_SECONDS, and only where it is crowded."""


class FileLimits(Struct, frozen=True):
    """In bytes: the largest file, the files of one person, the files of everybody."""

    file: int
    person: int
    total: int


class Reservation:
    """The room that one upload has taken."""

    def __init__(self, quotas: Quotas, owner: int, used: int, used_in_all: int) -> None:
        self._quotas = quotas
        self._owner = owner
        self._used = used
        self._used_in_all = used_in_all
        self._began = quotas.now()
        self.size = 0

    def grow(self, size: int) -> None:
        """Take room for `size` bytes in all; FileTooLargeError, QuotaFullError or FilesFullError.

        BusyError if so few have come for so long while others wait for the place.
        """
        if size > self._quotas.limits.file:
            raise FileTooLargeError
        seconds = self._quotas.now() - self._began
        if seconds > PATIENCE_SECONDS and size < seconds * SLOW_BYTES and self._quotas.is_crowded:
            raise BusyError(retry_after_ms=AGAIN_MS)
        if size > self.size:
            self._take(size)

    async def settle(self, size: int) -> None:
        """Check again what is to be kept, with all that was kept meanwhile; the same errors."""
        self._used, self._used_in_all = await self._quotas.used(self._owner)
        self._take(size)

    def let_go(self) -> None:
        """It is on its way no more: the records have it, or nothing comes of it."""
        self._quotas.on_its_way[self._owner] -= self.size
        self.size = 0

    def _take(self, size: int) -> None:
        self._quotas.on_its_way[self._owner] += size - self.size
        self.size = size
        try:
            self._quotas.check(self._owner, self._used, self._used_in_all)
        except TeahouseError:
            # What is refused stands in nobody's way while it is cleared away.
            self.let_go()
            raise


class Quotas:
    """Reservations of this process over what the records say."""

    def __init__(
        self, records: Records, limits: FileLimits, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`now` is in seconds."""
        self.limits = limits
        self.now = now
        self.on_its_way: Counter[int] = Counter()
        self.counting = Lock()
        """Held while something becomes a record: else it would be counted twice for a moment."""
        self._records = records
        self._uploads: Counter[int] = Counter()

    @asynccontextmanager
    async def reserve(self, owner: int, length: int) -> AsyncIterator[Reservation]:
        """Room for an upload of so many bytes, as far as is known; BusyError besides those of `grow`."""
        if length > self.limits.file:
            raise FileTooLargeError
        if self._uploads[owner] >= AT_ONCE_A_PERSON or self._uploads.total() >= AT_ONCE:
            raise BusyError(retry_after_ms=AGAIN_MS)
        self._uploads[owner] += 1
        reservation = Reservation(self, owner, 0, 0)
        try:
            async with self.counting:
                used = await self.used(owner)
            reservation = Reservation(self, owner, *used)
            # A full quota takes nothing, whatever length it is said to have.
            reservation.grow(max(length, 1))
            yield reservation
        finally:
            reservation.let_go()
            self._uploads[owner] -= 1
            # Who has nothing on its way is forgotten.
            for counter in (self.on_its_way, self._uploads):
                if not counter[owner]:
                    del counter[owner]

    @property
    def is_crowded(self) -> bool:
        """Whether the places for uploads are about to run out."""
        return self._uploads.total() >= AT_ONCE * CROWDED

    async def used(self, owner: int) -> tuple[int, int]:
        """Bytes of the person's files and of everybody's, as kept."""
        return await self._records.used_by(owner), await self._records.used_in_all()

    def check(self, owner: int, used: int, used_in_all: int) -> None:
        """QuotaFullError or FilesFullError if what is kept and what is on its way is too much."""
        if used + self.on_its_way[owner] > self.limits.person:
            raise QuotaFullError
        if used_in_all + self.on_its_way.total() > self.limits.total:
            raise FilesFullError
