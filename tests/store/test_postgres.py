"""The PostgreSQL adapter: the contract, and what is its own."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from teahouse.model.errors import UnavailableError
from teahouse.model.people import Role, session_id
from teahouse.store import postgres_append
from teahouse.store.postgres import PostgresStore, open_postgres
from teahouse.store.times import unix_ms
from tests.store.contract import NOW, guest, key, said
from tests.store.contract_all import StoreContract

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from teahouse.store.port import Store
    from tests.harness.postgres import Postgres


SHOWN = """
SELECT current_setting('synchronous_commit'), current_setting('statement_timeout'),
    current_setting('lock_timeout'), current_setting('default_transaction_read_only')
"""


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[PostgresStore]:
    store = await open_postgres(url)
    try:
        yield store
    finally:
        await store.close()


class TestPostgres(StoreContract):
    """The contract."""

    @pytest.fixture(autouse=True)
    def _server(self, postgres: Postgres) -> Iterator[None]:
        self.postgres = postgres
        self.made: list[str] = []
        yield
        for url in self.made:
            postgres.drop(url)

    def new_place(self, folder: Path) -> str:
        url = self.postgres.database()
        self.made.append(url)
        return url

    async def open(self, place: str, now: int = NOW) -> Store:
        return await open_postgres(place, now=lambda: now)


async def test_a_room_that_nobody_writes_to_has_no_lane(database: str) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        outcomes = await asyncio.gather(
            *(store.append(said(ann, number, room=number)) for number in range(1, 50)), return_exceptions=True
        )
        assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 48
        await asyncio.sleep(0)
        assert store._appender._lanes == {}


async def test_a_room_that_never_rests_is_looked_at_by_one_timer(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_append, "BACK_OFF_SECONDS", 0.02)
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        looked = 0
        forget = store._appender._forget

        def counted(room: int) -> None:
            nonlocal looked
            looked += 1
            forget(room)

        monkeypatch.setattr(store._appender, "_forget", counted)

        async def talk(first: int) -> None:
            for number in range(first, first + 100):
                await store.append(said(ann, number))

        began = asyncio.get_running_loop().time()
        await asyncio.gather(talk(0), talk(100), talk(200))
        took = asyncio.get_running_loop().time() - began
        # Now and then the room rests between two batches, and begins anew.
        assert looked <= took / 0.04 + 20


async def test_what_ended_while_a_node_was_cut_off_is_told_whatever_its_clock_says(
    postgres: Postgres, database: str
) -> None:
    ahead = unix_ms() + 3_600_000
    async with opened(database) as other:
        await other.add_person("Ann", Role.GUEST, "secret", NOW, 0)
        await other.end_session(session_id("secret"), 1)
    postgres.execute("UPDATE revocations SET at = at - 180000", database)
    node = await open_postgres(database, now=lambda: ahead)
    try:
        # It was cut off for four minutes.
        assert (await node.survey([], ahead - 240_000)).revoked == {session_id("secret")}
        assert (await node.survey([], ahead - 60_000)).revoked == frozenset()
    finally:
        await node.close()


async def test_those_who_come_back_at_once_share_few_queries(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(database) as store:
        people = [
            await store.add_person(f"Guest {number}", Role.GUEST, f"secret {number}", NOW, 0)
            for number in range(5)
        ]
        queries = 0
        run = store._reading.run

        async def counted(query: object) -> object:
            nonlocal queries
            queries += 1
            return await run(query)  # type: ignore[arg-type]

        monkeypatch.setattr(store._reading, "run", counted)
        found = await asyncio.gather(
            *(store.person_by_token(f"secret {number % 5}") for number in range(3000)),
            *(store.person_by_token(f"unknown {number}") for number in range(3000)),
        )
        assert [one and one.person for one in found[:5]] == people
        assert found[3000:] == [None] * 3000
        assert queries <= 5
        await asyncio.gather(*(store.rooms(people[number % 5].id) for number in range(3000)))
        assert queries <= 7


async def test_ended_sessions_are_told_whatever_the_nodes_clocks_say(
    postgres: Postgres, database: str
) -> None:
    async with opened(database) as store:
        await store.add_person("Ann", Role.GUEST, "secret", 1, 0)
        postgres.execute("INSERT INTO revocations VALUES (decode(repeat('ab', 32), 'hex'), 5)", database)
        assert (await store.survey([], 0)).revoked == {"ab" * 32}
        await store.end_session(session_id("secret"), 10)  # this node's clock is far behind
        hour_ahead = 10**15
        assert (await store.survey([], hour_ahead)).revoked == {session_id("secret")}
        assert (await store.survey([], 0)).revoked == {session_id("secret")}, "the old one is forgotten"


async def test_the_sessions_of_who_is_erased_are_told_whatever_the_nodes_clocks_say(database: str) -> None:
    async with opened(database) as store:
        hour_ahead = 10**15
        for name, clock in (("Ann", 10), ("Ben", hour_ahead)):
            person = await store.add_person(name, Role.GUEST, name, 1, 0)
            await store.erase_person(person.id, clock)
        # Neither is told too late, nor is the one forgotten as the other's clock is ahead.
        assert (await store.survey([], hour_ahead)).revoked == {session_id("Ann"), session_id("Ben")}


async def test_a_store_whose_work_was_cancelled_still_closes(database: str) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        before = asyncio.all_tasks()
        run = store._writing.run
        begun = asyncio.Event()

        async def held(query: Any) -> Any:
            begun.set()
            await asyncio.Event().wait()
            return await run(query)

        store._writing.run = held  # type: ignore[method-assign]
        waiting = asyncio.ensure_future(store.append(said(ann, 1)))
        await begun.wait()
        # As the end of an event loop does with all that runs.
        for task in asyncio.all_tasks() - before:
            task.cancel()
        with pytest.raises(UnavailableError):
            await asyncio.wait_for(waiting, 60)
        await asyncio.wait_for(store.close(), 60)


async def test_the_connections_are_set_up_for_durability(postgres: Postgres, database: str) -> None:
    name = database.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    async with opened(database) as store:
        for connections, readonly in ((store._writing, "off"), (store._reading, "on")):
            # The second borrows what the first gave back.
            for _ in range(2):
                row = await connections.run(lambda borrowed: borrowed.fetchrow(SHOWN))
                assert tuple(row) == ("on", "5s", "2500ms", readonly)


async def test_counts_and_view_for_analysis(postgres: Postgres, database: str) -> None:
    async with opened(database) as store:
        ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
        await store.append(said(ann, 1, "hello"))
        whisper = said(ann, 2, "psst")
        await store.append(replace(whisper, to=ben, visible_to=(ann.id, ben.id)))
        await store.append(replace(said(ann, 3), kind="room.named"))
        await store.append(said(ann, 1, "hello"))
    assert postgres.execute("SELECT head, message_count FROM rooms", database) == "3|1"
    assert postgres.execute(
        "SELECT room, seq, sender_name, kind, text FROM messages ORDER BY seq", database
    ).splitlines() == ["1|1|Ann|message|hello", "1|2|Ann|whisper|psst"]
    assert key(1).bytes.hex() in postgres.execute("SELECT key FROM events WHERE seq = 1", database)


async def test_an_append_reads_nothing_of_the_log_however_long_it_grows(
    postgres: Postgres, database: str
) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        # The first call plans on an empty log, and the plan is kept.
        for start in range(0, 3000, 500):
            await asyncio.gather(*(store.append(said(ann, start + step)) for step in range(500)))
    async with asyncio.timeout(10):
        while postgres.backends(database):
            await asyncio.sleep(0.05)  # counts are complete once a backend has ended
    read = postgres.execute(
        "SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'events')"
        " + (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'events')",
        database,
    )
    assert int(read) < 100
