"""What is the same over every adapter, on a link whose faults are a test's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from teahouse.broker import line, relay
from teahouse.broker.errors import BrokerOpenError, LinkError
from teahouse.broker.port import PresenceAsked, SessionRevoked
from teahouse.broker.relay import Relay
from tests.broker.hearing import EPOCH, Hearing, said, until

if TYPE_CHECKING:
    from teahouse.broker.link import Hear, Lost


class _Wire:
    """A broker and its only client: what is published comes back at once."""

    def __init__(self) -> None:
        self.silent = False
        self.stuck = False
        self.refusals: list[Exception] = []
        self.topics: set[str] = set()
        self.published: list[tuple[str, bytes]] = []
        self.opened = self.closed = 0
        self.hear: Hear
        self.lost: Lost

    async def connect(self, hear: Hear, lost: Lost) -> _Wire:
        if self.refusals:
            raise self.refusals.pop(0)
        self.hear, self.lost = hear, lost
        self.topics = set()
        self.opened += 1
        return self

    async def subscribe(self, topics: list[str]) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.topics |= set(topics)

    async def unsubscribe(self, topics: list[str]) -> None:
        self.topics -= set(topics)

    async def publish(self, payloads: list[tuple[str, bytes]]) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        self.published += payloads
        for topic, payload in payloads:
            if topic in self.topics and not self.silent:
                self.hear(topic, payload)

    async def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PROBE_SECONDS", 0.03)
    monkeypatch.setattr(relay, "OPEN_SECONDS", 0.2)
    monkeypatch.setattr(relay, "WATCH_SECONDS", 0.05)
    monkeypatch.setattr(relay, "FIRST_DELAY", 0.001)


async def _open(wire: _Wire) -> Hearing:
    broker = Relay(wire.connect, name="the wire", payload_bytes=7_900)
    await broker.open()
    return Hearing(broker)


async def test_what_is_not_passed_on_is_noticed_at_start() -> None:
    wire = _Wire()
    wire.silent = True
    with pytest.raises(BrokerOpenError, match=r"^the wire does not pass on what is published"):
        await _open(wire)
    assert wire.closed == 1


async def test_why_it_cannot_be_opened_is_told_as_it_is() -> None:
    wire = _Wire()
    wire.refusals = [BrokerOpenError("the wire is cut."), LinkError("it is closed")]
    with pytest.raises(BrokerOpenError, match=r"^the wire is cut\.$"):
        await _open(wire)
    with pytest.raises(BrokerOpenError, match=r"^the wire cannot be used: it is closed\.$"):
        await _open(wire)


@pytest.mark.parametrize("fault", ["silent", "stuck"])
async def test_silence_ends_a_link(fault: str) -> None:
    wire = _Wire()
    node = await _open(wire)
    setattr(wire, fault, True)
    await until(lambda: not node.broker.healthy, "noticed")
    setattr(wire, fault, False)
    await until(lambda: node.restorations, "restored")
    assert node.broker.healthy
    await node.broker.close()
    assert wire.opened == wire.closed >= 2


async def test_no_failure_is_the_last_attempt(caplog: pytest.LogCaptureFixture) -> None:
    wire = _Wire()
    node = await _open(wire)
    await node.broker.watch(7)
    wire.refusals = [BrokerOpenError("gone."), BrokerOpenError("gone."), OSError(), ZeroDivisionError("odd")]
    wire.lost(LinkError("it broke"))
    assert not node.broker.healthy
    await until(lambda: node.restorations, "restored")
    assert node.restorations == getattr(node.broker, "reconnects", None) == 1
    assert {"all", "room:7"} < wire.topics
    assert [record.getMessage() for record in caplog.records] == [
        "the broker is away, so messages take longer: it broke",
        "the broker is still away: gone.",
        "the broker is still away: OSError",
        "the broker is still away: odd",
        "the broker is back: the wire",
    ]
    await node.broker.close()


async def test_an_echo_is_not_heard_however_it_is_written() -> None:
    wire = _Wire()
    node = await _open(wire)
    await node.broker.watch(7)
    node.broker.publish(said(1), EPOCH)
    node.broker.signal(PresenceAsked(7))
    await until(lambda: wire.published and b"presence.asked" in wire.published[-1][1], "sent")
    spaced = f'{{ "hints": [{{"type":"head","room":7,"seq":9}}], "node": "{node.broker.node}" }}'
    wire.hear("room:7", spaced)
    wire.hear("room:7", spaced.encode())
    wire.hear("room:7", wire.published[-1][1].decode())
    assert (node.events, node.heads) == ([said(1)], [])
    assert node.signals == [(PresenceAsked(7), node.broker.node)]
    await node.broker.close()


async def test_watching_takes_a_second_at_most_and_is_made_good_later() -> None:
    wire = _Wire()
    node = await _open(wire)
    wire.stuck = True
    async with asyncio.timeout(2):
        await node.broker.watch(7)
    assert "room:7" not in wire.topics
    wire.stuck = False
    await until(lambda: "room:7" in wire.topics, "subscribed")
    await node.broker.close()


async def test_rooms_of_which_nothing_is_wanted_are_not_subscribed_to_again() -> None:
    wire = _Wire()
    node = await _open(wire)
    await node.broker.watch(7)
    await node.broker.watch(8)
    wire.lost(LinkError("it broke"))
    node.broker.unwatch(7)
    await until(lambda: node.restorations, "restored")
    await until(lambda: "room:8" in wire.topics and "room:7" not in wire.topics, "as wanted")
    await node.broker.close()


async def test_a_signal_that_is_too_large_is_heard_at_home_alone(caplog: pytest.LogCaptureFixture) -> None:
    wire = _Wire()
    node = await _open(wire)
    for session in ("x" * 8_000, "\ud800"):
        node.broker.signal(SessionRevoked(session))
    assert len(node.signals) == 2
    assert getattr(node.broker, "dropped", None) == 2
    assert "SessionRevoked" in caplog.text
    await node.broker.close()
    assert not any(b"session.revoked" in payload for _, payload in wire.published)


async def test_closing_twice_and_while_it_reconnects() -> None:
    wire = _Wire()
    node = await _open(wire)
    wire.refusals = [OSError("gone")] * 1_000
    wire.lost(LinkError("it broke"))
    await until(lambda: len(wire.refusals) < 1_000, "an attempt")
    await node.broker.close()
    await node.broker.close()
    assert len(asyncio.all_tasks()) == 1


async def test_a_link_that_always_dies_at_once_is_opened_less_and_less_often() -> None:
    wire = _Wire()
    hearing = await _open(wire)
    try:
        opened = 0
        end = asyncio.get_running_loop().time() + 0.3
        while asyncio.get_running_loop().time() < end:
            if wire.opened != opened and hearing.broker.healthy:
                opened = wire.opened
                wire.lost(LinkError("it is rejected"))
            await asyncio.sleep(0)
        assert 3 <= opened <= 12
    finally:
        await hearing.broker.close()
