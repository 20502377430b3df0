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
