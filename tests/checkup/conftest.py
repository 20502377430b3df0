"""A healthy place on SQLite, copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.checkup.places import lay_out, place_in

if TYPE_CHECKING:
    from pathlib import Path

    from teahouse.checkup.finding import Place


@pytest.fixture(scope="session")
def _laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("healthy") / "data")


@pytest.fixture
def healthy(_laid_out: Path, tmp_path: Path) -> Place:
    """Nothing is wrong with it."""
    shutil.copytree(_laid_out, tmp_path / "data")
    return place_in(tmp_path / "data")
