"""Rooms that are gone, and messages that are too old: nothing of them stays in this process, and its pages are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.gateway.page import PagePeer

if TYPE_CHECKING:
    from teahouse.gateway.gateway import Gateway
    from teahouse.protocol.parts import RoomInfo


class Dropping:
    """Lives on the event loop."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def drop(self, room_id: int) -> None:
        """There is no such room any more: whoever knew of it is told, and nobody is in there."""
        gateway = self._gateway
        gateway.context.places.forget(room_id)
        room = gateway.hub.rooms.get(room_id)
        for peer in list(gateway.peers.values()):
            if isinstance(peer, PagePeer) and (room_id in peer.known or room in peer.rooms):
                gateway.doors.show_out(peer, room_id)
        if room is not None:
            gateway.interest.close(room)

    def trim(self, info: RoomInfo) -> None:
        """What is before the room's first seq is let go of here as well."""
        room = self._gateway.hub.rooms.get(info.id)
        if room is not None:
            self._gateway.hub.flush(room)
            room.ring.forget(info.first_seq)
