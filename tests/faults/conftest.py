"""Houses for the faults, and where the figures of a run go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.faults.house import House
from tests.faults.scenario import Figures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.harness.postgres import Postgres
    from tests.harness.redis import Redis

LONG = "TEAHOUSE_FAULTS_LONG"
FIGURES = "TEAHOUSE_FAULTS_FIGURES"
"""Variables of the tests alone: whether the long forms run, and the file to which figures are added."""


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether to make each fault at length."""
    return bool(os.environ.get(LONG))


@pytest.fixture(scope="session")
def report() -> Callable[[Figures], None]:
    """Print figures, and keep them if this run is for the page."""
    path = os.environ.get(FIGURES)

    def add(figures: Figures) -> None:
        print(figures)
        if path:
            with Path(path).open("ab") as file:
                file.write(msgspec.json.encode(figures) + b"\n")

    return add


@pytest.fixture(scope="module")
def redis_house(
    tmp_path_factory: pytest.TempPathFactory, _session_postgres: Postgres, _session_redis: Redis
) -> Iterator[House]:
    """Three nodes with Redis, shared by the faults that heal."""
    _session_postgres.start()
    _session_redis.start()
    with House(tmp_path_factory.mktemp("redis-house"), _session_postgres, _session_redis) as house:
        yield house


@pytest.fixture(scope="module")
def notify_house(tmp_path_factory: pytest.TempPathFactory, _session_postgres: Postgres) -> Iterator[House]:
    """Three nodes with nothing but PostgreSQL."""
    _session_postgres.start()
    with House(tmp_path_factory.mktemp("notify-house"), _session_postgres, None) as house:
        yield house
