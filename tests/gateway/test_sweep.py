"""What the sweep repairs, and what it says of a database that is away."""

from __future__ import annotations

from asyncio import Future
from typing import Any

import pytest

from teahouse.gateway.gateway import Gateway
from teahouse.gateway.sweep import HEALTHY_SECONDS
from teahouse.model.errors import UnavailableError
from teahouse.store.port import Survey
from tests.gateway.nodes import ANN, BEN, Nodes


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
