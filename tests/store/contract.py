"""What every store keeps: subclass the contracts and say how a store is opened."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from teahouse.model.people import Person, Role
from teahouse.model.search import words
from teahouse.protocol.parts import File, Folded
from teahouse.store.effects import CREATED
from teahouse.store.port import NewEvent, Store, StoredEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LOBBY = 1
NOW = 1_800_000_000_000
MESSAGE = CREATED

ODD_TEXTS = [
    "",
    "quotes \"' and \\ backslash",
    "line\nbreak\ttab \u2028 separator",
    "茶馆 👩‍👩‍👧 \U0001f600 é e\u0301",
    "\ufffe\uffff noncharacters \x7f",
    "[1, null]",
    "x" * 16_384,
    "馆" * 5_000,
]


def key(number: int) -> UUID:
    """A key that is easy to tell from others."""
    return UUID(int=number)


def said(
    sender: Person, number: int, body: str | None = "hello", *, room: int = LOBBY, **more: Any
) -> NewEvent:
    """A public message under `key(number)`, to be found by its words."""
    found_by = None if body is None or not body.isprintable() else words(body)
    return NewEvent(
        **{
            "room": room, "kind": MESSAGE, "sender": sender, "key": key(number), "body": body,
            "words": found_by, **more,
        }
    )  # fmt: skip


def whispered(sender: Person, number: int, body: str, to: Person, **more: Any) -> NewEvent:
    """A message for one person."""
    return said(sender, number, body, to=to, visible_to=(sender.id, to.id), **more)


def changed(
    sender: Person, number: int, kind: str, target: int | None, *, room: int = LOBBY, **more: Any
) -> NewEvent:
    """An event that changes the message at `target`, under `key(number)`."""
    body = more.get("body")
    found_by = None if body is None else words(body)
    return NewEvent(
        **{
            "room": room, "kind": kind, "sender": sender, "key": key(number), "body": None,
            "target": target, "words": found_by, **more,
        }
    )  # fmt: skip


async def folded(store: Store, seq: int, room: int = LOBBY) -> Folded | None:
    """What became of one message, which every way to read a page tells alike."""
    (event,) = (await store.messages(room, [seq])).events
    (again,) = (await store.stretch(room, seq - 1, seq, 1)).events
    (loaded,) = [one for one in (await store.load(room, None, 1000)).events if one.seq == seq]
    assert event == again == loaded
    return event.folded


def a_file(id: str, type: str = "text/plain", **more: Any) -> File:
    """A file as a message carries it; `contract_files.record` is its record."""
    return File(**{"id": id, "name": f"{id}.bin", "size": 100, "type": type, **more})


async def log(store: Store, room: int = LOBBY) -> list[StoredEvent]:
    """All of a room's log."""
    return await store.events(room, 0, 10**9, 10**6)


Place = Any
"""Where a store is: a folder, an address, whatever the adapter says."""


class StoreHarness(ABC):
    """How the suite gets its stores: each test opens its own, in a place of its own.

    A third-party adapter subclasses all the contracts of tests/store/contract*.py
    (`contract_all.StoreContract` is their sum) and implements these two. A place must outlive the stores opened in
    it: the suite closes one and opens the next, and opens two at once only in two places.
    """

    @abstractmethod
    def new_place(self, folder: Path) -> Place:
        """A place that no store was in; it may be in this folder, which is removed afterwards."""

    @abstractmethod
    async def open(self, place: Place, now: int = NOW) -> Store:
        """The store of this place, made if need be, whose events happen at `now`."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        return self.new_place(tmp_path)

    @asynccontextmanager
    async def opened(self, place: Place, now: int = NOW) -> AsyncIterator[Store]:
        store = await self.open(place, now)
        try:
            yield store
        finally:
            await store.close()

    @asynccontextmanager
    async def with_people(self, place: Place, *names: str) -> AsyncIterator[tuple[Store, list[Person]]]:
        async with self.opened(place) as store:
            yield store, [await guest(store, name) for name in names]


class Said:
    """Appends with keys of their own: for tests that are not about keys."""

    numbers = itertools.count(1000)

    def __init__(self, store: Store) -> None:
        self._store = store

    async def __call__(self, sender: Person, body: str | None = "hello", **more: Any) -> int:
        """A message's seq."""
        return (await self._store.append(said(sender, next(self.numbers), body, **more))).seq

    async def whisper(self, sender: Person, body: str, to: Person, **more: Any) -> int:
        """A whisper's seq."""
        return (await self._store.append(whispered(sender, next(self.numbers), body, to, **more))).seq

    async def change(self, sender: Person, kind: str, target: int | None, **more: Any) -> int:
        """The seq of an event that changes a message."""
        return (await self._store.append(changed(sender, next(self.numbers), kind, target, **more))).seq


async def guest(store: Store, name: str) -> Person:
    """A guest who was seen just now."""
    return await store.add_person(name, Role.GUEST, None, NOW, 0)
