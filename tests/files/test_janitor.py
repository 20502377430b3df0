"""What nobody needs goes, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from teahouse.files import janitor
from teahouse.files.janitor import LISTING_MS, STRAY_MS, UNSENT_MS, Janitor
from teahouse.files.records import FileRecord
from tests.files import samples
from tests.files.cellar import Cellar


class House:
    """A janitor with a clock of one's own; uploads are made at 1,000 ms by that clock."""

    def __init__(self, root: Path) -> None:
        self.now = 1_000
        self.cellar = Cellar(root)
        self.janitor = Janitor(self.cellar.files, lambda: self.now)

    def written(self, name: str, at: int) -> None:
        """A blob or draft was written then."""
        for path in self.cellar.root.rglob(name):
            os.utime(path, ns=(at * 1_000_000, at * 1_000_000))

    async def stray(self, name: str, at: int) -> None:
        draft = await self.cellar.blobs.draft()
        await draft.keep(name)
        self.written(name, at)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "files")


async def test_uploads_that_were_never_sent_go_after_an_hour(house: House) -> None:
    image = await house.cellar.send("a.png", samples.image("PNG", (700, 700)))
    sent = await house.cellar.send("b.txt", b"tea")
    house.cellar.records.send(sent.id)
    house.now = 1_000 + UNSENT_MS
    await house.janitor.tidy()
    assert image.id in house.cellar.records.rows
    house.now += 1
    await house.janitor.tidy()
    assert list(house.cellar.records.rows) == [sent.id]
    assert house.cellar.kept() == [sent.id]
    await house.cellar.blobs.close()


async def test_what_is_sent_at_the_last_moment_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    record = await house.cellar.send("a.txt", b"tea")
    unsent = house.cellar.records.unsent

    async def then_sent(before: int) -> list[FileRecord]:
        found = await unsent(before)
        house.cellar.records.send(record.id)
        return found

    monkeypatch.setattr(house.cellar.records, "unsent", then_sent)
    house.now = 10 * UNSENT_MS
    assert await house.janitor.remove_unsent() == 0
    assert house.cellar.kept() == [record.id]
    await house.cellar.blobs.close()


async def test_blobs_without_a_record_go_after_a_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(janitor, "_BATCH", 2)
    start = 1_700_000_000_000
    kept = await house.cellar.send("a.png", samples.image("PNG", (700, 700)))
    for blob in kept.blobs:
        house.written(blob, start)
    strays = [f"{number:04x}stray" for number in range(5)]
    for name in (*strays, "aaaastray.preview"):
        await house.stray(name, start)
    await house.stray("bbbbnew", start + 10)
    draft = await house.cellar.blobs.draft()
    house.written(draft.path.name, start)
    house.now = start + STRAY_MS
    assert await house.janitor.remove_strays() == 0
    house.now += 5
    assert await house.janitor.remove_strays() == 7
    assert house.cellar.kept() == sorted([*kept.blobs, "bbbbnew"])
    await house.cellar.blobs.close()


async def test_blobs_are_listed_once_a_day(house: House) -> None:
    start = house.now
    await house.stray("aaaastray", start - STRAY_MS - 1_000)
    await house.janitor.tidy()
    assert house.cellar.kept() == ["aaaastray"]
    house.now = start + LISTING_MS // 24
    await house.janitor.tidy()
    assert house.cellar.kept() == []
    await house.stray("aaaastray", start - STRAY_MS - 1_000)
    house.now += LISTING_MS - 1
    await house.janitor.tidy()
    assert house.cellar.kept() == ["aaaastray"]
    house.now += 1
    await house.janitor.tidy()
    assert house.cellar.kept() == []
    await house.cellar.blobs.close()
