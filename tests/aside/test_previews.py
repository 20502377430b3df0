"""Previews of a message's links: when they are looked for, and what becomes of their pictures."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PIL import Image

from teahouse.aside.attachments import Readers, StoreRecords
from teahouse.aside.previews import LinkPreviews
from teahouse.files.files import Files
from teahouse.files.folder import FolderBlobs
from teahouse.files.images import Images
from teahouse.files.janitor import UNSENT_MS, Janitor
from teahouse.files.quotas import FileLimits
from teahouse.outbound.errands import Errands
from teahouse.outbound.previews import Previews
from teahouse.protocol import commands
from teahouse.protocol.events import MessageCreated
from teahouse.protocol.parts import Preview
from tests.chat.house import House
from tests.outbound.receiver import Receiver, client_for, receiving

PAGE = '<html><head><title>{}</title><meta property="og:image" content="/cup.png"></head></html>'
MB = 1_000_000


class Scene:
    """Pages of a receiver, which this house may look at."""

    def __init__(self, house: House, receiver: Receiver, files: Files, errands: Errands) -> None:
        self.house = house
        self.receiver = receiver
        self.files = files
        self._errands = errands

    def page(self, path: str, title: str) -> str:
        """Its address."""
        self.receiver.page(path, PAGE.format(title))
        return self.receiver.url(path)

    async def looked(self) -> None:
        while self._errands._tasks:
            await asyncio.wait(list(self._errands._tasks))

    async def previews(self, message: MessageCreated | None) -> tuple[Preview, ...]:
        assert message is not None
        return message.folded.previews if message.folded else ()


@asynccontextmanager
async def scene(house: House, folder: Path) -> AsyncIterator[Scene]:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), (63, 122, 85)).save(picture, "PNG")
    async with receiving() as receiver, client_for(receiver) as client:
        receiver.page("/cup.png", picture.getvalue(), "image/png")
        context = house.context
        files = Files(
            StoreRecords(context.store),
            FolderBlobs(folder / "files"),
            Images(1),
            FileLimits(MB, 10 * MB, 100 * MB),
            Readers(context).may_read,
            context.clock,
        )
        errands = Errands()
        previews = Previews(client, lambda: 0.0)
        context.after.said = LinkPreviews(context, previews, files, errands).said
        try:
            yield Scene(house, receiver, files, errands)
        finally:
            await errands.aclose()
            await previews.aclose()
            await files.close()


async def test_a_link_gets_its_preview_and_its_picture_stays(house: House, tmp_path: Path) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    async with scene(house, tmp_path) as it:
        link = it.page("/tea", "All of tea")
        seq = await house.say(ann, f"read {link}#top today")
        await it.looked()
        (preview,) = await it.previews(await house.seen(ben, seq))
        assert (preview.url, preview.title, preview.site) == (link, "All of tea", "127.0.0.1")
        assert preview.image is not None
        assert (preview.image.width, preview.image.height) == (64, 48)
        # It was sent by nobody, and is not taken for a forgotten upload.
        house.now += 3 * UNSENT_MS
        await Janitor(it.files, lambda: house.now).tidy()
        assert (await it.files.find(preview.image.id, ben)).seq == seq


async def test_it_goes_with_its_message(house: House, tmp_path: Path) -> None:
    ann = await house.guest("Ann")
    async with scene(house, tmp_path) as it:
        seq = await house.say(ann, it.page("/tea", "All of tea"))
        await it.looked()
        (preview,) = await it.previews(await house.seen(ann, seq))
        assert preview.image is not None
        await house.change(ann, commands.MessageRecall, seq)
        assert await it.previews(await house.seen(ann, seq)) == ()
        assert await house.store.file(preview.image.id) is None
        assert preview.image.id in house.erased


async def test_an_edit_brings_previews_of_its_new_links_alone(house: House, tmp_path: Path) -> None:
    ann = await house.guest("Ann")
    async with scene(house, tmp_path) as it:
        first, second = it.page("/one", "One"), it.page("/two", "Two")
        seq = await house.say(ann, first)
        await it.looked()
        await house.change(ann, commands.MessageEdit, seq, body=f"{first} and {second}")
        await it.looked()
        shown = await it.previews(await house.seen(ann, seq))
        assert [(preview.url, preview.title) for preview in shown] == [(first, "One"), (second, "Two")]
        assert it.receiver.targets.count("/one") == 1


async def test_what_is_recalled_meanwhile_leaves_nothing(house: House, tmp_path: Path) -> None:
    ann = await house.guest("Ann")
    async with scene(house, tmp_path) as it:
        seq = await house.say(ann, it.page("/tea", "All of tea"))
        await house.change(ann, commands.MessageRecall, seq)
        await it.looked()
        assert await house.store.unsent_files(house.now + 1) == []
        assert [blob async for batch in _listed(it.files) for blob in batch] == []
        assert [event.kind for event in house.events] == ["message.created", "message.recalled"]


async def test_a_whisper_s_preview_is_whispered(house: House, tmp_path: Path) -> None:
    ann, ben, cat = await house.guests("Ann", "Ben", "Cat")
    async with scene(house, tmp_path) as it:
        seq = await house.say(ann, it.page("/tea", "All of tea"), to=ben)
        await it.looked()
        assert len(await it.previews(await house.seen(ben, seq))) == 1
        assert await house.seen(cat, seq) is None
        assert "All of tea" not in str(await house.log(cat))


async def _listed(files: Files) -> AsyncIterator[list[str]]:
    yield [blob.name async for blob in files.blobs.list()]
