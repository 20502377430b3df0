"""A place with somebody of each role, one for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.server import Server
from tests.security.town import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """What a test changes in it, it makes."""
    server = Server(tmp_path_factory.mktemp("town"), "--limits", "off")
    try:
        server.start()
        made = Town(server)
        yield made
        made.close()
    finally:
        server.close()
        print(f"--- log of the town\n{server.log()[-20_000:]}")  # shown if the test failed
