"""Rooms that are behind are repaired a few at a time, and none waits for a slow one."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Iterator

import pytest

from teahouse.gateway.gaps import Gaps
from teahouse.gateway.hub import Hub, Room
from teahouse.gateway.repair import AT_ONCE, RoomRepair
from teahouse.model.errors import UnavailableError
from teahouse.model.meters import Meters
from teahouse.store.port import StoredEvent
from tests.gateway.fakes import event
from tests.gateway.stepped_loop import SteppedLoop

ROOMS = 20


class Scene:
    """Rooms that have one event each in the store and none here. A fetch waits until `answer`."""

    def __init__(self) -> None:
        self.loop = SteppedLoop()
        self.meters = Meters()
        self.hub = Hub(self.loop.call_soon, self.loop.time, self.meters)
        self.gaps = Gaps(self.hub, self.fetch, self.loop.create_task, self.later, lambda: False, self.meters)
        self.repair = RoomRepair(self.hub, self.gaps, self.meters)
        self.rooms = [self.hub.open(number, 0, []) for number in range(1, ROOMS + 1)]
        self.asked: list[int] = []
        self.fetching: dict[int, Future[None]] = {}

    def later(self, seconds: float, work: Callable[[], None]) -> Callable[[], None]:
        return self.loop.call_later(seconds, work).cancel

    async def fetch(self, room: int, after: int) -> list[StoredEvent]:
        self.asked.append(room)
        self.fetching[room] = self.loop.create_future()
        await self.fetching[room]
        return [event(1, room=room)]

    def take(self) -> None:
        """As the sweep finds it now."""
        behind = [(room, 1) for room in self.rooms if room.tail < 1]
        self.loop.call_soon(self.repair.take, behind)
        self.loop.turn(4)

    def answer(self, *rooms: int) -> None:
        for room in rooms:
            self.fetching.pop(room).set_result(None)
        self.loop.turn(8)

    def behind(self) -> list[int]:
        return [room.id for room in self.rooms if room.tail < 1]


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    closing = made.loop.create_task(made.repair.close())
    made.loop.turn(4)
    assert closing.done()
    for future in made.fetching.values():
        future.cancel()
    made.loop.turn(4)
    made.loop.close()
    assert not made.loop.failures


def test_a_slow_room_does_not_delay_the_others(scene: Scene) -> None:
    scene.take()
    while others := [room for room in scene.fetching if room != 1]:
        assert len(scene.fetching) <= AT_ONCE
        scene.answer(*others)
    assert scene.behind() == [1]
    assert scene.asked == list(range(1, ROOMS + 1))


def test_as_many_are_under_way_as_may_be(scene: Scene) -> None:
    scene.take()
    assert list(scene.fetching) == list(range(1, AT_ONCE + 1))
    scene.answer(2)
    assert list(scene.fetching) == [1, 3, AT_ONCE + 1]


def test_the_next_round_adds_nothing_to_what_is_under_way(scene: Scene) -> None:
    """Otherwise a room that stays slow took one place more in each round."""
    for _ in range(2 * AT_ONCE):
        scene.take()
    assert scene.meters.sweep_repairs == AT_ONCE
    while others := [room for room in scene.fetching if room != 1]:
        scene.answer(*others)
        scene.take()
    assert scene.behind() == [1]
    assert scene.asked == list(range(1, ROOMS + 1))
    scene.answer(1)
    assert scene.behind() == []
    assert scene.meters.sweep_repairs == ROOMS


def test_when_the_store_fails_the_rest_waits_for_the_next_round(scene: Scene) -> None:
    scene.take()
    for room in list(scene.fetching):
        scene.fetching.pop(room).set_exception(UnavailableError())
    scene.loop.turn(8)
    assert scene.fetching == {}
    assert len(scene.behind()) == ROOMS
    scene.take()
    assert len(scene.fetching) == AT_ONCE


def test_what_came_meanwhile_or_was_closed_is_left_alone(scene: Scene) -> None:
    scene.take()
    came, gone = AT_ONCE + 1, AT_ONCE + 2
    scene.hub.publish(event(1, room=came))
    scene.hub.close(scene.rooms[gone - 1])
    reopened: Room = scene.hub.open(gone, 0, [])
    scene.answer(*scene.fetching)
    assert list(scene.fetching) == list(range(gone + 1, gone + 1 + AT_ONCE))
    assert reopened.tail == 0


def test_at_the_end_nothing_more_is_begun(scene: Scene) -> None:
    scene.take()
    closing = scene.loop.create_task(scene.repair.close())
    scene.loop.turn(4)
    assert closing.done()
    scene.answer(*scene.fetching)
    assert scene.asked == list(range(1, AT_ONCE + 1))
