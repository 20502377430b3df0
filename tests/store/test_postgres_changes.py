"""Messages that change in PostgreSQL: two nodes at once, answers that are lost, and what is read of the tables."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from teahouse.model.errors import MessageGoneError, NameTakenError, TooManyError
from teahouse.model.file_errors import FileMissingError
from teahouse.protocol.parts import Extras, Folded
from teahouse.store import effects, migrations
from teahouse.store.port import Wanted
from teahouse.store.postgres import PostgresStore, open_postgres
from teahouse.store.postgres_errors import OutcomeUnknownError
from tests.store.contract import LOBBY, NOW, Said, a_file, changed, guest, log, said
from tests.store.contract_files import record, target

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.harness.postgres import Postgres

THUMB = Extras(emoji="👍")


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[PostgresStore]:
    store = await open_postgres(url)
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[str]:
    """The address of a database without a table."""
    url = postgres.database(template=False)
    yield url
    postgres.drop(url)


@pytest.mark.parametrize("kind", [effects.RECALLED, effects.REACTED, effects.EDITED])
async def test_a_change_whose_answer_was_lost_is_no_refusal(
    database: str, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        await store.append(said(ann, 1))
        run, lost = store._writing.run, 2

        async def losing(query: Any) -> Any:
            nonlocal lost
            answer = await run(query)
            if lost:
                lost -= 1
                raise OutcomeUnknownError("planted")
            return answer

        monkeypatch.setattr(store._writing, "run", losing)
        event = changed(ann, 2, kind, 1, extras=THUMB, body="other" if kind == effects.EDITED else None)
        other = changed(ann, 3, effects.RECALLED, 1)
        places = await asyncio.gather(store.append(event), store.append(other), return_exceptions=True)
        first, second = places
        assert not isinstance(first, BaseException)
        assert (first.seq, first.duplicate, first.count) == (2, False, 1)
        if kind == effects.RECALLED:
            assert isinstance(second, MessageGoneError)
        else:
            assert not isinstance(second, BaseException)
            assert (second.seq, second.duplicate) == (3, False)
        assert len(await log(store)) == (2 if kind == effects.RECALLED else 3)


async def test_of_two_nodes_that_erase_a_message_one_does(database: str) -> None:
    async with opened(database) as one, opened(database) as other:
        ann = await guest(one, "Ann")
        await asyncio.gather(*(one.append(said(ann, number)) for number in range(40)))
        outcomes = await asyncio.gather(
            *(
                store.append(changed(ann, 1000 * place + seq, effects.RECALLED, seq))
                for seq in range(1, 41)
                for place, store in enumerate((one, other), 1)
            ),
            return_exceptions=True,
        )
        for mine, theirs in zip(outcomes[::2], outcomes[1::2], strict=True):
            assert isinstance(mine, MessageGoneError) is not isinstance(theirs, MessageGoneError)
        events = await log(other)
        assert [event.seq for event in events] == list(range(1, 81))
        assert {event.body for event in events} == {None}


async def test_two_rooms_that_want_the_same_files_do_not_wait_in_a_circle(
    postgres: Postgres, database: str
) -> None:
    async with opened(database) as one, opened(database) as other:
        ann = await guest(one, "Ann")
        room = (await one.add_room("tea", "Tea", "", ann.id, NOW)).info.id
        for number in range(60):
            await one.add_file(record(ann.id, f"f{number}"))

        def carrying(number: int, room: int) -> Any:
            extras = Extras(files=(a_file(f"f{number}"),))
            return said(ann, number, room=room, extras=extras)

        outcomes = await asyncio.gather(
            *(one.append(carrying(number, LOBBY)) for number in range(60)),
            *(other.append(carrying(number, room)) for number in reversed(range(60))),
            return_exceptions=True,
        )
        refused = [outcome for outcome in outcomes if isinstance(outcome, FileMissingError)]
        assert len(refused) == 60
        assert len(await log(one)) + len(await log(one, room)) == 60
    deadlocks = f"SELECT deadlocks FROM pg_stat_database WHERE datname = '{database.rpartition('/')[2]}'"
    assert postgres.execute(deadlocks) == "0"


async def test_a_room_is_not_called_as_another_one(database: str) -> None:
    async with opened(database) as one, opened(database) as other:
        ann = await guest(one, "Ann")
        rooms = [(await one.add_room(name, name, "", ann.id, NOW)).info.id for name in ("tea", "coffee")]
        named = Extras(title="The Water Room")
        outcomes = await asyncio.gather(
            *(
                store.append(changed(ann, 1, effects.ROOM_CHANGED, None, room=room, extras=named))
                for store, room in zip((one, other), rooms, strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Appended", "NameTakenError"]
        with pytest.raises(NameTakenError):
            await other.add_room("the water-room", "", "", ann.id, NOW)
        assert (await one.survey([], 0)).listing == 3


async def test_a_conversation_opened_on_two_nodes_is_one(database: str) -> None:
    async with opened(database) as one, opened(database) as other:
        ann, ben = await guest(one, "Ann"), await guest(one, "Ben")
        found = await asyncio.gather(
            *(store.open_direct([ann.id, ben.id], NOW) for store in (one, other) for _ in range(3))
        )
        assert len({place.info.id for place, _ in found}) == 1
        assert sorted(new for _, new in found) == [*[False] * 5, True]


async def test_of_many_targets_at_once_no_more_are_kept_than_may_be(database: str) -> None:
    async with opened(database) as one, opened(database) as other:
        ann = await guest(one, "Ann")
        outcomes = await asyncio.gather(
            *(
                store.add_push(target(ann.id, f"https://push.example/{number}"))
                for number in range(25)
                for store in (one, other)
            ),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, TooManyError) for outcome in outcomes) == 10
        assert len(await one.pushes([ann.id])) == 20


BEFORE = """
INSERT INTO people VALUES (7, 'Ann', 'ann', 'guest', 1, 2), (8, 'Ben', 'ben', 'guest', 1, 2);
INSERT INTO events VALUES
    (1, 1, 5, 'message.created', 7, 'Ann', decode(repeat('01', 16), 'hex'), '喝茶去 tea tea', NULL, NULL, NULL, NULL, '\\x02'),
    (1, 2, 5, 'message.created', 7, 'Ann', decode(repeat('02', 16), 'hex'), 'secret tea', 8, 'Ben', NULL, '[7,8]', '\\x02'),
    (1, 3, 5, 'message.created', 7, 'Ann', decode(repeat('03', 16), 'hex'), '🍵', NULL, NULL, NULL, NULL, '\\x02');
