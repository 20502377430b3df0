"""What every store keeps of how the place is run, and how it lets go of what is too old or gone."""

from __future__ import annotations

import pytest

from teahouse.model.errors import BadTextError, MessageGoneError, NotAllowedError, RoomNotFoundError
from teahouse.model.people import Role
from teahouse.protocol.parts import Extras
from teahouse.store import effects
from teahouse.store.port import Wanted
from teahouse.store.port_house import PRUNED_AFTER_MS
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness, a_file, guest, log, said
from tests.store.contract_files import record

DAY = 86_400_000


class HouseContract(StoreHarness):
    """Settings, people and rooms as admins see them."""

    async def test_what_was_chosen_comes_back_and_each_choice_counts_the_rights_up(
        self, place: Place
    ) -> None:
        async with self.opened(place) as store:
            kept = await store.house()
            assert (kept.values, kept.owned) == ({}, False)
            before = (await store.survey([], 0)).rights
            values = {"name": '茶 "馆"', "guests": False, "edit_hours": 3, "filter_words": [{"word": "x"}]}
            await store.set_house(values)
            assert (await store.house()).values == values
            assert (await store.survey([], 0)).rights == before + 1
            await store.set_house({"name": None, "guests": True, "never": None})
            assert (await store.house()).values == {
                **{k: values[k] for k in values if k != "name"},
                "guests": True,
            }
            assert (await store.survey([], 0)).rights == before + 2
            with pytest.raises(BadTextError):
                await store.set_house({"a\0b": 1})

    async def test_what_was_chosen_outlives_a_restart(self, place: Place) -> None:
        async with self.opened(place) as store:
            await store.set_house({"name": "Tea", "logo": ["image/png", "AAEC"]})
        async with self.opened(place) as store:
            assert (await store.house()).values == {"name": "Tea", "logo": ["image/png", "AAEC"]}

    async def test_a_place_is_owned_once_somebody_owns_it(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, _):
            assert not (await store.house()).owned
            await store.add_person("Olive", Role.OWNER, None, NOW, 0)
            assert (await store.house()).owned

    async def test_people_are_listed_newest_first_and_found_by_any_part_of_their_names(
        self, place: Place
    ) -> None:
        async with self.with_people(place, "Ann", "王小明", "Joanne", "50%_x") as (store, people):
            ann, ming, joanne, odd = people
            await store.add_person("Walker-by", Role.CLASSIC, None, NOW, 0)
            names = [each.person for each in await store.lodgers("", None, NOW, 10)]
            assert names == [odd, joanne, ming, ann]
            found = await store.lodgers("ANN", None, NOW, 10)
            assert [each.person for each in found] == [joanne, ann]
            assert (found[0].role, found[0].created_at, found[0].sanctions) == (Role.GUEST, NOW, 0)
            assert [each.person for each in await store.lodgers("小", None, NOW, 10)] == [ming]
            assert await store.lodgers("nobody", None, NOW, 10) == []
            page = await store.lodgers("", None, NOW, 2)
            assert [each.person for each in page] == [odd, joanne]
            page = await store.lodgers("", page[-1].person.id, NOW, 2)
            assert [each.person for each in page] == [ming, ann]

    async def test_rooms_tell_how_large_they_are_and_conversations_are_not_among_them(
        self, place: Place
    ) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            tea = (await store.add_room("tea", "Tea", "of it", ann.id, NOW)).info.id
            await store.open_direct([ann.id, ben.id], NOW)
            await store.add_file(record(ann.id, "f", size=123))
            await Said(store)(ann, "look", room=tea, extras=Extras(files=(a_file("f"),)))
            lobby, room = await store.room_sizes()
            assert (lobby.id, lobby.messages, lobby.last_at, lobby.bytes) == (LOBBY, 0, None, 0)
            assert (room.id, room.title, room.topic, room.owner) == (tea, "Tea", "of it", ann)
            assert (room.messages, room.bytes, room.last_at, room.access) == (1, 123, NOW, "public")
            figures = await store.figures()
            assert (figures.people, figures.accounts, figures.rooms, figures.conversations) == (2, 0, 2, 1)
            assert (figures.messages, figures.files, figures.files_bytes) == (1, 1, 123)
            assert figures.database_bytes > 0


