"""Open pages are told of a challenge that begins by itself, as a flood does: nobody is refused first to learn of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from teahouse.gateway.sweep import LONGEST_SECONDS
from tests.gateway.house import House, Tab


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.close()


def test_every_page_is_told_within_a_sweep_when_a_flood_begins(house: House) -> None:
    ann, visitor = house.sign_in("Ann"), Tab(house, 0, *house.come())
    house.loop.turn(60)
    house.gateway.context.house.is_challenging = lambda: True
    house.pass_by(LONGEST_SECONDS)
    for tab in (ann, visitor):
        (told,) = tab.heard("house.changed")
        assert told["house"]["challenge"]
    house.pass_by(LONGEST_SECONDS)
    assert ann.heard("house.changed") == []
