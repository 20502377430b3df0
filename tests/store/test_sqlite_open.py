"""Opening and closing a SQLite store: who holds it, and why it cannot be had."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from teahouse.store.driver import driver
from teahouse.store.errors import StoreBusyError, StoreDamagedError, StoreNotWritableError, StoreTooNewError
from teahouse.store.migrations import REVISIONS
from teahouse.store.sqlite import DATABASE_NAME, open_store
from tests.store.contract import guest, log, said


async def test_closing_leaves_one_file_and_a_lock_that_is_free(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "new" / "folder")
    await store.close()
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == [
        DATABASE_NAME,
        "teahouse.lock",
    ]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new" / "folder").stat().st_mode) == 0o700


async def test_a_second_store_on_the_same_folder_is_told_who_holds_it(tmp_path: Path) -> None:
    store = await open_store(tmp_path)
    with pytest.raises(StoreBusyError, match=str(os.getpid())):
        await open_store(tmp_path)
    other = multiprocessing.get_context("spawn").Process(target=_open_must_be_busy, args=(tmp_path,))
    other.start()
    other.join()
    assert other.exitcode == 0
    await store.close()
    await (await open_store(tmp_path)).close()


def test_a_killed_server_leaves_the_folder_free_and_all_it_acknowledged(tmp_path: Path) -> None:
    program = (
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from teahouse.store.sqlite import open_store\n"
        "from tests.store.contract import guest, said\n"
        "async def main():\n"
        "    store = await open_store(Path(sys.argv[1]))\n"
        "    ann = await guest(store, 'Ann')\n"
        "    for number in range(30):\n"
        "        print((await store.append(said(ann, number))).seq, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    acknowledged = [int(line) for line in killed.stdout.split()]
    assert acknowledged == list(range(1, 31)), killed.stderr
    assert asyncio.run(_seqs(tmp_path)) == acknowledged


def _newer(folder: Path, serves: str) -> None:
    connection = driver.connect(folder / DATABASE_NAME)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("UPDATE meta SET serves = ?", (serves,))
    connection.commit()
    connection.close()


async def test_a_newer_schema_that_serves_no_longer_is_refused(tmp_path: Path) -> None:
    await (await open_store(tmp_path)).close()
    _newer(tmp_path, "9998")
    for _ in range(2):
        with pytest.raises(StoreTooNewError, match="9999"):
            await open_store(tmp_path)
    assert REVISIONS[-1] < "9998"


@pytest.mark.parametrize("serves", REVISIONS)
async def test_a_newer_schema_that_only_adds_is_used(tmp_path: Path, serves: str) -> None:
    await (await open_store(tmp_path)).close()
    _newer(tmp_path, serves)
    store = await open_store(tmp_path)
    ann = await guest(store, "Ann")
    assert (await store.append(said(ann, 1))).seq == 1
    await store.close()


async def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database, " * 1000)
    with pytest.raises(StoreDamagedError):
        await open_store(tmp_path)


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")
    with pytest.raises(StoreNotWritableError, match="file"):
        await open_store(tmp_path / "file" / "data")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreNotWritableError):
            asyncio.run(open_store(tmp_path))
    finally:
        tmp_path.chmod(0o700)


def _open_must_be_busy(folder: Path) -> None:
    try:
        asyncio.run(open_store(folder))
    except StoreBusyError:
        return
    sys.exit(1)


async def _seqs(folder: Path) -> list[int]:
    store = await open_store(folder)
    seqs = [event.seq for event in await log(store)]
    await store.close()
    return seqs
