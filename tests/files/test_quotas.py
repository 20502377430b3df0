"""How much may be kept, with what is on its way counted in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from teahouse.files import quotas
from teahouse.files.quotas import FileLimits
from teahouse.files.records import FileRecord
from teahouse.model.errors import BusyError
from teahouse.model.file_errors import FilesFullError, QuotaFullError
from tests.files.cellar import Cellar


@pytest.fixture
def cellar(tmp_path: Path) -> Iterator[Cellar]:
    made = Cellar(tmp_path / "files")
    yield made
    made.blobs._threads.shutdown()


async def test_the_quota_of_a_person(tmp_path: Path) -> None:
    cellar = Cellar(tmp_path / "files", person=150_000)
    await cellar.send("a.txt", b"x" * 100_000)
    with pytest.raises(QuotaFullError):
        await cellar.send("b.txt", b"x" * 50_001)
    with pytest.raises(QuotaFullError):
        await cellar.send("b.txt", length=50_001)
    await cellar.send("b.txt", b"x" * 50_000, length=50_000)
    with pytest.raises(QuotaFullError):
        await cellar.send("c.txt", b"x")
    assert (await cellar.send("c.txt", b"x" * 100_000, owner=2)).owner == 2
    await cellar.blobs.close()


async def test_the_quota_of_everybody(tmp_path: Path) -> None:
    cellar = Cellar(tmp_path / "files", total=150_000)
    await cellar.send("a.txt", b"x" * 100_000)
    with pytest.raises(FilesFullError):
        await cellar.send("b.txt", b"x" * 50_001, owner=2)
    await cellar.blobs.close()
    none = Cellar(tmp_path / "none", total=0)
    with pytest.raises(FilesFullError):
        await none.send("a.txt", b"x")
    await none.blobs.close()


async def test_uploads_at_the_same_time_share_a_quota(tmp_path: Path) -> None:
    cellar = Cellar(tmp_path / "files", person=150_000)
    results = await asyncio.gather(
        *(cellar.send("a.txt", b"x" * 60_000, length=length) for length in (60_000, 60_000, None, None)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, QuotaFullError) for result in results) == 2
    assert await cellar.records.used_by(1) == 120_000
    assert not cellar.files._quotas.on_its_way
    await cellar.blobs.close()


async def test_what_was_kept_meanwhile_counts(cellar: Cellar) -> None:
    """The record of another upload, or of another server, comes while this one is on its way."""
    cellar.files._quotas.limits = FileLimits(100_000, 100_000, 10**7)

    async def slow() -> AsyncIterator[bytes]:
        yield b"x" * 60_000
        other = await cellar.send("b.txt", b"x" * 30_000)
        cellar.records.rows[other.id] = replace(other, size=60_000)

    with pytest.raises(QuotaFullError):
        await cellar.files.receive(1, "a.txt", slow(), None)
    assert [row.name for row in cellar.records.rows.values()] == ["b.txt"]


async def test_so_many_uploads_at_once(cellar: Cellar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "AT_ONCE", quotas.AT_ONCE_A_PERSON + 1)
    go = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        await go.wait()
        yield b"x"

    async def start(owner: int) -> asyncio.Task[FileRecord]:
        task = asyncio.create_task(cellar.files.receive(owner, "a.txt", slow(), None))
        await asyncio.sleep(0)
        return task

    tasks = [await start(1) for _ in range(quotas.AT_ONCE_A_PERSON)]
    with pytest.raises(BusyError):
        await cellar.send("b.txt", b"x")
    tasks.append(await start(2))
    with pytest.raises(BusyError):
        await cellar.send("b.txt", b"x", owner=3)
    go.set()
    await asyncio.gather(*tasks)
    await cellar.send("b.txt", b"x", owner=3)
    assert not cellar.files._quotas._uploads


@pytest.mark.parametrize("others", [1, 2])
async def test_who_trickles_is_sent_away_where_it_is_crowded_alone(
    cellar: Cellar, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    monkeypatch.setattr(quotas, "AT_ONCE", 4)
    seconds = 0.0
    monkeypatch.setattr(cellar.files._quotas, "now", lambda: seconds)
    last = asyncio.Event()

    async def waiting() -> AsyncIterator[bytes]:
        await last.wait()
        yield b"x" * 50_000

    async def trickling() -> AsyncIterator[bytes]:
        nonlocal seconds
        for seconds in (30.0, 60.0, 61.0):
            yield b"x"
            assert seconds < 61 or others == 1, "it should be over"

    places = [asyncio.create_task(cellar.files.receive(1, "a.txt", waiting(), None)) for _ in range(others)]
    while cellar.files._quotas._uploads[1] < others:
        await asyncio.sleep(0)
    if others == 1:
        assert (await cellar.files.receive(2, "b.txt", trickling(), None)).size == 3
    else:
        with pytest.raises(BusyError):
            await cellar.files.receive(2, "b.txt", trickling(), None)
        assert not cellar.files._quotas._uploads[2]
    seconds = 2.0
    last.set()
    assert [record.size for record in await asyncio.gather(*places)] == [50_000] * others
