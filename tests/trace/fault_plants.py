"""Broken variants of a history with faults, each for the check that must find it: I12 to I15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.trace.scene import Scene, with_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.harness.tracing import Line

SECOND = 1_000_000_000


def heard_after_the_end(scene: Scene) -> None:
    """The node did not hear of the revocation in time."""
    (end,) = [line for line in scene.lines["c3"] if line.op == "disconnect"]
    scene.lines["c3"].insert(-1, with_fields(end, op="presence", people=(1, 2, 3), t=end.t + SECOND))
    scene.lines["c3"][-1] = with_fields(end, t=end.t + SECOND)


def connected_after_the_end(scene: Scene) -> None:
    scene.change("c3", lambda line: None, op="disconnect")
    for client in ("c1", "c2", "c5"):
        scene.change(client, lambda line: None, op="quiet")


def back_after_the_end(scene: Scene) -> None:
    """Another node let the session in again."""
    scene.wait(3)
    scene.note("c3", "connect", person=3, session="session of c3")
    scene.note("c3", "disconnect", code="4401")


def ghost_beyond_the_lease(scene: Scene) -> None:
    """The set of a dead node is kept for good."""
    _seen_last(scene, "c2", (1, 2, 4, 5))


def somebody_is_not_seen(scene: Scene) -> None:
    """A lost delta is never made good."""
    _seen_last(scene, "c2", (2, 5))


def slowed_by_a_reader(scene: Scene) -> None:
    """The fan-out waited for the reader that stopped."""
    _later(scene, "reader 2", 0.1)


def memory_without_bounds(scene: Scene) -> None:
    _sized(scene, 1, 200 << 20)


def memory_kept(scene: Scene) -> None:
    """What was unsent is never let go of."""
    _sized(scene, -1, 140 << 20)


def refused_without_broker(scene: Scene) -> None:
    """The send waited for the broker, and failed with it."""
    fault = _marked(scene, "fault", "broker")
    lines = scene.lines["c1"]
    index = next(i for i, line in enumerate(lines) if line.t > fault.t)
    base = with_fields(lines[index], op="send", key="f", hash="5" * 64, seq=None, sender=None)
    refused = with_fields(base, op="refuse", code="unavailable", hash=None)
    lines[index:index] = [with_fields(base, t=fault.t + 1), with_fields(refused, t=fault.t + 1)]


def never_swept(scene: Scene) -> None:
    """Without hints nobody looked into the store."""
    _later(scene, "broker 4", 4)


def hints_never_back(scene: Scene) -> None:
    """The subscription was not made again: from now on all comes by the sweep."""
    _later(scene, "after broker 0", 0.6)


FAULT_PLANTS: list[tuple[str, Callable[[Scene], None]]] = [
    ("I12", heard_after_the_end),
    ("I12", connected_after_the_end),
    ("I12", back_after_the_end),
    ("I13", ghost_beyond_the_lease),
    ("I13", somebody_is_not_seen),
    ("I14", slowed_by_a_reader),
    ("I14", memory_without_bounds),
    ("I14", memory_kept),
    ("I15", refused_without_broker),
    ("I15", never_swept),
    ("I15", hints_never_back),
]


def _marked(scene: Scene, op: str, code: str) -> Line:
    (found,) = [line for line in scene.lines["faults"] if line.op == op and line.code == code]
    return found


def _seen_last(scene: Scene, client: str, people: tuple[int, ...]) -> None:
    index = max(i for i, line in enumerate(scene.lines[client]) if line.op == "presence")
    scene.lines[client][index] = with_fields(scene.lines[client][index], people=people)


def _sized(scene: Scene, which: int, size: int) -> None:
    lines = scene.lines["faults"]
    indices = [i for i, line in enumerate(lines) if line.op == "memory"]
    # Of the second fault, that of the reader: before, during, after.
    index = indices[3 if which == 1 else which]
    lines[index] = with_fields(lines[index], size=size)


def _later(scene: Scene, key: str, seconds: float) -> None:
    """All that who is silent gets from that event on comes so much later."""
    lines = scene.lines["c5"]
    index = next(i for i, line in enumerate(lines) if line.op == "apply" and line.key == key)
    lines[index:] = [with_fields(line, t=line.t + int(seconds * SECOND)) for line in lines[index:]]
