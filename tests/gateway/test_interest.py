"""Rooms are open where they have members, and nowhere else."""

from __future__ import annotations

from teahouse.gateway.interest import IDLE_SECONDS
from tests.gateway.fake_store import LOBBY
from tests.gateway.nodes import ANN, BEN, VISITOR, Nodes


def test_a_room_without_members_is_closed_after_a_minute_and_opened_again(nodes: Nodes) -> None:
    gateway, broker = nodes.gateways[0], nodes.bus.brokers[0]
    for who in (ANN, VISITOR):
        nodes.disconnect(nodes.tabs[who])
    nodes.later(IDLE_SECONDS - 2)
    assert LOBBY in gateway.hub.rooms
    nodes.later(6)
    assert gateway.hub.rooms == {}
    assert broker.rooms == set()
    nodes.tabs[BEN].say("nobody hears me over there")
    nodes.later(0.2)
    nodes.connect(nodes.tabs[ANN], 0)
    nodes.later(3)
    assert nodes.tabs[ANN].cursor == 1
    assert nodes.tabs[ANN].people == {1: "Ann", 2: "Ben"}
    nodes.tabs[BEN].say("now")
    nodes.later(0.2)
    assert nodes.tabs[ANN].cursor == 2


def test_a_room_is_not_closed_under_someone_who_is_entering(nodes: Nodes) -> None:
    gateway = nodes.gateways[0]
    for who in (ANN, VISITOR):
        nodes.disconnect(nodes.tabs[who])
    nodes.later(IDLE_SECONDS / 2)

    async def linger() -> None:
        async with gateway.interest.entering(LOBBY) as room:
            await leaving
            assert gateway.hub.rooms[LOBBY] is room

    leaving = nodes.loop.create_future()
    entering = nodes.loop.create_task(linger())
    nodes.later(2 * IDLE_SECONDS)
    leaving.set_result(None)
    nodes.later(1)
    entering.result()
    nodes.later(IDLE_SECONDS + 3)
    assert gateway.hub.rooms == {}


def test_a_room_that_is_none_is_not_watched(nodes: Nodes) -> None:
    nodes.transmit(nodes.wire(ANN), {"type": "room.load", "id": str(nodes.key()), "room": 77})
    nodes.loop.turn(8)
    nodes.wire(ANN).unread = b""
    assert nodes.bus.brokers[0].rooms == {LOBBY}
