"""Broken variants of a history with changes of messages, each for I16 to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teahouse.store.effects import EDITED, REACTED, RECALLED
from tests.harness.tracing import body_hash
from tests.trace.scene import Scene, row_with, with_fields

if TYPE_CHECKING:
    from collections.abc import Callable


def changed_scene() -> Scene:
    """Two clients, an edit (seq 3) and a reaction (4) of seq 1, then its recall (5); c2 comes back after it."""
    scene = Scene("c1", "c2")
    for client in ("c1", "c2"):
        scene.connect(client)
    scene.say("c1", "a", "tea")
    scene.say("c2", "b", "another")
    scene.change_message("c1", "e", EDITED, 1, "coffee")
    scene.change_message("c2", "r", REACTED, 1)
    scene.cut("c2")
    scene.change_message("c1", "x", RECALLED, 1)
    scene.lines["c2"].clear()
    del scene.cursor["c2"]
    scene.connect("c2")
    scene.say("c2", "c", "the end")
    scene.quiet()
    return scene


MESSAGE, OTHER, EDIT, REACTION, RECALL = range(5)
"""Their places in `changed_scene().rows`."""


def of_nothing(scene: Scene) -> None:
    scene.rows[REACTION] = row_with(scene.rows[REACTION], target=99)


def of_no_message(scene: Scene) -> None:
    scene.rows[REACTION] = row_with(scene.rows[REACTION], target=3)


def of_what_comes_later(scene: Scene) -> None:
    scene.rows[REACTION] = row_with(scene.rows[REACTION], target=6)


def for_others(scene: Scene) -> None:
    scene.rows[OTHER] = row_with(scene.rows[OTHER], visible_to=frozenset({1, 2}))
    scene.rows[REACTION] = row_with(scene.rows[REACTION], target=2)


def after_the_recall(scene: Scene) -> None:
    scene.change_message("c1", "late", "reaction.added", 1)


def text_kept(scene: Scene) -> None:
    scene.rows[MESSAGE] = row_with(scene.rows[MESSAGE], hash=body_hash("tea"))


def edit_kept(scene: Scene) -> None:
    scene.rows[EDIT] = row_with(scene.rows[EDIT], hash=body_hash("coffee"))


def text_told_after(scene: Scene) -> None:
    scene.change("c2", lambda line: with_fields(line, hash=body_hash("tea")), op="apply", seq=1)


def edit_told_after(scene: Scene) -> None:
    scene.change("c2", lambda line: with_fields(line, hash=body_hash("coffee")), op="apply", seq=3)


CHANGE_PLANTS: list[tuple[str, Callable[[Scene], None]]] = [
    ("I16", of_nothing),
    ("I16", of_no_message),
    ("I16", of_what_comes_later),
    ("I16", for_others),
    ("I16", after_the_recall),
    ("I16", text_kept),
    ("I16", edit_kept),
    ("I16", text_told_after),
    ("I16", edit_told_after),
]
