"""Early events wait a moment, what does not come is fetched, one fetch a room at a time."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from teahouse.gateway.gaps import EARLY_EVENTS, EARLY_SECONDS, Gaps
from teahouse.gateway.hub import Hub
from teahouse.gateway.ring import RING_EVENTS
from teahouse.model.errors import UnavailableError
from teahouse.model.meters import Meters
from teahouse.store.port import StoredEvent
from tests.gateway.fakes import FakeMember, event
from tests.gateway.stepped_loop import SteppedLoop


class Scene:
    """One room over a log; fetches answer when `answering`, and fail when `broken`."""

    def __init__(self) -> None:
        self.loop = SteppedLoop()
        self.meters = Meters()
        self.log: list[StoredEvent] = []
        self.fetches: list[int] = []
        self.healthy = self.answering = True
        self.broken = False
        self.hub = Hub(self.loop.call_soon, self.loop.time, self.meters)
        self.gaps = Gaps(
            self.hub, self.fetch, self.loop.create_task, self.later, lambda: self.healthy, self.meters
        )
        self.room = self.hub.open(1, 0, [])
        self.member = FakeMember()
        self.hub.join(self.room, self.member, 0)

    def later(self, seconds: float, work: Any) -> Any:
        return self.loop.call_later(seconds, work).cancel

    async def fetch(self, room: int, after: int) -> list[StoredEvent]:
        self.fetches.append(after)
        found = [each for each in self.log if each.seq > after][:RING_EVENTS]
        while not self.answering:
            await self.bare_turn()
        if self.broken:
            raise UnavailableError(retry_after_ms=500)
        return found

    async def bare_turn(self) -> None:
        future = self.loop.create_future()
        self.loop.call_soon(future.set_result, None)
        await future

    def commit(self, upto: int) -> None:
        self.log = [event(seq) for seq in range(1, upto + 1)]

    def hear(self, *seqs: int) -> None:
        for seq in seqs:
            self.gaps.hear(event(seq))

    def later_on(self, seconds: float = EARLY_SECONDS) -> None:
        self.loop.seconds += seconds
        self.loop.turn(8)

    def run(self, work: Coroutine[Any, Any, None]) -> Any:
        task = self.loop.create_task(work)
        self.loop.turn(8)
        return task


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.loop.turn(3)
    made.loop.close()
    assert not made.loop.failures


def test_what_comes_in_another_order_costs_no_fetch(scene: Scene) -> None:
    scene.hear(3, 2, 5, 1, 4, 1, 3)
    scene.later_on()
    assert scene.member.seqs() == [1, 2, 3, 4, 5]
    assert scene.fetches == []
    assert scene.meters.early_events == 3


def test_what_does_not_come_is_fetched_once(scene: Scene) -> None:
    scene.commit(6)
    scene.hear(3, 4, 6)
    scene.later_on(EARLY_SECONDS / 2)
    assert scene.fetches == []
    scene.later_on()
    assert scene.fetches == [0]
    assert scene.member.seqs() == [1, 2, 3, 4, 5, 6]
    scene.hear(7)
    scene.later_on()
    assert scene.member.seqs()[-1] == 7
    assert scene.fetches == [0]


def test_each_hole_is_waited_for_anew(scene: Scene) -> None:
    scene.commit(5)
    scene.hear(2)
    scene.later_on(EARLY_SECONDS * 0.9)
    scene.hear(1, 4)
    scene.later_on(EARLY_SECONDS * 0.9)
    assert scene.fetches == []
    scene.hear(3)
    scene.later_on()
    assert scene.member.seqs() == [1, 2, 3, 4]
    assert scene.fetches == []


def test_nobody_waits_for_hints_of_a_dead_broker(scene: Scene) -> None:
    scene.healthy = False
    scene.commit(3)
    scene.hear(3)
    scene.later_on(0)
    assert scene.member.seqs() == [1, 2, 3]


def test_a_head_is_fetched_at_once_and_once(scene: Scene) -> None:
    scene.commit(4)
    scene.answering = False
    for head in (2, 3, 4):
        scene.gaps.hear_head(1, head)
    waiting = scene.run(scene.gaps.catch_up(scene.room, 4))
    assert scene.fetches == [0]
    scene.answering = True
    scene.later_on(0)
    assert waiting.done()
    assert scene.member.seqs() == [1, 2, 3, 4]
    scene.gaps.hear_head(1, 4)
    scene.gaps.hear_head(2, 9)
    assert scene.fetches == [0]


def test_who_asks_for_more_than_the_fetch_under_way_saw_gets_it_by_another(scene: Scene) -> None:
    scene.commit(2)
    scene.answering = False
    scene.gaps.hear_head(1, 2)
    scene.later_on(0)
    scene.commit(5)
    waiting = [scene.run(scene.gaps.catch_up(scene.room, 5)) for _ in range(3)]
    scene.answering = True
    scene.later_on(0)
    scene.loop.turn(20)
    assert all(each.done() for each in waiting)
    assert scene.member.seqs() == [1, 2, 3, 4, 5]
    assert scene.fetches == [0, 2]


def test_what_the_store_has_not_is_asked_for_once(scene: Scene) -> None:
    scene.commit(2)
    assert scene.run(scene.gaps.catch_up(scene.room, 9)).done()
    assert scene.fetches == [0]
    assert scene.run(scene.gaps.catch_up(scene.room, 2)).done()
    assert scene.fetches == [0]


def test_what_is_found_missing_during_a_fetch_that_came_too_early_is_fetched_again(scene: Scene) -> None:
    scene.answering = False
    scene.run(scene.gaps.catch_up(scene.room))
    scene.commit(2)
    scene.hear(2)
    scene.answering = True
    scene.later_on(0)
    assert scene.member.seqs() == []
    scene.later_on()
    scene.later_on()
    assert scene.member.seqs() == [1, 2]
    assert scene.fetches == [0, 0]


def test_catching_up_goes_on_until_nothing_is_missing(scene: Scene) -> None:
    scene.commit(2 * RING_EVENTS + 9)
    scene.run(scene.gaps.catch_up(scene.room))
    scene.loop.turn(20)
    assert scene.room.tail == 2 * RING_EVENTS + 9
    assert scene.fetches == [0, RING_EVENTS, 2 * RING_EVENTS]


def test_a_store_that_fails_is_told_to_who_waits_and_asked_again_later(scene: Scene) -> None:
    scene.commit(3)
    scene.broken = True
    scene.hear(3)
    scene.later_on()
    waiting = scene.run(scene.gaps.catch_up(scene.room, 3))
    assert isinstance(waiting.exception(), UnavailableError)
    scene.later_on(10)
    assert len(scene.fetches) == 2, "no loop of failures"
    scene.broken = False
    scene.run(scene.gaps.catch_up(scene.room, 3))
    assert scene.member.seqs() == [1, 2, 3]


def test_what_is_kept_is_bounded(scene: Scene) -> None:
    upto = 3 * EARLY_EVENTS
    scene.commit(upto)
    scene.hear(*range(2, upto + 1))
    assert len(scene.gaps._gaps[scene.room].early) == EARLY_EVENTS
    scene.later_on()
    assert scene.member.seqs() == list(range(1, upto + 1))
    assert scene.gaps._gaps == {}


def test_nothing_of_a_closed_room_gets_into_the_one_opened_after_it(scene: Scene) -> None:
    scene.commit(3)
    scene.answering = False
    scene.hear(3)
    scene.later_on()
    scene.hub.close(scene.room)
    scene.gaps.forget(scene.room)
    fresh = scene.hub.open(1, 0, [])
    scene.answering = True
    scene.later_on()
    assert fresh.tail == 0


def test_what_is_heard_of_a_room_that_is_being_read_is_noticed(scene: Scene) -> None:
    scene.gaps.open(7)
    assert not scene.gaps.opened(7)
    scene.gaps.open(7)
    scene.gaps.hear(event(1))
    assert not scene.gaps.opened(7), "that was another room"
    scene.gaps.open(7)
    scene.gaps.hear(event(3, room=7))
    assert scene.gaps.opened(7)
    scene.gaps.open(7)
    scene.gaps.hear_head(7, 3)
    assert scene.gaps.opened(7)
    scene.gaps.hear_head(7, 4)
    assert not scene.gaps.opened(7), "nobody was reading it any more"
    scene.healthy = False
    scene.gaps.open(7)
    assert scene.gaps.opened(7), "hints of a dead broker say nothing by not coming"
