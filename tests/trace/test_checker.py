"""The checker passes what is right, and finds each planted fault by exactly the right check."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.harness.tracing import Line
from tests.trace.change_plants import CHANGE_PLANTS, changed_scene
from tests.trace.checker import CHECKS, check
from tests.trace.fault_plants import FAULT_PLANTS
from tests.trace.history import Row
from tests.trace.scene import (
    EPOCH,
    ROOM,
    Scene,
    faulty_scene,
    good_scene,
    random_scene,
    row_with,
    with_fields,
)

Plant = Callable[[Scene], None]


def test_a_good_history_passes() -> None:
    assert good_scene().check() == []


def test_a_history_with_faults_passes() -> None:
    assert faulty_scene().check() == []


@pytest.mark.parametrize("seed", range(20))
def test_random_good_histories_pass(seed: int) -> None:
    assert random_scene(seed).check() == []


def acknowledged_without_store(scene: Scene) -> None:
    """The tail is acknowledged before the commit, and the power goes."""
    scene.connected.clear()
    scene.send("c1", "z", "never on disk")
    scene.note("c1", "ack", key="z", seq=scene.last + 1)


def stored_with_another_body(scene: Scene) -> None:
    scene.rows[1] = row_with(scene.rows[1], hash="0" * 64)


def acknowledged_in_an_unknown_epoch(scene: Scene) -> None:
    scene.change("c2", lambda line: with_fields(line, epoch="epoch-0"), op="ack", key="b")


def stored_twice(scene: Scene) -> None:
    """A retry made a second copy, and everyone got it."""
    scene.commit("c2", "b", "two")


def applied_twice(scene: Scene) -> None:
    scene.lines["c3"].append(_again(scene, "c3", 2))


def blank_applied_twice(scene: Scene) -> None:
    scene.lines["c3"].append(_again(scene, "c3", 3))


def hole_in_the_store(scene: Scene) -> None:
    """Before anyone's log begins, so that only the store shows it."""
    _older(scene)
    del scene.rows[1]


def repeat_in_the_store(scene: Scene) -> None:
    _older(scene)
    scene.rows[0] = row_with(scene.rows[0], seq=0)
    scene.first_seq = 0


def hole_in_a_log(scene: Scene) -> None:
    scene.change("c2", lambda line: None, op="apply", seq=4)


def reordered_log(scene: Scene) -> None:
    lines = scene.lines["c2"]
    first, second = (
        next(index for index, line in enumerate(lines) if line.op == "apply" and line.seq == seq)
        for seq in (4, 5)
    )
    early, late = lines[first], lines[second]
    lines[first], lines[second] = with_fields(late, t=early.t), with_fields(early, t=late.t)


def whisper_leaked(scene: Scene) -> None:
    secret = scene.rows[2]
    scene.change(
        "c3",
        lambda line: with_fields(line, op="apply", key=secret.key, sender=secret.sender, hash=secret.hash),
        op="blank",
        seq=3,
    )


def two_views_of_one_place(scene: Scene) -> None:
    scene.change("c3", lambda line: with_fields(line, hash="0" * 64), op="apply", seq=2)


def resumed_too_late(scene: Scene) -> None:
    scene.change("c3", lambda line: with_fields(line, seq=4), op="sync")


def lost_last_message(scene: Scene) -> None:
    scene.change("c3", lambda line: None, op="apply", seq=scene.last)


def lost_last_blank(scene: Scene) -> None:
    scene.say("c1", "v", "quietly", to=2)
    scene.change("c3", lambda line: None, op="blank", seq=scene.last)


def ghost(scene: Scene) -> None:
    """Published before the commit, which never came."""
    row = Row(room=ROOM, seq=scene.last + 1, sender=9, key="ghost", hash="1" * 64)
    for client in scene.lines:
        scene.see(client, row)


def blank_instead_of_event(scene: Scene) -> None:
    scene.change(
        "c3",
        lambda line: Line(t=line.t, client="c3", op="blank", room=ROOM, seq=2, epoch=EPOCH),
        op="apply",
        seq=2,
    )


def whisper_blank_for_its_target(scene: Scene) -> None:
    scene.change(
        "c2",
        lambda line: Line(t=line.t, client="c2", op="blank", room=ROOM, seq=3, epoch=EPOCH),
        op="apply",
        seq=3,
    )


def refused_and_stored(scene: Scene) -> None:
    scene.send("c1", "r", "refused")
    scene.commit("c1", "r", "refused")
    scene.note("c1", "refuse", key="r", code="rate_limited")


def unacknowledged_with_another_body(scene: Scene) -> None:
    scene.commit("c3", "e", "not what was sent")


def unacknowledged_in_another_room(scene: Scene) -> None:
    scene.commit("c3", "e", "lost on the way")
    scene.change("c3", lambda line: with_fields(line, room=ROOM + 1), op="send", key="e")


def changed_acknowledgement(scene: Scene) -> None:
    scene.note("c1", "ack", key="a", seq=4)


