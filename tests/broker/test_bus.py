"""The tests' own bus keeps the contract, and loses, doubles and delays as it is told."""

from __future__ import annotations

import asyncio

import pytest

from tests.broker.contract import NodesContract
from tests.broker.hearing import EPOCH, Hearing, said
from tests.harness.broker_bus import BrokerBus, BusBroker


class _Place:
    bus: BrokerBus | None = None

    async def open(self, store_id: str = "contract") -> BusBroker:
        self.bus = self.bus or BrokerBus()
        return self.bus.broker()


class TestBus(NodesContract):
    @pytest.fixture
    def place(self) -> _Place:
        return _Place()


async def _seqs(bus: BrokerBus) -> list[int]:
    one, two = Hearing(bus.broker("a")), Hearing(bus.broker("b"))
    await two.broker.watch(7)
    for seq in range(1, 101):
        one.broker.publish(said(seq), EPOCH)
    await asyncio.sleep(bus.late)
    await asyncio.sleep(0.01)
    assert one.seqs() == list(range(1, 101))
    return two.seqs()


async def test_its_faults_come_from_the_seed() -> None:
    first, again, other = [
        await _seqs(BrokerBus(seed=seed, loss=0.2, doubling=0.2, late=0.01)) for seed in (1, 1, 2)
    ]
    assert set(first) == set(again) != set(other)
    assert 60 < len(set(first)) < 100
    assert len(first) > len(set(first)), "nothing was doubled"
    assert first != sorted(first), "nothing was late"


async def test_the_last_hint_can_be_lost() -> None:
    bus = BrokerBus()
    one, two = Hearing(bus.broker()), Hearing(bus.broker())
    await two.broker.watch(7)
    one.broker.publish(said(1), EPOCH)
    bus.lose()
    one.broker.publish(said(2), EPOCH)
    one.broker.publish(said(3), EPOCH)
    await two.heard(3)
    assert two.seqs() == [1, 3]
    assert bus.lost == 1


async def test_a_stopped_bus_carries_nothing_and_says_when_it_is_back() -> None:
    bus = BrokerBus()
    one, two = Hearing(bus.broker()), Hearing(bus.broker())
    await two.broker.watch(7)
    bus.stop()
    assert not one.broker.healthy
    one.broker.publish(said(1), EPOCH)
    bus.start()
    assert (one.restorations, two.restorations) == (1, 1)
    one.broker.publish(said(2), EPOCH)
    await two.heard(2)
    assert two.seqs() == [2]
