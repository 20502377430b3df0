"""A database that crashes, or of which nobody knows whether it committed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.harness.proxy import Cut

if TYPE_CHECKING:
    from tests.faults.stage import Stage


async def restarted(stage: Stage) -> None:
    """PostgreSQL stops as in a crash, recovers, and is back."""
    for _ in range(stage.rounds):
        async with stage.broken("store"):
            await asyncio.to_thread(stage.house.postgres.restart, "immediate")
        await stage.progress()


async def lost_during_commit(stage: Stage) -> None:
    """Backends are terminated under load; connections are lost around the very commit of a message."""
    for number in range(8 * stage.rounds):
        cut = list(Cut)[number % 3]
        speaker = stage.chance.choice(stage.clients)
        await speaker.back()
        (proxy,) = (
            proxy
            for node, proxy in zip(stage.house.nodes, stage.house.stores, strict=True)
            if node.ws == speaker.urls[0]
        )
        text = f"lost around the commit {number}"
        async with stage.broken("store"):
            lost = proxy.arm(cut, containing=text.encode())
            key = await speaker.say(text)
            assert await asyncio.to_thread(lost.wait, 10), "the append came by"
            await asyncio.to_thread(stage.house.postgres.terminate_backends, stage.house.database)
        await speaker.placed(key)
    await stage.progress()
