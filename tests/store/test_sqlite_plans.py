"""How SQLite goes about the statements whose cost must not grow with the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from teahouse.store import (
    sqlite_append,
    sqlite_effects,
    sqlite_marks,
    sqlite_names,
    sqlite_reads,
    sqlite_rooms,
    sqlite_search,
    sqlite_sift,
    sqlite_targets,
)
from teahouse.store.driver import driver
from teahouse.store.migrate import migrate

# What grows for ever. A few rooms are read whole, for a list of them.
LARGE = ("events", "folded", "reactions", "votes", "calls", "searched", "people", "members", "files", "pins")


@pytest.fixture(scope="module")
def empty() -> Iterator[driver.Connection]:
    connection = driver.connect(":memory:", isolation_level=None)
    migrate(connection, Path("memory"))
    yield connection
    connection.close()


def statements() -> dict[str, str]:
    """Every statement of the adapter's modules that is a constant."""
    found = {}
    for module in (
        sqlite_append, sqlite_effects, sqlite_marks, sqlite_names, sqlite_reads, sqlite_rooms, sqlite_sift, sqlite_targets,
    ):  # fmt: skip
        for name, value in vars(module).items():
            texts = value if isinstance(value, tuple) else (value,)
            for number, text in enumerate(texts):
                if isinstance(text, str) and re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT)\b", text):
                    found[f"{module.__name__.rpartition('.')[2]}.{name}.{number}"] = text
    for number, text in enumerate((sqlite_search.IDS, *sqlite_search.REMOVE)):
        found[f"sqlite_search.{number}"] = text
    return found


# A part of CALLED, whose comparisons are there; and a room read from its end, no further than a page.
EXCEPT = {"sqlite_marks.CALL.0", "sqlite_reads.LOAD.0"}


@pytest.mark.parametrize("name", sorted(statements().keys() - EXCEPT))
def test_no_statement_reads_a_whole_table_or_room(empty: driver.Connection, name: str) -> None:
    statement = statements()[name]
    values: dict[str, None] | tuple[None, ...] = dict.fromkeys(re.findall(r":(\w+)", statement))
    if not values:
        values = (None,) * statement.count("?")
    steps = [row[3] for row in empty.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    tables = "|".join(LARGE)
    assert not [step for step in steps if re.match(rf"SCAN ({tables})\b", step)], steps
    assert not [step for step in steps if re.match(r"SEARCH (events|e|l) .*\(room=\?\)$", step)], steps
