"""Places to examine: a healthy one on SQLite, and what a check says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from teahouse.checkup.finding import Finding, Level, Place
from teahouse.settings import DEFAULTS
from teahouse.store.sqlite import open_store
from tests.harness.migrated import lay_down
from tests.harness.server import free_port

if TYPE_CHECKING:
    from pathlib import Path

ROOM = 1_000_000
"""Bytes that files may take: less than any disk of a test has."""


def lay_out(folder: Path) -> Path:
    """A data folder as a first start leaves it."""
    lay_down(folder)

    async def open_and_close() -> None:
        store = await open_store(folder)
        await store.close()

    asyncio.run(open_and_close())
    return folder


def place_in(folder: Path, **settings: Any) -> Place:
    """A place with that data folder, on a disk that lasts."""
    mine = {"data": folder, "port": free_port(), "files_total_bytes": ROOM, "file_bytes": ROOM, **settings}
    return Place(replace(DEFAULTS, **mine), filesystem=lambda path: "ext4")


def troubles(check: Callable[[Place], Iterable[Finding]], place: Place) -> dict[str, Finding]:
    """By name, what is not in order; each says what to do."""
    found = {each.name: each for each in check(place) if each.level is not Level.OK}
    assert all(each.advice for each in found.values())
    return found
