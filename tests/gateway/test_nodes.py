"""Two nodes over one store: what the sweep repairs, sessions, epochs, health, limits, leases."""

from __future__ import annotations

import random
from asyncio import Future
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from teahouse.broker import wire
from teahouse.chat import people
from teahouse.gateway import hub
from teahouse.gateway.gateway import Gateway
from teahouse.gateway.interest import IDLE_SECONDS
from teahouse.gateway.sweep import HEALTHY_SECONDS
from teahouse.model.errors import NotSignedInError, UnavailableError
from teahouse.model.limits import RATES, Limit, Limits
from teahouse.model.people import Role
from teahouse.protocol.close_codes import CloseCode
from teahouse.protocol.commands import PersonRename
from teahouse.store.port import CLASSIC_LEASE_MS, Survey
from tests.gateway.fake_connection import FakeConnection
from tests.gateway.fake_store import LOBBY
from tests.gateway.fake_tab import Tab
from tests.gateway.fakes import unframe
from tests.gateway.live_gateway import LiveGateway
from tests.harness.broker_bus import EVENT_BYTES

SEED = 3
ANN, ANN_TOO, BEN, CEM, VISITOR = range(5)


class Nodes(LiveGateway):
    """Ann and the visitor on the first node, Ann again and Ben on the second."""

    def __init__(self) -> None:
        random.seed(SEED)  # the jitter of the sweeps
        super().__init__()
        for who, node in ((ANN, 0), (VISITOR, 0), (ANN_TOO, 1), (BEN, 1)):
            self.connect(self.tabs[who], node)
        self.later(1)

    def later(self, seconds: float) -> None:
        for _ in range(max(round(seconds / 0.1), 1)):
            self.loop.seconds += 0.1
            for _ in range(6):
                self.loop.turn()
                if self.store.writing:
                    self.store.write()
                for tab in self.tabs:
                    tab.read()

    def do(self, work: Any) -> Any:
        """Run it to its end; its result."""
        task = self.loop.create_task(work)
        while not task.done():
            self.loop.turn()
            if self.store.writing:
                self.store.write()
        return task.result()

    def wire(self, who: int) -> FakeConnection:
        return self.tabs[who].wires[-1]

    def cursors(self) -> list[int | None]:
        return [tab.cursor for tab in self.tabs if tab.wire is not None]


@pytest.fixture
def nodes() -> Iterator[Nodes]:
    made = Nodes()
    yield made
    made.stop()
    assert not made.loop.failures


def test_what_is_said_on_one_node_is_heard_on_the_other(nodes: Nodes) -> None:
    nodes.tabs[ANN].say("tea?")
    nodes.tabs[BEN].say("tea!")
    nodes.later(0.2)
    assert nodes.cursors() == [2, 2, 2, 2]
    assert nodes.gateways[0].meters.gap_fetches == 0, "nothing was missed"


def test_the_last_of_a_burst_is_lost_and_comes_within_two_seconds(nodes: Nodes) -> None:
    for number in range(5):
        nodes.tabs[ANN].say(f"tea {number}")
    nodes.later(0.1)
    nodes.bus.loss = 1.0
    nodes.tabs[ANN].say("the last")
    nodes.later(2)
    assert nodes.cursors() == [6, 6, 6, 6]
    assert nodes.gateways[1].meters.sweep_repairs == 1
    assert nodes.gateways[0].meters.sweep_repairs == 0


def test_when_the_broker_is_back_nobody_waits_for_the_sweep(nodes: Nodes) -> None:
    sweep = nodes.gateways[1].meters
    before = sweep.sweeps
    while sweep.sweeps == before:
        nodes.later(0.1)
    nodes.bus.stop()
    nodes.tabs[ANN].say("alone")
    nodes.later(0.1)
    assert nodes.cursors() == [1, 0, 0, 1]
    nodes.loop.call_soon(nodes.bus.start)
    nodes.later(0.3)
    assert nodes.cursors() == [1, 1, 1, 1]


def told(gateway: Gateway) -> tuple[str | None, bool]:
    return gateway.readiness(), gateway.meters.database_up


def test_the_sweep_survives_a_database_that_is_away(nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*args: object) -> Any:
        raise UnavailableError

    gateway = nodes.gateways[1]
    nodes.bus.loss = 1.0
    with monkeypatch.context() as patch:
        patch.setattr(nodes.store, "events", away)
        nodes.tabs[ANN].say("tea")
        nodes.later(4)
        assert nodes.tabs[BEN].cursor == 0
        patch.setattr(nodes.store, "survey", away)
        nodes.later(HEALTHY_SECONDS + 1)
        assert told(gateway) == ("database", False)
    nodes.later(2)
    assert told(gateway) == (None, True)
    assert nodes.cursors() == [1, 1, 1, 1]


