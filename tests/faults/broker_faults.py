"""A broker that is away, empty, slow, deaf or forgetful: only latency may suffer."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

from tests.faults.stage import until
from tests.harness.proxy import Way

if TYPE_CHECKING:
    from tests.faults.stage import Stage
    from tests.harness.redis import Redis

AWAY = 2.0
"""Seconds for which it is out of reach; in the long form LONG_AWAY."""
LONG_AWAY = 10.0
SWEEP_WITHIN = 3.0
"""A node looks into the store every 2 s at most; the rest is a busy machine's."""


async def restarted(stage: Stage) -> None:
    """Killed and started again; what it held is gone."""
    for _ in range(stage.rounds):
        async with stage.broken("broker"):
            await asyncio.to_thread(_redis(stage).stop)
            await stage.progress()
            await asyncio.to_thread(_redis(stage).start)
        await stage.quick_again()


async def emptied(stage: Stage) -> None:
    """FLUSHALL."""
    for _ in range(stage.rounds):
        async with stage.broken("broker"):
            await asyncio.to_thread(_redis(stage).cli, "FLUSHALL")
            await stage.progress(count=1)
        await stage.quick_again()


async def clients_killed(stage: Stage) -> None:
    """CLIENT KILL of those who listen, then of those who publish."""
    for kind in ("pubsub", "normal") * stage.rounds:
        async with stage.broken("broker"):
            killed = await asyncio.to_thread(_redis(stage).cli, "CLIENT", "KILL", "TYPE", kind)
            assert int(killed) > 0, "there were some"
            await stage.progress(count=1)
        await stage.quick_again()


async def slow(stage: Stage) -> None:
    """150 ms each way, then DEBUG SLEEP: nothing is answered for a while."""
    for _ in range(stage.rounds):
        async with stage.broken("broker"):
            for proxy in stage.house.brokers:
                proxy.slow(0.15)
            await stage.progress()
            await asyncio.to_thread(_redis(stage).cli, "DEBUG", "SLEEP", str(AWAY))
            for proxy in stage.house.brokers:
                proxy.slow(0)
        await stage.quick_again()


async def cut_off(stage: Stage) -> None:
    """All connections to it are lost, and none is had, for a while."""
    for _ in range(stage.rounds):
        async with stage.broken("broker"):
            stage.house.silence()
            await asyncio.sleep(LONG_AWAY if stage.long else AWAY)
            await stage.progress()
            await asyncio.to_thread(stage.house.mend)
        await stage.quick_again()


async def half_open(stage: Stage) -> None:
    """Nothing comes back from it, or nothing gets to it, and no end is told: the watchdog must notice."""
    ways = [(Way.BACK,), (Way.OUT,), (Way.OUT, Way.BACK)]
    for way in ways if stage.long else [stage.chance.choice(ways)]:
        nodes = list(zip(stage.house.nodes, stage.house.brokers, strict=True))
        async with stage.broken("broker"):
            for _, proxy in nodes:
                proxy.freeze(*way)
            for node, _ in nodes:
                await until(partial(stage.house.deaf, node), "notice of a broker that is deaf", 10)
            await stage.progress()
            for _, proxy in nodes:
                proxy.thaw()
        await stage.quick_again()


async def last_hint_lost(stage: Stage) -> None:
    """Silence after a burst whose last hint got lost on its way to every node."""
    await stage.hush()
    for number in range(2 * stage.rounds):
        before, speaker = stage.house.lost, stage.chance.choice(stage.clients)
        stage.house.lose = f"the last of burst {number}".encode()
        async with stage.broken("broker"):
            for each in range(8):
                await speaker.say(f"burst {number}, {each}")
            began = time.monotonic()
            await stage.spread(speaker, f"the last of burst {number}")
            took = time.monotonic() - began
        assert stage.house.lost - before >= len(stage.house.nodes) - 1, "nothing was lost"
        assert took <= SWEEP_WITHIN, f"{took:.2f} s without the last hint"
        stage.slowest_burst = max(stage.slowest_burst, took)
    stage.house.lose = None
    await stage.quick_again()


def _redis(stage: Stage) -> Redis:
    assert stage.house.redis is not None, "this is a fault of Redis"
    return stage.house.redis
