"""The page of who may do what is the table's, and says of each action what it is."""

from __future__ import annotations

from pathlib import Path

from teahouse.model.people import Role
from teahouse.model.permissions import TABLE, Action
from teahouse.model.permissions_page import MEANING, document

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_every_action_is_told_in_words() -> None:
    assert list(MEANING) == list(Action)


def test_the_page_in_the_repository_is_that_of_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == document()


def test_each_mark_is_a_cell_of_the_table() -> None:
    rows = [line.split("|")[1:-1] for line in document().splitlines() if line.startswith("| `")]
    assert len(rows) == len(TABLE)
    for name, *marks, _ in rows:
        action = Action(name.strip().strip("`"))
        shown = {role for role, mark in zip(Role, marks, strict=True) if mark.strip()}
        assert shown == TABLE[action]
