"""Another history of the store: what is of the old one is not heard."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from teahouse.broker import wire
from teahouse.gateway import ring
from teahouse.protocol.close_codes import CloseCode
from tests.gateway.fake_store import LOBBY
from tests.gateway.nodes import ANN, ANN_TOO, BEN, VISITOR, Nodes, closing
from tests.harness.broker_bus import EVENT_BYTES


def test_another_history_closes_everybody_and_starts_over(nodes: Nodes) -> None:
    nodes.tabs[ANN].say("before the restore")
    nodes.later(0.3)
    nodes.store.epoch = "another"
    nodes.store.logs[LOBBY] = []
    nodes.later(2)
    for who in (ANN, ANN_TOO, BEN, VISITOR):
        assert nodes.wire(who).code == CloseCode.RESTART
        assert closing(nodes.wire(who)) == "unavailable"
    assert all(gateway.hub.rooms == {} for gateway in nodes.gateways)
    for tab in nodes.tabs:
        tab.cursor = None
        tab.log = {}
        nodes.connect(tab, 0)
    nodes.later(1)
    assert {tab.epoch for tab in nodes.tabs} == {"another"}
    assert nodes.gateways[0].hub.rooms[LOBBY].tail == 0


def tails(nodes: Nodes) -> list[int]:
    return [gateway.hub.rooms[LOBBY].tail for gateway in nodes.gateways]


@pytest.mark.parametrize("event_bytes", [EVENT_BYTES, 0], ids=["whole", "head"])
def test_what_an_old_primary_took_is_not_heard(nodes: Nodes, event_bytes: int) -> None:
    """Its event has just the seq that comes next, and is lost with it."""
    nodes.tabs[ANN].say("in both logs")
    nodes.later(0.3)
    (first,) = nodes.store.logs[LOBBY]
    stray = replace(first, seq=2, key=nodes.key(), body="in the old log alone")
    fetches = [gateway.meters.gap_fetches for gateway in nodes.gateways]
    nodes.bus.event_bytes = event_bytes
    old = nodes.bus.broker("behind the times")
    old.publish(stray, "epoch-00000001")
    nodes.later(0.1)
    assert tails(nodes) == [1, 1]
    assert [gateway.meters.gap_fetches for gateway in nodes.gateways] == fetches
    nodes.tabs[BEN].say("in the new log")
    nodes.later(0.3)
    assert nodes.cursors() == [2, 2, 2, 2]


def test_a_node_does_not_hear_its_own_event_of_a_history_that_is_over(nodes: Nodes) -> None:
    """The room was opened anew between the commit and its being told."""
    nodes.tabs[ANN].say("in the old log")
    nodes.later(0.3)
    (event,) = nodes.store.logs[LOBBY]
    nodes.store.epoch, nodes.store.logs[LOBBY] = "another", []
    nodes.later(2)
    ann = nodes.tabs[ANN]
    ann.cursor, ann.log = None, {}
    nodes.connect(ann, 0)
    nodes.later(1)
    nodes.gateways[0].context.broker.publish(event, "epoch")
    assert nodes.gateways[0].hub.rooms[LOBBY].tail == 0


def test_an_older_node_is_believed_without_an_epoch(nodes: Nodes) -> None:
    nodes.bus.loss = 1.0
    nodes.tabs[ANN].say("said over there")
    nodes.later(0.1)
    assert tails(nodes) == [1, 0]
    hint = msgspec.json.encode({"type": "event", "event": nodes.store.logs[LOBBY][0]})
    (payload,) = wire.pack("older", 1, [hint], 1)
    nodes.bus.brokers[1].arrive(LOBBY, payload)
    assert tails(nodes) == [1, 1]
    nodes.tabs[ANN].say("and more")
    nodes.later(0.1)
    (payload,) = wire.pack("older", 2, [b'{"type":"head","room":%d,"seq":2}' % LOBBY], 1)
    nodes.bus.brokers[1].arrive(LOBBY, payload)
    nodes.later(0.1)
    assert tails(nodes) == [2, 2]
    assert nodes.gateways[1].meters.sweep_repairs == 0


def test_a_replay_that_another_history_overtakes_holds_nothing_of_it(
    nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab, read = nodes.tabs[ANN], nodes.store.events
    monkeypatch.setattr(ring, "RING_BYTES", 0)
    nodes.disconnect(tab)
    nodes.tabs[BEN].say("while Ann is away")
    nodes.later(2)

    async def read_anew(*asked: int) -> Any:
        found = await read(*asked)
        nodes.store.epoch = "another"
        return found

    monkeypatch.setattr(nodes.store, "events", read_anew)
    cursor = tab.cursor
    nodes.connect(tab, 0)
    nodes.later(0.2)
    assert nodes.wire(ANN).code == CloseCode.RESTART
    assert tab.cursor == cursor