def later_before_earlier(scene: Scene) -> None:
    """c3 sends after c2's message was acknowledged at its back."""
    scene.send("c2", "x", "early")
    scene.note("c2", "ack", key="x", seq=scene.last + 2)
    scene.say("c3", "y", "late")
    scene.commit("c2", "x", "early")


def overtaken(scene: Scene) -> None:
    scene.send("c2", "x", "said first")
    scene.send("c2", "y", "said second")
    scene.commit("c2", "y", "said second")
    scene.commit("c2", "x", "said first")
    scene.ack("c2", "x")
    scene.ack("c2", "y")


def epochs_mixed(scene: Scene) -> None:
    scene.change("c3", lambda line: with_fields(line, epoch="epoch-2"), op="apply", seq=4)


def went_back(scene: Scene) -> None:
    """A node that lags behind answers a load with less than the client had."""
    scene.note("c3", "load", seq=4, first=1)
    for row in scene.rows:
        scene.see("c3", row)


PLANTS: list[tuple[str, Plant]] = [
    ("I1", acknowledged_without_store),
    ("I1", stored_with_another_body),
    ("I1", acknowledged_in_an_unknown_epoch),
    ("I2", stored_twice),
    ("I2", applied_twice),
    ("I2", blank_applied_twice),
    ("I3", hole_in_the_store),
    ("I3", repeat_in_the_store),
    ("I4", hole_in_a_log),
    ("I4", reordered_log),
    ("I4", whisper_leaked),
    ("I4", two_views_of_one_place),
    ("I4", resumed_too_late),
    ("I5", lost_last_message),
    ("I5", lost_last_blank),
    ("I6", ghost),
    ("I6", blank_instead_of_event),
    ("I6", whisper_blank_for_its_target),
    ("I7", refused_and_stored),
    ("I7", unacknowledged_with_another_body),
    ("I7", unacknowledged_in_another_room),
    ("I8", changed_acknowledgement),
    ("I9", later_before_earlier),
    ("I10", overtaken),
    ("I11", epochs_mixed),
    ("I11", went_back),
]


@pytest.mark.parametrize(("invariant", "plant"), PLANTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_planted_fault_is_found_by_the_right_check(invariant: str, plant: Plant) -> None:
    scene = good_scene()
    plant(scene)
    found = scene.check()
    assert {violation.invariant for violation in found} == {invariant}, [str(one) for one in found]


@pytest.mark.parametrize(
    ("invariant", "plant"), FAULT_PLANTS, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_planted_fault_of_nodes_is_found_by_the_right_check(invariant: str, plant: Plant) -> None:
    scene = faulty_scene()
    plant(scene)
    found = scene.check()
    assert {violation.invariant for violation in found} == {invariant}, [str(one) for one in found]


@pytest.mark.parametrize(
    ("invariant", "plant"), CHANGE_PLANTS, ids=lambda value: getattr(value, "__name__", value)
)
def test_a_planted_fault_of_changes_is_found_by_the_right_check(invariant: str, plant: Plant) -> None:
    scene = changed_scene()
    assert scene.check() == []
    plant(scene)
    found = scene.check()
    assert {violation.invariant for violation in found} == {invariant}, [str(one) for one in found]


def test_a_client_at_the_store_s_end_that_left_owes_no_tail() -> None:
    scene = good_scene()
    scene.cut("c3")
    scene.say("c1", "z", "after it left")
    assert scene.check() == []


def test_every_invariant_has_a_planted_fault() -> None:
    assert {invariant for invariant, _ in [*PLANTS, *FAULT_PLANTS, *CHANGE_PLANTS]} == set(CHECKS)


def test_a_violation_shows_its_lines() -> None:
    scene = good_scene()
    hole_in_a_log(scene)
    (violation,) = scene.check()
    assert [(line.client, line.seq) for line in violation.lines] == [("c2", 5)]


def test_an_erased_body_is_no_violation() -> None:
    scene = good_scene()
    scene.rows[1] = row_with(scene.rows[1], hash=None)
    scene.change("c3", lambda line: with_fields(line, hash=None), op="apply", seq=2)
    assert scene.check() == []


def test_acknowledgements_of_a_past_epoch_promise_nothing_more() -> None:
    scene = good_scene()
    scene.change("c2", lambda line: with_fields(line, epoch="epoch-0"), op="ack", key="b")
    dump = scene.dump()
    past = type(dump)(epoch=EPOCH, rows=dump.rows, rooms=dump.rooms, past_epochs=frozenset({"epoch-0"}))
    assert check(scene.lines, past) == []


def _again(scene: Scene, client: str, seq: int) -> Line:
    line = next(line for line in scene.lines[client] if line.seq == seq and line.op in ("apply", "blank"))
    return with_fields(line, t=scene.lines[client][-1].t)


def _older(scene: Scene) -> None:
    """Give the room two events from before the traces: the clients' logs begin at 1."""
    older = Row(room=ROOM, seq=0, sender=9, key="older", hash="4" * 64)
    scene.rows[:0] = [row_with(older, seq=-1, key="oldest"), older]
    scene.first_seq = -1
