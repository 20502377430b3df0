"""Counts of several processes, added up in shared memory."""

from __future__ import annotations

import os
from dataclasses import fields
from types import SimpleNamespace

import pytest

from teahouse.model.meters import Histogram, Meters
from teahouse.worker_meters import GAUGES, PLACE_BYTES, SharedMeters

BROKER = SimpleNamespace(healthy=True, dropped=2, malformed=0, reconnects=1)


def busy(times: int) -> Meters:
    """Meters in which every counter has moved."""
    meters = Meters()
    for each in fields(Meters):
        value = getattr(meters, each.name)
        if isinstance(value, Histogram):
            value.observe(value.bounds[0], times)
        elif isinstance(value, dict):
            value["rate_limited"] = times
        elif not isinstance(value, bool):
            setattr(meters, each.name, times)
    return meters


def test_every_count_is_added_up() -> None:
    shared = SharedMeters(3)
    shared.tell(1, busy(2), BROKER)
    shared.tell(2, busy(3), SimpleNamespace(healthy=False))
    meters, broker = shared.total()
    assert meters == busy(5)
    assert vars(broker) == {"healthy": False, "dropped": 2, "malformed": 0, "reconnects": 1}


def test_who_has_ended_keeps_its_counts_and_holds_no_connections() -> None:
    shared = SharedMeters(3)
    for _ in range(2):
        ended = busy(4)
        ended.database_up = False
        shared.tell(1, ended, SimpleNamespace(healthy=False, dropped=7))
        shared.fold(1)
    shared.tell(2, busy(1), BROKER)
    meters, broker = shared.total()
    expected = busy(9)
    for name in GAUGES - {"database_up"}:
        setattr(expected, name, 1)
    assert meters == expected
    assert broker.healthy
    assert vars(broker)["dropped"] == 16


def test_a_worker_that_never_counted_leaves_nothing() -> None:
    shared = SharedMeters(2)
    shared.fold(1)
    assert shared.total()[0] == Meters()


def test_another_process_is_heard() -> None:
    shared = SharedMeters(2)
    pid = os.fork()
    if pid == 0:
        shared.tell(1, busy(6), BROKER)
        os._exit(0)
    os.waitpid(pid, 0)
    assert shared.total()[0].messages == 6


def test_a_piece_that_is_being_written_is_not_believed() -> None:
    shared = SharedMeters(2)
    shared.tell(1, busy(6), BROKER)
    shared._memory[PLACE_BYTES + 20] ^= 0xFF
    assert shared.total()[0] == Meters()


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="more counts"):
        SharedMeters(1).write(0, {"x": "y" * PLACE_BYTES})
