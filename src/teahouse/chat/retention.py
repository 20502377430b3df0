"""Letting go of what is too old, and of rooms that are gone: some events at a time, with pauses for everybody else."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from teahouse.broker.port import RoomTouched
from teahouse.chat.context import DAY_MS, Context
from teahouse.model.errors import RoomNotFoundError
from teahouse.store.port_house import EXPIRED_AT_ONCE, PRUNED_AFTER_MS, Expired

PAUSE_SECONDS: Final = 0.02
"""Between two steps, in which the store writes for others."""

log = logging.getLogger("teahouse.retention")


async def tidy(context: Context) -> None:
    """One round over all rooms. Any number of nodes may do it; RetryableError, and the next round goes on."""
    for room in await context.store.dropped_rooms():
        await clear(context, room)
    now = context.clock()
    for room, days in await context.store.ageing(now, context.house.retention_days):
        try:
            if days:
                await expire(context, room, now - days * DAY_MS)
            await _prune(context, room, now - days * DAY_MS - PRUNED_AFTER_MS)
        except RoomNotFoundError:
            continue  # deleted meanwhile


async def expire(context: Context, room: int, before: int) -> None:
    """Erase what this room has of before that time, everywhere."""
    first, files = 0, 0
    more = True
    while more:
        gone = await context.store.expire(room, before, EXPIRED_AT_ONCE)
        _erase(context, gone)
        first, more = max(first, gone.first_seq), gone.more
        files += len(gone.files)
        if more:
            await asyncio.sleep(PAUSE_SECONDS)
    if first > 1:
        context.places.forget(room)
        context.broker.signal(RoomTouched(room, listed=True))
        log.info("old messages were erased", extra={"room": room, "first_seq": first, "files": files})


async def clear(context: Context, room: int) -> None:
    """Take away all that is left of a room that was dropped."""
    more = True
    while more:
        gone = await context.store.clear_room(room, EXPIRED_AT_ONCE)
        _erase(context, gone)
        more = gone.more
        if more:
            await asyncio.sleep(PAUSE_SECONDS)


async def _prune(context: Context, room: int, before: int) -> None:
    pruned = EXPIRED_AT_ONCE
    while pruned == EXPIRED_AT_ONCE:
        pruned = await context.store.prune(room, before, EXPIRED_AT_ONCE)
        await asyncio.sleep(PAUSE_SECONDS)


def _erase(context: Context, gone: Expired) -> None:
    if gone.files:
        context.after.erased(gone.files)
