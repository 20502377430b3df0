"""The disk after a loss of power: what is certain is there, of the rest any part, and the shim tells all of it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.power import HEAD, SECTOR, Disk, File, Power, Step, read_steps

ROOT = Path("/data")
LOG = ROOT / "log"


def disk(*steps: tuple[str, int, int, bytes]) -> Disk:
    """Of these steps, each 100 further on in the record."""
    made = Disk({LOG: File(bytearray(b"old "))})
    for number, (kind, one, two, data) in enumerate(steps):
        made.take(Step(kind, number * 100, one, two, data))
    return made


def certain(found: Disk) -> dict[str, bytes]:
    return {path.name: file.left(None) for path, file in found.names(None).items()}


OPENED = ("O", 7, 0, str(LOG).encode())


def test_what_was_not_synchronised_is_not_certain() -> None:
    writes = (OPENED, ("W", 7, 4, b"new "), ("W", 7, 8, b"newer"))
    assert certain(disk(*writes)) == {"log": b"old "}
    assert certain(disk(*writes, ("S", 7, 300, b""))) == {"log": b"old new newer"}
    assert certain(disk(*writes, ("S", 7, 150, b""))) == {"log": b"old new "}, "a write during the sync"
    assert certain(disk(*writes, ("S", 8, 300, b""))) == {"log": b"old "}, "another file's sync"
    assert certain(disk(OPENED, ("T", 7, 2, b""), ("W", 7, 3, b"x"), ("S", 7, 300, b""))) == {"log": b"ol\0x"}


def test_a_name_is_certain_by_its_folder_s_sync() -> None:
    made = ("C", 9, 0, b"/data/new"), ("W", 9, 0, b"text"), ("S", 9, 200, b"")
    assert "new" not in certain(disk(*made))
    assert certain(disk(*made, ("D", 0, 300, b"/data")))["new"] == b"text"
    assert "new" not in certain(disk(*made, ("D", 0, 300, b"/data/other")))
    moved = *made, ("R", 0, 0, b"/data/new\0/data/log")
    assert certain(disk(*moved))["log"] == b"old "
    assert certain(disk(*moved, ("D", 0, 400, b"/data"))) == {"log": b"text"}
    assert certain(disk(("U", 0, 0, b"/data/log"))) == {"log": b"old "}
    assert certain(disk(("U", 0, 0, b"/data/log"), ("D", 0, 100, b"/data"))) == {}


def test_by_chance_any_sectors_are_there_of_what_was_not_synchronised() -> None:
    data = b"n" * (3 * SECTOR)
    seen = set()
    for seed in range(200):
        found = disk(OPENED, ("W", 7, 0, data))
        left = found.names(None)[LOG].left(random.Random(seed)).ljust(len(data), b"\0")
        seen.add(tuple(left[place * SECTOR + 100] == ord("n") for place in range(3)))
    assert len(seen) == 8


@pytest.mark.parametrize("length", range(HEAD.size + 4))
def test_a_record_that_is_cut_off_ends_before(length: int) -> None:
    whole = HEAD.pack(b"W", 4, 7, 8) + b"text"
    assert [step.data for step in read_steps(whole + whole[:length])] == [b"text"]


def test_the_shim_tells_what_a_program_did(tmp_path: Path) -> None:
    power = Power(tmp_path / "data", tmp_path)

    def ran(program: str) -> None:
        subprocess.run(
            [sys.executable, "-c", f"import os, sys; os.chdir(sys.argv[1])\n{program}", str(power.folder)],
            check=True,
            env={**os.environ, **power.variables},
        )

    power.folder.mkdir()
    ran(
        "a = open('a', 'wb', buffering=0); a.write(b'kept'); os.fsync(a.fileno()); a.write(b' lost')\n"
        "b = os.open('draft', os.O_CREAT | os.O_RDWR); os.pwrite(b, b'bee', 2); os.fdatasync(b)\n"
        "os.rename('draft', 'b'); os.fsync(os.open('.', os.O_RDONLY))\n"
        "open('c', 'w').close()"
    )
    image = power.image()
    assert {path.name: path.read_bytes() for path in image.iterdir()} == {"a": b"kept", "b": b"\0\0bee"}
    power.restore(image)
    ran("a = os.open('a', os.O_WRONLY | os.O_APPEND); os.write(a, b' on'); os.fsync(a); os.unlink('b')")
    assert {path.name for path in power.folder.iterdir()} == {"a"}
    assert {path.name: path.read_bytes() for path in power.image().iterdir()} == {
        "a": b"kept on",
        "b": b"\0\0bee",
    }
