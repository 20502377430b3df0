"""What every store keeps of rooms and their logs."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from teahouse.model.errors import BadTextError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.people import Person
from teahouse.protocol.parts import Extras, RoomSummary
from teahouse.store.port import NewEvent, StoredEvent, Survey
from tests.store.contract import (
    LOBBY,
    MESSAGE,
    NOW,
    ODD_TEXTS,
    Place,
    StoreHarness,
    key,
    log,
    said,
    whispered,
)


class LogContract(StoreHarness):
    """Rooms and their logs."""

    # --- rooms and the log

    async def test_a_new_store_has_an_empty_lobby(self, place: Place) -> None:
        async with self.opened(place) as store:
            (lobby,) = await store.rooms(None)
            assert lobby == RoomSummary(
                id=LOBBY, kind="room", name="lobby", title="", topic="", archived=False, read_only=False,
                owner=None, head=0, first_seq=1, count=0, people=(), read=0, unread=None,
            )  # fmt: skip
            snapshot = await store.load(LOBBY, None, 60)
            assert (snapshot.state, snapshot.events) == (lobby, [])
            assert (snapshot.pins, await store.first_seq(LOBBY)) == ((), 1)

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
                target=4,
                extras=Extras(action=True, color="#aabbcc", options=("茶", '"水"')),
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
                    target=4,
                    extras=Extras(action=True, color="#aabbcc", options=("茶", '"水"')),
                )
            ]
            assert (await store.stretch(LOBBY, 0, 9, 9)).events == await log(store)

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
            for event in (
                said(ann, 2, body, words=None),
                said(ann, 3, words=body),
                said(ann, 4, extras=Extras(options=("tea", body))),
            ):
                with pytest.raises(BadTextError):
                    await store.append(event)
            assert (await place).seq == 1
            assert (await store.append(said(ann, 5))).seq == 2

    async def test_an_append_tells_how_many_messages_the_room_has(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            places = await asyncio.gather(
                store.append(said(ann, 1)),
                store.append(whispered(ann, 2, "psst", ben)),
                store.append(said(ann, 3, kind="room.named")),
                store.append(said(ann, 4)),
                store.append(said(ann, 4)),
            )
            assert [place.count for place in places] == [1, 1, 1, 2, 0]
            assert (await store.append(said(ann, 5))).count == 3
            assert (await store.rooms(None))[0].count == 3

    async def test_a_stretch_tells_how_far_the_room_is(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            for number in range(6):
                await store.append(said(ann, number, kind="room.named" if number == 3 else MESSAGE))
            stretch = await store.stretch(LOBBY, 1, 5, 2)
            assert (stretch.head, stretch.first_seq) == (6, 1)
            assert [event.seq for event in stretch.events] == [2, 3]
            picked = await store.messages(LOBBY, [6, 2, 4, 2, 99, 0])
            assert (picked.head, picked.first_seq) == (6, 1)
            assert [event.seq for event in picked.events] == [2, 6], "the fourth is no message"
            assert (await store.messages(LOBBY, [])).events == []
            for reading in (store.stretch(99, 0, 1, 1), store.messages(99, [1])):
                with pytest.raises(RoomNotFoundError):
                    await reading

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
                epoch=store.epoch, heads={LOBBY: 0}, revoked=frozenset(), counts={LOBBY: 0}, listing=0
            )
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(7)))
            await store.append(said(ann, 7, kind="room.named"))
            survey = await store.survey([LOBBY], 0)
            assert (survey.heads, survey.counts) == ({LOBBY: 8}, {LOBBY: 7})
            survey = await store.survey([], 0)
            assert (survey.heads, survey.counts) == ({}, {})
