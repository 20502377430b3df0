"""Whatever breaks a good history anywhere is found: one change at a random place of a random history."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.harness.tracing import Line
from tests.trace.scene import EPOCH, ROOM, Scene, random_scene, row_with, with_fields

if TYPE_CHECKING:
    from collections.abc import Callable


def drop_seen(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance)
    del lines[index]


def double_seen(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance)
    lines.insert(index, lines[index])


def swap_seen(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance)
    seq = lines[index].seq
    other = next(i for i, line in enumerate(lines) if line.op in ("apply", "blank") and line.seq != seq)
    lines[index], lines[other] = (
        with_fields(lines[other], t=lines[index].t),
        with_fields(lines[index], t=lines[other].t),
    )


def change_seen_key(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance, "apply")
    lines[index] = with_fields(lines[index], key="another")


def change_seen_body(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance, "apply")
    lines[index] = with_fields(lines[index], hash="2" * 64)


def change_seen_epoch(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance)
    lines[index] = with_fields(lines[index], epoch="epoch-7")


def hide_seen(scene: Scene, chance: random.Random) -> None:
    lines, index = _seen(scene, chance, "apply")
    line = lines[index]
    lines[index] = Line(t=line.t, client=line.client, op="blank", room=ROOM, seq=line.seq, epoch=EPOCH)


def drop_row(scene: Scene, chance: random.Random) -> None:
    del scene.rows[chance.randrange(len(scene.rows))]


def lose_tail(scene: Scene, chance: random.Random) -> None:
    del scene.rows[-chance.randint(1, 5) :]


def double_row(scene: Scene, chance: random.Random) -> None:
    scene.rows.append(chance.choice(scene.rows))


def change_row_body(scene: Scene, chance: random.Random) -> None:
    index = chance.randrange(len(scene.rows))
    scene.rows[index] = row_with(scene.rows[index], hash="3" * 64)


def change_ack(scene: Scene, chance: random.Random) -> None:
    acks = [(lines, i) for lines in scene.lines.values() for i, line in enumerate(lines) if line.op == "ack"]
    lines, index = chance.choice(acks)
    lines[index] = with_fields(lines[index], seq=(lines[index].seq or 0) + chance.choice([-1, 1]))


MUTATIONS = [
    drop_seen,
    double_seen,
    swap_seen,
    change_seen_key,
    change_seen_body,
    change_seen_epoch,
    hide_seen,
    drop_row,
    lose_tail,
    double_row,
    change_row_body,
    change_ack,
]


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), mutate=st.sampled_from(MUTATIONS))
def test_random_faults_are_found(seed: int, mutate: Callable[[Scene, random.Random], None]) -> None:
    scene = random_scene(seed)
    mutate(scene, random.Random(seed))
    assert scene.check() != []


def _seen(scene: Scene, chance: random.Random, *ops: str) -> tuple[list[Line], int]:
    wanted = ops or ("apply", "blank")
    lines = chance.choice(list(scene.lines.values()))
    return lines, chance.choice([i for i, line in enumerate(lines) if line.op in wanted])
