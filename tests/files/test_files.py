"""Taking files in and away: what is kept, what is refused, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from teahouse.files import folder
from teahouse.files.files import PIECE_BYTES
from teahouse.files.quotas import FileLimits
from teahouse.files.records import FileRecord, preview_of
from teahouse.model.errors import NotFoundError, StorageFullError, UnavailableError
from teahouse.model.file_errors import BadImageError, FileRefusedError, FileTooLargeError
from teahouse.model.people import VISITOR, Actor, Person, Role
from tests.files import samples
from tests.files.cellar import Cellar
from tests.files.test_film_size import mp4, track

ANN = Actor(Role.GUEST, Person(1, "Ann"))
BEN = Actor(Role.GUEST, Person(2, "Ben"))


@pytest.fixture
def cellar(tmp_path: Path) -> Iterator[Cellar]:
    made = Cellar(tmp_path / "files")
    yield made
    made.blobs._threads.shutdown()


async def test_a_file_is_kept_as_it_came(cellar: Cellar) -> None:
    record = await cellar.send("../茶 单.pdf", b"%PDF-1.7\n", b"x" * 90_000)
    assert record == FileRecord(
        id=record.id, owner=1, name="茶 单.pdf", size=90_009, type="application/pdf",
        width=None, height=None, preview=False, created_at=1_000,
    )  # fmt: skip
    assert cellar.records.rows == {record.id: record}
    assert cellar.kept() == [record.id]
    assert await cellar.read(record.id) == b"%PDF-1.7\n" + b"x" * 90_000


async def test_an_image_is_kept_anew_with_its_preview(cellar: Cellar) -> None:
    record = await cellar.send("holiday.png", samples.image("JPEG", (800, 600)))
    assert (record.name, record.type) == ("holiday.jpg", "image/jpeg")
    assert (record.width, record.height, record.preview) == (800, 600, True)
    assert cellar.kept() == sorted([record.id, preview_of(record.id)])
    assert record.size == await cellar.blobs.size(record.id)


async def test_a_film_is_kept_as_it_came_with_its_size(cellar: Cellar) -> None:
    content = mp4(track(1280, 720))
    record = await cellar.send("a.mp4", content)
    assert (record.type, record.width, record.height, record.preview) == ("video/mp4", 1280, 720, False)
    assert await cellar.read(record.id) == content


async def test_an_empty_file(cellar: Cellar) -> None:
    record = await cellar.send("nothing.txt")
    assert (record.size, record.type) == (0, "text/plain")


async def test_what_comes_in_many_chunks_is_written_in_few(
    cellar: Cellar, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    append = folder._append

    def counted(path: Path, chunk: bytes) -> None:
        sizes.append(len(chunk))
        append(path, chunk)

    monkeypatch.setattr(folder, "_append", counted)
    cellar.files._quotas.limits = FileLimits(10**7, 10**7, 10**7)
    record = await cellar.send("a.txt", *(b"a" * 1_000 for _ in range(1_000)))
    assert record.size == 1_000_000
    assert len(sizes) == 4
    assert max(sizes) < PIECE_BYTES + 1_000


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("cat.png", samples.windows_program(), FileRefusedError),
        ("setup.exe", b"text", FileRefusedError),
        ("a.zip", samples.archive("META-INF/MANIFEST.MF"), FileRefusedError),
        ("cat.png", b"<svg onload=alert(1)>", BadImageError),
        ("cat.png", samples.png_bomb(), BadImageError),
        ("cat.jpg", samples.image("JPEG")[:300], BadImageError),
        ("a.txt", b"x" * 100_001, FileTooLargeError),
    ],
)
async def test_a_refusal_leaves_nothing(
    cellar: Cellar, name: str, content: bytes, told: type[Exception]
) -> None:
    with pytest.raises(told):
        await cellar.send(name, content)
    assert cellar.kept() == []
    assert not cellar.records.rows
    assert not cellar.files._quotas.on_its_way


async def test_what_is_too_large_is_not_read(cellar: Cellar) -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"x" * 10_000

    with pytest.raises(FileTooLargeError):
        await cellar.files.receive(1, "a.txt", endless(), 100_001)
    assert asked == 0
    with pytest.raises(FileTooLargeError):
        await cellar.files.receive(1, "a.txt", endless(), None)
    assert asked == 11
    asked = 0
    with pytest.raises(FileTooLargeError):
        # Who says too little is found out as well.
        await cellar.files.receive(1, "a.txt", endless(), 5)
    assert asked == 11
    assert cellar.kept() == []


async def test_a_program_is_refused_before_the_rest_of_it_comes(cellar: Cellar) -> None:
    async def program() -> AsyncIterator[bytes]:
        yield samples.windows_program()[:300]
        yield samples.windows_program()[300:] + bytes(300)
        raise AssertionError("read on")

    with pytest.raises(FileRefusedError):
        await cellar.files.receive(1, "cat.png", program(), None)


async def test_an_upload_that_breaks_off_leaves_nothing(cellar: Cellar) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 50_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await cellar.files.receive(1, "a.txt", broken(), 90_000)
    assert cellar.kept() == []


async def test_a_slow_upload_that_is_cancelled_leaves_nothing(cellar: Cellar) -> None:
    waiting = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * PIECE_BYTES
        waiting.set()
        await asyncio.Event().wait()

    cellar.files._quotas.limits = FileLimits(10**6, 10**6, 10**6)
    task = asyncio.create_task(cellar.files.receive(1, "a.txt", slow(), 300_000))
    await waiting.wait()
    assert len(cellar.kept()) == 1
    assert cellar.files._quotas.on_its_way == {1: 300_000}
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cellar.kept() == []
    assert not cellar.files._quotas.on_its_way


async def test_a_full_disk(cellar: Cellar, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    for place, name in ((folder, "_append"), (os, "fsync")):
        with monkeypatch.context() as patch:
            patch.setattr(place, name, fail)
            with pytest.raises(StorageFullError):
                await cellar.send("a.txt", b"tea")
        assert cellar.kept() == []
    # And when there is room again, it goes on.
    assert (await cellar.send("a.txt", b"tea")).size == 3


async def test_a_database_that_fails_leaves_no_blob_and_no_record(cellar: Cellar) -> None:
    cellar.records.fails = UnavailableError()
    with pytest.raises(UnavailableError):
        await cellar.send("a.png", samples.image("PNG", (700, 700)))
    assert cellar.kept() == []
    assert not cellar.records.rows


async def test_who_may_find_a_file(cellar: Cellar) -> None:
    record = await cellar.send("a.txt", b"tea")
    assert await cellar.files.find(record.id, ANN) == record
    for actor in (BEN, VISITOR):
        with pytest.raises(NotFoundError):
            await cellar.files.find(record.id, actor)
    cellar.records.send(record.id)
    assert (await cellar.files.find(record.id, BEN)).seq == 7
    with pytest.raises(NotFoundError):
        await cellar.files.find(record.id, VISITOR)
    cellar.readers = {2}
    with pytest.raises(NotFoundError):
        # Who may not read the room any more may not read the files sent there either.
        await cellar.files.find(record.id, ANN)
    for unknown in ("", "a" * 26, record.id.upper(), record.id + ".preview", "../" + record.id):
        with pytest.raises(NotFoundError):
            await cellar.files.find(unknown, ANN)


async def test_taking_an_upload_back(cellar: Cellar) -> None:
    record = await cellar.send("a.png", samples.image("PNG", (700, 700)))
    with pytest.raises(NotFoundError):
        await cellar.files.cancel(record.id, BEN)
    await cellar.files.cancel(record.id, ANN)
    assert cellar.kept() == []
    assert not cellar.records.rows
    with pytest.raises(NotFoundError):
        await cellar.files.cancel(record.id, ANN)


async def test_what_was_sent_is_not_taken_back_but_goes_with_its_message(cellar: Cellar) -> None:
    record = await cellar.send("a.png", samples.image("PNG", (700, 700)))
    cellar.records.send(record.id)
    with pytest.raises(NotFoundError):
        await cellar.files.cancel(record.id, ANN)
    assert len(cellar.kept()) == 2
    await cellar.files.remove(cellar.records.rows[record.id])
    assert cellar.kept() == []
    assert not cellar.records.rows
