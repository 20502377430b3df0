"""Who has to leave a room, in the step in which this node hears of it.

What comes after that event in the room's log is not written to them any more, whatever
they asked for before; see `entrance` for who is about to come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.model.people import ACCOUNTS
from teahouse.protocol.parts import Extras
from teahouse.store import effects

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway
    from teahouse.gateway.hub import Room
    from teahouse.gateway.peer import Peer
    from teahouse.store.port import StoredEvent


class Doors:
    """Hears of the events that change who may be in a room, in the order of its log."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def hear(self, room: Room, event: StoredEvent) -> None:
        """The event was written to all who are live in the room."""
        gateway, extras = self._gateway, event.extras or Extras()
        gateway.context.places.forget(room.id)
        if event.kind == effects.MEMBER_REMOVED and room.is_private:
            gone = (extras.member or event.sender).id
            room.floors.pop(gone, None)
            for peer in gateway.register.of(gone):
                self.show_out(peer, room.id)
        elif event.kind == effects.ROOM_CHANGED and extras.access == "members":
            for peer in list(gateway.peers.values()):
                if peer.actor.role not in ACCOUNTS:
                    self.show_out(peer, room.id)

    def show_out(self, peer: Peer, room_id: int) -> None:
        """Nothing more of this room comes to the connection, and it is told so if it knew of it."""
        gateway, person = self._gateway, peer.actor.person
        room = gateway.hub.rooms.get(room_id)
        was_there = room is not None and room in peer.rooms
        gateway.left(peer, room_id, grace=False)
        if person is not None:
            gateway.occupancy.typing(room_id, person, False)
        peer.room_gone(room_id, was_there=was_there)
