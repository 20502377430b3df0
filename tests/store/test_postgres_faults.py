"""What goes wrong between a store and PostgreSQL, and what must hold then: each key once, no hole."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
from typing import TYPE_CHECKING, Any

import pytest

from teahouse.model.errors import RetryableError, StorageFullError, UnavailableError
from teahouse.store import postgres_append, postgres_pool
from teahouse.store.postgres import PostgresStore, open_postgres
from teahouse.store.postgres_errors import OutcomeUnknownError
from tests.store.contract import LOBBY, NOW, guest, log, said

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from teahouse.model.people import Person
    from teahouse.store.port import Appended
    from tests.harness.postgres import Postgres


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[PostgresStore]:
    store = await open_postgres(url)
    try:
        yield store
    finally:
        await store.close()


async def insist(store: PostgresStore, sender: Person, number: int) -> Appended:
    """Send until it is acknowledged, as a client does."""
    while True:
        try:
            return await store.append(said(sender, number))
        except RetryableError as refusal:
            await asyncio.sleep((refusal.retry_after_ms or 100) / 1000)


async def check_log(store: PostgresStore, told: dict[int, set[int]]) -> None:
    """I1 to I3 and I8: each acknowledged key once, at the seq that everyone was told."""
    events = await log(store)
    assert [event.seq for event in events] == list(range(1, len(events) + 1)), "I3"
    places = {event.key.int: event.seq for event in events}
    assert len(places) == len(events), "I2"
    assert {number: {places[number]} for number in told} == told, "I1, I8"
    assert (await store.rooms(None))[0].head == len(events)


async def test_two_nodes_with_the_same_keys_make_each_once(database: str) -> None:
    async with opened(database) as one, opened(database) as other:
        ann = await guest(one, "Ann")
        numbers = list(range(1500))
        mixed = random.Random(7).sample(numbers, len(numbers))
        places = await asyncio.gather(
            *(one.append(said(ann, number)) for number in numbers),
            *(other.append(said(ann, number)) for number in mixed),
        )
        told: dict[int, set[int]] = {}
        fresh = [0] * len(numbers)
        for number, place in zip([*numbers, *mixed], places, strict=True):
            told.setdefault(number, set()).add(place.seq)
            fresh[number] += not place.duplicate
        assert fresh == [1] * len(numbers)
        await check_log(one, told)
        survey = await other.survey([LOBBY], 0)
        assert (survey.heads, survey.epoch, one.epoch) == ({LOBBY: 1500}, other.epoch, other.epoch)


async def test_a_backend_that_dies_during_commits_loses_and_doubles_nothing(
    postgres: Postgres, database: str
) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        told: dict[int, set[int]] = {}
        sent = 0
        for _ in range(8):
            waiting = {
                number: asyncio.ensure_future(store.append(said(ann, number)))
                for number in range(sent, sent + 700)
            }
            sent += 700
            await asyncio.sleep(random.Random(sent).uniform(0.001, 0.02))
            await asyncio.to_thread(postgres.terminate_backends, database)
            await asyncio.wait(waiting.values())
            for number, future in waiting.items():
                problem = future.exception()
                if problem is None:
                    assert not future.result().duplicate
                    told[number] = {future.result().seq}
                else:
                    # What was refused is not there: its connection was lost before it was sent.
                    assert isinstance(problem, UnavailableError)
            refused = [number for number in waiting if number not in told]
            events = {event.key.int for event in await log(store)}
            assert not events.intersection(refused)
            for number in refused:
                told[number] = {(await insist(store, ann, number)).seq}
        assert len(told) == sent
        await check_log(store, told)


async def test_a_server_that_crashes_under_appends_comes_back_with_all_of_them(
    postgres: Postgres, database: str
) -> None:
    async with opened(database) as store:
        people = [await guest(store, f"Guest {number}") for number in range(20)]
        told: dict[int, set[int]] = {}
        stop = asyncio.Event()

        async def talk(index: int) -> None:
            number = index
            while not stop.is_set():
                place = await insist(store, people[index], number)
                told[number] = {place.seq}
                number += len(people)

        talking = [asyncio.create_task(talk(index)) for index in range(len(people))]
        epoch = store.epoch
        for _ in range(3):
            await asyncio.sleep(0.2)
            await asyncio.to_thread(postgres.restart)
        before = len(told)
        await asyncio.sleep(1.0)
        stop.set()
        await asyncio.gather(*talking)
        assert len(told) > before > 0
        assert store.epoch == epoch
        await check_log(store, told)


async def test_a_server_that_hangs_holds_nobody_up_and_the_late_statement_changes_nothing(
    postgres: Postgres, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_pool, "ANSWER_SECONDS", 0.4)
    monkeypatch.setattr(postgres_append, "UNKNOWN_SECONDS", 0.05)
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        first = await store.append(said(ann, 0))
        stopped = postgres.backends(database)
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            waiting = asyncio.ensure_future(store.append(said(ann, 1)))
            await asyncio.sleep(0.1)
            behind = asyncio.ensure_future(store.append(said(ann, 2)))
            # A new connection is another process of the server, which does not hang.
            place = await waiting
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        assert (place.seq, place.duplicate) == (2, False)
        behind_problem = (await asyncio.gather(behind, return_exceptions=True))[0]
        told = {0: {first.seq}, 1: {place.seq}}
        if isinstance(behind_problem, UnavailableError):
            told[2] = {(await insist(store, ann, 2)).seq}
        await asyncio.sleep(0.2)  # the statement that was stuck is carried out now
        await check_log(store, told | {2: {3}})


async def test_while_an_outcome_is_unknown_later_appends_are_refused(
    postgres: Postgres, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_append, "UNKNOWN_SECONDS", 0.2)
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        for pid in postgres.backends(database):
            os.kill(pid, signal.SIGSTOP)
        waiting = asyncio.ensure_future(store.append(said(ann, 1)))
        await asyncio.sleep(0.1)
        behind = asyncio.ensure_future(store.append(said(ann, 2)))
        await asyncio.to_thread(postgres.stop)
        with pytest.raises(UnavailableError):
            await behind
        with pytest.raises(UnavailableError):
            await store.append(said(ann, 3))
        assert not waiting.done()
        await asyncio.to_thread(postgres.start)
        place = await waiting
        assert (place.seq, place.duplicate) == (1, False)
        assert (await insist(store, ann, 2)).seq == 2
        await check_log(store, {1: {1}, 2: {2}})


async def test_without_a_server_all_is_refused_at_once_and_works_again_by_itself(
    postgres: Postgres, database: str
) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        await store.append(said(ann, 1))
        await asyncio.to_thread(postgres.stop)
        async with asyncio.timeout(3):
            for refused in (
                store.append(said(ann, 2)),
                store.load(LOBBY, None, 1),
                store.person_by_token("secret"),
                store.rename(ann.id, "Anna", NOW, 0),
                store.survey([LOBBY], 0),
            ):
                with pytest.raises(UnavailableError):
                    await refused
        await asyncio.to_thread(postgres.start)
        assert (await insist(store, ann, 2)).seq == 2
        assert (await store.rename(ann.id, "Anna", NOW, 0)).name == "Anna"
        assert len(await log(store)) == 2


async def test_closing_without_a_server_ends(
    postgres: Postgres, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_append, "CLOSE_SECONDS", 0.3)
    store = await open_postgres(database)
    ann = await guest(store, "Ann")
    for pid in postgres.backends(database):
        os.kill(pid, signal.SIGSTOP)
    waiting = asyncio.ensure_future(store.append(said(ann, 1)))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(postgres.stop)
    async with asyncio.timeout(5):
        await store.close()
    assert isinstance(waiting.exception(), UnavailableError)


async def test_a_full_disk_is_told_and_reading_goes_on(postgres: Postgres, database: str) -> None:
    postgres.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;"
        " CREATE TRIGGER full_disk BEFORE INSERT ON events EXECUTE FUNCTION full_disk()",
        database,
    )
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        with pytest.raises(StorageFullError):
            await store.append(said(ann, 1))
        assert (await store.load(LOBBY, None, 9)).events == []
        postgres.execute("DROP TRIGGER full_disk ON events", database)
        assert (await insist(store, ann, 1)).seq == 1


async def test_another_timeline_is_another_epoch(postgres: Postgres, database: str) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        first = await store.append(said(ann, 1))
        before = store.epoch
        await asyncio.to_thread(postgres.become_standby)
        with pytest.raises(UnavailableError):
            await store.append(said(ann, 2))
        await asyncio.to_thread(postgres.promote)
        second = await insist(store, ann, 2)
        assert second.seq == 2
        assert store.epoch != before
        assert (first.epoch, second.epoch) == (before, store.epoch)
        again = await store.append(said(ann, 1))
        assert (again.seq, again.duplicate, again.epoch) == (1, True, store.epoch)
        assert (await store.survey([LOBBY], 0)).epoch == store.epoch
        async with opened(database) as other:
            assert other.epoch == store.epoch


async def test_nothing_is_heard_from_a_connection_to_a_history_that_is_over(
    postgres: Postgres, database: str
) -> None:
    async def backend(connection: Any) -> int:
        return int(await connection.fetchval("SELECT pg_backend_pid()"))

    async def overtaken(connection: Any) -> int:
        postgres.execute("UPDATE meta SET epoch = 'third'", database)
        await store.survey([LOBBY], 0)
        return await backend(connection)

    async with opened(database) as store:
        first = await store._writing.run(backend)
        postgres.execute("UPDATE meta SET epoch = 'second'", database)
        assert (await store.survey([LOBBY], 0)).epoch == store.epoch
        assert store.epoch.startswith("second-")
        second = await store._writing.run(backend)
        assert second != first
        assert await store._writing.run(backend) == second
        with pytest.raises(OutcomeUnknownError):
            await store._writing.run(overtaken)
        assert store.epoch.startswith("third-")
        assert await store._writing.run(backend) != second