def test_a_survey_that_never_answers_is_given_up(nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def silent(rooms: list[int], revoked_since: int) -> Survey:
        asked.append(rooms)
        never: Future[Survey] = nodes.loop.create_future()
        return await never

    with monkeypatch.context() as patch:
        patch.setattr(nodes.store, "survey", silent)
        nodes.later(HEALTHY_SECONDS + 5)
        assert len(asked) >= 4, "two nodes, twice at least"
        assert nodes.gateways[0].readiness() == "database"
    nodes.later(5)
    assert nodes.gateways[0].readiness() is None


def test_readiness_tells_the_gravest(nodes: Nodes) -> None:
    gateway = nodes.gateways[0]
    assert gateway.readiness() is None
    nodes.bus.stop()
    assert gateway.readiness() == "degraded"
    gateway.draining = True
    assert gateway.readiness() == "draining"


def closing(wire: FakeConnection) -> object:
    return unframe(b"".join(wire.all_bytes))[-1]["code"]


@pytest.mark.parametrize(("loss", "within"), [(0.0, 0.2), (1.0, 2.0)])
def test_a_session_that_ends_is_closed_on_every_node(nodes: Nodes, loss: float, within: float) -> None:
    """At once by the hint, within two seconds without it."""
    nodes.bus.loss = loss
    context = nodes.gateways[0].context
    ann = nodes.do(people.by_token(context, "token-Ann"))
    nodes.do(people.sign_out(context, ann))
    assert nodes.wire(ANN).code == CloseCode.NOT_SIGNED_IN, "here at once"
    nodes.later(within)
    for who in (ANN, ANN_TOO):
        assert nodes.wire(who).code == CloseCode.NOT_SIGNED_IN
        assert closing(nodes.wire(who)) == "not_signed_in"
    assert not nodes.wire(BEN).closing
    assert not nodes.wire(VISITOR).closing
    assert nodes.gateways[1].meters.sessions_revoked == 1


def test_what_is_under_way_when_the_session_ends_is_refused(nodes: Nodes) -> None:
    nodes.store.delays = (20, 0)
    nodes.tabs[ANN].say("a whisper waits for its target", nodes.targets[1])
    nodes.loop.turn(4)
    nodes.gateways[0].revoke(nodes.gateways[0].register._people[1][0].actor.session or "")
    nodes.later(1)
    assert nodes.store.logs[LOBBY] == []


def test_who_comes_while_the_session_ends_comes_as_a_visitor(nodes: Nodes) -> None:
    late = Tab(nodes, "late", "token-Ann", None)
    nodes.store.delays = (0, 20)
    nodes.connect(late, 1)
    nodes.loop.turn(6)
    context = nodes.gateways[0].context
    ann = nodes.gateways[0].register._people[1][0].actor
    nodes.do(people.sign_out(context, ann))
    nodes.store.delays = (0, 0)
    nodes.later(1)
    assert late.wires[0].person_id is None
    nodes.disconnect(late)


def test_a_rename_reaches_every_node_and_keeps_the_session(nodes: Nodes) -> None:
    context = nodes.gateways[0].context
    ann = nodes.do(people.by_token(context, "token-Ann"))
    nodes.do(people.rename(context, ann, PersonRename(id=nodes.key(), name="Anna")))
    nodes.later(3)
    (peer,) = nodes.gateways[1].register._people[1]
    assert peer.actor.person is not None
    assert (peer.actor.person.name, peer.actor.session) == ("Anna", ann.session)
    assert nodes.tabs[BEN].people[1] == "Anna"


def test_a_rename_while_one_comes_is_not_missed(nodes: Nodes) -> None:
    nodes.store.delays = (0, 20)
    late = Tab(nodes, "late", "token-Ben", 2)
    nodes.connect(late, 0)
    nodes.loop.turn(6)
    nodes.store.delays = (0, 0)
    context = nodes.gateways[1].context
    ben = nodes.gateways[1].register._people[2][0].actor
    nodes.do(people.rename(context, ben, PersonRename(id=nodes.key(), name="Benno")))
    nodes.later(1)
    hello = unframe(late.wires[0].all_bytes[0])[0]
    assert hello["you"] == {"id": 2, "name": "Benno"}
    nodes.disconnect(late)


def test_a_lost_rename_is_found_when_snapshots_differ(nodes: Nodes) -> None:
    nodes.bus.loss = 1.0
    context = nodes.gateways[0].context
    ann = nodes.do(people.by_token(context, "token-Ann"))
    nodes.do(people.rename(context, ann, PersonRename(id=nodes.key(), name="Anna")))
    nodes.later(2)
    nodes.bus.loss = 0.0
    nodes.later(13)
    (peer,) = nodes.gateways[1].register._people[1]
    assert peer.actor.person is not None
    assert peer.actor.person.name == "Anna"
    assert nodes.tabs[BEN].people[1] == "Anna"


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
    nodes.disconnect(tab)
    nodes.tabs[BEN].say("while Ann is away")
    nodes.later(2)

    async def read_anew(*asked: int) -> Any:
        found = await read(*asked)
        nodes.store.epoch = "another"
        return found

    monkeypatch.setattr(hub, "REPLAY_BYTES", 0)
    monkeypatch.setattr(nodes.store, "events", read_anew)
    cursor = tab.cursor
    nodes.connect(tab, 0)
    nodes.later(0.2)
    assert nodes.wire(ANN).code == CloseCode.RESTART
    assert tab.cursor == cursor


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


def test_a_visitor_has_no_session_to_end(nodes: Nodes) -> None:
    context = nodes.gateways[0].context
    actor = nodes.do(people.by_token(context, "nobody's"))
    with pytest.raises(NotSignedInError):
        nodes.do(people.sign_out(context, actor))
