"""The migrations make what the schema says, and the server itself never imports them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.schema import CreateTable

from teahouse.store import migrations
from teahouse.store.driver import connect_writer, driver
from teahouse.store.migrate import migrate
from teahouse.store.migrations import NEWEST, REVISIONS
from teahouse.store.schema import metadata
from teahouse.store.schema_log import MESSAGES

FOLDER = Path(migrations.__file__).parent


def _migrated(folder: Path) -> Path:
    path = folder / "store.db"
    connection = connect_writer(path)
    assert migrate(connection, folder)
    assert not migrate(connection, folder)
    connection.close()
    return path


def _statements(path: Path) -> list[tuple[str, str]]:
    connection = driver.connect(path)
    statements = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
    connection.close()
    return statements


def _is_of_the_schema(name: str | None, kind: str, _: object) -> bool:
    """All but SQLite's own index for searches."""
    return not (kind == "table" and name is not None and name.split("_")[0] == "search")


def test_a_migrated_database_is_what_the_schema_says(tmp_path: Path) -> None:
    path = _migrated(tmp_path)
    engine = create_engine(f"sqlite:///{path}", module=driver)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _is_of_the_schema}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
        made = dict(_statements(path))
        for table in metadata.sorted_tables:
            # What a comparison of columns does not see: keys, references, how rows are stored.
            assert made[table.name].split() == str(CreateTable(table).compile(connection)).split()
        assert made["messages"].split() == MESSAGES.split()
    engine.dispose()


def test_what_the_first_version_kept_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    engine = create_engine(f"sqlite:///{path}", module=driver)
    with engine.begin() as first:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = first
        command.upgrade(config, "0001")
        first.exec_driver_sql("INSERT INTO people VALUES (7, 'Ann', 'ann', 'guest', 1, 2)")
        first.exec_driver_sql("INSERT INTO sessions VALUES (x'ab', 7, 1, 2)")
        first.exec_driver_sql(
            "INSERT INTO events VALUES"
            " (1, 1, 5, 'message.created', 7, 'Ann', x'01', 'hi', NULL, NULL, NULL, NULL, x'02')"
        )
    engine.dispose()
    tables = ("rooms", "people", "sessions", "events", "messages")
    looking = driver.connect(path)
    before = [looking.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    meta = looking.execute("SELECT store_id, epoch, secret FROM meta").fetchall()
    looking.close()
    connection = connect_writer(path)
    assert migrate(connection, tmp_path)
    after = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    room = ("room", "lobby", None, 0, 0, "public", "all", 0, None)
    added = [room, (0, ""), (None, "", "page", None), (None, None), ()]
    assert after == [[(*row, *new) for row in rows] for rows, new in zip(before, added, strict=True)]
    assert connection.execute("SELECT store_id, epoch, secret FROM meta").fetchall() == meta
    assert connection.execute("SELECT serves FROM meta").fetchall() == [("0004",)]
    assert connection.execute("SELECT listing, push_keys, rights FROM meta").fetchall() == [(0, None, 0)]
    assert connection.execute("SELECT * FROM revocations").fetchall() == []
    assert connection.execute("SELECT * FROM searched").fetchall() == [(1, 1, 1, 5)]
    assert connection.execute("SELECT rowid, words, tags FROM search('hi')").fetchall() == [
        (1, "hi", "r1 u7 pub")
    ]
    connection.close()


def test_all_versions_are_known_without_alembic() -> None:
    script = ScriptDirectory(str(FOLDER))
    assert [version.revision for version in script.walk_revisions()][::-1] == list(REVISIONS)
    assert script.get_current_head() == NEWEST


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    connection = connect_writer(path)
    connection.execute("CREATE TABLE reads (it_is_here_already)")
    with pytest.raises(Exception, match="reads"):
        migrate(connection, tmp_path)
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    assert tables == [("reads",)]
    connection.execute("DROP TABLE reads")
    assert migrate(connection, tmp_path)
    connection.close()


def test_a_start_imports_neither_library_with_a_migration_or_without(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from teahouse.store.sqlite import open_store\n"
        "async def main():\n"
        "    store = await open_store(Path(sys.argv[1]))\n"
        "    await store.load(1, None, 1)\n"
        "    await store.close()\n"
        "asyncio.run(main())\n"
        "print(*sorted({'alembic', 'sqlalchemy'} & set(sys.modules)))\n"
    )

    def start() -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", program, str(tmp_path)],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    assert start() == ""
    assert start() == ""
