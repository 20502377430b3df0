"""Two nodes over one store: what one says the other hears, limits and leases."""

from __future__ import annotations

from teahouse.model.limits import RATES, Limit, Limits
from teahouse.model.people import Role
from teahouse.store.port_people import CLASSIC_LEASE_MS
from tests.gateway.fake_store import LOBBY
from tests.gateway.fakes import unframe
from tests.gateway.nodes import ANN, ANN_TOO, BEN, VISITOR, Nodes


def test_what_is_said_on_one_node_is_heard_on_the_other(nodes: Nodes) -> None:
    nodes.tabs[ANN].say("tea?")
    nodes.tabs[BEN].say("tea!")
    nodes.later(0.2)
    assert nodes.cursors() == [2, 2, 2, 2]
    assert nodes.gateways[0].meters.gap_fetches == 0, "nothing was missed"


def test_typing_is_seen_on_the_other_node(nodes: Nodes) -> None:
    heard = len(nodes.wire(BEN).all_bytes)
    nodes.tabs[ANN].read()
    nodes.transmit(nodes.wire(ANN), {"type": "typing.start", "id": str(nodes.key()), "room": LOBBY})
    nodes.bus.brokers[0].rooms.add(LOBBY)
    for _ in range(20):
        nodes.loop.seconds += 0.1
        nodes.loop.turn(4)
    frames = unframe(b"".join(nodes.wire(BEN).all_bytes[heard:]))
    assert {"type": "typing.changed", "room": LOBBY, "people": [{"id": 1, "name": "Ann"}]} in frames
    nodes.wire(BEN).unread = b""
    for who in (ANN, ANN_TOO, VISITOR):
        nodes.wire(who).unread = b""


def test_typing_in_a_room_that_is_none_is_an_error(nodes: Nodes) -> None:
    key = str(nodes.key())
    nodes.transmit(nodes.wire(ANN), {"type": "typing.start", "id": key, "room": 77})
    nodes.loop.turn(6)
    (reply,) = [frame for frame in unframe(nodes.wire(ANN).unread) if frame.get("id") == key]
    assert reply["code"] == "room_not_found"
    nodes.wire(ANN).unread = b""


def test_limits_that_run_low_are_told_to_the_other_nodes(nodes: Nodes) -> None:
    for gateway in nodes.gateways:
        gateway.limits = gateway.neighbours._limits = Limits()
    one, two = (gateway.limits for gateway in nodes.gateways)
    burst = int(RATES[Limit.PERSON_MESSAGES].burst)
    now = nodes.loop.time()
    assert [one.take(Limit.PERSON_MESSAGES, 1, now) for _ in range(burst)] == [0] * burst
    nodes.later(0.6)
    assert sum(not two.take(Limit.PERSON_MESSAGES, 1, now) for _ in range(burst)) < burst * 0.6
    assert one.take(Limit.PERSON_MESSAGES, 1, nodes.loop.time()), "nobody hears oneself"


def test_a_classic_guest_keeps_the_name_while_the_node_lives(nodes: Nodes) -> None:
    gateway = nodes.gateways[0]
    guest = nodes.store.enrol("Klassik", "", Role.CLASSIC)
    gateway.register.classics.add(guest.id)
    nodes.later(2 * CLASSIC_LEASE_MS / 1000)
    seen = nodes.store.seen_at[guest.id]
    assert nodes.loop.seconds * 1000 - seen < CLASSIC_LEASE_MS / 2
    gateway.register.classics.clear()