UPDATE rooms SET head = 3, message_count = 2
"""


async def test_what_was_said_before_the_migration_is_found(postgres: Postgres, empty: str) -> None:
    engine = create_async_engine(empty.replace("postgresql:", "postgresql+asyncpg:"))

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(migrations.__path__[0]))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")

    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()
    postgres.execute(BEFORE, empty)
    async with opened(empty) as store:

        async def find(person: int | None, **wanted: Any) -> list[int]:
            found = await store.search(person, Wanted(**wanted), None, 9)
            return [message.seq for message in found.messages]

        assert await find(8, phrases=("tea",)) == [2, 1]
        assert await find(None, phrases=("tea",)) == await find(9, phrases=("茶 去 tea tea",)) == [1]
        assert await find(7, senders=(7,), rooms=(LOBBY,)) == [3, 2, 1]
        ann = (await store.person(7)).person
        assert (await store.append(said(ann, 9, "more tea"))).seq == 4
        assert await find(7, phrases=("tea",)) == [4, 2, 1]


async def test_what_is_read_of_the_tables_does_not_grow_with_them(postgres: Postgres, database: str) -> None:
    async with opened(database) as store:
        ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
        await _use_all(store, ann.id)  # plans are made for empty tables, and kept
        for start in range(0, 4000, 500):
            await asyncio.gather(
                *(store.append(said(ben, start + step, f"tea {start + step}")) for step in range(500))
            )
        await asyncio.gather(
            *(
                store.append(changed(ben, 10_000 + seq, effects.REACTED, seq, extras=THUMB))
                for seq in range(100, 1100)
            )
        )
        await store.mark_read(LOBBY, ann.id, 4990)
    await _settle(postgres, database)
    before = _read(postgres, database)
    async with opened(database) as store:
        await _use_all(store, ann.id)
    await _settle(postgres, database)
    after = _read(postgres, database)
    assert {
        table: rows - before[table] for table, rows in after.items() if rows - before[table] > MOST_READ
    } == {}


MOST_READ = 500
"""Rows of each table in `_use_all`."""


def _read(postgres: Postgres, database: str) -> dict[str, int]:
    """How many rows of each table were ever read, in order or by an index."""
    rows = postgres.execute(
        "SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables",
        database,
    )
    return {table: int(count) for table, count in (row.split("|") for row in rows.split())}


async def _use_all(store: PostgresStore, ann: int) -> None:
    """Every way to read and to change a little."""
    person = (await store.person(ann)).person
    say = Said(store)
    for _ in range(7):  # often enough for a plan that is kept
        seq = await say(person, "kettle", calls=(0,))
        await say.change(person, effects.EDITED, seq, body="pot")
        await say.change(person, effects.REACTED, seq, extras=THUMB)
        await say.change(person, effects.PINNED, seq)
        await store.load(LOBBY, ann, 5)
        await store.stretch(LOBBY, 3, 9, 5)
        assert (await store.messages(LOBBY, [seq])).events[0].folded is not None
        await store.edits(LOBBY, seq)
        await store.rooms(ann)
        await store.mentions(ann, None, 5)
        await store.search(ann, Wanted(phrases=("pot",)), None, 5)
        await store.mark_read(LOBBY, ann, seq)
        await say.change(person, effects.RECALLED, seq)


async def _settle(postgres: Postgres, database: str) -> None:
    async with asyncio.timeout(10):
        while postgres.backends(database):
            await asyncio.sleep(0.05)  # counts are complete once a backend has ended


async def test_an_erased_message_has_no_trace_in_any_table(postgres: Postgres, database: str) -> None:
    async with opened(database) as store:
        ann = await guest(store, "Ann")
        say = Said(store)
        await store.add_file(record(ann.id, "a", name="xyzzy"))
        await say(
            ann, "the word is xyzzy", extras=Extras(files=(a_file("a", name="xyzzy"),), options=("xyzzy",))
        )
        await say.change(ann, effects.EDITED, 1, body="it was xyzzy")
        await say.change(ann, effects.RECALLED, 1)
        ((message),) = (await store.messages(LOBBY, [1])).events
        assert message.folded == Folded(recalled_at=message.folded.recalled_at, recalled_by=ann.id)  # type: ignore[union-attr]
    tables = postgres.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database).split()
    for table in tables:
        assert (
            postgres.execute(f"SELECT t::text FROM {table} AS t WHERE t::text LIKE '%xyzzy%'", database) == ""
        )
