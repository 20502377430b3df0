"""What follows a notice within ten seconds is told together."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.aside.merging import MOST, WINDOW_SECONDS, Call, Merging


class Scene:
    """A clock that moves when told to, and what was told: (person, room, seqs)."""

    def __init__(self) -> None:
        self.told: list[tuple[int, int, list[int]]] = []
        self.timers: list[Callable[[], None]] = []
        self.merging = Merging(self._later, self._tell)

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        assert seconds == WINDOW_SECONDS
        self.timers.append(work)

    def _tell(self, person: int, room: int, calls: list[Call]) -> None:
        self.told.append((person, room, [call.seq for call in calls]))

    def call(self, person: int, room: int, seq: int) -> None:
        self.merging.add(person, room, Call(seq, "mention"))

    def ten_seconds(self) -> None:
        timers, self.timers = self.timers, []
        for work in timers:
            work()


def test_the_first_is_told_at_once_and_the_rest_together() -> None:
    scene = Scene()
    for seq in (1, 2, 3):
        scene.call(7, 1, seq)
    assert scene.told == [(7, 1, [1])]
    scene.ten_seconds()
    assert scene.told[1:] == [(7, 1, [2, 3])]
    scene.call(7, 1, 4)
    assert len(scene.told) == 2
    scene.ten_seconds()
    assert scene.told[2:] == [(7, 1, [4])]


def test_after_a_quiet_window_the_next_is_told_at_once() -> None:
    scene = Scene()
    scene.call(7, 1, 1)
    scene.ten_seconds()
    assert scene.timers == []
    scene.call(7, 1, 2)
    assert scene.told == [(7, 1, [1]), (7, 1, [2])]


def test_people_and_rooms_do_not_wait_for_each_other() -> None:
    scene = Scene()
    for person, room in ((7, 1), (7, 2), (8, 1)):
        scene.call(person, room, 5)
    assert scene.told == [(7, 1, [5]), (7, 2, [5]), (8, 1, [5])]


def test_one_message_for_two_reasons_is_one() -> None:
    scene = Scene()
    for seq in (1, 2, 2):
        scene.call(7, 1, seq)
    scene.ten_seconds()
    assert scene.told[1:] == [(7, 1, [2])]


def test_what_waits_is_bounded_and_told_at_the_end() -> None:
    scene = Scene()
    for seq in range(MOST + 51):
        scene.call(7, 1, seq)
    scene.merging.flush()
    assert scene.told[1:] == [(7, 1, list(range(51, MOST + 51)))]
    scene.ten_seconds()
    assert len(scene.told) == 2
