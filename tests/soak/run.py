"""A soak: windows of talk, deeds and faults, each ended by quiet and judged; memory is looked at in between."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tests.faults.house import House
from tests.faults.scenario import settled
from tests.faults.stage import Stage
from tests.faults.table import FAULTS
from tests.harness.http import register, unique
from tests.harness.postgres import Postgres
from tests.harness.redis import Redis
from tests.harness.strace import family
from tests.soak.deeds import DEEDS, Cast
from tests.soak.hands import Hands, Unexpected
from tests.trace.checker import CHECKS, read_traces
from tests.trace.dump import read_dump
from tests.trace.fault_checks import MEMORY
from tests.trace.history import History

if TYPE_CHECKING:
    from contextlib import ExitStack

    from tests.faults.table import Fault
    from tests.harness.cluster import Node

UNSUITABLE = frozenset({"said_twice", "stops_reading", "all_come_back", "last_hint_lost"})
"""Faults that need a stage of their own: other clients, or silence."""
CLIENTS = 8
WINDOW = 300.0
"""Seconds after which all is brought to rest and judged."""
BETWEEN = (20.0, 60.0)
"""Seconds between two faults; in a run of a few minutes SHORT_BETWEEN."""
SHORT_BETWEEN = (5.0, 15.0)
SHORT_RUN = 300.0
IDLE = 30.0
"""Seconds without anybody, before memory is looked at; in a short run SHORT_IDLE."""
SHORT_IDLE = 5.0


class Soaked(Struct):
    """What a run did, and what it found; memory in bytes by process, at the end of each window."""

    seed: int
    seconds: float = 0.0
    windows: int = 0
    messages: int = 0
    events: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)
    memory: dict[str, list[int]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)

    def grown(self) -> list[str]:
        """Processes that hold more in the end than at first, beyond what comes and goes."""
        return [
            f"{name} held {sizes[0] >> 20} MB after the first window and {sizes[-1] >> 20} MB in the end"
            for name, sizes in self.memory.items()
            if sizes[-1] > sizes[0] + MEMORY
        ]


class Shared(House):
    """Its nodes have one folder of files, too."""

    def _node(self, stack: ExitStack, *flags: str) -> Node:
        node = super()._node(stack, *flags)
        node.variables["TEAHOUSE_FILES_FOLDER"] = str(self.folder / "files")
        return node


def soak(seconds: float, seed: int) -> Soaked:
    """Run for about so long; prints what it does."""
    chance, soaked = random.Random(seed), Soaked(seed)
    postgres, redis = Postgres(fsync=True), Redis()
    try:
        postgres.start()
        redis.start()
        folder = Path(tempfile.mkdtemp(prefix="teahouse-soak-"))
        with Shared(folder, postgres, redis, nodes=2) as house:
            try:
                asyncio.run(_windows(house, folder, chance, soaked, seconds))
            finally:
                if soaked.violations:
                    print(house.log())
        if soaked.violations:
            print(f"the traces of the last window are kept in {folder}")
        else:
            shutil.rmtree(folder)
    finally:
        redis.close()
        postgres.close()
    return soaked


async def _windows(house: House, folder: Path, chance: random.Random, soaked: Soaked, seconds: float) -> None:
    began = time.monotonic()
    short = seconds < SHORT_RUN
    # What is done beside the faults draws from a chance of its own: the faults follow from the seed alone.
    cast = await asyncio.to_thread(_cast, house, random.Random(chance.randrange(2**32)))
    while (left := began + seconds - time.monotonic()) > 0 and not soaked.violations:
        traces = folder / f"window-{soaked.windows}"
        traces.mkdir()
        await _window(
            house, traces, chance, cast, soaked, min(left, WINDOW), SHORT_BETWEEN if short else BETWEEN
        )
        if not soaked.violations:
            shutil.rmtree(traces)
        await asyncio.sleep(SHORT_IDLE if short else IDLE)
        _weigh(house, soaked)
        soaked.windows += 1
        soaked.seconds = time.monotonic() - began
        print(
            f"{soaked.seconds:.0f} s: {soaked.messages} messages, {soaked.faults.total()} faults, {soaked.memory}"
        )


async def _window(
    house: House,
    traces: Path,
    chance: random.Random,
    cast: Cast,
    soaked: Soaked,
    seconds: float,
    between: tuple[float, float],
) -> None:
    end = time.monotonic() + seconds
    stage = Stage(house, traces, chance.randrange(2**32), long=False)
    over = asyncio.Event()
    doing = asyncio.create_task(_do(cast, over, soaked))
    try:
        await stage.enter(CLIENTS)
        await stage.everyone_seen()
        stage.talk()
        await stage.progress()
        while time.monotonic() < end:
            fault = chance.choice([each for each in FAULTS if each.name not in UNSUITABLE])
            await _strike(stage, fault)
            soaked.faults[fault.title] += 1
            await asyncio.sleep(min(chance.uniform(*between), max(0.0, end - time.monotonic())))
        over.set()
        await doing
        await stage.hush()
        await settled(stage)
    except Exception as problem:
        soaked.violations.append(f"{type(problem).__name__}: {problem}")
    finally:
        over.set()
        await asyncio.gather(doing, return_exceptions=True)
        await stage.leave()
        await asyncio.to_thread(house.mend)
    await asyncio.to_thread(_judge, stage, soaked)


async def _strike(stage: Stage, fault: Fault) -> None:
    print(fault.title, flush=True)
    await fault.strike(stage)
    await stage.caught_up(60)
    await asyncio.to_thread(stage.house.mend)


async def _do(cast: Cast, over: asyncio.Event, soaked: Soaked) -> None:
    """One deed after the other."""
    while not over.is_set():
        deed = cast.chance.choice(DEEDS)
        try:
            await asyncio.to_thread(deed, cast)
        except Unexpected as problem:
            soaked.violations.append(f"{deed.__name__}: {problem}")
        soaked.deeds[deed.__name__] += 1
        await asyncio.sleep(cast.chance.uniform(0, 1))


def _judge(stage: Stage, soaked: Soaked) -> None:
    history = History(read_traces(stage.folder), read_dump(stage.house.database))
    soaked.messages += len(history.sends)
    soaked.events = len(history.dump.rows)
    soaked.violations += [str(found) for check in CHECKS.values() for found in check(history)]


def _cast(house: House, chance: random.Random) -> Cast:
    owner, one, two, victim = (
        Hands(house, register(house.nodes[0].http, unique(name)), chance)
        for name in ("Owner", "Olga", "Otto", "Oscar")
    )
    house.postgres.execute(f"UPDATE people SET role = 'owner' WHERE id = {owner.id}", house.database)
    house.postgres.execute("UPDATE meta SET rights = rights + 1", house.database)
    return Cast(owner, one, two, victim, chance)


def _weigh(house: House, soaked: Soaked) -> None:
    """Note what each process holds; of PostgreSQL all of them together."""
    assert house.redis is not None
    found = {f"node {number}": [node.pid] for number, node in enumerate(house.nodes)}
    found |= {"Redis": [house.redis.pid], "PostgreSQL": family([house.postgres.pid])}
    for name, pids in found.items():
        soaked.memory.setdefault(name, []).append(sum(map(_held, pids)))


def _held(pid: int) -> int:
    """The memory of a process (bytes) without shared buffers, which fill up by design; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(("Pss_Anon:", "Pss_File:")))
