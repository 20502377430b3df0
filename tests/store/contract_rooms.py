"""What every store keeps of rooms and direct conversations."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.errors import (
    BadFieldError,
    BadTextError,
    NameTakenError,
    PersonNotFoundError,
    RoomNotFoundError,
)
from teahouse.protocol.parts import Extras, RoomInfo
from teahouse.store import effects
from teahouse.store.port import Appended, NewEvent
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, changed


class RoomsContract(StoreHarness):
    """Rooms for everyone, and conversations for a few."""

    async def test_a_new_room_is_listed_for_everyone(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            made = await store.add_room("tea-house", "茶馆", "All about tea", ann.id, NOW)
            assert made.members is None
            assert made.info == RoomInfo(
                id=made.info.id, kind="room", name="tea-house", title="茶馆", topic="All about tea",
                archived=False, read_only=False, owner=ann.id, head=0, first_seq=1, count=0, people=(),
            )  # fmt: skip
            assert await store.room(made.info.id) == made
            for person in (None, ann.id, ben.id):
                rooms = await store.rooms(person)
                assert [room.id for room in rooms] == [LOBBY, made.info.id]
                assert (rooms[1].title, rooms[1].unread, rooms[1].read) == ("茶馆", None, 0)
            assert await Said(store)(ben, room=made.info.id) == 1
            assert (await store.load(made.info.id, None, 1)).state.head == 1
            assert (await store.room(LOBBY)).info.head == 0
            with pytest.raises(RoomNotFoundError):
                await store.room(99)

    async def test_a_rooms_name_is_taken_as_names_are(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await store.add_room("tea house", "Tea", "", ann.id, NOW)
            for name in ("tea house", "TeaHouse", "lobby", "Ｌobby", "direct-1"):
                with pytest.raises(NameTakenError):
                    await store.add_room(name, "Other", "", ann.id, NOW)
            outcomes = await asyncio.gather(
                *(store.add_room("same", "Same", "", ann.id, NOW) for _ in range(3)), return_exceptions=True
            )
            assert sum(isinstance(outcome, NameTakenError) for outcome in outcomes) == 2
            assert len(await store.rooms(None)) == 3

    async def test_a_refused_room_leaves_nothing_behind(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            with pytest.raises(PersonNotFoundError):
                await store.add_room("one", "One", "", 99, NOW)
            for texts in (("t\0", "", ""), ("t", "\ud800", ""), ("t", "", "\0")):
                with pytest.raises(BadTextError):
                    await store.add_room(*texts, ann.id, NOW)
            assert [room.id for room in await store.rooms(None)] == [LOBBY]
            assert (await store.survey([], 0)).listing == 0

    async def test_a_direct_conversation_is_the_one_of_these_people(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            opened, new = await store.open_direct([ben.id, ann.id], NOW)
            assert new
            assert opened.members == frozenset({ann.id, ben.id})
            assert (opened.info.kind, opened.info.owner) == ("direct", None)
            assert opened.info.people == (ann, ben)
            again, new = await store.open_direct([ann.id, ben.id, ann.id], NOW + 1)
            assert (again, new) == (opened, False)
            assert await store.room(opened.info.id) == opened
            three, new = await store.open_direct([ann.id, ben.id, cem.id], NOW)
            assert new
            assert three.info.id != opened.info.id
            assert three.info.name != opened.info.name
            both = await asyncio.gather(*(store.open_direct([ann.id, cem.id], NOW) for _ in range(2)))
            assert both[0][0] == both[1][0]
            assert sorted(new for _, new in both) == [False, True]

    async def test_a_direct_conversation_is_listed_for_its_people_alone(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            direct = (await store.open_direct([ann.id, ben.id], NOW))[0].info.id
            for person in (ann.id, ben.id):
                mine = (await store.rooms(person))[1]
                assert (mine.id, mine.people, mine.unread, mine.read) == (direct, (ann, ben), 0, 0)
            for other in (cem.id, None):
                assert [room.id for room in await store.rooms(other)] == [LOBBY]
            await Said(store)(ann, room=direct)
            assert [room.unread for room in await store.rooms(ben.id)] == [None, 1]
            assert [room.unread for room in await store.rooms(ann.id)] == [None, 0]
            await store.rename(ben.id, "Benno", NOW, 0)
            await store.set_status(ann.id, True, "茶")
            people = (await store.load(direct, ben.id, 1)).state.people
            assert [(one.name, one.away, one.status) for one in people] == [
                ("Ann", True, "茶"),
                ("Benno", False, ""),
            ]

    async def test_a_conversation_of_too_few_too_many_or_nobody(self, place: Place) -> None:
        names = [f"Guest {number}" for number in range(9)]
        async with self.with_people(place, *names) as (store, people):
            ids = [person.id for person in people]
            for wrong in (ids, ids[:1], [], ids[:1] * 2):
                with pytest.raises(BadFieldError):
                    await store.open_direct(wrong, NOW)
            with pytest.raises(PersonNotFoundError):
                await store.open_direct([ids[0], 99], NOW)
            assert (await store.open_direct(ids[:8], NOW))[0].members == frozenset(ids[:8])
            assert (await store.survey([], 0)).listing == 1

    async def test_a_changed_room_is_listed_as_it_is_now(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            say = Said(store)
            extras = Extras(title="Coffee", topic="no tea", archived=True, read_only=True)
            assert await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=extras) == 1
            info = (await store.room(room)).info
            assert (info.title, info.topic) == ("Coffee", "no tea")
            assert (info.archived, info.read_only, info.head) == (True, True, 1)
            listed = (await store.rooms(ann.id))[1]
            assert (listed.title, listed.archived, listed.read_only) == ("Coffee", True, True)
            for more in (Extras(title="Café"), Extras(topic=""), Extras(archived=False), Extras()):
                await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=more)
            info = (await store.room(room)).info
            assert (info.title, info.topic, info.archived, info.read_only) == ("Café", "", False, True)
            with pytest.raises(RoomNotFoundError):
                await say.change(ann, effects.ROOM_CHANGED, None, room=99, extras=extras)
            assert (await store.room(LOBBY)).info.title == ""

    async def test_a_title_is_taken_as_names_are(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            tea = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            milk = (await store.add_room("milk", "Milk", "", ann.id, NOW)).info.id

            def titled(number: int, room: int, title: str) -> NewEvent:
                extras = Extras(title=title)
                return changed(ann, number, effects.ROOM_CHANGED, None, room=room, extras=extras)

            outcomes = await asyncio.gather(
                store.append(titled(1, tea, "MILK")),
                store.append(titled(2, tea, "TEA")),
                store.append(titled(3, tea, "lobby")),
                return_exceptions=True,
            )
            assert [type(outcome) for outcome in outcomes] == [NameTakenError, Appended, NameTakenError]
            await store.append(titled(4, tea, "Coffee"))
            await store.append(titled(5, milk, "Tea"))
            await store.append(titled(6, tea, "Milk"))
            assert [room.title for room in await store.rooms(None)] == ["", "Milk", "Tea"]
            with pytest.raises(NameTakenError):
                await store.add_room("TEA", "Other", "", ann.id, NOW)
            assert (await store.room(tea)).info.head == 3

    async def test_the_listing_counts_up_with_each_change_of_it(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):

            async def listing() -> int:
                return (await store.survey([], 0)).listing

            assert await listing() == 0
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            assert await listing() == 1
            for _ in range(2):
                await store.open_direct([ann.id, ben.id], NOW)
            assert await listing() == 2
            say = Said(store)
            await say(ann, room=room)
            assert await listing() == 2
            await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=Extras(title="T", topic=""))
            assert await listing() == 3
