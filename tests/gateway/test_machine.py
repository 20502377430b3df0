"""The gateway under random interleavings, and proof that the machine finds what is broken."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from teahouse.gateway.audience import Frames
from teahouse.gateway.hub import Hub, Member, Room
from teahouse.gateway.session import Session
from teahouse.protocol.commands import MessageSend
from teahouse.store.journal import Journal, Operation
from teahouse.store.port import StoredEvent
from tests.gateway.machine import GatewayMachine

SEARCH = settings(
    max_examples=100,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _small_and_silent(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Bounds that a short run reaches: the ring, what is replayed at a time, what is too far behind."""
    caplog.set_level(logging.CRITICAL)
    for module in ("ring", "hub", "gateway"):
        monkeypatch.setattr(f"teahouse.gateway.{module}.RING_EVENTS", 6)
    monkeypatch.setattr("teahouse.gateway.entrance.REPLAY_EVENTS", 3)
    monkeypatch.setattr("teahouse.gateway.entrance.RESUME_EVENTS", 14)


def test_the_invariants_hold() -> None:
    run_state_machine_as_test(GatewayMachine, settings=SEARCH)


class HubWithoutBlanks(Hub):
    """Leaves the place of a whisper empty for those who may not see it."""

    def _deliver(self, members: dict[Member, None], frames: list[Frames]) -> None:
        super()._deliver(members, [replace(each, hidden=b"") for each in frames])


class IndiscreetHub(Hub):
    """Shows whispers to all who are live."""

    def _deliver(self, members: dict[Member, None], frames: list[Frames]) -> None:
        super()._deliver(members, [replace(each, only=None) for each in frames])


class HubWithoutRing(Hub):
    """Makes a member live without what came since its cursor."""

    def join(self, room: Room, member: Member, after: int) -> bool:
        self.flush(room)
        room.audiences[member.kind][member] = None
        return True


class HubThatMissesSome(Hub):
    """Does not hear of every third event until it fetches a gap, and does not notice."""

    last_missed = 0

    def publish(self, event: StoredEvent) -> bool:
        if event.seq % 3 == 0 and event.seq > self.last_missed:
            self.last_missed = event.seq
            return True
        return super().publish(event)


class JournalWithoutBackOff(Journal):
    """Takes what comes behind a failed batch at once."""

    def _check_back_off(self) -> None:
        pass


class JournalThatMixesUp(Journal):
    """Tells the results of a batch in the wrong order."""

    def _settle(self, batch: list[Operation], outcome: Any) -> None:
        super()._settle(batch[::-1], outcome)


class SessionThatLetsOvertake(Session):
    """Does not look whether an earlier message failed while this one waited."""

    def check_order(self, command: MessageSend, mark: int) -> None:
        pass


@pytest.mark.parametrize(
    ("place", "broken", "found"),
    [
        ("teahouse.gateway.gateway.Hub", HubWithoutBlanks, "I4"),
        ("teahouse.gateway.gateway.Hub", IndiscreetHub, "I4: not as this person may see it"),
        ("teahouse.gateway.gateway.Hub", HubWithoutRing, "I4|caught up"),
        ("teahouse.gateway.gateway.Hub", HubThatMissesSome, "I5|I6|missing|no quiet"),
        ("teahouse.gateway.page.Session", SessionThatLetsOvertake, "I10"),
        ("tests.gateway.fake_store.Journal", JournalWithoutBackOff, "I10"),
        ("tests.gateway.fake_store.Journal", JournalThatMixesUp, "I1,|I6|I4"),
    ],
)
def test_what_is_broken_is_found(
    monkeypatch: pytest.MonkeyPatch, place: str, broken: type, found: str
) -> None:
    monkeypatch.setattr(place, broken)
    search = settings(SEARCH, phases=[Phase.generate], max_examples=400)
    with pytest.raises(AssertionError, match=found):
        run_state_machine_as_test(GatewayMachine, settings=search)
