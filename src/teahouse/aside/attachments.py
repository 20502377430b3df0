"""The records of files in the store, and who may read a file: whoever may read its message."""

from __future__ import annotations

from teahouse.chat.context import Context
from teahouse.chat.visibility import may_see
from teahouse.model.errors import NotFoundError
from teahouse.model.files import FileRecord
from teahouse.model.people import Actor
from teahouse.store.port import Store


class StoreRecords:
    """See `files.records.Records`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def add(self, record: FileRecord) -> None:
        await self._store.add_file(record)

    async def get(self, file: str) -> FileRecord | None:
        return await self._store.file(file)

    async def drop(self, file: str, *, only_unsent: bool = False) -> bool:
        return await self._store.drop_file(file, only_unsent=only_unsent)

    async def unsent(self, before: int) -> list[FileRecord]:
        return await self._store.unsent_files(before)

    async def known(self, files: list[str]) -> set[str]:
        return await self._store.known_files(files)

    async def used_by(self, person: int) -> int:
        return await self._store.file_bytes(person)

    async def used_in_all(self) -> int:
        return await self._store.file_bytes(None)


class Readers:
    """Who may read a file that a message carries."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def may_read(self, record: FileRecord, actor: Actor) -> bool:
        """Whether this actor may read the message, and it is not taken back."""
        if record.room is None or record.seq is None:
            return False
        try:
            place = await self._context.places.enter(record.room, actor)
        except NotFoundError:
            return False
        found = (await self._context.store.messages(record.room, [record.seq])).events
        person = actor.person.id if actor.person else None
        if not found or not may_see(found[0], person, place.after(person)):
            return False
        folded = found[0].folded
        return folded is None or folded.recalled_at is None
