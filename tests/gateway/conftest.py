"""What several tests of the gateway share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.gateway.nodes import Nodes


@pytest.fixture
def nodes() -> Iterator[Nodes]:
    made = Nodes()
    yield made
    made.stop()
    assert not made.loop.failures
