"""One fault from calm to calm: people talk, it strikes, it heals, all is checked and measured."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.faults.figures import Figures
from tests.faults.stage import Stage
from tests.trace.checker import CHECKS, read_traces
from tests.trace.dump import read_dump
from tests.trace.evidence import evidence
from tests.trace.fault_checks import deliveries, p99
from tests.trace.history import History, Violation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.faults.house import House
    from tests.faults.table import Fault
    from tests.harness.tracing import Line


async def play(fault: Fault, house: House, folder: Path, seed: int, *, long: bool) -> Figures:
    """Make the fault, wait until all is well again, and check everything that anyone saw."""
    stage = Stage(house, folder, seed, long=long, pairs=fault.pairs)
    try:
        await stage.enter(fault.crowd and fault.crowd * (5 if long else 1))
        await stage.everyone_seen()
        stage.talk()
        await stage.progress(count=10 if long and not fault.crowd else 4)
        await fault.strike(stage)
        took = await stage.caught_up()
        await stage.hush()
        await settled(stage)
    finally:
        await stage.leave()
        await asyncio.to_thread(house.mend)
    return await asyncio.to_thread(_judge, fault, stage, seed, took)


async def settled(stage: Stage) -> None:
    """Everyone is answered, back, at the room's end, and sees everyone: note it in the traces."""
    for client in stage.clients:
        await client.acknowledged()
    dump = await asyncio.to_thread(read_dump, stage.house.database)
    for client in stage.clients:
        await client.reached(next(room.last_seq for room in dump.rooms if room.room == client.room))
    await stage.everyone_seen()
    for client in stage.clients:
        client.trace.write("quiet")


def _judge(fault: Fault, stage: Stage, seed: int, took: float) -> Figures:
    traces = read_traces(stage.folder)
    history = History(traces, read_dump(stage.house.database))
    found: list[Violation] = [violation for check in CHECKS.values() for violation in check(history)]
    marks = [line for line in traces["faults"] if line.op in ("fault", "healed")]
    said = deliveries(history)
    calm = [one.delay for one in said if one.sent.t + one.delay < marks[0].t]
    during = [one.delay for one in said if _broken_at(marks, one.sent.t)]
    return Figures(
        fault=fault.name,
        broker={"redis": "Redis", "postgresql": "NOTIFY"}[stage.house.broker],
        seed=seed,
        clients=len(stage.clients),
        messages=len(history.sends),
        caught_up_ms=round(took * 1000),
        calm_p99_ms=p99(calm) // 1_000_000 if calm else None,
        fault_p99_ms=p99(during) // 1_000_000 if during else None,
        burst_ms=round(stage.slowest_burst * 1000) or None,
        facts=evidence(history),
        violations=[str(violation) for violation in found],
    )


def _broken_at(marks: list[Line], t: int) -> bool:
    before = [line for line in marks if line.t <= t]
    return bool(before) and before[-1].op == "fault"
