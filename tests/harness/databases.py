"""The PostgreSQL server of a session, as fixtures.

`postgres` is that server, running at the start of each test; `database` a fresh, migrated
database in it, by its address.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.postgres import Postgres


@pytest.fixture(scope="session")
def _session_postgres() -> Iterator[Postgres]:
    server = Postgres()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def postgres(_session_postgres: Postgres) -> Postgres:
    """The session's server, running whatever the last test did to it."""
    _session_postgres.start()
    return _session_postgres


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """The address of a fresh, migrated database, removed afterwards."""
    url = postgres.database()
    yield url
    postgres.start()
    postgres.drop(url)
