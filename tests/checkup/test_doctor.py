"""The whole round: nothing on a healthy place, and a check that fails hides no other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from teahouse.checkup import doctor
from teahouse.checkup.finding import Finding, Level, Place, ok
from teahouse.store.sqlite import open_store
from tests.checkup.places import troubles

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

OF_THE_MACHINE = {"disk speed", "time service", "disk space", "open files"}
"""What a test's place shares with the machine, however that is."""


def test_nothing_is_found_on_a_healthy_place(healthy: Place) -> None:
    assert not troubles(doctor.examine, replace(healthy, deep=True)).keys() - OF_THE_MACHINE


def test_nor_while_a_server_has_it(healthy: Place) -> None:
    async def examined() -> dict[str, Finding]:
        store = await open_store(healthy.settings.data)
        try:
            return await asyncio.to_thread(troubles, doctor.examine, healthy)
        finally:
            await store.close()

    assert not asyncio.run(examined()).keys() - OF_THE_MACHINE


def test_nor_where_nobody_was_yet(healthy: Place) -> None:
    fresh = replace(healthy.settings, data=healthy.settings.data.parent / "new" / "data")
    assert not troubles(doctor.examine, replace(healthy, settings=fresh)).keys() - OF_THE_MACHINE
    assert not fresh.data.parent.exists()


def test_a_check_that_fails_hides_no_other(healthy: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def check_tea_leaves(place: Place) -> Iterator[Finding]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor, "CHECKS", (check_tea_leaves, lambda place: [ok("next", "well")]))
    first, second = doctor.examine(healthy)
    assert (first.name, first.level) == ("tea leaves", Level.BAD)
    assert "Permission denied" in first.found
    assert second == ok("next", "well")
