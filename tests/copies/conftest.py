"""Places on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.copies.places import Place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.harness.postgres import Postgres

NewPlace = Callable[[str], Place]
"""A place that no store was in: of SQLite or of PostgreSQL."""


@pytest.fixture
def new_place(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewPlace]:
    made: list[tuple[Postgres, str]] = []

    def make(kind: str) -> Place:
        folder = tmp_path / f"place-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        if kind == "sqlite":
            return Place(folder)
        postgres: Postgres = request.getfixturevalue("postgres")
        made.append((postgres, postgres.database(template=False)))
        return Place(folder, made[-1][1])

    yield make
    for server, url in made:
        server.start()
        server.drop(url)
