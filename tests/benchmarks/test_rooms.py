"""The load generator with several rooms and servers: it counts right, comes back, and finds what is wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.load import LoadFailedError, run
from benchmarks.native import NoCompilerError, build
from benchmarks.outcome import FAULTS
from benchmarks.process import Server, free_port, running

# What did not arrive within the load's own patience counts as lost.
pytestmark = pytest.mark.alone

ROOMS = [7, 12]
MEMBERS = 4
"""Of each room, half of them on either server."""

SHORT: dict[str, Any] = {
    "mode": "ws", "rooms": ROOMS, "connections": MEMBERS * len(ROOMS), "senders": MEMBERS * len(ROOMS),
    "rate": 200, "warm": 0.05, "seconds": 0.4, "drain": 20, "until": "accepted",
}  # fmt: skip
FAULTY = {**SHORT, "drain": 1}
NEVER = 10**9
CLEAN = dict.fromkeys(FAULTS, 0)


@contextmanager
def a_server(folder: Path, fault: str, every: int = NEVER, after: int = NEVER) -> Iterator[list[int]]:
    try:
        build("load")
    except NoCompilerError as error:
        pytest.skip(str(error))
    ports = [free_port(), free_port()]
    program = Path(__file__).with_name("faulty_rooms.py")
    command: list[str | Path] = [sys.executable, program, fault, str(every), str(after), *map(str, ports)]
    with running(Server(command, ports[-1], folder / "log", core=None)):
        yield ports


def found(report: dict[str, Any]) -> dict[str, int]:
    return {name: report[name] for name in FAULTS}


def test_rooms_on_two_servers_are_counted_apart(tmp_path: Path) -> None:
    with a_server(tmp_path, "none") as ports:
        report = run(ports=ports, timeline=True, **SHORT)
    assert report["right"]
    assert found(report) == CLEAN
    # Each message reaches its own room's members and nobody else.
    assert report["delivered_in_all"] == report["messages"] * MEMBERS > 0
    # Half of a room's members are on the other server than whoever speaks; the window may cut a message in two.
    assert report["across_ms"]["count"] > 0
    assert abs(2 * report["across_ms"]["count"] - report["deliveries"]) <= 2 * MEMBERS
    assert sum(second["deliveries"] for second in report["timeline"]) >= report["deliveries"] * 0.8


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [("lose", {"missing"}), ("stray", {"strayed"}), ("other room", {"strayed", "undelivered"})],
)
def test_what_is_wrong_in_one_room_is_found(tmp_path: Path, fault: str, wrong: set[str]) -> None:
    every = 11
    with a_server(tmp_path, fault, every) as ports:
        report = run(ports=ports, **FAULTY)
    assert not report["right"]
    # Every other message was for the second room.
    least = report["messages"] // len(ROOMS) // every
    counts = found(report)
    assert {name for name, count in counts.items() if count} == wrong
    assert all(1 <= least <= counts[name] <= least + 1 for name in wrong)


def test_who_loses_a_server_resumes_on_the_other(tmp_path: Path) -> None:
    with a_server(tmp_path, "none", after=40) as ports:
        report = run(ports=ports, jitter=True, **SHORT)
    assert report["right"]
    assert report["unaccepted"] == 0
    resumed = report["resume"]
    assert resumed["lost"] == resumed["caught_up"] == len(ROOMS) * MEMBERS // 2
    # The first try comes within two seconds.
    assert 0 < resumed["away_ms"]["p50"] <= resumed["away_ms"]["max"] < 2500


def test_who_is_told_to_go_comes_back_elsewhere_when_asked(tmp_path: Path) -> None:
    with a_server(tmp_path, "drain", after=40) as ports:
        report = run(ports=ports, jitter=True, **SHORT)
    assert report["right"]
    assert report["unaccepted"] == 0
    resumed = report["resume"]
    assert resumed["lost"] == resumed["caught_up"] == len(ROOMS) * MEMBERS // 2
    assert 300 <= resumed["away_ms"]["p50"] <= resumed["away_ms"]["max"] < 1300


@pytest.mark.parametrize(
    ("fault", "wrong"), [("gap", "missing"), ("repeat", "duplicates"), ("again", "doubled")]
)
def test_a_resume_that_goes_wrong_is_found(tmp_path: Path, fault: str, wrong: str) -> None:
    with a_server(tmp_path, fault, after=40) as ports:
        report = run(ports=ports, jitter=True, **FAULTY)
    assert not report["right"]
    assert report[wrong] > 0
    assert {name for name, count in found(report).items() if count} <= {wrong, "misplaced"}


def test_descendants_count_as_the_process(tmp_path: Path) -> None:
    """A server may be a process that only looks after those that serve."""
    with a_server(tmp_path, "none") as ports:
        alone = run(ports=ports, pids=[os.getppid()], beside=[os.getpid()], **SHORT)
    # Read one after the other, in ticks of 10 ms for each of several processes.
    assert 0 < alone["beside_cpu_s"] <= alone["server_cpu_s"] + 0.03


def test_several_servers_are_not_stormed(tmp_path: Path) -> None:
    with pytest.raises(LoadFailedError, match="do not go together"):
        run(**{**SHORT, "ports": [1, 2], "resume": True})
