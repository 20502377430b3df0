"""Coming into a room: a fresh load, or a resume after one's cursor.

Both end in the same step, taken in one turn of the event loop: what the ring holds
after the cursor is written, and the connection is live. So a client sees every
event once and in order, whatever came while its request was under way.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from teahouse.chat import rooms
from teahouse.chat.visibility import seen_by
from teahouse.gateway.hub import RESUME_EVENTS
from teahouse.model.errors import UnavailableError
from teahouse.model.permissions import Action, require
from teahouse.protocol import codec
from teahouse.protocol.commands import RoomLoad, RoomSync
from teahouse.protocol.replies import AnyReply, RoomCaughtUp, RoomReset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from teahouse.gateway.hub import Room
    from teahouse.gateway.page import PagePeer

REPLAY_EVENTS = 32
"""Read and written at once by who is far behind: half a megabyte if each is as long as may be."""


class Coming:
    """A load or a resume that is under way; not `wanted` any more when the page has left the room meanwhile."""

    __slots__ = ("room", "wanted")

    def __init__(self, room: int) -> None:
        self.room = room
        self.wanted = True


async def load(peer: PagePeer, command: RoomLoad) -> None:
    """Reply with state and newest events, then go live."""
    gateway = peer.gateway
    require(peer.actor, Action.ROOM_READ)
    with _coming(peer, command.room) as coming:
        await gateway.context.places.enter(command.room, peer.actor)
        await _load(peer, command, coming)


async def _load(peer: PagePeer, command: RoomLoad, coming: Coming) -> None:
    gateway = peer.gateway
    async with gateway.interest.entering(command.room) as room:
        gateway.hub.leave(room, peer.connection)
        loaded = await rooms.load(gateway.context, peer.actor, command)
        await gateway.gaps.catch_up(room, loaded.seq)
        if not gateway.check_history(loaded.epoch) or room.tail < loaded.seq:
            # What was read and what is live are not one log; all connections here are closing.
            raise UnavailableError
        # Whoever had to leave meanwhile gets nothing of it: the room knows by now.
        await gateway.context.places.enter(command.room, peer.actor)
        if not peer.connection.closing:
            peer.reply(loaded)
            await _go_live(peer, room, loaded.seq, coming)


async def sync(peer: PagePeer, command: RoomSync) -> AnyReply | None:
    """Send the events after the cursor and go live, or say that it cannot be resumed."""
    gateway = peer.gateway
    require(peer.actor, Action.ROOM_READ)
    with _coming(peer, command.room) as coming:
        await gateway.context.places.enter(command.room, peer.actor)
        return await _sync(peer, command, coming)


def leave(peer: PagePeer, room: int) -> None:
    """The page wants to hear no more of this room, nor what it asked for before."""
    for coming in peer.coming:
        if coming.room == room:
            coming.wanted = False
    peer.gateway.left(peer, room)


@contextmanager
def _coming(peer: PagePeer, room: int) -> Iterator[Coming]:
    made = Coming(room)
    peer.coming = (*peer.coming, made)
    try:
        yield made
    finally:
        peer.coming = tuple(each for each in peer.coming if each is not made)


async def _sync(peer: PagePeer, command: RoomSync, coming: Coming) -> AnyReply | None:
    gateway = peer.gateway
    async with gateway.interest.entering(command.room) as room:
        if not gateway.check_history(gateway.context.store.epoch):
            raise UnavailableError
        if command.epoch == gateway.context.store.epoch:
            await gateway.gaps.catch_up(room, command.seq)
        reason = await _unresumable(peer, command, room)
        if reason:
            return RoomReset(id=command.id, room=room.id, reason=reason)
        gateway.hub.leave(room, peer.connection)
        reached = await _go_live(peer, room, command.seq, coming)
        epoch = gateway.context.store.epoch
        return RoomCaughtUp(id=command.id, room=room.id, seq=reached, epoch=epoch)


async def _unresumable(peer: PagePeer, command: RoomSync, room: Room) -> str | None:
    store = peer.gateway.context.store
    if command.epoch != store.epoch:
        return "epoch"
    if command.seq > room.tail:
        return "ahead"
    if room.tail - command.seq > RESUME_EVENTS:
        return "behind"
    # What the ring still has, the room still has: most resumes ask no database.
    if not room.ring.reaches(command.seq) and command.seq < await store.first_seq(room.id) - 1:
        return "below"
    return None


async def _go_live(peer: PagePeer, room: Room, after: int, coming: Coming) -> int:
    """How far it has come: live, or up to where it left."""
    gateway, member = peer.gateway, peer.connection
    while True:
        # Asked in the very turn in which it goes live, unless it has to be read anew.
        place = await gateway.context.places.enter(room.id, peer.actor)
        if not coming.wanted:
            return after
        floor = place.after(member.person_id)
        if member.closing or gateway.hub.join(room, member, after, floor):
            break
        events = await gateway.context.store.events(room.id, after, room.ring.tail, REPLAY_EVENTS)
        if not gateway.check_history(gateway.context.store.epoch):
            break  # of another log than what was written before; all connections are closing
        if not events:
            raise LookupError(f"events after {after} of room {room.id} are gone")
        shown = seen_by(events, member.person_id, floor)
        member.write(b"".join(codec.frame(event) for event in shown))
        after = events[-1].seq
        await peer.writable()
    if member.closing:
        gateway.hub.leave(room, member)
    else:
        gateway.entered(peer, room)
        # Diffs follow, and they need something to start from: this one must arrive.
        member.write(gateway.occupancy.state(room))
    return room.ring.tail
