"""What is done every few minutes goes on after whatever fault of one round."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

import pytest

from teahouse.aside import opening
from teahouse.chat import retention
from teahouse.files.files import Files
from teahouse.files.janitor import Janitor
from teahouse.store.driver import driver

if TYPE_CHECKING:
    from tests.chat.house import House


class Rounds:
    """The first fails as a read of a database does that somebody else has locked."""

    def __init__(self) -> None:
        self.count = 0
        self.second = asyncio.Event()

    async def __call__(self, _: object) -> None:
        self.count += 1
        if self.count == 1:
            raise driver.OperationalError("database is locked")
        self.second.set()

    async def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Until the second round has come."""
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task, asyncio.create_task(self.second.wait())}, return_when="FIRST_COMPLETED")
            assert not task.done(), "it does nothing any more"
        finally:
            task.cancel()
            await asyncio.wait({task})


async def test_old_messages_are_erased_after_a_round_that_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = Rounds()
    monkeypatch.setattr(opening, "TIDY_SECONDS", 0.01)
    monkeypatch.setattr(retention, "tidy", rounds)
    await rounds.go_on(opening._keep(house.context))


async def test_files_are_tidied_after_a_round_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = Rounds()
    monkeypatch.setattr(opening, "TIDY_SECONDS", 0.01)
    monkeypatch.setattr(Janitor, "tidy", lambda janitor: rounds(janitor))
    await rounds.go_on(opening._tidy(cast("Files", None), lambda: 0))
