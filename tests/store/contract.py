"""What every store keeps: subclass the contracts and say how a store is opened."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from teahouse.model.errors import (
    BadTextError,
    PersonNotFoundError,
    RoomNotFoundError,
)
from teahouse.model.people import Person, Role
from teahouse.store.port import NewEvent, Store, StoredEvent, Survey

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


Place = Any
"""Where a store is: a folder, an address, whatever the adapter says."""


class StoreHarness(ABC):
    """How the suite gets its stores: each test opens its own, in a place of its own.

    A third-party adapter subclasses the contracts (LogContract, KeyContract,
    PeopleContract, RestartContract) and implements these two. A place must outlive the stores opened in
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


async def guest(store: Store, name: str) -> Person:
    """A guest who was seen just now."""
    return await store.add_person(name, Role.GUEST, None, NOW, 0)


class LogContract(StoreHarness):
    """Rooms and their logs."""

    # --- rooms and the log

    async def test_a_new_store_has_an_empty_lobby(self, place: Place) -> None:
        async with self.opened(place) as store:
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

    async def test_an_event_comes_back_as_it_was_appended(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
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
        self, place: Place, visible_to: tuple[int, ...] | None
    ) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, _)):
            await store.append(replace(said(ann, 1), visible_to=visible_to))
            assert [event.visible_to for event in await log(store)] == [visible_to]

    @pytest.mark.parametrize("body", [None, *ODD_TEXTS])
    async def test_any_text_comes_back_unchanged(self, place: Place, body: str | None) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.append(said(ann, 1, body))
            assert [event.body for event in await log(store)] == [body]
            assert [event.body for event in (await store.load(LOBBY, None, 1)).events] == [body]

    @pytest.mark.parametrize("body", ["half a pair: \ud83d", "\udc00", "nul \x00 inside"])
    async def test_a_text_that_cannot_be_kept_is_refused_alone(self, place: Place, body: str) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            place = asyncio.ensure_future(store.append(said(ann, 1)))
            with pytest.raises(BadTextError):
                await store.append(said(ann, 2, body))
            assert (await place).seq == 1
            assert (await store.append(said(ann, 3))).seq == 2

    async def test_the_order_of_calls_is_the_order_of_seqs(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, people):
            events = [said(people[number % 2], number) for number in range(1500)]
            waiting = [store.append(event) for event in events]
            places = [await place for place in reversed(waiting)][::-1]
            assert [place.seq for place in places] == list(range(1, 1501))
            assert {place.epoch for place in places} == {store.epoch}
            assert [event.key for event in await log(store)] == [event.key for event in events]

    async def test_seqs_have_no_hole_when_many_write_at_once(self, place: Place) -> None:
        names = [f"Guest {number}" for number in range(8)]
        async with self.with_people(place, *names) as (store, people):

            async def talk(sender: Person) -> list[int]:
                return [(await store.append(said(sender, number))).seq for number in range(40)]

            seqs = await asyncio.gather(*map(talk, people))
            assert sorted(seq for own in seqs for seq in own) == list(range(1, 321))
            assert all(own == sorted(own) for own in seqs)
            assert [event.seq for event in await log(store)] == list(range(1, 321))
            assert (await store.rooms(None))[0].head == 320

    async def test_a_page_is_after_and_up_to_in_order_and_cut(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(10)))

            async def page(after: int, upto: int, limit: int) -> list[int]:
                return [event.seq for event in await store.events(LOBBY, after, upto, limit)]

            assert await page(3, 7, 100) == [4, 5, 6, 7]
            assert await page(3, 7, 2) == [4, 5]
            assert await page(10, 20, 5) == []
            assert await page(7, 3, 5) == []

    async def test_a_load_has_the_newest_in_order(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(10)))
            await store.mark_read(LOBBY, ann.id, 4)
            snapshot = await store.load(LOBBY, ann.id, 3)
            assert [event.seq for event in snapshot.events] == [8, 9, 10]
            assert (snapshot.state.head, snapshot.state.read) == (10, 4)

    async def test_a_load_is_one_moment(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):

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

    async def test_what_was_acknowledged_is_read_at_once(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            for number in range(20):
                place = await store.append(said(ann, number))
                assert [event.seq for event in await store.events(LOBBY, place.seq - 1, place.seq, 1)] == [
                    place.seq
                ]

    async def test_unknown_rooms_and_people_are_refused_alone(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
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

    async def test_a_survey_tells_the_heads_of_the_rooms_asked_for(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            assert await store.survey([LOBBY, 99], 0) == Survey(
                epoch=store.epoch, heads={LOBBY: 0}, revoked=frozenset()
            )
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(7)))
            assert (await store.survey([LOBBY], 0)).heads == {LOBBY: 7}
            assert (await store.survey([], 0)).heads == {}
