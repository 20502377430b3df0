"""The folder of files against the table of files."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from teahouse.checkup.blobs import check_files
from teahouse.checkup.finding import Level, Place
from tests.checkup.places import troubles
from tests.harness.cellar import lay_down

WHOLE, PREVIEWED, LOST, CUT = (f"{letter * 26}" for letter in "abcd")
STRAY, FRESH = "s" * 26, "f" * 26


def put(place: Place, name: str, content: bytes) -> Path:
    path = place.settings.files_root / name[:2] / name[2:4] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def know(place: Place, name: str, size: int, preview: int = 0) -> None:
    with closing(sqlite3.connect(place.settings.data / "teahouse.db")) as connection, connection:
        connection.execute(
            "INSERT INTO files (id, owner, name, size, type, preview, created_at) VALUES (?, 1, 'x', ?, 'x/y', ?, 1)",
            (name, size, preview),
        )


def test_what_is_missing_cut_or_left_over(healthy: Place) -> None:
    lay_down(healthy.settings.data, "Ana", ["tea"])
    know(healthy, WHOLE, 3)
    put(healthy, WHOLE, b"tea")
    deep = replace(healthy, deep=True)
    assert not troubles(check_files, deep)

    know(healthy, PREVIEWED, 3, preview=1)
    put(healthy, PREVIEWED, b"tea")
    know(healthy, LOST, 3)
    know(healthy, CUT, 3)
    put(healthy, CUT, b"te")
    old = put(healthy, STRAY, b"leaf")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    put(healthy, FRESH, b"an upload that is just being recorded")
    found = [each for each in check_files(deep) if each.level is not Level.OK]
    missing, cut, strays = (each.found for each in found)
    assert "2 " in missing
    assert LOST in missing
    assert f"{PREVIEWED}.preview" in missing
    assert CUT in cut
    assert "1 belong" in strays
    assert "4 B" in strays
    assert not troubles(check_files, healthy), "only deep looks at each"


def test_a_disk_that_files_may_fill(healthy: Place) -> None:
    place = replace(healthy, settings=replace(healthy.settings, files_total_bytes=10**15))
    assert "1000.0 TB" in troubles(check_files, place)["files' space"].found


def test_a_folder_that_cannot_be_made(healthy: Place) -> None:
    place = replace(healthy, settings=replace(healthy.settings, files_folder=Path("/proc/tea")))
    assert "cannot be made" in troubles(check_files, place)["files"].found


def test_no_files_are_taken(healthy: Place) -> None:
    place = replace(healthy, settings=replace(healthy.settings, files_total_bytes=0))
    (found,) = check_files(place)
    assert found.level is Level.OK
