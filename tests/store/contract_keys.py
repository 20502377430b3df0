"""What every store keeps of keys: the same one again never makes a second event."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from teahouse.model.errors import ConflictError
from teahouse.model.people import Person
from teahouse.protocol.parts import Extras
from tests.store.contract import Place, StoreHarness, key, log, said


class KeyContract(StoreHarness):
    """Idempotency."""

    async def test_the_same_key_again_gives_the_first_place(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            first = await store.append(said(ann, 1))
            await store.append(said(ann, 2))
            again = await store.append(said(ann, 1))
            renamed = await store.append(said(Person(ann.id, "Anna"), 1))
            assert again == renamed == replace(first, duplicate=True, count=0)
            assert [event.key for event in await log(store)] == [key(1), key(2)]
            assert (await store.rooms(None))[0].head == 2

    async def test_the_same_key_twice_at_once_makes_one_event(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.append(said(ann, 1))
            numbers = [2, 1, 2, 3, 1, 2]
            places = await asyncio.gather(*(store.append(said(ann, number)) for number in numbers))
            assert [place.seq for place in places] == [2, 1, 2, 3, 1, 2]
            assert [place.duplicate for place in places] == [False, True, True, False, True, True]
            assert [event.key for event in await log(store)] == [key(1), key(2), key(3)]
            assert (await store.append(said(ann, 4))).seq == 4

    async def test_the_same_key_with_another_content_is_a_conflict(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            first = said(ann, 1)
            others = [
                replace(first, body="goodbye"),
                replace(first, body=None),
                replace(first, to=ben, visible_to=(ann.id, ben.id)),
                replace(first, mentions=(ben.id,)),
                replace(first, kind="room.named"),
                replace(first, target=1),
                replace(first, extras=Extras(action=True)),
            ]
            at_once = await asyncio.gather(*map(store.append, [first, *others]), return_exceptions=True)
            assert [type(outcome) for outcome in at_once[1:]] == [ConflictError] * len(others)
            for other in others:
                with pytest.raises(ConflictError):
                    await store.append(other)
            assert [event.body for event in await log(store)] == ["hello"]

    async def test_whether_a_key_was_taken_is_told_of_its_room_and_sender(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await store.append(said(ann, 1))
            asked = [(1, ann, key(1)), (1, ann, key(2)), (1, ben, key(1)), (99, ann, key(1))]
            found = [await store.knows(room, sender.id, wanted) for room, sender, wanted in asked]
            assert found == [True, False, False, False]

    async def test_a_key_belongs_to_its_sender(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            places = [await store.append(said(ann, 1)), await store.append(said(ben, 1, "other"))]
            assert [(place.seq, place.duplicate) for place in places] == [(1, False), (2, False)]
