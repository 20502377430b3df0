"""Each fault of the table, on three nodes with real PostgreSQL and Redis: the promise is kept."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import pytest

from tests.faults.figures import Figures, keep
from tests.faults.scenario import play
from tests.faults.silence import FORGOTTEN_WITHIN, REAPED_WITHIN, Silence
from tests.faults.table import FAULTS, WAITS, WAITS_FOR, Fault
from tests.trace.checker import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.house import House
    from tests.harness.postgres import Postgres

pytestmark = pytest.mark.alone

WITHIN = 60.0
LONG_WITHIN = 400.0
"""Seconds for one fault."""


def strike(fault: Fault, house: House, folder: Path, *, long: bool) -> None:
    """Run it and expect no violation, and that each invariant of its row was tried."""
    if fault.long_only and not long:
        pytest.skip("only in the long form: make faults")
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # shown if the test fails

    async def limited() -> Figures:
        async with asyncio.timeout(LONG_WITHIN if long else WITHIN):
            return await play(fault, house, folder, seed, long=long)

    try:
        figures = asyncio.run(limited())
    except BaseException:
        for node in house.nodes:
            print(f"--- log of {node.folder.name}\n{node.log()[-6_000:]}")
        raise
    keep(figures)
    assert not figures.violations, "\n".join(figures.violations[:20])
    untried = [name for name in fault.shown if not figures.facts[name]]
    assert not untried, "an invariant that nothing was tried by"


@pytest.fixture(scope="module")
def silence(tmp_path_factory: pytest.TempPathFactory, _session_postgres: Postgres) -> Iterator[Silence]:
    """Begins with the first test here, and is over by the last one."""
    _session_postgres.start()
    with Silence(tmp_path_factory.mktemp("silence"), _session_postgres) as silence:
        yield silence


@pytest.mark.usefixtures("silence")
def test_every_invariant_is_tried_by_a_fault() -> None:
    assert {name for fault in FAULTS for name in fault.shown} == set(CHECKS)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.redis], ids=lambda fault: fault.name)
def test_with_redis(fault: Fault, redis_house: House, tmp_path: Path, long: bool) -> None:
    strike(fault, redis_house, tmp_path, long=long)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.notify], ids=lambda fault: fault.name)
def test_with_notifications_alone(fault: Fault, notify_house: House, tmp_path: Path, long: bool) -> None:
    strike(fault, notify_house, tmp_path, long=long)


def test_nobody_waits_for_a_half_open_client_or_a_dead_node(silence: Silence) -> None:
    waited = silence.result()
    for row, seconds in zip(WAITS, (waited.reaped, waited.forgotten), strict=True):
        keep(Figures.of_wait(row.name, seconds, waited.facts, waited.violations))
    assert not waited.violations, waited.violations
    assert all(waited.facts[name] for name in WAITS_FOR)
    assert waited.reaped <= REAPED_WITHIN
    assert waited.forgotten <= FORGOTTEN_WITHIN
