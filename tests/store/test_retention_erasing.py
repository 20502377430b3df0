"""What is too old, and what was in a room that is deleted, is in no file and no row of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg
import pytest

from teahouse.store import effects
from teahouse.store.driver import driver
from teahouse.store.port import Wanted
from teahouse.store.port_house import EXPIRED_AT_ONCE
from teahouse.store.postgres import open_postgres
from teahouse.store.sqlite import DATABASE_NAME, open_store
from tests.harness.migrated import lay_down
from tests.store.contract import LOBBY, NOW, Said, guest
from tests.store.test_sqlite_erasing import SECRETS, held, settled, write_secrets

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.store.port import Store
    from tests.harness.postgres import Postgres

DAY = 86_400_000
WRITTEN = {"xylophone", "quizzical", "zephyrous", "龘靐齉", "jabberwock", "vexillary"}


@pytest.fixture(autouse=True)
def _migrated(tmp_path: Path) -> None:
    """Each test begins with an empty place in its folder."""
    lay_down(tmp_path)


async def expire_all(store: Store) -> None:
    while (await store.expire(LOBBY, NOW - DAY, EXPIRED_AT_ONCE)).more:
        pass


async def test_a_day_later_no_byte_of_it_is_in_the_file_or_its_log(tmp_path: Path) -> None:
    store = await open_store(tmp_path, now=lambda: NOW - 2 * DAY)
    await write_secrets(store)
    assert held(tmp_path) >= WRITTEN
    await expire_all(store)
    await settled(store)
    assert (tmp_path / f"{DATABASE_NAME}-wal").stat().st_size == 0
    assert held(tmp_path) == set()
    assert (await store.search(None, Wanted(phrases=("interest",)), None, 10)).count == 0
    await store.close()
    assert held(tmp_path) == set()
    assert left_in_the_index(tmp_path) == set()


async def test_an_edit_of_yesterday_goes_with_the_message_that_is_too_old(tmp_path: Path) -> None:
    now = NOW - 3 * DAY
    store = await open_store(tmp_path, now=lambda: now)
    seq = await write_secrets(store)
    ann = (await store.people_by_name(["Ann"]))[0].person
    now = NOW
    await Said(store).change(ann, effects.EDITED, seq, body="wyvernkeep")
    assert held(tmp_path) >= {"wyvernkeep"}
    await expire_all(store)
    await settled(store)
    assert held(tmp_path) == set()
    await store.close()


async def test_of_a_deleted_room_neither_texts_nor_its_names_are_left(tmp_path: Path) -> None:
    store = await open_store(tmp_path, now=lambda: NOW)
    ann = await guest(store, "Ann")
    room = (await store.add_room("xylophone", "xylophone", "quizzical", ann.id, NOW)).info.id
    say = Said(store)
    for number in range(EXPIRED_AT_ONCE + 20):
        await say(ann, f"zephyrous jabberwock 龘靐齉 {number}", room=room)
    await say(ann, "it stays")
    assert held(tmp_path) >= {"xylophone", "quizzical", "zephyrous", "jabberwock", "龘靐齉"}
    await store.drop_room(room)
    while (await store.clear_room(room, EXPIRED_AT_ONCE)).more:
        pass
    await settled(store)
    assert held(tmp_path) == set()
    assert (await store.search(None, Wanted(phrases=("stays",)), None, 10)).count == 1
    await store.close()
    assert left_in_the_index(tmp_path) == set()


async def test_no_row_of_postgresql_has_it_either(database: str) -> None:
    now = NOW - 2 * DAY
    store = await open_postgres(database, now=lambda: now)
    seq = await write_secrets(store)
    ann = (await store.people_by_name(["Ann"]))[0].person
    room = (await store.add_room("xylophone", "xylophone", "quizzical", ann.id, NOW)).info.id
    await Said(store)(ann, "zephyrous jabberwock", room=room)
    now = NOW
    await Said(store).change(ann, effects.EDITED, seq, body="wyvernkeep")
    assert await rows_with_secrets(database) >= {
        "xylophone",
        "quizzical",
        "zephyrous",
        "jabberwock",
        "wyvernkeep",
    }
    await expire_all(store)
    await store.drop_room(room)
    while (await store.clear_room(room, EXPIRED_AT_ONCE)).more:
        pass
    assert await rows_with_secrets(database) == set()
    await store.close()


async def test_only_one_node_lets_go_at_a_time(database: str) -> None:
    store = await open_postgres(database, now=lambda: NOW - 2 * DAY)
    await write_secrets(store)
    other = await asyncpg.connect(database)
    async with other.transaction():
        await other.execute("SELECT pg_advisory_xact_lock(132775940)")
        gone = await store.expire(LOBBY, NOW - DAY, 10)
        assert (gone.first_seq, gone.more) == (0, False)
        assert await store.first_seq(LOBBY) == 1
    assert (await store.expire(LOBBY, NOW - DAY, 10)).first_seq == 11
    await other.close()
    await store.close()


async def rows_with_secrets(database: str) -> set[str]:
    """Which of the secrets, or single characters of them, any row of any table has."""
    connection = await asyncpg.connect(database)
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = set()
    for (table,) in tables:
        for secret in SECRETS:
            for part in {secret, *(secret if not secret.isascii() else ())}:
                query = f'SELECT EXISTS (SELECT FROM "{table}" AS t WHERE position($1 IN t::text) > 0)'
                if await connection.fetchval(query, part):
                    found.add(secret)
    await connection.close()
    return found


def left_in_the_index(folder: Path) -> set[str]:
    """Which of the secrets, or characters of them, are terms of the search."""
    index = driver.connect(folder / DATABASE_NAME)
    index.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, search, row)")
    terms = {term for (term,) in index.execute("SELECT term FROM temp.terms")}
    index.close()
    return terms & {*SECRETS, *"龘靐齉"}


async def test_after_a_full_vacuum_no_file_of_postgresql_s_tables_has_it(
    postgres: Postgres, database: str
) -> None:
    """A plain VACUUM leaves the bytes in the free space of pages that are in use: docs/operating.md says so."""
    now = NOW - 2 * DAY
    store = await open_postgres(database, now=lambda: now)
    await write_secrets(store)
    ann = (await store.people_by_name(["Ann"]))[0].person
    now = NOW
    stays = await Said(store)(ann, "it stays")
    before = await files_with_secrets(postgres, database)
    assert set().union(*before.values()) >= WRITTEN
    await expire_all(store)
    assert await rows_with_secrets(database) == set()
    connection = await asyncpg.connect(database)
    await connection.execute("VACUUM (FULL) events, folded, searched")
    await connection.close()
    assert await files_with_secrets(postgres, database) == {}
    assert [event.seq for event in (await store.load(LOBBY, None, 10)).events] == [stays]
    await store.close()


async def files_with_secrets(postgres: Postgres, database: str) -> dict[str, set[str]]:
    """For each table and index whose file has any of the secrets: which."""
    postgres.execute("CHECKPOINT")
    connection = await asyncpg.connect(database)
    rows = await connection.fetch(
        "SELECT relname, pg_relation_filepath(oid) AS path FROM pg_class"
        " WHERE pg_relation_filepath(oid) IS NOT NULL"
    )
    await connection.close()
    found = {}
    for name, path in rows:
        content = b"".join(part.read_bytes() for part in postgres.files(path))
        if has := {secret for secret in SECRETS if secret.encode() in content}:
            found[name] = has
    return found