class RetentionContract(StoreHarness):
    """Texts that are too old."""

    async def test_what_is_too_old_is_erased_with_all_that_hangs_on_it(self, place: Place) -> None:
        async with self.opened(place, NOW - 2 * DAY) as store:
            ann = await guest(store, "Ann")
            say = Said(store)
            await store.add_file(record(ann.id, "f"))
            extras = Extras(files=(a_file("f"),), options=("a", "b"))
            old = await say(ann, "oldword", extras=extras, mentions=(ann.id,), calls=(0,))
            await say.change(ann, effects.REACTED, old, extras=Extras(emoji="🍵"))
            await say.change(ann, effects.VOTED, old, extras=Extras(option=1))
            await say.change(ann, effects.PINNED, old)
            head = await say(ann, "oldtwo")
        async with self.opened(place, NOW) as store:
            await say_in(store, ann, "newword")
            edit = await Said(store).change(ann, effects.EDITED, head, body="edited lately")
            assert await store.ageing(NOW, 0) == []
            assert await store.ageing(NOW, 1) == [(LOBBY, 1)]
            listing = (await store.survey([], 0)).listing
            gone = await store.expire(LOBBY, NOW - DAY, 3)
            assert (gone.first_seq, gone.files, gone.more) == (4, ("f",), True)
            assert (await store.survey([], 0)).listing == listing
            gone = await store.expire(LOBBY, NOW - DAY, 3)
            assert (gone.first_seq, gone.files, gone.more) == (head + 1, (), False)
            assert (await store.survey([], 0)).listing == listing + 1
            assert await store.ageing(NOW, 1) == []
            events = {event.seq: event for event in await log(store)}
            for seq in (*range(1, head + 1), edit):
                assert (events[seq].body, events[seq].extras, events[seq].mentions) == (None, None, ())
            assert events[head + 1].body == "newword"
            for words in ("oldword", "oldtwo", "edited"):
                assert (await store.search(None, Wanted(phrases=(words,)), None, 10)).messages == []
            assert len((await store.search(None, Wanted(phrases=("newword",)), None, 10)).messages) == 1
            snapshot = await store.load(LOBBY, ann.id, 100)
            assert [event.seq for event in snapshot.events] == [head + 1, edit]
            assert (snapshot.state.first_seq, snapshot.pins) == (head + 1, ())
            assert (await store.mentions(ann.id, None, 10)).messages == []
            assert (await store.messages(LOBBY, [old, head + 1])).events[0].seq == head + 1
            assert await store.first_seq(LOBBY) == head + 1
            assert await store.file("f") is None
            with pytest.raises(MessageGoneError):
                await Said(store).change(ann, effects.EDITED, old, body="again")

    async def test_nothing_young_goes_and_a_young_event_keeps_what_comes_after_it(self, place: Place) -> None:
        async with self.opened(place, NOW) as store:
            ann = await guest(store, "Ann")
            await say_in(store, ann, "young")
        async with self.opened(place, NOW - 9 * DAY) as store:
            # The clock went back.
            await say_in(store, ann, "old behind it")
        async with self.opened(place, NOW) as store:
            assert (await store.expire(LOBBY, NOW - DAY, 100)).first_seq == 1
            assert [event.body for event in await log(store)] == ["young", "old behind it"]

    async def test_who_was_away_has_nothing_unread_of_what_is_gone(self, place: Place) -> None:
        async with self.opened(place, NOW - 2 * DAY) as store:
            ann, ben = await guest(store, "Ann"), await guest(store, "Ben")
            await store.mark_read(LOBBY, ben.id, 0)
            for _ in range(3):
                await say_in(store, ann, "old", calls=(ben.id,))
        async with self.opened(place, NOW) as store:
            await say_in(store, ann, "new")
            assert (await store.rooms(ben.id))[0].unread == 4
            await store.expire(LOBBY, NOW - DAY, 100)
            state = (await store.rooms(ben.id))[0]
            assert (state.unread, state.mentions, state.read, state.count) == (1, 0, 3, 4)

    async def test_a_key_is_known_until_its_row_is_taken_away_ninety_days_later(self, place: Place) -> None:
        async with self.opened(place, NOW - PRUNED_AFTER_MS - 2 * DAY) as store:
            ann = await guest(store, "Ann")
            first = said(ann, 1, "long ago")
            await store.append(first)
        async with self.opened(place, NOW - 2 * DAY) as store:
            second = said(ann, 2, "lately")
            await store.append(second)
        async with self.opened(place, NOW) as store:
            await store.expire(LOBBY, NOW - DAY, 100)
            assert (await store.append(first)).seq == 1
            assert await store.ageing(NOW, 1) == [(LOBBY, 1)]
            assert await store.prune(LOBBY, NOW - DAY - PRUNED_AFTER_MS, 100) == 1
            assert await store.prune(LOBBY, NOW - DAY - PRUNED_AFTER_MS, 100) == 0
            assert await store.ageing(NOW, 1) == []
            assert [event.seq for event in await log(store)] == [2]
            again = await store.append(second)
            assert (again.seq, again.duplicate) == (2, True)
            assert (await store.append(first)).seq == 3

    async def test_a_room_may_keep_longer_or_shorter_than_the_house(self, place: Place) -> None:
        async with self.opened(place, NOW - 5 * DAY) as store:
            ann = await guest(store, "Ann")
            rooms = [(await store.add_room(name, name, "", ann.id, NOW)).info.id for name in ("a", "b", "c")]
            for room, days in zip(rooms, (1, 0, 9), strict=True):
                extras = Extras(retention_days=days)
                await Said(store).change(ann, effects.ROOM_CHANGED, None, room=room, extras=extras)
                await say_in(store, ann, "old", room=room)
            await say_in(store, ann, "old")
        async with self.opened(place, NOW) as store:
            assert await store.ageing(NOW, 2) == [(LOBBY, 2), (rooms[0], 1)]
            assert await store.ageing(NOW, 0) == [(rooms[0], 1)]
            with pytest.raises(RoomNotFoundError):
                await store.expire(99, NOW, 10)


