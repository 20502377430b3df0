"""What every store finds, and for whom."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from teahouse.model.people import Person
from teahouse.protocol.parts import Extras, Folded
from teahouse.store import effects
from teahouse.store.port import Store, Wanted
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, a_file, changed, said
from tests.store.contract_files import record

TALK = [
    "我家在上海东边",
    "海上生明月",
    "喝茶去",
    "We drink tea in Shanghai 上海",
    "the teapot is broken",
    "Café Zürich, 茶馆 upstairs",
    "tea for two",
]


class Finder:
    """Searches as one person, and gives the bodies."""

    def __init__(self, store: Store, person: Person | None) -> None:
        self._store = store
        self._person = None if person is None else person.id

    async def __call__(self, *phrases: str, **wanted: Any) -> list[str | None]:
        found = await self._store.search(self._person, Wanted(phrases=phrases, **wanted), None, 100)
        assert found.count == len(found.messages)
        assert found.next is None
        return [message.body for message in found.messages]


class SearchContract(StoreHarness):
    """Search."""

    async def test_words_and_characters_are_found_newest_first(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say, find = Said(store), Finder(store, ann)
            for body in TALK:
                await say(ann, body)
            assert await find("上 海") == [TALK[3], TALK[0]]
            assert await find("海 上") == [TALK[1]]
            assert await find("茶") == [TALK[5], TALK[2]]
            assert await find("tea") == [TALK[6], TALK[3]]
            assert await find("zurich 茶 馆") == [TALK[5]]
            assert await find("tea", "上 海") == [TALK[3]]
            assert await find("tea in") == [TALK[3]]
            assert await find("in tea") == await find("te") == await find("r1") == await find("pub") == []
            assert await find(prefixes=("tea",)) == [TALK[6], TALK[4], TALK[3]]
            assert await find(prefixes=("the teap",)) == [TALK[4]]
            assert await find("上 海", prefixes=("shang",)) == [TALK[3]]
            assert await find() == TALK[::-1]

    @pytest.mark.parametrize(
        "odd", ["or", "and not near", "near 2", "not", "a b", "words", "tags", "上 or 海", "coconut 42"]
    )
    async def test_no_word_is_a_sign_of_the_database(self, place: Place, odd: str) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say, find = Said(store), Finder(store, ann)
            for body in (f"x {odd} y", "tea"):
                await say(ann, body)
            assert await find(odd) == [f"x {odd} y"]
            assert await find(prefixes=(odd,)) == [f"x {odd} y"]

    async def test_a_message_without_words_is_found_by_what_it_has(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say, find = Said(store), Finder(store, ann)
            for id in "ab":
                await store.add_file(record(ann.id, id))
            await say(ann, "look https://tea.example/上海")
            await say(ann, "", extras=Extras(files=(a_file("a"),)))
            await say(ann, "a picture", extras=Extras(files=(a_file("b", "image/png"),)))
            await say(ann, "not to be found", words=None)
            await say(ann, "nothing")
            assert await find(has=("link",)) == ["look https://tea.example/上海"]
            assert await find(has=("image",)) == ["a picture"]
            assert await find(has=("file",)) == ["a picture", ""]
            assert await find(has=("file", "image")) == ["a picture"]
            assert await find(has=("link", "image")) == []
            assert await find("上 海", has=("link",)) == ["look https://tea.example/上海"]
            assert await find("picture", has=("link",)) == await find("found") == []

    async def test_rooms_senders_and_times_narrow(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            tea = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            for person, room in ((ann, LOBBY), (ben, LOBBY), (ann, tea), (cem, tea)):
                await Said(store)(person, f"tea by {person.name} in {room}", room=room)
            find = Finder(store, ann)
            by = [
                f"tea by {name} in {room}"
                for name, room in (("Ann", 1), ("Ben", 1), ("Ann", tea), ("Cem", tea))
            ]
            assert await find("tea", rooms=(tea,)) == [by[3], by[2]]
            assert await find(rooms=(LOBBY, tea)) == by[::-1]
            assert await find("tea", without=(tea,)) == await find(rooms=(LOBBY,)) == by[1::-1]
            assert await find("tea", rooms=(tea,), without=(tea,)) == []
            assert await find("tea", senders=(ann.id,)) == [by[2], by[0]]
            assert await find(senders=(ann.id, ben.id), rooms=(LOBBY,)) == [by[1], by[0]]
            assert await find(senders=(99,)) == await find("tea", rooms=(99,)) == []
            assert len(await find("tea", after=NOW)) == len(await find(before=NOW + 1)) == 4
            assert await find("tea", before=NOW) == await find(after=NOW + 1) == []
        async with self.opened(place, now=NOW + 10) as store:
            await Said(store)(ann, "tea later")
        async with self.opened(place, now=NOW + 5) as store:
            # A clock that went back: what it says is still what counts.
            await Said(store)(ben, "tea between")
            find = Finder(store, ann)
            assert await find("tea", after=NOW + 5) == ["tea between", "tea later"]
            assert await find("tea", before=NOW + 10) == ["tea between", *by[::-1]]
            assert await find("tea", after=NOW + 1, before=NOW + 10) == ["tea between"]
            assert await find("tea", after=NOW + 6, senders=(ann.id,)) == ["tea later"]

    async def test_results_come_in_pages_with_a_count(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await asyncio.gather(*(store.append(said(ann, number, f"茶 {number}")) for number in range(1100)))
            wanted, seen, before = Wanted(phrases=("茶",)), [], None
            while True:
                found = await store.search(ann.id, wanted, before, 300)
                assert found.count == 1000
                seen += [message.seq for message in found.messages]
                before = found.next
                if before is None:
                    break
            assert seen == list(range(1100, 0, -1))
            found = await store.search(ann.id, Wanted(phrases=("茶 7",)), None, 1)
            assert (found.count, len(found.messages), found.next) == (1, 1, None)

    async def test_only_what_one_may_read_is_found_or_counted(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            direct = (await store.open_direct([ann.id, ben.id], NOW))[0].info.id
            await say(ann, "tea for all")
            await say.whisper(ann, "tea for Ben", ben)
            await say(ben, "tea for the two", room=direct)
            await say.whisper(ann, "tea for Ben in secret", ben, room=direct)
            await say(ann, "tea for nobody", visible_to=())
            everything = ["tea for Ben in secret", "tea for the two", "tea for Ben", "tea for all"]
            for person in (ann, ben):
                assert await Finder(store, person)("tea") == everything
                assert await Finder(store, person)(rooms=(direct,)) == everything[:2]
            for other in (cem, None):
                find = Finder(store, other)
                assert await find("tea") == await find() == await find(prefixes=("te",)) == ["tea for all"]
                assert await find("tea", rooms=(direct,)) == await find(senders=(ben.id,)) == []

    async def test_a_member_finds_no_whisper_of_others_in_a_conversation(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            direct = (await store.open_direct([ann.id, ben.id, cem.id], NOW))[0].info.id
            say = Said(store)
            await say.whisper(ann, "tea for Ben", ben, room=direct)
            assert await Finder(store, cem)("tea") == []
            assert await Finder(store, ben)("tea") == ["tea for Ben"]

    async def test_an_edited_message_is_found_by_its_last_words_in_its_place(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say, find = Said(store), Finder(store, ann)
            await store.add_file(record(ann.id, "a"))
            await say(ann, "green tea", extras=Extras(files=(a_file("a"),)))
            await say(ann, "black tea")
            await say.whisper(ann, "white tea", ben)
            await say.change(ann, effects.EDITED, 1, body="tea of 上海 https://a.example")
            edit = {"to": ben, "visible_to": (ann.id, ben.id)}
            await say.change(ann, effects.EDITED, 3, body="yellow tea", **edit)
            assert await find("green") == await find("white") == []
            assert await find("tea") == ["yellow tea", "black tea", "tea of 上海 https://a.example"]
            assert await find(has=("file",)) == await find(has=("link",)) == ["tea of 上海 https://a.example"]
            assert await Finder(store, None)("yellow") == []
            found = await store.search(ann.id, Wanted(phrases=("上 海",)), None, 9)
            ((message),) = found.messages
            assert (message.seq, message.kind, message.folded) == (1, effects.CREATED, Folded(edited_at=NOW))
            await say.change(ann, effects.EDITED, 2, body="🍵", words=None)
            assert await find("black") == []
            await say.change(ann, effects.EDITED, 2, body="red tea")
            assert await find("red") == ["red tea"]

    async def test_a_recalled_message_is_found_by_nothing(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say, find = Said(store), Finder(store, ann)
            await say(ann, "secret tea")
            await say(ann, "other tea")
            await say.change(ann, effects.EDITED, 1, body="hidden tea")
            await say.change(ann, effects.RECALLED, 1)
            assert await find("tea") == await find() == ["other tea"]
            assert await find("secret") == await find("hidden") == []

    async def test_messages_at_once_are_found_as_the_last_of_them_says(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            events = [
                said(ann, 1, "one tea"),
                changed(ann, 2, effects.EDITED, 1, body="two coffees"),
                said(ann, 3, "three tea"),
                changed(ann, 4, effects.EDITED, 1, body="four tea"),
                said(ann, 5, "five tea"),
                changed(ann, 6, effects.RECALLED, 5),
                changed(ann, 7, effects.PINNED, 3),
            ]
            await asyncio.gather(*map(store.append, events))
            find = Finder(store, ann)
            assert await find("tea") == ["three tea", "four tea"]
            assert await find("coffees") == await find("one") == await find("five") == []
            again = await asyncio.gather(*map(store.append, events), return_exceptions=True)
            assert all(getattr(place, "duplicate", False) for place in again)
            assert await find("tea") == ["three tea", "four tea"]

    async def test_only_messages_are_found(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            await Said(store)(ann, "tea room", kind="room.named")
            assert await Finder(store, ann)("tea") == []
