"""A backup comes back as it was, from either database into either."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, ForeignKey, LargeBinary, Table, Text

from teahouse.copies.backup import back_up
from teahouse.copies.errors import CopyError
from teahouse.copies.migrate import Place as Place_
from teahouse.copies.migrate import migrate
from teahouse.copies.postgres_connection import within
from teahouse.copies.reader import check
from teahouse.copies.restore import restore
from teahouse.model.people import Role
from teahouse.store.driver import connect_writer
from teahouse.store.errors import StoreBusyError
from teahouse.store.migrate import upgrade_to
from teahouse.store.port import Wanted
from teahouse.store.schema import metadata
from teahouse.store.schema_base import Id
from teahouse.telling import Silent
from tests.copies.places import FILE, IMAGE, Place, assert_same, furnish
from tests.store.contract_files import target

if TYPE_CHECKING:
    from tests.copies.conftest import NewPlace

KINDS = ("sqlite", "postgresql")


@pytest.mark.parametrize("goal", KINDS)
@pytest.mark.parametrize("origin", KINDS)
async def test_what_is_restored_is_what_was_backed_up(
    new_place: NewPlace, tmp_path: Path, origin: str, goal: str
) -> None:
    one, other = new_place(origin), new_place(goal)
    await furnish(one)
    index = await one.index()
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    assert (made.files, made.rooms, made.left_out) == (3, 3, ())
    done = await restore(other.settings, made.path, None, Silent(), replace=False)
    assert done.aside is None
    assert done.files_aside is None
    if origin == goal:
        assert await other.index() == index
    await assert_same(one, other)


@pytest.mark.parametrize("goal", KINDS)
async def test_what_is_there_is_kept_unless_told_and_then_moved_aside(
    new_place: NewPlace, tmp_path: Path, goal: str
) -> None:
    one, other = new_place("sqlite"), new_place(goal)
    await furnish(one)
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    await furnish(other, bulk=3)
    before = await other.sums()
    with pytest.raises(CopyError, match="--replace"):
        await restore(other.settings, made.path, None, Silent(), replace=False)
    assert (await other.sums()).rooms() == before.rooms()
    done = await restore(other.settings, made.path, None, Silent(), replace=True)
    await assert_same(one, other)
    assert done.aside is not None
    assert done.files_aside is not None
    assert sorted(path.name for path in done.files_aside.rglob("*") if path.is_file())
    if other.url is None:
        old = Place(Path(done.aside))
    else:
        schema = done.aside.split()[1]
        old = Place(other.folder, within(other.url, schema))
    assert (await old.sums()).rooms() == before.rooms()
    leftovers = {path.name for path in other.folder.iterdir()} - {"teahouse.db", "teahouse.lock", "files"}
    assert all(".before-" in name or name.startswith("before-") for name in leftovers)


async def test_a_second_backup_of_what_was_restored_is_the_first_one(
    new_place: NewPlace, tmp_path: Path
) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one)
    first = await back_up(one.settings, tmp_path / "1.tar.gz", None, Silent())
    await restore(other.settings, first.path, None, Silent(), replace=False)
    second = await back_up(other.settings, tmp_path / "2.tar.gz", None, Silent())
    found = [check(each.path, None, Silent()).manifest for each in (first, second)]
    others = ("head.json", "tables/meta.0001.jsonl")
    kept = [[each for each in one.members if each.name not in others] for one in found]
    assert kept[0] == kept[1]
    assert found[0].sequences == found[1].sequences


async def test_ids_are_not_given_again(new_place: NewPlace, tmp_path: Path) -> None:
    """The last one's row was gone when the backup was made."""
    for number, (origin, goal) in enumerate((("sqlite", "postgresql"), ("postgresql", "sqlite"))):
        one, other = new_place(origin), new_place(goal)
        async with one.store() as store:
            ann = await store.add_person("Ann", Role.GUEST, None, 1, 0)
            push = await store.add_push(target(ann.id))
            await store.drop_push(ann.id, push)
        made = await back_up(one.settings, tmp_path / f"{number}.tar.gz", None, Silent())
        await restore(other.settings, made.path, None, Silent(), replace=False)
        async with other.store() as store:
            assert await store.add_push(target(ann.id)) > push


async def test_a_new_table_is_copied_by_itself(new_place: NewPlace, tmp_path: Path) -> None:
    table = Table(
        "teapots",
        metadata,
        Column("id", Id, primary_key=True),
        Column("maker", Id, ForeignKey("people.id"), nullable=False),
        Column("name", Text, nullable=False),
        Column("picture", LargeBinary),
    )
    try:
        made = "CREATE TABLE teapots (id INTEGER PRIMARY KEY, maker INTEGER, name TEXT, picture BLOB)"
        one, other = new_place("sqlite"), new_place("sqlite")
        await furnish(one, bulk=1)
        await one.execute(made)
        await one.execute("INSERT INTO teapots VALUES (7, 1, '紫砂壶', x'00ff10')")
        backup = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
        members = {each.name: each.rows for each in check(backup.path, None, Silent()).manifest.members}
        assert members["tables/teapots.0001.jsonl"] == 1
        names = list(members)
        assert names.index("tables/people.0001.jsonl") < names.index("tables/teapots.0001.jsonl")
        async with other.store():
            pass
        await other.execute(made)
        await migrate(
            Place_(one.settings.database, one.folder), Place_("sqlite", other.folder), None, None, Silent()
        )
        assert await other.all_of("teapots") == [(7, 1, "紫砂壶", b"\x00\xff\x10")]
    finally:
        metadata.remove(table)


async def test_a_backup_of_an_older_schema_is_brought_to_the_newest(
    new_place: NewPlace, tmp_path: Path
) -> None:
    one, other = new_place("sqlite"), new_place("postgresql")
    connection = connect_writer(one.folder / "teahouse.db")
    upgrade_to(connection, "0003")
    connection.execute(
        "INSERT INTO people (id, name, role, created_at, last_seen) VALUES (1, 'Ann', 'guest', 1, 1)"
    )
    connection.execute(
        "INSERT INTO events (room, seq, at, kind, sender, sender_name, key, body, request_hash)"
        " VALUES (1, 1, 1, 'message.created', 1, 'Ann', x'00112233445566778899aabbccddeeff', '旧茶', x'00')"
    )
    connection.execute("INSERT INTO searched (id, room, seq, at) VALUES (1, 1, 1, 1)")
    connection.execute("UPDATE rooms SET head = 1, message_count = 1")
    connection.close()
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    assert check(made.path, None, Silent()).head.schema == "0003"
    await restore(other.settings, made.path, None, Silent(), replace=False)
    async with other.store() as store:
        assert (await store.search(None, Wanted(phrases=("旧 茶",)), None, 9)).count == 1


async def test_a_file_that_is_gone_is_left_out_and_said(new_place: NewPlace, tmp_path: Path) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one, bulk=1)
    one.blobs.place(FILE).unlink()
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    assert made.left_out == (FILE,)
    await restore(other.settings, made.path, None, Silent(), replace=False)
    assert other.blobs.has(IMAGE)
    assert not other.blobs.has(FILE)


async def test_a_server_that_runs_is_not_disturbed(new_place: NewPlace, tmp_path: Path) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one, bulk=1)
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    async with other.store():
        with pytest.raises(StoreBusyError):
            await restore(other.settings, made.path, None, Silent(), replace=True)
    database = new_place("postgresql")
    async with database.store():
        # Another store's: its servers know another secret.
        with pytest.raises(CopyError, match="another store"):
            await restore(database.settings, made.path, None, Silent(), replace=True)
