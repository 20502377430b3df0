"""Opening a PostgreSQL store: migrations, versions side by side, and why it cannot be opened."""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from teahouse.store import errors, postgres_pool
from teahouse.store.migrations import NEWEST
from teahouse.store.migrations.functions_0003 import INDEXES
from teahouse.store.postgres import open_postgres
from teahouse.store.postgres_errors import OLDEST_SERVER, place, reason, why
from teahouse.store.schema import metadata
from tests.harness.postgres import OWNER, PASSWORD
from tests.store.contract import LOBBY, guest, log, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness.postgres import Postgres

START = (
    "import asyncio, sys\n"
    "from teahouse.store.postgres import open_postgres\n"
    "async def main():\n"
    "    store = await open_postgres(sys.stdin.read())\n"
    "    await store.load(1, None, 1)\n"
    "    await store.close()\n"
    "    print(store.store_id, *sorted({'alembic', 'sqlalchemy', 'pysqlite3'} & set(sys.modules)))\n"
    "asyncio.run(main())\n"
)


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[str]:
    """The address of a database without a table."""
    url = postgres.database(template=False)
    yield url
    postgres.start()
    postgres.drop(url)


@pytest.fixture(autouse=True)
def _the_password_is_nowhere(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG, logger="teahouse")
    yield
    assert PASSWORD not in caplog.text


async def refusal(url: str) -> errors.StoreOpenError:
    """Why it cannot be opened: one line without the password."""
    with pytest.raises(errors.StoreOpenError) as problem:
        await open_postgres(url)
    line = str(problem.value)
    assert "\n" not in line
    assert PASSWORD not in line
    assert "wrong-secret" not in line
    assert problem.value.__suppress_context__
    return problem.value


# --- migrations


def _is_of_the_schema(_: object, name: str | None, type_: str, reflected: bool, compare_to: object) -> bool:
    """What the functions' file adds is PostgreSQL's own."""
    own = type_ in ("index", "column") and reflected and compare_to is None
    return not (own and any(f" {name} " in statement for statement in INDEXES))


