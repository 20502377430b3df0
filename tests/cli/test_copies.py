"""The commands backup, restore and migrate, as processes."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.copies.places import FILE, Place, furnish

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def command(
    *words: str | Path, most: int | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run it; with `most`, no file may be larger, as on a disk that is full."""

    def limit() -> None:
        if most is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        [sys.executable, "-m", "teahouse", *map(str, words)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=_environment(variables),
        preexec_fn=limit,
        timeout=100,
    )


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TEAHOUSE_")}
    return {**ours, **variables}


async def test_a_backup_and_its_restore_say_what_they_did(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    await furnish(place, bulk=5)
    made = command("backup", tmp_path, "--data", place.folder)
    assert made.returncode == 0, made.stderr
    (path,) = [tmp_path / name for name in os.listdir(tmp_path) if name.endswith("Z.tar.gz")]
    assert f"{path}: 19 events of 3 rooms, 3 files" in made.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    done = command("restore", path, "--data", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert "All checksums are right" in done.stdout
    again = command("restore", path, "--data", tmp_path / "new")
    assert again.returncode == 1
    assert again.stderr.splitlines() == [
        f"There is a store in {tmp_path / 'new'} already; --replace moves it aside."
    ]
    assert command("backup", path, "--data", place.folder).stderr.startswith(f"There is {path} already")
    moved = command("migrate", "--from", f"sqlite:{place.folder}", "--to", f"sqlite:{tmp_path / 'third'}")
    assert moved.returncode == 0, moved.stderr
    assert "19 events of 3 rooms" in moved.stdout
    assert (tmp_path / "third" / "files").is_dir()


async def test_a_disk_that_is_full_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    await furnish(place, bulk=5)
    place.blobs.place(FILE).write_bytes(os.urandom(300_000))
    folder = tmp_path / "backups"
    folder.mkdir()
    done = command("backup", folder / "full", "--data", place.folder, most=100_000)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert list(folder.iterdir()) == []


def test_what_is_asked_for_wrongly_is_one_line(tmp_path: Path) -> None:
    nothing = command("backup", tmp_path, "--data", tmp_path / "none")
    assert (nothing.returncode, "There is nothing in" in nothing.stderr) == (1, True)
    assert command("backup", tmp_path, "--encrypt", "--data", tmp_path).returncode == 2
    short = command("backup", tmp_path, "--encrypt", "--data", tmp_path, TEAHOUSE_BACKUP_PASSPHRASE="tea")
    assert (short.returncode, "at least 8" in short.stderr) == (2, True)
    missing = command("restore", tmp_path / "missing", "--data", tmp_path / "new")
    assert (missing.returncode, "cannot be read" in missing.stderr) == (1, True)
    (tmp_path / "other").write_text("something else")
    other = command("restore", tmp_path / "other", "--data", tmp_path / "new")
    assert (other.returncode, "no backup of Teahouse" in other.stderr) == (1, True)
    assert command("migrate", "--from", "data", "--to", "sqlite:x").returncode == 2


def test_what_is_stopped_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    asyncio.run(furnish(place, bulk=5))
    pipe = place.blobs.place(FILE)
    pipe.unlink()
    # Nobody writes into it: there the backup waits until it is stopped.
    os.mkfifo(pipe)
    folder = tmp_path / "backups"
    folder.mkdir()
    words = ["backup", str(folder / "stopped"), "--data", str(place.folder)]
    with subprocess.Popen(
        [sys.executable, "-m", "teahouse", *words], stderr=subprocess.PIPE, env=_environment({}), text=True
    ) as process:
        while not os.listdir(folder):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert (process.returncode, said) == (130, "Stopped. There is no backup; nothing is left of it.\n")
    assert os.listdir(folder) == []
