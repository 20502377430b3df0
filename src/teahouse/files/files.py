"""Taking files in, giving them out, taking them away."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final

from msgspec.structs import replace

from teahouse.files.containers import look_inside
from teahouse.files.film_size import film_size
from teahouse.files.images import Images
from teahouse.files.kinds import HEAD_BYTES, Handling, kind_of, refuse_by_head, refuse_by_name
from teahouse.files.names import clean_name, with_suffix
from teahouse.files.port import Blobs, Draft
from teahouse.files.quotas import FileLimits, Quotas, Reservation
from teahouse.files.records import ID_LENGTH, FileRecord, Records, new_file_id, preview_of
from teahouse.model.errors import NotFoundError, RetryableError
from teahouse.model.people import Actor

MayRead = Callable[[FileRecord, Actor], Awaitable[bool]]
"""Whether someone may read a file that a message carries."""

PIECE_BYTES: Final = 262_144
"""So much of a file is in memory at a time."""

_JUDGED_FROM: Final = 512
_ID: Final = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")
_SUFFIXES: Final = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
}


class Files:
    """All that a server does with files. `clock` gives Unix milliseconds."""

    def __init__(
        self,
        records: Records,
        blobs: Blobs,
        images: Images,
        limits: FileLimits,
        may_read: MayRead,
        clock: Callable[[], int],
        new_id: Callable[[], str] = new_file_id,
    ) -> None:
        self.records = records
        self.blobs = blobs
        self._images = images
        self._quotas = Quotas(records, limits)
        self._may_read = may_read
        self._clock = clock
        self._new_id = new_id

    async def receive(
        self, owner: int, name: str, chunks: AsyncIterable[bytes], length: int | None
    ) -> FileRecord:
        """Keep what comes, under a clean name and with the type that it really has.

        `length` is what the sender says, None if nothing; nothing is read if that is too
        much. Raises FileTooLargeError, FileRefusedError, BadImageError, QuotaFullError,
        FilesFullError, BusyError (also for who is too slow), StorageFullError, and whatever `chunks` raises: then
        nothing is left behind.
        """
        name = clean_name(name)
        refuse_by_name(name)
        async with self._quotas.reserve(owner, length or 0) as room:
            draft = await self.blobs.draft()
            try:
                head = await _pour(chunks, draft, room)
                insides = await asyncio.to_thread(look_inside, draft.path)
                kind = kind_of(name, head, insides)
                record = FileRecord(
                    id=self._new_id(),
                    owner=owner,
                    name=name,
                    size=0,
                    type=kind.type,
                    width=None,
                    height=None,
                    preview=False,
                    created_at=self._clock(),
                )
                if kind.handling is Handling.IMAGE:
                    return await self._keep_image(record, draft, room)
                width, height = await asyncio.to_thread(film_size, draft.path, kind.type) or (None, None)
                return await self._keep(replace(record, width=width, height=height), draft, None, room)
            finally:
                await draft.discard()

    @property
    def total_bytes(self) -> int:
        """How much the files of everybody may take together."""
        return self._quotas.limits.total

    def limit(self, file_bytes: int) -> None:
        """From now on a file has at most so many bytes."""
        self._quotas.limits = replace(self._quotas.limits, file=file_bytes)

    async def find(self, file: str, actor: Actor) -> FileRecord:
        """The record, or NotFoundError: also for who may not read it.

        What no message carries yet is its owner's alone.
        """
        record = await self.records.get(file) if _ID.fullmatch(file) else None
        if record is None:
            raise NotFoundError
        if record.seq is None:
            if actor.person is None or actor.person.id != record.owner:
                raise NotFoundError
        elif not await self._may_read(record, actor):
            raise NotFoundError
        return record

    async def cancel(self, file: str, actor: Actor) -> None:
        """Take back an upload of one's own that no message carries; NotFoundError for any other."""
        record = await self.find(file, actor)
        if actor.person is None or actor.person.id != record.owner or not await self.remove_unsent(record):
            raise NotFoundError

    async def remove_unsent(self, record: FileRecord) -> bool:
        """Take it away unless a message carries it by now; whether it was."""
        if not await self.records.drop(record.id, only_unsent=True):
            return False
        await self._delete(record)
        return True

    async def remove(self, record: FileRecord) -> None:
        """Its message is no more: it goes from the database, then from the disk."""
        await self.records.drop(record.id)
        await self._delete(record)

    async def forget(self, ids: tuple[str, ...]) -> None:
        """Their message is taken back, and their records with it: the bytes go too."""
        for file in ids:
            for blob in (file, preview_of(file)):
                await self.blobs.delete(blob)

    async def pieces(self, blob: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to before `stop`; NotFoundError if it is taken away meanwhile."""
        while start < stop:
            piece = await self.blobs.read(blob, start, min(PIECE_BYTES, stop - start))
            if not piece:
                raise NotFoundError
            yield piece
            start += len(piece)

    async def close(self) -> None:
        """Nothing is asked for any more."""
        await self.blobs.close()

    async def _keep_image(self, record: FileRecord, sent: Draft, room: Reservation) -> FileRecord:
        target, preview = await self.blobs.draft(), await self.blobs.draft()
        try:
            made = await self._images.make(record.type, sent.path, target.path, preview.path)
            shown = replace(
                record,
                name=with_suffix(record.name, _SUFFIXES[made.type]),
                type=made.type,
                width=made.width,
                height=made.height,
                preview=made.preview,
            )
            return await self._keep(shown, target, preview if made.preview else None, room)
        finally:
            await target.discard()
            await preview.discard()

    async def _keep(
        self, record: FileRecord, draft: Draft, preview: Draft | None, room: Reservation
    ) -> FileRecord:
        """Blobs first, then their record: what has a record has its blobs."""
        record = replace(record, size=(await asyncio.to_thread(draft.path.stat)).st_size)
        async with self._quotas.counting:
            await room.settle(record.size)
            try:
                if preview is not None:
                    await preview.keep(preview_of(record.id))
                await draft.keep(record.id)
                await self.records.add(record)
            except BaseException:
                # The outcome of `add` may be unknown; a record without a blob is worse than a blob without one.
                await self._forget(record)
                raise
            room.let_go()
        return record

    async def _forget(self, record: FileRecord) -> None:
        with suppress(RetryableError):
            await self.records.drop(record.id)
            await self._delete(record)

    async def _delete(self, record: FileRecord) -> None:
        for blob in record.blobs:
            await self.blobs.delete(blob)


async def _pour(chunks: AsyncIterable[bytes], draft: Draft, room: Reservation) -> bytes:
    """Everything into the draft, in pieces; the first HEAD_BYTES of it. Programs are refused at once."""
    head = b""
    size = 0
    held = bytearray()
    is_judged = False
    async for chunk in chunks:
        size += len(chunk)
        room.grow(size)
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
            if not is_judged and len(head) >= _JUDGED_FROM:
                refuse_by_head(head)
                is_judged = True
        held += chunk
        if len(held) >= PIECE_BYTES:
            await draft.write(bytes(held))
            held.clear()
    if held:
        await draft.write(bytes(held))
    return head
