"""The SQL examples of docs/analysis.md run on a real store and say what they claim."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from uuid import UUID

import pytest

from teahouse.model.people import Person, Role
from teahouse.store.driver import connect_reader
from teahouse.store.port import NewEvent, Store
from teahouse.store.postgres import open_postgres
from teahouse.store.sqlite import DATABASE_NAME, open_store
from tests.harness.postgres import Postgres

DOC = Path(__file__).parents[2] / "docs" / "analysis.md"
EXAMPLES = re.findall(r"```sql\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
DAY_ONE = 1_767_225_600_000  # 2026-01-01 00:00 UTC
HOUR = 3_600_000


async def _fill(place: Path | str) -> None:
    now = DAY_ONE
    if isinstance(place, Path):
        store: Store = await open_store(place, now=lambda: now)
    else:
        store = await open_postgres(place, now=lambda: now)
    anne = await store.add_person("Anne", Role.GUEST, None, now, 0)
    bo = await store.add_person("Bo", Role.GUEST, None, now, 0)

    async def say(number: int, who: Person, body: str, to: Person | None = None) -> None:
        only = (anne.id, bo.id) if to else None
        event = NewEvent(
            room=1,
            kind="message.created",
            sender=who,
            key=UUID(int=number),
            body=body,
            to=to,
            visible_to=only,
        )
        await store.append(event)

    await say(1, anne, "four")
    await say(2, anne, "sixsix")
    now += 26 * HOUR
    await say(3, bo, "two")
    await say(4, bo, "psst", to=anne)
    await store.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analysis")
    asyncio.run(_fill(folder))
    return folder / DATABASE_NAME


BY_DAY = [("2026-01-01", 2), ("2026-01-02", 2)]
BY_SENDER = [("Anne", 2, 5.0), ("Bo", 1, 3.0)]
BY_HOUR = [("00", 2), ("02", 2)]


@pytest.mark.parametrize(("number", "rows"), [(0, BY_DAY), (2, BY_SENDER), (3, BY_HOUR)])
def test_example_for_sqlite(file: Path, number: int, rows: list[tuple[object, ...]]) -> None:
    connection = connect_reader(file)
    assert connection.execute(EXAMPLES[number]).fetchall() == rows
    connection.close()


def test_examples_for_postgresql(postgres: Postgres, database: str) -> None:
    asyncio.run(_fill(database))
    for number, rows in ((1, BY_DAY), (2, BY_SENDER), (4, BY_HOUR)):
        found = postgres.execute(EXAMPLES[number], database).splitlines()
        assert found == ["|".join(map(str, row)) for row in rows]


def test_all_examples_and_columns_are_told(postgres: Postgres, database: str, file: Path) -> None:
    assert len(EXAMPLES) == 5
    connection = connect_reader(file)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(messages)")]
    connection.close()
    told = re.findall(r"^\| `(\w+)` \|", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == columns
    shown = postgres.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'messages' ORDER BY ordinal_position",
        database,
    )
    assert shown.splitlines() == columns
