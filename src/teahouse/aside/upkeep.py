"""What is done now and then for those who come in: sessions that are over end, the owner's link stays good."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from teahouse.chat import sessions, setup
from teahouse.chat.context import DAY_MS, Context
from teahouse.model.errors import TeahouseError

ROUND_SECONDS: Final = 60.0
ROUNDS: Final = 30
"""Sessions are looked through each half hour, links each minute."""

log = logging.getLogger("teahouse.upkeep")


@asynccontextmanager
async def open_upkeep(context: Context, claim: setup.Claim, *, withdrawn: bool) -> AsyncIterator[bool]:
    """Whether the place has no owner, and `claim` makes one; with `withdrawn` not after this."""
    unowned = await setup.offer(context, claim)
    task = asyncio.create_task(_keep_up(context, claim if unowned else None))
    try:
        yield unowned
    finally:
        task.cancel()
        await asyncio.wait([task])
        if unowned and withdrawn:
            with suppress(TeahouseError):
                await setup.withdraw(context, claim)


async def _keep_up(context: Context, claim: setup.Claim | None) -> None:
    rounds = 0
    while True:
        try:
            if claim is not None and not context.house.owned:
                await setup.renew(context, claim)
            if rounds % ROUNDS == 0:
                await sessions.expire(context)
                await context.store.drop_links(context.clock() - DAY_MS)
        except TeahouseError as problem:
            log.warning("the upkeep waits for the store", extra={"why": str(problem)})
        except Exception:
            log.exception("the upkeep failed")
        rounds += 1
        await asyncio.sleep(ROUND_SECONDS)
