"""The broker of a single process keeps the contract."""

from __future__ import annotations

import pytest

from teahouse.broker.memory import MemoryBroker
from tests.broker.contract import Contract


class _Process:
    async def open(self, store_id: str = "contract") -> MemoryBroker:
        return MemoryBroker()


class TestMemory(Contract):
    @pytest.fixture
    def place(self) -> _Process:
        return _Process()


def test_its_name_can_be_given() -> None:
    assert MemoryBroker("a").node == "a"
