"""What every store keeps of who is in which room, and of rooms that not everyone may enter."""

from __future__ import annotations

import pytest

from teahouse.model.errors import ConflictError, NameTakenError
from teahouse.model.people import Person, Role
from teahouse.protocol.parts import Extras
from teahouse.store import effects
from teahouse.store.port import Store, Wanted
from tests.store.contract import LOBBY, NOW, Place, Said, StoreHarness

HELLO = Wanted(phrases=("hello",))
ALL = Wanted(after=1)


async def account(store: Store, name: str, role: Role = Role.MEMBER) -> Person:
    """Somebody whose name is theirs for good."""
    return await store.add_person(name, role, None, NOW, 0)


async def add(say: Said, by: Person, room: int, member: Person, role: str = "member") -> int:
    """The seq of the event."""
    extras = Extras(member=member, role=role)
    return await say.change(by, effects.MEMBER_ADDED, None, room=room, extras=extras)


async def remove(say: Said, by: Person, room: int, member: Person) -> int:
    """The seq of the event."""
    return await say.change(by, effects.MEMBER_REMOVED, None, room=room, extras=Extras(member=member))


async def found(store: Store, person: Person | None, wanted: Wanted = HELLO) -> list[tuple[int, int]]:
    """Room and seq of what a search finds, and that its count is that of its messages."""
    result = await store.search(None if person is None else person.id, wanted, None, 50)
    assert result.count == len(result.messages)
    return sorted((event.room, event.seq) for event in result.messages)


async def rooms(store: Store, person: Person | None) -> list[int]:
    """The rooms that this person is told of."""
    return [room.id for room in await store.rooms(None if person is None else person.id)]


