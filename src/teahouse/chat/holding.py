"""Keeping a message until a moderator has decided: its author reads it as any, and nobody else does."""

from __future__ import annotations

from teahouse.broker.port import QueueTouched
from teahouse.chat.context import Context
from teahouse.store.order_records import Held
from teahouse.store.port import Appended, NewEvent


async def hold(context: Context, event: NewEvent, done: Appended, why: str) -> None:
    """A message was said that waits; said again after a failure, it waits all the same, once.

    The row follows the append under the message's own place: whoever got no acknowledgement sends
    the message again, and it is written then.
    """
    if done.duplicate:
        found = (await context.store.messages(done.room, [done.seq])).events
        if not found or found[0].visible_to != (event.sender.id,):
            # It was said before there was a reason to hold it.
            return
    await context.store.hold(Held(room=done.room, seq=done.seq, person=event.sender.id, at=done.at, why=why))
    context.broker.signal(QueueTouched())
