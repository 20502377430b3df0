"""People who ask by HTTP, and a room of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.harness.http import register, unique
from tests.wire.caller import Caller, Three
from tests.wire.den import Den

if TYPE_CHECKING:
    from tests.harness.server import Server


@pytest.fixture
def callers(server: Server) -> Iterator[Three]:
    """Ann, Ben, and a visitor."""
    made = [Caller(server, register(server.http, unique(name))) for name in ("Ann", "Ben")]
    made.append(Caller(server, None))
    yield made[0], made[1], made[2]
    for caller in made:
        caller.http.close()


@pytest.fixture
def room(callers: Three) -> int:
    """A room of Ann's."""
    return int(callers[0].done("POST", "rooms", {"title": unique("Teas")})["id"])


@pytest.fixture
def den(server: Server) -> Iterator[Den]:
    """A private room, and strangers to it."""
    made = Den(server)
    yield made
    made.close()