class MembersContract(StoreHarness):
    """Members, their roles, and rooms that are closed to others."""

    async def test_a_room_has_its_maker_as_its_owner(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            made = await store.add_room("tea", "Tea", "", ann.id, NOW)
            assert (made.members, made.roles, made.since) == (None, {ann.id: Role.OWNER}, {})
            assert [(one.id, one.role) for one in await store.rooms(ann.id)] == [
                (LOBBY, ""),
                (made.info.id, "owner"),
            ]
            assert [one.role for one in await store.rooms(ben.id)] == ["", ""]
            assert (await store.load(made.info.id, ann.id, 1)).state.role == "owner"
            assert (await store.load(made.info.id, ben.id, 1)).state.role == ""

    async def test_a_private_room_is_listed_for_its_members_alone(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            made = await store.add_room("tea", "Tea", "", ann.id, NOW, access="private", history="joined")
            room, say = made.info.id, Said(store)
            assert made.members == frozenset({ann.id})
            assert (made.info.access, made.info.history) == ("private", "joined")
            for stranger in (ben, cem, None):
                assert await rooms(store, stranger) == [LOBBY]
            await add(say, ann, room, ben)
            known = await store.room(room)
            assert known.members == frozenset({ann.id, ben.id})
            assert known.roles == {ann.id: Role.OWNER, ben.id: Role.MEMBER}
            assert known.since == {ben.id: 1}
            assert await rooms(store, ben) == [LOBBY, room]
            assert await rooms(store, cem) == [LOBBY]
            await remove(say, ann, room, ben)
            assert (await store.room(room)).members == frozenset({ann.id})
            assert await rooms(store, ben) == [LOBBY]

    async def test_a_room_for_accounts_is_nothing_to_guests_and_visitors(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Guest") as (store, (ann, guest)):
            ben = await account(store, "Ben")
            made = await store.add_room("tea", "Tea", "", ann.id, NOW, access="members")
            say = Said(store)
            seq = await say(ben, "hello", room=made.info.id, mentions=(guest.id,), calls=(guest.id,))
            assert made.members is None
            assert await rooms(store, ben) == [LOBBY, made.info.id]
            for stranger in (guest, None):
                assert await rooms(store, stranger) == [LOBBY]
                assert await found(store, stranger) == []
            assert await found(store, ben) == [(made.info.id, seq)]
            mentions = await store.mentions(guest.id, None, 10)
            assert (mentions.messages, mentions.count) == ([], 0)

    async def test_a_search_finds_nothing_of_rooms_that_are_hidden(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            private = (await store.add_room("p", "Private", "", ann.id, NOW, access="private")).info.id
            other = (await store.add_room("q", "Other", "", ben.id, NOW, access="private")).info.id
            await say(ann, "hello all")
            await say(ann, "hello us", room=private)
            await say(ben, "hello me", room=other)
            await say.whisper(ann, "hello you", ben)
            for wanted in (HELLO, Wanted(prefixes=("hel",)), ALL):
                assert await found(store, ann, wanted) == [(LOBBY, 1), (LOBBY, 2), (private, 1)]
                assert await found(store, ben, wanted) == [(LOBBY, 1), (LOBBY, 2), (other, 1)]
                assert await found(store, cem, wanted) == [(LOBBY, 1)]
                assert await found(store, None, wanted) == [(LOBBY, 1)]
            for wanted in (Wanted(rooms=(private,)), Wanted(senders=(ann.id,), rooms=(private, other))):
                assert await found(store, cem, wanted) == []
            await add(say, ann, private, cem)
            assert await found(store, cem) == [(LOBBY, 1), (private, 1)]
            await remove(say, ann, private, cem)
            assert await found(store, cem) == [(LOBBY, 1)]

    async def test_who_joins_later_finds_nothing_of_before_where_history_is_so(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            room = (
                await store.add_room("p", "P", "", ann.id, NOW, access="private", history="joined")
            ).info.id
            await say(ann, "hello early", room=room, calls=(ben.id,))
            joined = await add(say, ann, room, ben)
            assert joined == 2
            state = (await store.load(room, ben.id, 5)).state
            assert (state.read, state.unread, state.mentions, state.role) == (joined, 0, 0, "member")
            await say(ann, "hello late", room=room, calls=(ben.id,))
            assert await found(store, ben) == [(room, 3)]
            assert await found(store, ben, ALL) == [(room, 3)]
            assert await found(store, ann) == [(room, 1), (room, 3)]
            mentions = await store.mentions(ben.id, None, 10)
            assert ([event.seq for event in mentions.messages], mentions.count) == ([3], 1)
            read = await store.mark_read(room, ben.id, 0, back=True)
            assert (read.unread, read.mentions) == (1, 1)
            assert [(one.unread, one.mentions) for one in await store.rooms(ben.id)] == [(None, 0), (1, 1)]

    async def test_whoever_joins_again_sees_what_is_after_that_alone(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            room = (
                await store.add_room("p", "P", "", ann.id, NOW, access="private", history="joined")
            ).info.id
            await add(say, ann, room, ben)
            await say(ann, "hello", room=room)
            await remove(say, ben, room, ben)
            await say(ann, "hello again", room=room)
            last = await add(say, ann, room, ben)
            assert (await store.room(room)).since == {ben.id: last}
            assert await found(store, ben) == []
            assert (await store.load(room, ben.id, 5)).state.unread == 0

    async def test_where_history_is_for_all_a_newcomer_sees_all(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            room = (await store.add_room("p", "P", "", ann.id, NOW, access="private")).info.id
            await say(ann, "hello", room=room)
            await add(say, ann, room, ben)
            assert (await store.room(room)).since == {}
            assert await found(store, ben) == [(room, 1)]
            assert (await store.load(room, ben.id, 5)).state.unread == 0

    async def test_another_role_changes_nothing_else_of_a_member(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            room = (
                await store.add_room("p", "P", "", ann.id, NOW, access="private", history="joined")
            ).info.id
            since = await add(say, ann, room, ben)
            await say(ann, room=room)
            await add(say, ann, room, ben, "moderator")
            known = await store.room(room)
            assert (known.roles[ben.id], known.since) == (Role.MODERATOR, {ben.id: since})
            assert (await store.load(room, ben.id, 5)).state.unread == 1

    async def test_a_conversation_has_the_people_it_was_opened_with(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            say = Said(store)
            direct = (await store.open_direct([ann.id, ben.id], NOW))[0]
            await add(say, ann, direct.info.id, cem)
            await remove(say, ann, direct.info.id, ben)
            assert await store.room(direct.info.id) == direct.__class__(
                info=(await store.room(direct.info.id)).info, members=frozenset({ann.id, ben.id})
            )
            assert await rooms(store, cem) == [LOBBY]

    async def test_what_a_room_is_may_be_changed(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            say = Said(store)
            room = (await store.add_room("tea", "Tea", "", ann.id, NOW)).info.id
            extras = Extras(access="members", history="joined", slow_seconds=30, retention_days=7)
            await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=extras)
            info = (await store.room(room)).info
            assert (info.access, info.history, info.slow_seconds, info.retention_days) == (
                "members", "joined", 30, 7,
            )  # fmt: skip
            await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=Extras(topic="T"))
            assert (await store.room(room)).info.retention_days == 7
            extras = Extras(retention_days=-1, slow_seconds=0)
            await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=extras)
            info = (await store.room(room)).info
            assert (info.access, info.slow_seconds, info.retention_days) == ("members", 0, None)

    async def test_no_name_tells_of_a_hidden_room(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            private, _, members, public = [
                (await store.add_room(f"room-{number}", "Tea", "", ann.id, NOW, access=access)).info.id
                for number, access in enumerate(("private", "private", "members", "public"))
            ]
            assert await store.rooms_named("ＴＥＡ") == [members, public]
            for name, access in (("room-8", "public"), ("room-9", "members")):
                with pytest.raises(NameTakenError):
                    await store.add_room(name, "tea", "", ben.id, NOW, access=access)
            # A private room may be called as any other, and takes no name from it.
            await say.change(ann, effects.ROOM_CHANGED, None, room=private, extras=Extras(title="lobby"))
            assert (await store.room(private)).info.title == "lobby"
            assert await store.rooms_named("lobby") == [LOBBY]

    async def test_a_room_that_is_closed_to_guests_takes_no_name_of_theirs(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            room = (await store.add_room("room-1", "Tea", "", ann.id, NOW)).info.id
            closed = Extras(access="members")
            await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=closed)
            other = (await store.add_room("room-2", "Tea", "", ben.id, NOW)).info.id
            assert await store.rooms_named("tea") == [room, other]
            with pytest.raises(NameTakenError):
                await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=Extras(access="public"))
            with pytest.raises(NameTakenError):
                await say.change(ben, effects.ROOM_CHANGED, None, room=other, extras=closed)
            await say.change(ben, effects.ROOM_CHANGED, None, room=other, extras=Extras(title="Milk"))
            await say.change(ann, effects.ROOM_CHANGED, None, room=room, extras=Extras(access="public"))
            assert (await store.room(room)).info.access == "public"
            assert await store.rooms_named("tea") == [room]

    async def test_a_room_is_made_once_for_one_making(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            made = await store.add_room("room-1", "Tea", "", ann.id, NOW, access="private")
            again = await store.add_room("room-1", "Tea", "", ann.id, NOW + 5, access="private")
            assert again == made
            assert (await store.survey([], 0)).listing == 1
            for owner, title, access in (
                (ben, "Tea", "private"),
                (ann, "Milk", "private"),
                (ann, "Tea", "public"),
            ):
                with pytest.raises(ConflictError):
                    await store.add_room("room-1", title, "", owner.id, NOW, access=access)

    async def test_each_change_of_members_counts_as_one_of_the_list(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            say = Said(store)
            room = (await store.add_room("p", "P", "", ann.id, NOW, access="private")).info.id
            before = (await store.survey([], 0)).listing
            await add(say, ann, room, ben)
            await remove(say, ann, room, ben)
            assert (await store.survey([], 0)).listing == before + 2
