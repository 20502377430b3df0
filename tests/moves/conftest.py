"""Places to export from and import into, on each database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest

from teahouse import setting_sources
from teahouse.backends import open_store_alone
from teahouse.moves.importing import Choice
from teahouse.moves.moving import export, import_
from teahouse.moves.report import Report
from teahouse.settings import Settings
from teahouse.store.port import Store, StoredEvent
from tests.harness.migrated import lay_down
from tests.harness.postgres import Postgres


class StoppedError(Exception):
    """Somebody stopped it."""


class Quiet:
    """Hears how far it is, and may stop it, `stop_after` so many steps."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.steps = 0
        self.total: int | None = None
        self._stop_after = stop_after

    def start(self, title: str, total: int | None) -> None:
        self.total = total

    def advance(self, steps: int) -> None:
        self.steps += steps
        if self._stop_after is not None and self.steps >= self._stop_after:
            raise StoppedError

    def done(self) -> None:
        pass


class Place:
    """A place of the tests: what it is kept in, and what the commands do with it."""

    def __init__(self, found: Settings) -> None:
        self.settings = found

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        async with open_store_alone(self.settings) as store:
            yield store

    async def bring(self, path: Path, telling: Quiet | None = None, **choice: object) -> Report:
        report, _ = await import_(self.settings, path, Choice(**choice), telling or Quiet())  # type: ignore[arg-type]
        return report

    async def export(
        self,
        out: Path,
        room: str | None = None,
        form: Literal["html", "jsonl"] = "jsonl",
        *,
        private: bool = False,
    ) -> Report:
        report, _ = await export(self.settings, room, form, out, Quiet(), private=private)
        return report


async def room_called(store: Store, title: str) -> int:
    """The one room of that title."""
    (found,) = [room for room in await store.all_rooms() if (await store.room(room)).info.title == title]
    return found


async def said_in(store: Store, title: str) -> list[StoredEvent]:
    """Its messages, folded, in order."""
    room = await room_called(store, title)
    events = (await store.load(room, None, 1_000)).events
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), "the log has no hole"
    return [event for event in events if event.kind == "message.created"]


MakePlace = Callable[..., Place]


@pytest.fixture
def sqlite_place(tmp_path: Path) -> MakePlace:
    """Makes places in SQLite."""

    def make(name: str = "place") -> Place:
        folder = tmp_path / name
        lay_down(folder)
        return Place(setting_sources.load({"data": str(folder)}, {}, None))

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakePlace]:
    """Makes places, in each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_place")
        return
    server: Postgres = request.getfixturevalue("postgres")
    urls: list[str] = []

    def make(name: str = "place") -> Place:
        urls.append(server.database())
        return Place(setting_sources.load({"data": str(tmp_path / name), "database": urls[-1]}, {}, None))

    yield make
    server.start()
    for url in urls:
        server.drop(url)