class DroppedRoomContract(StoreHarness):
    """Rooms that are gone."""

    async def test_a_room_that_is_dropped_is_found_by_nobody_and_nothing_of_it_stays(
        self, place: Place
    ) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            say = Said(store)
            await store.add_file(record(ann.id, "f"))
            message = await say(
                ann, "goneword", room=room, extras=Extras(files=(a_file("f"),)), calls=(ben.id,)
            )
            await say.change(ann, effects.REACTED, message, room=room, extras=Extras(emoji="🍵"))
            await store.mark_read(room, ben.id, 0)
            before = await store.survey([room], 0)
            await store.drop_room(room)
            after = await store.survey([room], 0)
            assert (after.heads, after.listing, after.rights) == ({}, before.listing + 1, before.rights + 1)
            for person in (None, ann.id, ben.id):
                assert [each.id for each in await store.rooms(person)] == [LOBBY]
                assert (await store.search(person, Wanted(phrases=("goneword",)), None, 10)).count == 0
            assert (await store.mentions(ben.id, None, 10)).messages == []
            for call in (store.room(room), store.drop_room(room), say(ann, "more", room=room)):
                with pytest.raises(RoomNotFoundError):
                    await call
            assert [each.id for each in await store.room_sizes()] == [LOBBY]
            assert await store.dropped_rooms() == [room]
            first = await store.clear_room(room, 1)
            assert (first.files, first.more) == (("f",), True)
            while (await store.clear_room(room, 1)).more:
                pass
            assert await store.dropped_rooms() == []
            assert await store.file("f") is None
            for read in (store.load(room, None, 10), store.events(room, 0, 10, 10)):
                with pytest.raises(RoomNotFoundError):
                    await read
            assert not (await store.clear_room(room, 1)).more
            # The name is free, the id never is.
            assert (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id > room

    async def test_the_lobby_and_conversations_are_not_dropped(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            direct = (await store.open_direct([ann.id, ben.id], NOW))[0].info.id
            for room in (LOBBY, direct):
                with pytest.raises(NotAllowedError):
                    await store.drop_room(room)
            with pytest.raises(RoomNotFoundError):
                await store.drop_room(99)
            assert [each.id for each in await store.rooms(ann.id)] == [LOBBY, direct]


async def say_in(store: object, sender: object, body: str, **more: object) -> int:
    """A message's seq."""
    return await Said(store)(sender, body, **more)  # type: ignore[arg-type]
