"""Houses for the faults."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.faults.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.harness.postgres import Postgres
    from tests.harness.redis import Redis

LONG = "TEAHOUSE_FAULTS_LONG"
"""Variable of the tests alone: whether the long forms run."""


@pytest.fixture(scope="session")
def long() -> bool:
    """Whether to make each fault at length."""
    return bool(os.environ.get(LONG))


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
