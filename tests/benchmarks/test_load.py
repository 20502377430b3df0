"""The load generator counts right, and finds every fault that is planted."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.capacity.runs import awake
from benchmarks.contenders import PEERS
from benchmarks.load import Load, LoadFailedError, run
from benchmarks.native import NoCompilerError, build
from benchmarks.process import LOAD_CORE, SERVER_CORE, Server, free_port, here_on_core, running

# What did not arrive within the load's own patience counts as lost.
pytestmark = pytest.mark.alone

MEMBERS = 5
# A run without a fault ends as soon as all has arrived; one with a fault waits for what does not come.
SHORT: dict[str, float] = {"connections": MEMBERS, "senders": 3, "warm": 0.05, "seconds": 0.3, "drain": 20}
FAULTY = {**SHORT, "drain": 1}
FIELDS = ("missing", "duplicates", "reordered", "undelivered", "misplaced", "doubled", "different")


@contextmanager
def a_reference(folder: Path, *options: str) -> Iterator[Server]:
    try:
        program = build("reference")
    except NoCompilerError as error:
        pytest.skip(str(error))
    port = free_port()
    with running(Server([program, "--port", str(port), *options], port, folder / "reference.log")) as server:
        yield server


@pytest.mark.parametrize("mode", ["ws", "classic"])
@pytest.mark.parametrize("options", [(), ("--joined",)], ids=["each", "joined"])
def test_every_delivery_is_counted_once(tmp_path: Path, mode: str, options: tuple[str, ...]) -> None:
    with a_reference(tmp_path, *options) as server:
        report = run(mode=mode, port=server.port, pid=server.pid, rate=400, **SHORT)
    assert report["right"]
    assert {name: report[name] for name in FIELDS} == dict.fromkeys(FIELDS, 0)
    assert report["delivered_in_all"] == report["messages"] * MEMBERS
    # 0.35 s at 400 a second; a busy machine leaves some out, or ends a phase a little late.
    assert 0 < report["sent"] <= report["messages"] <= 200
    assert 0 < report["deliveries"] <= report["delivered_in_all"]
    assert 0 < report["delivery_ms"]["p50"] <= report["delivery_ms"]["p99"] <= report["delivery_ms"]["max"]
    assert report["unaccepted"] == 0
    assert (report["accepted"] > 0) == (mode == "ws")
    quantiles = [report["accepted_ms"][name] for name in ("p25", "p50", "p75", "p99", "max")]
    assert quantiles == sorted(quantiles)
    assert (quantiles[0] > 0) == (mode == "ws")
    # The reference does nothing but this run, so all its time is some of the window's.
    assert 0 < report["server_cpu_s"] < report["seconds"]
    assert report["rss_end_kb"] > 0


@pytest.mark.parametrize("mode", ["ws", "classic"])
@pytest.mark.parametrize("fault", ["lose", "double", "swap", "forget"])
def test_a_planted_fault_is_found_as_often_as_it_was_planted(tmp_path: Path, mode: str, fault: str) -> None:
    every = 15
    with a_reference(tmp_path, "--fault", fault, "--every", str(every)) as server:
        report = run(mode=mode, port=server.port, rate=400, **FAULTY)
    planted, rest = divmod(report["messages"], every)
    assert planted >= 1
    # The very last message has no successor: it cannot be swapped with one, nor a hole be seen before it.
    followed = planted - (rest == 0)
    expected = dict.fromkeys(FIELDS, 0)
    if fault == "lose":
        expected["missing"] = planted
    elif fault == "double":
        expected["duplicates"] = planted
    elif fault == "swap":
        expected |= {"reordered": followed, "missing": planted - followed}
    else:
        # What nobody got is known from the sender; with a seq, its place is seen to be empty as well.
        expected |= {"undelivered": planted, "missing": followed * MEMBERS if mode == "ws" else 0}
    if mode == "classic":
        # Without a seq the first to be read sets the order: is it the faulty one, all others differ from it.
        assert report["reordered"] >= expected.pop("reordered")
    assert {name: report[name] for name in expected} == expected
    assert not report["right"]


@pytest.mark.parametrize("mode", ["ws", "classic"])
def test_a_byte_changed_for_one_member_is_found(tmp_path: Path, mode: str) -> None:
    every = 15
    with a_reference(tmp_path, "--fault", "change", "--every", str(every)) as server:
        report = run(mode=mode, port=server.port, rate=400, **FAULTY)
    planted = report["messages"] // every
    # Who is read first is taken as the truth: one differs from the others, or they differ from it.
    assert 1 <= planted <= report["different"] <= planted * (MEMBERS - 1)
    others = set(FIELDS) - {"different"}
    assert {name: report[name] for name in others} == dict.fromkeys(others, 0)
    assert not report["right"]


def test_never_more_in_flight_than_allowed(tmp_path: Path) -> None:
    with a_reference(tmp_path) as server:
        report = run(mode="ws", port=server.port, inflight=2, until="accepted", **SHORT)
    assert report["right"]
    assert report["unaccepted"] == 0
    assert report["accepted"] <= report["sent"] + 3 * 2
    assert report["accepted"] > 0


def test_messages_of_the_members_own_making(tmp_path: Path) -> None:
    """Mode raw, as for nchan, needs a server that passes on what it gets; here nobody does."""
    with a_reference(tmp_path) as server:
        report = run(mode="raw", port=server.port, path="/ws", rate=100, **FAULTY)
    assert not report["right"]
    assert report["undelivered"] == report["messages"] > 0


def test_the_broadcast_of_websockets_is_right(tmp_path: Path) -> None:
    port = free_port()
    command: list[str | Path] = [sys.executable, PEERS / "websockets_broadcast.py", str(port)]
    with running(Server(command, port, tmp_path / "peer.log")):
        report = run(mode="ws", port=port, rate=200, **SHORT)
    assert report["right"]
    assert report["delivered_in_all"] == report["messages"] * MEMBERS > 0


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LoadFailedError, match="refused or closed"):
        run(mode="ws", port=free_port(), rate=100, **SHORT)


def test_options_that_do_not_go_together_are_told(tmp_path: Path) -> None:
    with pytest.raises(LoadFailedError, match="do not go together"):
        run(mode="classic", port=1, connections=1, senders=2)


def test_who_never_lets_anybody_in_is_not_waited_for(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = {**SHORT, "port": silent.getsockname()[1], "mode": "ws", "rate": 100}
        with Load(**options) as load, pytest.raises(LoadFailedError, match=r"not joined within 0\.2 s"):
            load.joined(within=0.2)


def test_in_the_background_it_runs_when_nobody_else_wants_to(tmp_path: Path) -> None:
    with (
        a_reference(tmp_path) as server,
        Load(mode="ws", port=server.port, rate=200, background=True, **SHORT) as load,
    ):
        load.joined()
        assert os.sched_getscheduler(load.pid) == os.SCHED_IDLE


def test_a_core_is_kept_awake_by_who_takes_nothing_from_others() -> None:
    with awake(SERVER_CORE) as pid:
        assert os.sched_getscheduler(pid) == os.SCHED_IDLE
        assert (os.cpu_count() or 1) < 2 or os.sched_getaffinity(pid) == {SERVER_CORE}
    assert not Path(f"/proc/{pid}").exists()


def test_what_is_started_on_a_core_stays_there(tmp_path: Path) -> None:
    before = os.sched_getaffinity(0)
    with here_on_core(LOAD_CORE):
        found = subprocess.run(
            [sys.executable, "-c", "import os; print(os.sched_getaffinity(0))"],
            capture_output=True,
            check=True,
        )
    assert (os.cpu_count() or 1) < 2 or found.stdout.decode().strip() == str({LOAD_CORE})
    assert os.sched_getaffinity(0) == before
