"""Nodes agree on who is there after any trouble (I13); and what breaks that is found."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from teahouse.broker.port import PresenceMoved, PresenceRange
from teahouse.gateway.remote import Remote
from tests.gateway.presence_machine import PresenceMachine

SEARCH = settings(
    max_examples=120,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def test_in_the_end_all_nodes_know_who_is_there() -> None:
    run_state_machine_as_test(PresenceMachine, settings=SEARCH)


class RemoteThatForgetsNobody(Remote):
    """Believes a node for ever that has fallen silent."""

    def expire(self, now: float) -> bool:
        return False


class RemoteWithoutSnapshots(Remote):
    """Learns from what moves alone."""

    def range(self, signal: PresenceRange, node: str, now: float) -> list[int]:
        return self.moved(PresenceMoved(signal.room, signal.people, ()), node, now)


class RemoteThatCountsTwice(Remote):
    """Takes a doubled hint for a second connection."""

    def moved(self, signal: PresenceMoved, node: str, now: float) -> list[int]:
        for person in signal.here:
            if self._presence.holds(person.id):
                self._presence.arrive(person)
        return super().moved(signal, node, now)


class RemoteWithoutDoubts(Remote):
    """Never minds that another node has another name."""

    def range(self, signal: PresenceRange, node: str, now: float) -> list[int]:
        super().range(signal, node, now)
        return []

    def moved(self, signal: PresenceMoved, node: str, now: float) -> list[int]:
        super().moved(signal, node, now)
        return []


@pytest.mark.parametrize(
    "broken",
    [RemoteThatForgetsNobody, RemoteWithoutSnapshots, RemoteThatCountsTwice, RemoteWithoutDoubts],
)
def test_what_is_broken_is_found(monkeypatch: pytest.MonkeyPatch, broken: type[Remote]) -> None:
    monkeypatch.setattr("teahouse.gateway.occupancy.Remote", broken)
    search = settings(SEARCH, phases=[Phase.generate], max_examples=400)
    with pytest.raises(AssertionError, match="I13"):
        run_state_machine_as_test(PresenceMachine, settings=search)
