"""Sessions that end, and names that change, on every node."""

from __future__ import annotations

import pytest

from teahouse.chat import people
from teahouse.model.errors import NotSignedInError
from teahouse.protocol.close_codes import CloseCode
from teahouse.protocol.commands import PersonRename
from tests.gateway.fake_store import LOBBY
from tests.gateway.fake_tab import Tab
from tests.gateway.fakes import unframe
from tests.gateway.nodes import ANN, ANN_TOO, BEN, VISITOR, Nodes, closing


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


def test_a_visitor_has_no_session_to_end(nodes: Nodes) -> None:
    context = nodes.gateways[0].context
    actor = nodes.do(people.by_token(context, "nobody's"))
    with pytest.raises(NotSignedInError):
        nodes.do(people.sign_out(context, actor))
