"""The data folder: who can look into it, who can write, whether it lasts, and how much room there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from teahouse.checkup.finding import Level, Place
from teahouse.checkup.folder import LEAST_FREE, check_filesystem, check_folder, check_space, check_syncs
from teahouse.checkup.mounts import kind_of
from tests.checkup.places import lay_out, place_in, troubles

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
NOBODY = 65_534


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A file system of its own, in memory; skips where this machine allows none."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", *options, "none", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_folder_that_others_can_look_into(healthy: Place) -> None:
    healthy.settings.data.chmod(0o755)
    found = troubles(check_folder, healthy)["folder permissions"]
    assert "0755" in found.found
    assert "chmod 700" in found.advice


def test_a_file_of_settings_that_others_can_read(healthy: Place) -> None:
    file = healthy.settings.data / "teahouse.toml"
    file.write_text('smtp_url = "smtp://me:secret@mail.example"\n')
    file.chmod(0o644)
    assert "0644" in troubles(check_folder, healthy)["file of settings"].found
    file.chmod(0o600)
    assert not troubles(check_folder, healthy)


@pytest.mark.skipif(not ROOT, reason="only root can mount")
def test_a_folder_that_is_mounted_for_reading(tmp_path: Path) -> None:
    with mounted(tmp_path / "data", "-o", "mode=0700"):
        place = place_in(lay_out(tmp_path / "data"))
        subprocess.run(["mount", "-o", "remount,ro", tmp_path / "data"], check=True)
        assert "Read-only" in troubles(check_folder, place)["data folder"].found


@contextmanager
def somebody_else() -> Iterator[None]:
    """Be one who owns nothing."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not ROOT, reason="only root can become somebody else")
def test_a_folder_of_somebody_else() -> None:
    # Not in the folder of the test, which nobody else can even pass through.
    with tempfile.TemporaryDirectory(prefix="teahouse-doctor-") as folder:
        Path(folder).chmod(0o755)
        place = place_in(lay_out(Path(folder) / "data"))
        place.settings.data.chmod(0o755)
        with somebody_else():
            found = troubles(check_folder, place)
            new = replace(place, settings=replace(place.settings, data=Path(folder) / "new"))
            assert "cannot be made" in troubles(check_folder, new)["data folder"].found
    assert "Permission denied" in found["data folder"].found
    assert str(NOBODY) in found["folder owner"].found


@pytest.mark.skipif(not ROOT, reason="only root can give files away")
def test_a_file_that_a_start_as_root_left(healthy: Place) -> None:
    os.chown(healthy.settings.data / "teahouse.db", 12_345, 12_345)
    assert "teahouse.db" in troubles(check_folder, healthy)["folder owner"].found


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert "no folder" in troubles(check_folder, place_in(tmp_path / "data"))["data folder"].found


def test_a_folder_in_memory(healthy: Place) -> None:
    found = troubles(check_filesystem, replace(healthy, filesystem=lambda path: "tmpfs"))
    assert "memory" in found["file system"].found


def test_a_sqlite_file_on_another_machine(healthy: Place) -> None:
    found = troubles(check_filesystem, replace(healthy, filesystem=lambda path: "nfs4"))
    assert "PostgreSQL" in found["file system"].advice
    elsewhere = replace(healthy.settings, database="postgresql://tea@127.0.0.1/tea")
    assert not troubles(
        check_filesystem, replace(healthy, settings=elsewhere, filesystem=lambda path: "nfs4")
    )


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="this system does not tell")
def test_the_kind_of_a_file_system() -> None:
    assert kind_of(Path("/proc/self")) == "proc"
    assert kind_of(Path("/proc/not/there")) == "proc"
    assert kind_of(Path("/")) not in ("", "proc")


@pytest.mark.skipif(not ROOT, reason="only root can mount")
def test_a_full_disk(tmp_path: Path) -> None:
    with mounted(tmp_path / "data", "-o", "size=1m,mode=0700") as folder:
        (folder / "filler").write_bytes(bytes(900_000))
        found = troubles(check_space, place_in(folder))
        assert found["disk space"].level is Level.BAD
        (folder / "filler").write_bytes(bytes(1 << 20)[: shutil.disk_usage(folder).free + 900_000])
        found = troubles(check_folder, place_in(folder))
        assert "No space" in found["data folder"].found


def test_a_disk_that_has_less_room_than_the_database_takes(
    healthy: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = LEAST_FREE + 1
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 10**12, free))
    monkeypatch.setattr("teahouse.checkup.folder.database_bytes", lambda folder: free + 1)
    assert troubles(check_space, healthy)["disk space"].level is Level.NOTE


def test_a_slow_disk(healthy: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teahouse.checkup.folder.sync_seconds", lambda folder: (0.03, 0.04))
    assert "30.0 ms" in troubles(check_syncs, healthy)["disk speed"].found


def test_a_disk_is_measured(healthy: Place) -> None:
    (found,) = check_syncs(healthy)
    assert found.name == "disk speed"
    assert not [path for path in healthy.settings.data.iterdir() if path.name.startswith("tmp")]
