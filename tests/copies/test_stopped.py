"""A copy that fails, or is stopped, at its last steps: all is as it was, and what is missing is said."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from teahouse.copies.backup import Made, back_up
from teahouse.copies.errors import CopyError
from teahouse.copies.files_swap import FilesSwap
from teahouse.copies.migrate import Place as End
from teahouse.copies.migrate import migrate
from teahouse.copies.postgres_staging import PostgresStaging
from teahouse.copies.restore import restore
from teahouse.copies.sqlite_staging import SqliteStaging
from teahouse.copies.whole import whole_file
from teahouse.store.driver import connect_writer
from teahouse.telling import Silent
from tests.copies.places import FILE, Place, assert_same, bytes_of, furnish

if TYPE_CHECKING:
    from pathlib import Path

    from tests.copies.conftest import NewPlace

KINDS = ("sqlite", "postgresql")


async def backed_up(new_place: NewPlace, path: Path) -> tuple[Place, Made]:
    one = new_place("sqlite")
    await furnish(one, bulk=3)
    return one, await back_up(one.settings, path / "backup.tar.gz", None, Silent())


def stop_at_last(monkeypatch: pytest.MonkeyPatch, kind: str, problem: BaseException) -> None:
    """The files are in their place by then, and the database is not."""
    if kind == "sqlite":
        put_aside = SqliteStaging._put_aside

        def stopped(self: SqliteStaging) -> None:
            put_aside(self)
            raise problem

        monkeypatch.setattr(SqliteStaging, "_put_aside", stopped)
        return

    async def refused(self: PostgresStaging, connection: Any) -> None:
        raise problem

    monkeypatch.setattr(PostgresStaging, "_swap", refused)


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), OSError(5, "broken")], ids=["stopped", "broken"])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_restore_that_ends_at_its_last_step_leaves_all_as_it_was(
    new_place: NewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, problem: BaseException
) -> None:
    _, made = await backed_up(new_place, tmp_path)
    other = new_place(kind)
    await furnish(other, bulk=5)
    other.blobs.place(FILE).write_bytes(b"the old one")
    before, names = await other.sums(), {path.name for path in other.folder.iterdir()}
    with monkeypatch.context() as patch:
        stop_at_last(patch, kind, problem)
        with pytest.raises((KeyboardInterrupt, Exception)) as caught:
            await restore(other.settings, made.path, None, Silent(), replace=True)
    assert isinstance(caught.value, KeyboardInterrupt) == isinstance(problem, KeyboardInterrupt)
    assert (await other.sums()).tables() == before.tables()
    assert (await other.sums()).rooms() == before.rooms()
    assert other.blobs.place(FILE).read_bytes() == b"the old one"
    assert {path.name for path in other.folder.iterdir()} <= names | {"teahouse.db-wal", "teahouse.db-shm"}


async def test_a_commit_whose_answer_is_lost_is_no_failure(
    new_place: NewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, made = await backed_up(new_place, tmp_path)
    other = new_place("postgresql")
    await furnish(other, bulk=5)
    swap = PostgresStaging._swap

    async def lost(self: PostgresStaging, connection: Any) -> None:
        await swap(self, connection)
        raise ConnectionResetError

    monkeypatch.setattr(PostgresStaging, "_swap", lost)
    done = await restore(other.settings, made.path, None, Silent(), replace=True)
    assert done.files_aside is not None
    await assert_same(one, other)


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
async def test_what_a_killed_server_left_in_its_log_goes_aside_with_the_rest(
    new_place: NewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    _, made = await backed_up(new_place, tmp_path)
    origin, other = new_place("sqlite"), new_place("sqlite")
    await furnish(origin, bulk=3)
    name = "teahouse.db"
    with closing(connect_writer(origin.folder / name)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("UPDATE rooms SET topic = 'said last'")
        for suffix in ("", "-wal"):
            shutil.copy(origin.folder / f"{name}{suffix}", other.folder / f"{name}{suffix}")
    if not links:

        def hardlink_to(self: Path, target: Path) -> None:
            raise PermissionError

        monkeypatch.setattr(type(tmp_path), "hardlink_to", hardlink_to)
    done = await restore(other.settings, made.path, None, Silent(), replace=True)
    assert done.aside is not None
    assert not (other.folder / f"before-{done.aside.rpartition('before-')[2]}" / f"{name}-wal").exists()
    (row, *_) = await Place(type(tmp_path)(done.aside)).all_of("rooms")
    assert "said last" in row


def test_files_are_put_back_whether_there_were_any_or_not(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    swap = FilesSwap.begin(folder, "stamp")
    (swap.new.root / "new").touch()
    swap.swap()
    assert (folder / "new").exists()
    swap.undo()
    swap.end()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_filled_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "old").touch()

    def mkdir(self: Path, *_args: object, **_options: object) -> None:
        if self != tmp_path:
            raise OSError(28, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(type(folder), "mkdir", mkdir)
        with pytest.raises(CopyError, match="no room"):
            FilesSwap.begin(folder, "stamp")
    assert (folder / "old").exists()
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
def test_a_file_that_came_meanwhile_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def link(*_names: object) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr("os.link", link)
    path = tmp_path / "backup.tar.gz"

    def both() -> None:
        with whole_file(path) as file:
            file.write(b"mine")
            path.write_bytes(b"theirs")

    with pytest.raises(CopyError, match="by now"):
        both()
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]
    with whole_file(tmp_path / "other") as file:
        file.write(b"mine")
    assert (tmp_path / "other").read_bytes() == b"mine"


async def test_files_in_another_folder_are_not_taken_for_gone(new_place: NewPlace, tmp_path: Path) -> None:
    one, other = new_place("sqlite"), new_place("sqlite")
    await furnish(one, bulk=1)
    one.blobs.root.rename(tmp_path / "elsewhere")
    with pytest.raises(CopyError, match="is not there, and the store has 3"):
        await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    assert not (tmp_path / "backup.tar.gz").exists()
    ends = End("sqlite", one.folder), End("sqlite", other.folder)
    with pytest.raises(CopyError, match="is not there"):
        await migrate(*ends, one.blobs.root, other.blobs.root, Silent())
    (tmp_path / "elsewhere").rename(one.blobs.root)
    one.blobs.place(FILE).unlink()
    done = await migrate(*ends, one.blobs.root, other.blobs.root, Silent())
    assert done.missing == (FILE,)


async def test_a_file_that_cannot_be_read_is_not_taken_for_the_backup(
    new_place: NewPlace, tmp_path: Path
) -> None:
    one = new_place("sqlite")
    await furnish(one, bulk=1)
    place = one.blobs.place(FILE)
    place.unlink()
    place.mkdir()
    with pytest.raises(CopyError, match=f"{place} cannot be read"):
        await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    place.rmdir()
    place.write_bytes(bytes_of(FILE))
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    assert made.left_out == ()