async def test_a_migrated_database_is_what_the_schema_says(empty: str) -> None:
    await (await open_postgres(empty)).close()

    def compare(connection: Connection) -> None:
        options = {"compare_type": True, "include_object": _is_of_the_schema}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST

    engine = create_async_engine(empty.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        await connection.run_sync(compare)
    await engine.dispose()


def test_several_processes_may_start_at_once_and_import_no_migrations(empty: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write(empty)
        process.stdin.close()
        process.stdin = None
    said_by = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said_by
    assert len({out.strip() for out, _ in said_by}) == 1
    assert len(said_by[0][0].split()) == 1, "a start loads no library of migrations"


async def test_tables_live_in_the_schema_of_the_search_path(postgres: Postgres, empty: str) -> None:
    name = empty.rpartition("/")[2]
    postgres.execute("CREATE SCHEMA tea", empty)
    postgres.execute(f"ALTER DATABASE {name} SET search_path = tea")
    store = await open_postgres(empty)
    ann = await guest(store, "Ann")
    assert (await store.append(said(ann, 1))).seq == 1
    await store.close()
    tables = postgres.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'tea'", empty).split()
    assert set(tables) == {*metadata.tables, "alembic_version"}
    assert postgres.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", empty) == "0"


EXPAND = (
    "ALTER TABLE events ADD COLUMN made_up text; CREATE TABLE made_up (id bigint);"
    " UPDATE alembic_version SET version_num = '9999'"
)


async def test_the_version_before_and_after_a_migration_that_expands_work_side_by_side(
    postgres: Postgres, database: str
) -> None:
    old = await open_postgres(database)
    ann = await guest(old, "Ann")
    writing = [asyncio.ensure_future(old.append(said(ann, number))) for number in range(600)]
    await asyncio.to_thread(postgres.execute, EXPAND, database)
    await asyncio.gather(*writing)
    restarted = await open_postgres(database)  # the old release, started again during the upgrade
    postgres.execute(
        "INSERT INTO events (room, seq, at, kind, sender, sender_name, key, request_hash, made_up)"
        f" SELECT id, head + 1, 1, 'message.created', {ann.id}, 'Ann', decode(repeat('ab', 16), 'hex'), '\\x01', 'new' FROM rooms;"
        " UPDATE rooms SET head = head + 1",
        database,
    )
    assert (await old.append(said(ann, 601))).seq == 602
    assert (await restarted.append(said(ann, 602))).seq == 603
    assert [event.seq for event in await log(restarted)] == list(range(1, 604))
    assert (await old.survey([LOBBY], 0)).heads == {LOBBY: 603}
    await old.close()
    await restarted.close()


# --- why it cannot be opened


async def test_a_database_of_a_newer_version_that_serves_no_longer(postgres: Postgres, database: str) -> None:
    postgres.execute(EXPAND, database)
    postgres.execute("UPDATE meta SET serves = '9998'", database)
    problem = await refusal(database)
    assert isinstance(problem, errors.StoreTooNewError)
    assert "9999" in str(problem)


async def test_nothing_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        problem = await refusal(f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{port}/tea")
    assert isinstance(problem, errors.StoreUnreachableError)
    assert f"database tea at 127.0.0.1:{port}" in str(problem)


async def test_something_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_pool, "CONNECT_SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        problem = await refusal(f"postgresql://ann:{PASSWORD}@127.0.0.1:{silent.getsockname()[1]}/tea")
    assert isinstance(problem, errors.StoreUnreachableError)


async def test_something_else_answers() -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert isinstance(
        await refusal(f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/tea"), errors.StoreUnreachableError
    )
    server.close()


async def test_a_host_that_nobody_knows() -> None:
    problem = await refusal(f"postgresql://ann:{PASSWORD}@nowhere.invalid/tea")
    assert isinstance(problem, errors.StoreUnreachableError)


async def test_a_wrong_password_user_or_database(postgres: Postgres) -> None:
    wrong = await refusal(postgres.url("postgres", password="wrong-secret"))
    assert isinstance(wrong, errors.StoreRefusedError)
    assert isinstance(await refusal(postgres.url("postgres", user="stranger")), errors.StoreRefusedError)
    missing = await refusal(postgres.url("not_made"))
    assert isinstance(missing, errors.StoreMissingError)
    assert "database not_made" in str(missing)


async def test_a_user_without_rights(postgres: Postgres, empty: str, database: str) -> None:
    reader = f"reader_{database.rpartition('_')[2]}"
    postgres.execute(f"CREATE ROLE {reader} LOGIN PASSWORD '{PASSWORD}'")
    try:
        for url, grants in (
            (empty, ""),
            (database, ""),
            (database, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}"),
        ):
            if grants:
                postgres.execute(grants, url)
            name = url.rpartition("/")[2]
            if url == empty:
                postgres.execute("REVOKE CREATE ON SCHEMA public FROM public", postgres.url(name, "postgres"))
            problem = await refusal(postgres.url(name, user=reader))
            assert isinstance(problem, errors.StoreNotWritableError), problem
    finally:
        postgres.execute(f"DROP OWNED BY {reader}", postgres.url(database.rpartition("/")[2], "postgres"))
        postgres.execute(f"DROP ROLE {reader}")


async def test_a_standby(postgres: Postgres, database: str) -> None:
    await asyncio.to_thread(postgres.become_standby)
    try:
        assert isinstance(await refusal(database), errors.StoreStandbyError)
    finally:
        await asyncio.to_thread(postgres.promote)


async def test_a_server_that_is_too_old(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_pool, "OLDEST_SERVER", 990_000)
    problem = await refusal(database)
    assert isinstance(problem, errors.StoreServerTooOldError)
    assert str(OLDEST_SERVER // 10_000) in str(problem)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("postgresql://ann:secret@db.example:5433/tea?sslmode=require", "database tea at db.example:5433"),
        ("postgres://a,b:5433/tea", "database tea at a,b:5433"),
        ("postgresql:///t%65a?host=/run/postgresql&password=secret", "database tea at /run/postgresql"),
    ],
)
def test_a_place_is_named_without_user_and_password(url: str, named: str) -> None:
    assert place(url) == named
    assert reason(ValueError("of ann: secret, that is secret.\n"), url).count("secret") == (
        0 if "secret" in url else 2
    )
    assert "secret" not in str(why(TimeoutError(), url))


async def test_the_first_connection_of_the_pool_fails(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object) -> None:
        raise asyncpg.TooManyConnectionsError("sorry, too many clients already")

    monkeypatch.setattr(postgres_pool.Connections, "_init", full)
    with pytest.raises(errors.StoreUnreachableError, match="too many clients"):
        await open_postgres(database)
