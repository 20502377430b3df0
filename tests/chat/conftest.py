"""A house for each test that asks for one, open while the test runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.chat.house import House

if TYPE_CHECKING:
    from pathlib import Path

WITHIN = 60.0


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Its test runs inside it."""
    return House(tmp_path)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Open the house on the loop of the test."""
    house = pyfuncitem.funcargs.get("house")
    if not isinstance(house, House):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    arguments = {name: pyfuncitem.funcargs[name] for name in names}

    async def run() -> None:
        async with asyncio.timeout(WITHIN), house:
            await pyfuncitem.obj(**arguments)

    asyncio.run(run())
    return True
