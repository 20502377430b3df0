"""What every store keeps of what people have read, and of what calls them."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.errors import PersonNotFoundError, RoomNotFoundError
from teahouse.store import effects
from teahouse.store.port import ReadState, Store
from teahouse.store.port_reads import COUNTED
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, said

EVERYONE = 0


async def unread(store: Store, person: int) -> list[int | None]:
    """Of each room in the person's list."""
    return [room.unread for room in await store.rooms(person)]


class ReadsContract(StoreHarness):
    """Read positions, unread counts, mentions and levels."""

    async def test_unread_is_what_others_said_after_the_position(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            for sender in (ann, ben, ann, ben):
                await say(sender)
            assert await unread(store, ann.id) == [None]
            state = await store.mark_read(LOBBY, ann.id, 1)
            assert state == ReadState(
                room=LOBBY, person=ann.id, read=1, count=4, unread=2, mentions=0, notify="mentions"
            )
            await say.whisper(ben, "psst", cem)
            assert await unread(store, ann.id) == [2]
            await say.whisper(ben, "psst", ann)
            await say.change(ben, effects.PINNED, 1)
            await say.change(ben, effects.EDITED, 2, body="other")
            assert await unread(store, ann.id) == [3]
            assert (await store.load(LOBBY, ann.id, 1)).state.unread == 3
            await say.change(ben, effects.RECALLED, 4)
            assert await unread(store, ann.id) == [3], "the place of an erased message is there to be seen"
            state = await store.mark_read(LOBBY, ann.id, 99)
            assert (state.read, state.unread, state.count) == (9, 0, 4)
            assert await unread(store, ann.id) == [0]
            assert await unread(store, ben.id) == [None]
            with pytest.raises(RoomNotFoundError):
                await store.mark_read(99, ann.id, 1)
            with pytest.raises(PersonNotFoundError):
                await store.mark_read(LOBBY, 99, 1)

    async def test_a_position_goes_back_only_if_asked_to(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            for _ in range(4):
                await say(ben)
            reached = [
                (await store.mark_read(LOBBY, ann.id, seq, back=back)).read
                for seq, back in ((3, False), (1, False), (1, True), (9, True), (0, True), (-5, True))
            ]
            assert reached == [3, 3, 1, 4, 0, 0]
            assert await unread(store, ann.id) == [4]
            assert (await store.mark_read(LOBBY, ben.id, 2, back=True)).read == 2

    async def test_nothing_is_counted_further_than_so_far(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await store.mark_read(LOBBY, ann.id, 0)
            count = COUNTED + 5
            await asyncio.gather(
                *(store.append(said(ben, number, calls=(ann.id,))) for number in range(count))
            )
            (room,) = await store.rooms(ann.id)
            assert (room.unread, room.mentions, room.count) == (COUNTED, COUNTED, count)
            assert (await store.mentions(ann.id, None, 1)).count == COUNTED
            state = await store.mark_read(LOBBY, ann.id, 6)
            assert (state.unread, state.mentions) == (COUNTED - 1, COUNTED - 1)

    async def test_a_level_is_kept_beside_the_position(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            await Said(store)(ben)
            await store.mark_read(LOBBY, ann.id, 0)
            state = await store.set_notify(LOBBY, ann.id, "all")
            assert (state.notify, state.read, state.unread) == ("all", 0, 1)
            assert (await store.mark_read(LOBBY, ann.id, 1)).notify == "all"
            assert (await store.rooms(ann.id))[0].notify == "all"
            state = await store.set_notify(LOBBY, ben.id, "none")
            assert (state.notify, state.read, state.unread) == ("none", 1, 0), "nothing before is unread"
            assert (await store.mark_read(LOBBY, cem.id, 1)).notify == "mentions"
            assert await store.notify_levels(LOBBY) == {ann.id: "all", ben.id: "none"}
            await store.set_notify(LOBBY, ann.id, "mentions")
            assert await store.notify_levels(LOBBY) == {ben.id: "none"}
            assert await store.notify_levels(99) == {}
            with pytest.raises(RoomNotFoundError):
                await store.set_notify(99, ann.id, "none")
            with pytest.raises(PersonNotFoundError):
                await store.set_notify(LOBBY, 99, "none")

    # --- mentions

    async def test_mentions_are_what_calls_one_newest_first(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            tea = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            await store.mark_read(LOBBY, ann.id, 0)
            await say(ben, "one", calls=(ann.id,))
            await say(ben, "nobody")
            await say(ben, "two", room=tea, calls=(ann.id, ben.id))
            await say(ben, "all", calls=(EVERYONE,))
            await say(ben, "both", calls=(ann.id, EVERYONE))
            await say(ann, "my own", calls=(EVERYONE,))
            found = await store.mentions(ann.id, None, 3)
            assert [message.body for message in found.messages] == ["both", "all", "two"]
            assert found.count == 4
            rest = await store.mentions(ann.id, found.next, 3)
            assert [message.body for message in rest.messages] == ["one"]
            assert rest.next is None
            assert [room.mentions for room in await store.rooms(ann.id)] == [3, 1]
            assert (await store.mark_read(LOBBY, ann.id, 3)).mentions == 1
            found = await store.mentions(ann.id, None, 9)
            assert (found.count, len(found.messages), found.next) == (2, 4, None)
            assert [message.room for message in found.messages] == [LOBBY, LOBBY, tea, LOBBY]
            found = await store.mentions(ann.id, None, 2, {tea})
            assert ([message.room for message in found.messages], found.count) == ([LOBBY, LOBBY], 1)
            rest = await store.mentions(ann.id, found.next, 2, {tea})
            assert [message.body for message in rest.messages] == ["one"]

    async def test_a_call_for_everyone_counts_where_one_has_been(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await Said(store)(ben, "all", calls=(EVERYONE,))
            (room,) = await store.rooms(ann.id)
            assert (room.unread, room.mentions) == (None, 0)
            found = await store.mentions(ann.id, None, 9)
            assert ([message.body for message in found.messages], found.count) == (["all"], 0)
            await store.mark_read(LOBBY, ann.id, 0)
            assert (await store.mentions(ann.id, None, 9)).count == 1

    async def test_only_what_one_may_read_calls_one(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            direct = (await store.open_direct([ann.id, ben.id], NOW))[0].info.id
            await store.mark_read(LOBBY, cem.id, 0)
            await say(ann, "direct", room=direct, calls=(ben.id, cem.id, EVERYONE))
            await say.whisper(ann, "psst", ben, calls=(ben.id, cem.id, EVERYONE))
            found = await store.mentions(cem.id, None, 9)
            assert (found.messages, found.count, found.next) == ([], 0, None)
            assert [room.mentions for room in await store.rooms(cem.id)] == [0]
            found = await store.mentions(ben.id, None, 9)
            assert [message.body for message in found.messages] == ["psst", "direct"]
            assert found.count == 2

    async def test_an_edit_calls_others_than_the_message_did(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            await say(ann, "hello", calls=(ben.id,))
            await say(ann, "later", calls=(ben.id, cem.id))
            await say.change(ann, effects.EDITED, 1, body="hello all", calls=(ben.id, cem.id))
            await say.change(ann, effects.EDITED, 2, body="later, Cem", calls=(cem.id,))
            (found,) = (await store.mentions(ben.id, None, 9)).messages
            assert (found.seq, found.body) == (1, "hello all")
            assert found.folded is not None
            found_by_cem = (await store.mentions(cem.id, None, 9)).messages
            assert [message.seq for message in found_by_cem] == [1, 2], "the newest call first"
            await say.change(ann, effects.RECALLED, 1)
            assert (await store.mentions(ben.id, None, 9)).messages == []
            assert (await store.mentions(ben.id, None, 9)).count == 0
