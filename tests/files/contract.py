"""What every blob store promises; an adapter's tests subclass this and give `blobs`."""

from __future__ import annotations

import asyncio
import time

import pytest

from teahouse.files.port import Blobs
from teahouse.model.errors import NotFoundError

NAME = "abcd2345efgh"


def now() -> int:
    return time.time_ns() // 1_000_000


async def put(blobs: Blobs, name: str, *chunks: bytes) -> int:
    draft = await blobs.draft()
    for chunk in chunks:
        await draft.write(chunk)
    return await draft.keep(name)


async def names(blobs: Blobs) -> set[str]:
    return {blob.name async for blob in blobs.list()}


class BlobsContract:
    async def test_a_blob_is_what_was_written(self, blobs: Blobs) -> None:
        assert await put(blobs, NAME, b"tea", b"", b"house") == 8
        assert await blobs.size(NAME) == 8
        assert await blobs.read(NAME, 0, 100) == b"teahouse"
        assert await blobs.read(NAME, 3, 2) == b"ho"
        assert await blobs.read(NAME, 7, 100) == b"e"
        assert await blobs.read(NAME, 8, 100) == b""

    async def test_an_empty_blob(self, blobs: Blobs) -> None:
        assert await put(blobs, NAME) == 0
        assert await blobs.read(NAME, 0, 100) == b""

    async def test_a_large_blob_in_pieces(self, blobs: Blobs) -> None:
        pieces = [bytes([number]) * 300_000 for number in range(10)]
        assert await put(blobs, NAME, *pieces) == 3_000_000
        assert await blobs.read(NAME, 2_999_999, 10) == b"\x09"
        assert await blobs.read(NAME, 299_999, 3) == b"\0\1\1"

    async def test_it_is_not_there_before_it_is_whole(self, blobs: Blobs) -> None:
        draft = await blobs.draft()
        await draft.write(b"tea")
        assert await names(blobs) == set()
        with pytest.raises(NotFoundError):
            await blobs.size(NAME)
        assert draft.path.read_bytes() == b"tea"
        await draft.discard()
        assert not draft.path.exists()

    async def test_a_draft_may_be_filled_by_another_program(self, blobs: Blobs) -> None:
        draft = await blobs.draft()
        draft.path.write_bytes(b"tea")
        assert await draft.keep(NAME) == 3
        assert await blobs.read(NAME, 0, 9) == b"tea"

    async def test_discarding_what_was_kept_changes_nothing(self, blobs: Blobs) -> None:
        draft = await blobs.draft()
        await draft.keep(NAME)
        await draft.discard()
        await draft.discard()
        assert await names(blobs) == {NAME}

    async def test_deleting(self, blobs: Blobs) -> None:
        await put(blobs, NAME, b"tea")
        await blobs.delete(NAME)
        await blobs.delete(NAME)
        assert await names(blobs) == set()
        with pytest.raises(NotFoundError):
            await blobs.read(NAME, 0, 1)

    async def test_the_list_tells_when_each_was_written(self, blobs: Blobs) -> None:
        assert await names(blobs) == set()
        before = now()
        wanted = {f"{number:04x}name.preview" for number in range(40)}
        await asyncio.gather(*(put(blobs, name, b"x") for name in wanted))
        found = [blob async for blob in blobs.list()]
        assert {blob.name for blob in found} == wanted
        assert all(before - 2_000 <= blob.written_at <= now() + 2_000 for blob in found)

    @pytest.mark.parametrize(
        "name", ["", "abc", "../../../etc/passwd", "abcd/../../x", "ab..", "abcd\0", "a" * 65, "abc茶"]
    )
    async def test_what_can_be_no_name_is_not_there(self, blobs: Blobs, name: str) -> None:
        for asked in (blobs.size(name), blobs.read(name, 0, 1), blobs.delete(name)):
            with pytest.raises(NotFoundError):
                await asked
        draft = await blobs.draft()
        with pytest.raises(NotFoundError):
            await draft.keep(name)
        await draft.discard()

    async def test_drafts_that_nobody_writes_to_are_cleared(self, blobs: Blobs) -> None:
        await put(blobs, NAME, b"tea")
        draft = await blobs.draft()
        assert await blobs.clear_drafts(now() - 60_000) == 0
        assert await blobs.clear_drafts(now() + 60_000) == 1
        assert not draft.path.exists()
        assert await names(blobs) == {NAME}
