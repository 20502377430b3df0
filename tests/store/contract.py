"""What every store keeps: subclass the contracts and say how a store is opened."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from msgspec.structs import replace

from teahouse.model.errors import (
    BadTextError,
    ConflictError,
    PersonNotFoundError,
    RoomNotFoundError,
)
from teahouse.model.people import Person, Role
from teahouse.store.port import NewEvent, Store, StoredEvent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

LOBBY = 1
NOW = 1_800_000_000_000
MESSAGE = "message.created"

ODD_TEXTS = [
    "",
    "quotes \"' and \\ backslash",
    "line\nbreak\ttab \u2028 separator",
    "nul \x00 inside",
    "茶馆 👩‍👩‍👧 \U0001f600 é e\u0301",
    "\ufffe\uffff noncharacters \x7f",
    "[1, null]",
    "x" * 16_384,
    "馆" * 5_000,
]


def key(number: int) -> UUID:
    """A key that is easy to tell from others."""
    return UUID(int=number)


def said(sender: Person, number: int, body: str | None = "hello", *, room: int = LOBBY) -> NewEvent:
    """A public message under `key(number)`."""
    return NewEvent(room=room, kind=MESSAGE, sender=sender, key=key(number), body=body)


async def log(store: Store, room: int = LOBBY) -> list[StoredEvent]:
    """All of a room's log."""
    return await store.events(room, 0, 10**9, 10**6)


class StoreHarness(ABC):
    """How the suite gets its stores: each test opens its own, in a folder of its own."""

    @abstractmethod
    async def open(self, folder: Path, now: int = NOW) -> Store:
        """The store of this folder, made if need be, whose events happen at `now`."""

    @asynccontextmanager
    async def opened(self, folder: Path, now: int = NOW) -> AsyncIterator[Store]:
        store = await self.open(folder, now)
        try:
            yield store
        finally:
            await store.close()

    @asynccontextmanager
    async def with_people(self, folder: Path, *names: str) -> AsyncIterator[tuple[Store, list[Person]]]:
        async with self.opened(folder) as store:
            yield store, [await guest(store, name) for name in names]


async def guest(store: Store, name: str) -> Person:
    """A guest who was seen just now."""
    return await store.add_person(name, Role.GUEST, None, NOW, 0)


