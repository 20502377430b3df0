"""The parent of the workers where a whole server would be too slow or too kind; see also `cluster`."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Iterator

import pytest

from teahouse import workers
from teahouse.worker import RETIRE
from teahouse.workers import Supervisor


@pytest.fixture
def parent() -> Iterator[Supervisor]:
    made = Supervisor(lambda _: 0, [], 2, 1.0, lambda: None)
    made._open = True
    yield made
    made._selector.close()
    for descriptor in (*made._alive, *made._wake):
        os.close(descriptor)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda pid, number: found.append((pid, number)))
    return found


def _add(parent: Supervisor, number: int) -> workers._Worker:
    place = len(parent._workers) + 1
    worker = workers._Worker(1000 + place, number, place, -1, time.monotonic(), ready=True)
    parent._workers[worker.pid] = worker
    return worker


def test_a_restart_does_not_begin_while_one_is_under_way(
    parent: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    forked: list[int] = []
    monkeypatch.setattr(parent, "_fork", forked.append)
    _add(parent, 0)
    _add(parent, 1)
    _add(parent, 1)  # the last one that is replaced: nobody waits any more
    parent._told(signal.SIGHUP)
    assert forked == []
    parent._workers.popitem()
    parent._told(signal.SIGHUP)
    assert forked == [0]


def test_a_system_without_room_for_a_process_does_not_end_a_server(
    parent: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("os.fork", full)
    _add(parent, 0)
    _add(parent, 1)
    descriptors = len(os.listdir("/proc/self/fd"))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    parent._told(signal.SIGHUP)
    assert list(parent._due) == [0]
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == mask
    assert len(parent._workers) == 2


def test_the_start_fails_in_one_line_without_room_for_a_process(
    parent: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("os.fork", full)
    parent._open = False
    parent._due = {0: 0.0, 1: 0.0}
    parent._fork_due()
    assert parent._failure == "No process for a worker can be made: Resource temporarily unavailable."
    assert parent._ended()


def test_a_replaced_worker_that_does_not_end_is_killed(
    parent: Supervisor, told: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _add(parent, 0)
    _add(parent, 1)
    parent._is_ready(_add(parent, 0))
    assert told == [(old.pid, RETIRE)]
    parent._kill_late()
    assert len(told) == 1
    patience = parent._patience()
    assert patience is not None
    assert patience <= 1.0 + workers.STOP_SECONDS
    later = time.monotonic() + 1.0 + workers.STOP_SECONDS + 0.1
    monkeypatch.setattr("time.monotonic", lambda: later)
    parent._kill_late()
    assert told[1:] == [(old.pid, signal.SIGKILL)]
