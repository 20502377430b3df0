"""A message's links are looked at once it is committed; what they lead to is an event of the log.

Links that an edit adds are looked at too. What was found of links that an edit takes out
stays in the log: a page shows only previews of links that the message still has.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from teahouse.chat.context import Context
from teahouse.chat.messages import announce
from teahouse.files.files import Files
from teahouse.files.records import FileRecord
from teahouse.model.errors import TeahouseError
from teahouse.outbound.errands import Errands
from teahouse.outbound.links import links_in
from teahouse.outbound.preview import PreviewImage
from teahouse.outbound.previews import Previews
from teahouse.protocol.parts import Extras, File, Preview
from teahouse.store import effects
from teahouse.store.port import NewEvent, StoredEvent

PREVIEWS: Final = UUID("5d0f3f5e-8c1c-4b52-9a10-3f6f0f3c7a11")
"""The namespace of the keys of previews."""

_NAMES: Final = {
    "image/png": "picture.png",
    "image/jpeg": "picture.jpg",
    "image/gif": "picture.gif",
    "image/webp": "picture.webp",
}


class LinkPreviews:
    """Runs on the node that committed the message; if that dies, there is no preview."""

    def __init__(self, context: Context, previews: Previews, files: Files | None, errands: Errands) -> None:
        self._context = context
        self._previews = previews
        self._files = files
        self._errands = errands

    def said(self, said: StoredEvent) -> None:
        """A message was committed here, or what it says now."""
        if not self._context.house.link_previews:
            return
        for link in links_in(said.body or ""):
            self._errands.run(partial(self._look, said, link), ("previews", said.sender.id))

    async def _look(self, said: StoredEvent, link: str) -> None:
        store = self._context.store
        seq = said.seq if said.kind == effects.CREATED else said.target
        # The same link of the same message never makes a second one.
        key = uuid5(PREVIEWS, f"{store.store_id} {said.room} {seq} {link}")
        if await store.knows(said.room, said.sender.id, key):
            return
        found = await self._previews.of(link)
        if found is None or not found.title:
            return
        picture = await self._picture(said, found.image)
        preview = Preview(
            # As the message has it, for the page to find it there.
            url=link,
            title=found.title,
            text=found.description,
            site=found.site,
            image=None if picture is None else _file(picture),
        )
        event = NewEvent(
            room=said.room,
            kind=effects.PREVIEWED,
            sender=said.sender,
            key=key,
            body=None,
            visible_to=said.visible_to,
            target=seq,
            extras=Extras(preview=preview),
        )
        try:
            done = await store.append(event)
        except TeahouseError:
            # Taken back meanwhile, or another node was quicker.
            await self._drop(picture)
            return
        if done.duplicate:
            await self._drop(picture)
        else:
            announce(self._context, event, done)

    async def _picture(self, said: StoredEvent, image: PreviewImage | None) -> FileRecord | None:
        """The picture as a file of this server, made anew as any other that is sent."""
        if image is None or self._files is None or image.type not in _NAMES:
            return None

        async def data() -> AsyncIterator[bytes]:
            yield image.data

        try:
            return await self._files.receive(said.sender.id, _NAMES[image.type], data(), len(image.data))
        except TeahouseError:
            return None

    async def _drop(self, picture: FileRecord | None) -> None:
        if picture is not None and self._files is not None:
            await self._files.remove_unsent(picture)


def _file(record: FileRecord) -> File:
    return File(
        id=record.id,
        name=record.name,
        size=record.size,
        type=record.type,
        width=record.width,
        height=record.height,
        preview=record.preview,
    )