class LogContract(StoreHarness):
    """Rooms and their logs, keys."""

    # --- rooms and the log

    async def test_a_new_store_has_an_empty_lobby(self, tmp_path: Path) -> None:
        async with self.opened(tmp_path) as store:
            (lobby,) = await store.rooms(None)
            assert (lobby.id, lobby.name, lobby.title, lobby.head, lobby.first_seq, lobby.read) == (
                LOBBY,
                "lobby",
                "",
                0,
                1,
                0,
            )
            snapshot = await store.load(LOBBY, None, 60)
            assert (snapshot.state, snapshot.events) == (lobby, [])
            assert await store.first_seq(LOBBY) == 1

    async def test_an_event_comes_back_as_it_was_appended(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann", "Ben") as (store, (ann, ben)):
            whisper = NewEvent(
                room=LOBBY,
                kind=MESSAGE,
                sender=ann,
                key=key(1),
                body="psst",
                to=ben,
                mentions=(ben.id, ann.id),
                visible_to=(ann.id, ben.id),
            )
            place = await store.append(whisper)
            assert (place.room, place.seq, place.at, place.duplicate) == (LOBBY, 1, NOW, False)
            assert await log(store) == [
                StoredEvent(
                    room=LOBBY,
                    seq=1,
                    at=NOW,
                    kind=MESSAGE,
                    sender=ann,
                    key=key(1),
                    body="psst",
                    to=ben,
                    mentions=(ben.id, ann.id),
                    visible_to=(ann.id, ben.id),
                )
            ]

    @pytest.mark.parametrize("visible_to", [None, (), (1,), (1, 2)])
    async def test_all_nobody_and_some_are_told_apart(
        self, tmp_path: Path, visible_to: tuple[int, ...] | None
    ) -> None:
        async with self.with_people(tmp_path, "Ann", "Ben") as (store, (ann, _)):
            await store.append(replace(said(ann, 1), visible_to=visible_to))
            assert [event.visible_to for event in await log(store)] == [visible_to]

    @pytest.mark.parametrize("body", [None, *ODD_TEXTS])
    async def test_any_text_comes_back_unchanged(self, tmp_path: Path, body: str | None) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            await store.append(said(ann, 1, body))
            assert [event.body for event in await log(store)] == [body]
            assert [event.body for event in (await store.load(LOBBY, None, 1)).events] == [body]

    async def test_a_text_that_is_no_unicode_is_refused_alone(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            place = asyncio.ensure_future(store.append(said(ann, 1)))
            with pytest.raises(BadTextError):
                await store.append(said(ann, 2, "half a pair: \ud83d"))
            assert (await place).seq == 1
            assert (await store.append(said(ann, 3))).seq == 2

    async def test_the_order_of_calls_is_the_order_of_seqs(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann", "Ben") as (store, people):
            events = [said(people[number % 2], number) for number in range(1500)]
            waiting = [store.append(event) for event in events]
            places = [await place for place in reversed(waiting)][::-1]
            assert [place.seq for place in places] == list(range(1, 1501))
            assert [event.key for event in await log(store)] == [event.key for event in events]

    async def test_seqs_have_no_hole_when_many_write_at_once(self, tmp_path: Path) -> None:
        names = [f"Guest {number}" for number in range(8)]
        async with self.with_people(tmp_path, *names) as (store, people):

            async def talk(sender: Person) -> list[int]:
                return [(await store.append(said(sender, number))).seq for number in range(40)]

            seqs = await asyncio.gather(*map(talk, people))
            assert sorted(seq for own in seqs for seq in own) == list(range(1, 321))
            assert all(own == sorted(own) for own in seqs)
            assert [event.seq for event in await log(store)] == list(range(1, 321))
            assert (await store.rooms(None))[0].head == 320

    async def test_a_page_is_after_and_up_to_in_order_and_cut(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(10)))

            async def page(after: int, upto: int, limit: int) -> list[int]:
                return [event.seq for event in await store.events(LOBBY, after, upto, limit)]

            assert await page(3, 7, 100) == [4, 5, 6, 7]
            assert await page(3, 7, 2) == [4, 5]
            assert await page(10, 20, 5) == []
            assert await page(7, 3, 5) == []

    async def test_a_load_has_the_newest_in_order(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(10)))
            await store.mark_read(LOBBY, ann.id, 4)
            snapshot = await store.load(LOBBY, ann.id, 3)
            assert [event.seq for event in snapshot.events] == [8, 9, 10]
            assert (snapshot.state.head, snapshot.state.read) == (10, 4)

    async def test_a_load_is_one_moment(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):

            async def write() -> None:
                for start in range(0, 600, 20):
                    await asyncio.gather(*(store.append(said(ann, start + step)) for step in range(20)))

            writing = asyncio.create_task(write())
            heads = set()
            while not writing.done():
                snapshot = await store.load(LOBBY, ann.id, 60)
                head = snapshot.state.head
                heads.add(head)
                assert [event.seq for event in snapshot.events] == list(range(max(1, head - 59), head + 1))
            await writing
            assert len(heads) > 1

    async def test_what_was_acknowledged_is_read_at_once(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            for number in range(20):
                place = await store.append(said(ann, number))
                assert [event.seq for event in await store.events(LOBBY, place.seq - 1, place.seq, 1)] == [
                    place.seq
                ]

    async def test_unknown_rooms_and_people_are_refused_alone(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            nobody = Person(4711, "Nobody")
            outcomes = await asyncio.gather(
                store.append(said(ann, 1)),
                store.append(said(ann, 2, room=99)),
                store.append(said(nobody, 3)),
                store.append(replace(said(ann, 4), to=nobody)),
                store.append(said(ann, 5)),
                return_exceptions=True,
            )
            assert [getattr(outcome, "seq", type(outcome)) for outcome in outcomes] == [
                1,
                RoomNotFoundError,
                PersonNotFoundError,
                PersonNotFoundError,
                2,
            ]
            assert [event.key for event in await log(store)] == [key(1), key(5)]
            for reading in (store.load(99, None, 1), store.events(99, 0, 1, 1), store.first_seq(99)):
                with pytest.raises(RoomNotFoundError):
                    await reading

    # --- idempotency

    async def test_the_same_key_again_gives_the_first_place(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            first = await store.append(said(ann, 1))
            await store.append(said(ann, 2))
            again = await store.append(said(ann, 1))
            renamed = await store.append(said(Person(ann.id, "Anna"), 1))
            assert again == renamed == replace(first, duplicate=True)
            assert [event.key for event in await log(store)] == [key(1), key(2)]
            assert (await store.rooms(None))[0].head == 2

    async def test_the_same_key_twice_at_once_makes_one_event(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann") as (store, (ann,)):
            await store.append(said(ann, 1))
            numbers = [2, 1, 2, 3, 1, 2]
            places = await asyncio.gather(*(store.append(said(ann, number)) for number in numbers))
            assert [place.seq for place in places] == [2, 1, 2, 3, 1, 2]
            assert [place.duplicate for place in places] == [False, True, True, False, True, True]
            assert [event.key for event in await log(store)] == [key(1), key(2), key(3)]
            assert (await store.append(said(ann, 4))).seq == 4

    async def test_the_same_key_with_another_content_is_a_conflict(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann", "Ben") as (store, (ann, ben)):
            first = said(ann, 1)
            others = [
                replace(first, body="goodbye"),
                replace(first, body=None),
                replace(first, to=ben, visible_to=(ann.id, ben.id)),
                replace(first, mentions=(ben.id,)),
                replace(first, kind="room.named"),
            ]
            at_once = await asyncio.gather(*map(store.append, [first, *others]), return_exceptions=True)
            assert [type(outcome) for outcome in at_once[1:]] == [ConflictError] * len(others)
            for other in others:
                with pytest.raises(ConflictError):
                    await store.append(other)
            assert [event.body for event in await log(store)] == ["hello"]

    async def test_a_key_belongs_to_its_sender(self, tmp_path: Path) -> None:
        async with self.with_people(tmp_path, "Ann", "Ben") as (store, (ann, ben)):
            places = [await store.append(said(ann, 1)), await store.append(said(ben, 1, "other"))]
            assert [(place.seq, place.duplicate) for place in places] == [(1, False), (2, False)]
