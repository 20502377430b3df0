"""A restore whose process is killed at any step: the place is as it was, or as restored, once it is looked at again."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from teahouse.copies.backup import back_up
from teahouse.copies.errors import CopyError
from teahouse.copies.healing import heal
from teahouse.copies.postgres_connection import connect
from teahouse.copies.postgres_staging import PostgresStaging
from teahouse.copies.restore import restore
from teahouse.telling import Silent
from tests.copies.places import FILE, Place, bytes_of, furnish
from tests.harness.server import Server

if TYPE_CHECKING:
    from teahouse.copies.sums import Sums
    from tests.copies.conftest import NewPlace

OLD = b"the old one"
BEFORE, AFTER = "as before", "as restored"


class Crashes:
    """A backup, a place that it is restored to, and what both hold."""

    def __init__(self, backup: Path, place: Place, before: Sums, after: Sums) -> None:
        self.backup = backup
        self.place = place
        self.before = before
        self.after = after

    async def state(self, place: Place) -> str:
        """Which of the two it is: the database and the files alike."""
        rooms, files = (await place.sums()).rooms(), place.blobs.place(FILE).read_bytes()
        if rooms == self.before.rooms():
            assert files == OLD
            return BEFORE
        assert rooms == self.after.rooms()
        assert files == bytes_of(FILE)
        return AFTER

    def kill(self, doing: str, place: Path, copies: Path) -> list[Place]:
        """What is left of the places when the work on each was killed one step later."""
        copies.mkdir()
        subprocess.run(
            [sys.executable, "-m", "tests.copies.crashing", doing, self.backup, place, copies],
            check=True,
            timeout=200,
        )
        return [Place(folder) for folder in sorted(copies.iterdir())]


async def furnished(new_place: NewPlace, tmp_path: Path) -> Crashes:
    one, place = new_place("sqlite"), new_place("sqlite")
    await furnish(one, bulk=3)
    made = await back_up(one.settings, tmp_path / "backup.tar.gz", None, Silent())
    await furnish(place, bulk=5)
    place.blobs.place(FILE).write_bytes(OLD)
    return Crashes(made.path, place, await place.sums(), await one.sums())


def debris(place: Place) -> list[str]:
    """What a restore leaves only if it is cut off."""
    return [path.name for path in place.folder.iterdir() if "restoring" in path.name]


async def test_a_restore_that_is_killed_at_any_step_is_brought_to_one_end(
    new_place: NewPlace, tmp_path: Path
) -> None:
    crashes = await furnished(new_place, tmp_path)
    left = crashes.kill("restore", crashes.place.folder, tmp_path / "restored")
    assert len(left) > 5
    ends, unfinished = [], None
    for number, place in enumerate(left):
        torn = (place.folder / "files").exists() and place.blobs.place(FILE).exists()
        if torn and unfinished is None and place.blobs.place(FILE).read_bytes() != OLD:
            unfinished = place.folder
            shutil.copytree(unfinished, tmp_path / "unfinished")
        if number % 5 == 1:
            # The next restore does it too, and then its own.
            await restore(place.settings, crashes.backup, None, Silent(), replace=True)
            assert await crashes.state(place) == AFTER
        else:
            told = await heal(place.settings)
            ends.append(await crashes.state(place))
            if told is not None:
                assert ("all is as it was" in told) == (ends[-1] == BEFORE)
        assert debris(place) == []
        assert await heal(place.settings) is None
    # Until the one step at which the database is replaced, and from then on.
    assert ends == [BEFORE] * ends.count(BEFORE) + [AFTER] * ends.count(AFTER)
    assert set(ends) == {BEFORE, AFTER}

    assert unfinished is not None
    for place in crashes.kill("heal", tmp_path / "unfinished", tmp_path / "healed"):
        await heal(place.settings)
        assert await crashes.state(place) == BEFORE
        assert debris(place) == []


async def test_a_server_that_starts_after_such_a_crash_serves_what_was(
    new_place: NewPlace, tmp_path: Path
) -> None:
    crashes = await furnished(new_place, tmp_path)
    place = crashes.place
    die_at("files", crashes.backup, place)
    assert place.blobs.place(FILE).read_bytes() != OLD
    with pytest.raises(CopyError, match="Start the server or run the restore again"):
        await back_up(place.settings, tmp_path / "half.tar.gz", None, Silent())
    server = Server(tmp_path)
    server.data = place.folder
    try:
        await asyncio.to_thread(server.start)
        assert "all is as it was before it" in server.log()
    finally:
        await asyncio.to_thread(server.close)
    assert await crashes.state(place) == BEFORE
    assert debris(place) == []


async def test_so_it_is_on_postgresql(new_place: NewPlace, tmp_path: Path) -> None:
    crashes = await furnished(new_place, tmp_path)
    place = new_place("postgresql")
    await furnish(place, bulk=5)
    place.blobs.place(FILE).write_bytes(OLD)
    crashes.before = await place.sums()
    for step, end in (("files", BEFORE), ("database", AFTER)):
        die_at(step, crashes.backup, place)
        assert place.blobs.place(FILE).read_bytes() != OLD
        told = await heal(place.settings)
        assert told is not None
        assert await crashes.state(place) == end
        assert debris(place) == []
        assert await heal(place.settings) is None
    assert place.url is not None
    connection = await connect(place.url)
    try:
        schemas = await connection.fetch("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'teahouse%'")
    finally:
        await connection.close()
    assert [row["nspname"].startswith("teahouse_before") for row in schemas] == [True]


async def test_a_database_that_does_not_say_what_became_of_it_leaves_the_question(
    new_place: NewPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crashes = await furnished(new_place, tmp_path)
    place = new_place("postgresql")
    await furnish(place, bulk=5)
    place.blobs.place(FILE).write_bytes(OLD)
    crashes.before = await place.sums()

    async def refused(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(PostgresStaging, "_swap", refused)
        patch.setattr("teahouse.copies.postgres_staging._is_there", refused)
        with pytest.raises(CopyError, match="either finds out"):
            await restore(place.settings, crashes.backup, None, Silent(), replace=True)
    with pytest.raises(CopyError, match="was cut off here"):
        await back_up(place.settings, place.folder / "half.tar.gz", None, Silent())
    assert "as it was" in (await heal(place.settings) or "")
    assert await crashes.state(place) == BEFORE


def die_at(step: str, backup: Path, place: Place) -> None:
    """A restore that kills itself after that step."""
    words = [step, str(backup), str(place.folder), place.url or "sqlite"]
    done = subprocess.run([sys.executable, "-m", "tests.copies.crashing", *words], timeout=100)
    assert done.returncode == -signal.SIGKILL
