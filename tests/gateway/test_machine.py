"""The gateway under random interleavings, and proof that the machine finds what is broken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from teahouse.gateway.audience import Frames
from teahouse.gateway.hub import Hub, Member, Room
from teahouse.gateway.repair import RoomRepair
from teahouse.gateway.session import Session
from teahouse.protocol.commands import MessageSend
from teahouse.store.journal import Journal, Operation
from teahouse.store.port import StoredEvent
from tests.gateway.machine import GatewayMachine

SEARCH = settings(
    max_examples=200,
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
    for module in ("ring", "interest", "gaps", "gateway"):
        monkeypatch.setattr(f"teahouse.gateway.{module}.RING_EVENTS", 6)
    monkeypatch.setattr("teahouse.gateway.entrance.REPLAY_EVENTS", 3)
    monkeypatch.setattr("teahouse.gateway.entrance.RESUME_EVENTS", 14)


def test_the_invariants_hold() -> None:
    run_state_machine_as_test(GatewayMachine, settings=SEARCH)


class HubWithoutBlanks(Hub):
    """Leaves the place of a whisper empty for those who may not see it."""

    def _deliver(self, members: dict[Member, None], frames: list[Frames], floors: dict[int, int]) -> None:
        super()._deliver(members, [replace(each, hidden=b"") for each in frames], floors)


class IndiscreetHub(Hub):
    """Shows whispers to all who are live."""

    def _deliver(self, members: dict[Member, None], frames: list[Frames], floors: dict[int, int]) -> None:
        super()._deliver(members, [replace(each, only=None) for each in frames], floors)


class HubWithoutRing(Hub):
    """Makes a member live without what came since its cursor."""

    def join(self, room: Room, member: Member, after: int, floor: int = 0) -> bool:
        self.flush(room)
        room.audiences[member.kind][member] = None
        return True


class HubThatDoesNotMind(Hub):
    """Takes what comes, whether or not something before it is missing."""

    def publish(self, event: StoredEvent) -> bool:
        room = self.rooms.get(event.room)
        if room is not None and event.seq > room.tail + 1:
            room.ring.tail = event.seq - 1 - len(room.pending)
        return super().publish(event)


class RepairOfNothing(RoomRepair):
    """Hears that rooms are behind, and leaves them so."""

    def take(self, behind: list[tuple[Room, int]]) -> None:
        pass


class JournalWithoutBackOff(Journal):
    """Takes what comes behind a failed batch at once."""

    def _check_back_off(self) -> None:
        pass


class JournalThatMixesUp(Journal):
    """Tells the results of a batch in the wrong order."""

    def _settle(self, batch: list[Operation], outcome: Any) -> None:
        super()._settle(batch[::-1], outcome)


class JournalThatForgetsToTell(Journal):
    """Takes new ones before all have heard that theirs failed."""

    def _fail(self, batch: list[Operation], problem: Exception) -> None:
        super()._fail(batch, problem)
        self._told()


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
        ("teahouse.gateway.gateway.Hub", HubThatDoesNotMind, "I4"),
        ("teahouse.gateway.sweep.RoomRepair", RepairOfNothing, "I5"),
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


def speaks_while_a_batch_fails(machine: GatewayMachine) -> None:
    machine.say(who=1, to=None, times=1)
    machine.turns(3, 0.0)
    machine.commit("full", 0, meanwhile=1)


def whispers_while_a_batch_fails(machine: GatewayMachine) -> None:
    """The whisper's target is looked up for so long that the journal takes it again."""
    machine.say(who=1, to=0, times=1)
    machine.turns(3, 0.0)
    machine.commit("full", 0, meanwhile=None)
    machine.say(who=1, to=0, times=1)
    machine.turns(1, 0.0)
    machine.turns(1, 0.6)


def is_held_up_while_a_batch_fails(machine: GatewayMachine) -> None:
    """The loop stands still for longer than the back-off before all have heard of the failure."""
    machine.say(who=1, to=1, times=1)
    machine.conditions_change(2, 0, frozenset())
    machine.say(who=2, to=None, times=1)
    machine.say(who=1, to=None, times=3)
    machine.turns(3, 0.0)
    machine.commit("full", 2, meanwhile=None)
    machine.turns(3, 0.0)
    machine.turns(1, 0.6)


@pytest.mark.parametrize(
    ("happens", "place", "broken"),
    [
        (speaks_while_a_batch_fails, "tests.gateway.fake_store.Journal", JournalWithoutBackOff),
        (whispers_while_a_batch_fails, "teahouse.gateway.page.Session", SessionThatLetsOvertake),
        (is_held_up_while_a_batch_fails, "tests.gateway.fake_store.Journal", JournalThatForgetsToTell),
    ],
)
def test_nothing_overtakes_what_failed(
    monkeypatch: pytest.MonkeyPatch, happens: Callable[[GatewayMachine], None], place: str, broken: type
) -> None:
    """Found by the search, and kept: rare enough to be missed by a short one."""

    def run() -> None:
        machine = GatewayMachine()
        try:
            machine.people_come(0, 0)
            happens(machine)
        finally:
            machine.teardown()

    run()
    monkeypatch.setattr(place, broken)
    with pytest.raises(AssertionError, match="I10"):
        run()
