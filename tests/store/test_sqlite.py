"""The SQLite adapter: the contract, and what is its own."""

from __future__ import annotations

import asyncio
import logging
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from teahouse.model.errors import StorageFullError, UnavailableError
from teahouse.model.people import Role, session_id
from teahouse.store import sqlite_search
from teahouse.store.driver import driver
from teahouse.store.effects import EDITED, RECALLED
from teahouse.store.journal import BACK_OFF_SECONDS
from teahouse.store.records import Found, Wanted
from teahouse.store.sqlite import DATABASE_NAME, READERS, SqliteStore, open_store
from teahouse.store.sqlite_sessions import REVOKED_FOR_MS
from tests.harness.migrated import migrated
from tests.store.contract import LOBBY, NOW, changed, guest, log, said
from tests.store.contract_all import StoreContract

if TYPE_CHECKING:
    from teahouse.store.port import Store


class TestSqlite(StoreContract):
    """The contract."""

    def new_place(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        (folder / DATABASE_NAME).write_bytes(migrated())
        return folder

    async def open(self, place: Path, now: int = NOW) -> Store:
        return await open_store(place, now=lambda: now)

    async def test_two_stores_differ(self, place: Path, tmp_path: Path) -> None:
        shutil.rmtree(place)
        async with self.opened(place) as one, self.opened(tmp_path / "other") as other:
            assert one.epoch != other.epoch
            assert one.store_id != other.store_id


async def test_no_classic_guest_survives_a_restart(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    await store.add_person("Ann", Role.CLASSIC, None, NOW, 0)
    await store.close()
    store = await open_store(tmp_path)
    assert await store.people_by_name(["Ann"]) == []
    await guest(store, "Ann")
    await store.close()


async def test_ended_sessions_are_forgotten_after_a_while(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    for number in range(2):
        await store.add_person(f"Ann {number}", Role.GUEST, f"secret {number}", NOW, 0)
    await store.end_session(session_id("secret 0"), NOW)
    await store.end_session(session_id("secret 1"), NOW + REVOKED_FOR_MS + 1)
    assert (await store.survey([], 0)).revoked == {session_id("secret 1")}
    assert (await store.survey([], NOW + REVOKED_FOR_MS + 2)).revoked == frozenset()
    await store.close()


class Clock:
    """Monotonic seconds that move when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def limit_pages(store: SqliteStore, pages: int) -> None:
    """Make the disk full at so many pages; no batch may be under way."""
    store._connection.execute(f"PRAGMA max_page_count = {pages}")


async def test_a_full_disk_refuses_all_and_recovers_by_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    store = await open_store(tmp_path, clock=clock)
    ann = await guest(store, "Ann")
    await store.append(said(ann, 0))
    limit_pages(store, 1)
    with caplog.at_level(logging.CRITICAL):
        # More than a batch: what is queued behind the one that fails must not slip in.
        attempts = [store.append(said(ann, number, "x" * 4000)) for number in range(1, 700)]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {StorageFullError}
    assert {getattr(outcome, "retry_after_ms", None) for outcome in outcomes} == {BACK_OFF_SECONDS * 1000}
    with pytest.raises(StorageFullError) as refused:
        await store.append(said(ann, 700))
    assert refused.value.retry_after_ms == BACK_OFF_SECONDS * 1000
    assert [event.seq for event in await log(store)] == [1]
    limit_pages(store, 1_000_000)
    with pytest.raises(StorageFullError):
        await store.append(said(ann, 1))
    clock.seconds += BACK_OFF_SECONDS
    assert (await store.append(said(ann, 1))).seq == 2
    await store.close()
    store = await open_store(tmp_path)
    assert [event.seq for event in await log(store)] == [1, 2]
    await store.close()


async def test_a_full_disk_is_met_again_after_each_back_off(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    store = await open_store(tmp_path, clock=clock)
    ann = await guest(store, "Ann")
    limit_pages(store, 1)
    with caplog.at_level(logging.CRITICAL):
        for number in range(3):
            with pytest.raises(StorageFullError):
                await store.append(said(ann, number, "x" * 100_000))
            clock.seconds += BACK_OFF_SECONDS
            await asyncio.sleep(0)  # all failures are told before anything is taken again
    limit_pages(store, 1_000_000)
    assert (await store.append(said(ann, 0, "x" * 100_000))).seq == 1
    await store.close()


async def test_a_writer_from_outside_is_waited_for_and_then_a_fault(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    store = await open_store(tmp_path, clock=clock)
    ann = await guest(store, "Ann")
    store._connection.execute("PRAGMA busy_timeout = 10")
    other = driver.connect(tmp_path / DATABASE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with caplog.at_level(logging.CRITICAL), pytest.raises(UnavailableError):
        await store.append(said(ann, 1))
    other.close()
    clock.seconds += BACK_OFF_SECONDS
    await asyncio.sleep(0)
    assert (await store.append(said(ann, 1))).seq == 1
    await store.close()


async def test_counts_and_view_for_analysis(tmp_path: Path) -> None:
    store = await open_store(tmp_path, now=lambda: NOW)
    ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
    whisper = said(ann, 2, "psst")
    await asyncio.gather(
        store.append(said(ann, 1, "hello")),
        store.append(replace(whisper, to=ben, visible_to=(ann.id, ben.id))),
        store.append(said(ben, 3, None)),
        store.append(replace(said(ann, 4), kind="room.named")),
        store.append(said(ann, 1, "hello")),
    )
    await store.append(changed(ann, 5, EDITED, 1, body="hullo"))
    await store.append(changed(ann, 6, RECALLED, 2))
    await store.close()
    connection = driver.connect(tmp_path / DATABASE_NAME)
    assert connection.execute("SELECT head, message_count FROM rooms").fetchall() == [(6, 2)]
    view = connection.execute("SELECT * FROM messages ORDER BY seq")
    assert [column[0] for column in view.description] == ["room", "seq", "at", "sender_name", "kind", "text"]
    assert view.fetchall() == [
        (LOBBY, 1, NOW, "Ann", "message", "hullo"),
        (LOBBY, 2, NOW, "Ann", "whisper", None),
        (LOBBY, 3, NOW, "Ben", "message", None),
    ]
    connection.close()


async def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    await store.add_person("Ann", Role.GUEST, "a very secret token", NOW, 0)
    await store.close()
    assert b"a very secret token" not in (tmp_path / DATABASE_NAME).read_bytes()


async def test_the_connections_are_set_up_for_durability_and_reading(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    await store.rooms(None)
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    assert {name: store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted
    (reader,) = store._reading
    with pytest.raises(driver.OperationalError, match="readonly"):
        reader.execute("DELETE FROM rooms")
    await store.close()


async def test_slow_searches_leave_a_reader_to_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(*_: object) -> Found:
        assert go_on.wait(60)
        return Found(messages=[], count=0, next=None)

    monkeypatch.setattr(sqlite_search, "search", slow)
    store = await open_store(tmp_path)
    try:
        searches = [asyncio.create_task(store.search(None, Wanted(), None, 1)) for _ in range(2 * READERS)]
        for _ in range(READERS):
            # Behind the searches, that would wait for all of them.
            async with asyncio.timeout(30):
                assert (await store.survey([LOBBY], 0)).heads == {LOBBY: 0}
    finally:
        go_on.set()
    assert [each.count for each in await asyncio.gather(*searches)] == [0] * len(searches)
    await store.close()
