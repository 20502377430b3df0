"""What every store keeps of people, their names and what they have read."""

from __future__ import annotations

import asyncio

import pytest

from teahouse.model.errors import BadTextError, NameTakenError, PersonNotFoundError, RoomNotFoundError
from teahouse.model.people import Person, Role, session_id
from teahouse.store.account_records import Known
from teahouse.store.port_people import CLASSIC_LEASE_MS
from tests.store.contract import LOBBY, NOW, Place, StoreHarness, guest, log, said


def known(key: str) -> Known:
    """Who somebody was elsewhere."""
    return Known(kind="import", subject=f"there/{key}")


class PeopleContract(StoreHarness):
    """Names, sessions and read positions."""

    # --- people

    async def test_a_name_is_taken_until_it_was_not_seen_for_long(self, place: Place) -> None:
        async with self.opened(place) as store:
            first = await store.add_person("Jasmine Fox", Role.GUEST, None, now=1000, free_before=0)
            with pytest.raises(NameTakenError):
                await store.add_person("jasmine fox", Role.GUEST, None, now=2000, free_before=1000)
            await store.seen([first.id], 3000)
            await store.seen([first.id], 2000)
            with pytest.raises(NameTakenError):
                await store.add_person("JASMINE-FOX", Role.GUEST, None, now=4000, free_before=3000)
            second = await store.add_person("Jasmine Fox", Role.GUEST, None, now=4000, free_before=3001)
            assert second.id != first.id
            assert (await store.person(first.id)).person == first
            assert [found.person for found in await store.people_by_name(["JASMINE FOX"])] == [second]

    async def test_a_refused_name_leaves_nothing_behind(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, _):
            with pytest.raises(NameTakenError):
                await store.add_person("Ann", Role.GUEST, "secret", NOW, 0)
            assert await store.person_by_token("secret") is None

    async def test_who_is_known_outside_is_made_once(self, place: Place) -> None:
        async with self.with_people(place, "Ann") as (store, (ann,)):
            with pytest.raises(NameTakenError):
                await store.add_known("Ann", known("U1"), NOW)
            assert await store.credential("import", "there/U1") is None
            made, is_new = await store.add_known("Ben", known("U1"), NOW)
            assert is_new
            stored = await store.person(made.id)
            assert (stored.person, stored.role) == (made, Role.MEMBER)
            found = await store.credential("import", "there/U1")
            assert found is not None
            assert (found.person, found.created_at) == (made.id, NOW)
            # Under whatever name they come again.
            assert await store.add_known("Ann", known("U1"), NOW) == (made, False)
            several = await asyncio.gather(
                *(store.add_known(f"Cem {number}", known("U2"), NOW) for number in range(8))
            )
            assert len({person.id for person, _ in several}) == 1
            assert sum(is_new for _, is_new in several) == 1
            assert len(await store.find_people("Cem", 9)) == 1
            assert ann.id not in {made.id, several[0][0].id}

    async def test_of_many_who_want_a_name_at_once_one_gets_it(self, place: Place) -> None:
        async with self.opened(place) as store:
            outcomes = await asyncio.gather(
                *(store.add_person("听雨", Role.GUEST, None, NOW, 0) for _ in range(5)),
                return_exceptions=True,
            )
            assert [type(outcome) for outcome in outcomes] == [Person, *[NameTakenError] * 4]

    async def test_a_person_takes_another_name(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await store.append(said(ann, 1))
            assert await store.rename(ann.id, "Anna", NOW, 0) == Person(ann.id, "Anna")
            assert (await store.person(ann.id)).person.name == "Anna"
            assert [event.sender.name for event in await log(store)] == ["Ann"]
            assert (await store.rename(ann.id, "ANNA", NOW, 0)).name == "ANNA"
            with pytest.raises(NameTakenError):
                await store.rename(ben.id, "anna", NOW, 0)
            assert (await store.rename(ben.id, "Ann", NOW, 0)).name == "Ann"
            with pytest.raises(PersonNotFoundError):
                await store.rename(99, "Cem", NOW, 0)

    async def test_a_taken_over_name_comes_with_nothing_else(self, place: Place) -> None:
        async with self.opened(place) as store:
            old = await store.add_person("Ann", Role.GUEST, "old secret", 1000, 0)
            await store.append(said(old, 1))
            await store.mark_read(LOBBY, old.id, 1)
            new = await store.add_person("Ann", Role.GUEST, "new secret", 9000, 5000)
            for secret, owner in (("old secret", old), ("new secret", new)):
                found = await store.person_by_token(secret)
                assert found is not None
                assert found.person == owner
            assert (await store.rooms(new.id))[0].read == 0
            assert [event.sender.id for event in await log(store)] == [old.id]

    async def test_a_classic_guest_leaves_its_name_free(self, place: Place) -> None:
        async with self.opened(place) as store:
            classic = await store.add_person("Ann", Role.CLASSIC, None, NOW, 0)
            guest_ben = await guest(store, "Ben")
            with pytest.raises(NameTakenError):
                await guest(store, "Ann")
            await store.free_name(classic.id)
            await store.free_name(guest_ben.id)
            assert (await guest(store, "Ann")).id != classic.id
            assert (await store.person(classic.id)).person == classic
            with pytest.raises(NameTakenError):
                await guest(store, "Ben")
            with pytest.raises(PersonNotFoundError):
                await store.free_name(99)

    async def test_a_classic_guest_whose_node_died_holds_its_name_for_the_lease(self, place: Place) -> None:
        async with self.opened(place) as store:
            classic = await store.add_person("Ann", Role.CLASSIC, None, 1_000, 0)
            page = await store.add_person("Ben", Role.GUEST, None, 1_000, 0)
            await store.seen([classic.id, page.id], 5_000)
            until = 5_000 + CLASSIC_LEASE_MS
            with pytest.raises(NameTakenError):
                await store.add_person("Ann", Role.GUEST, None, until - 1, 0)
            with pytest.raises(NameTakenError):
                await store.rename(page.id, "Ann", until - 1, 0)
            taker = await store.add_person("Ann", Role.GUEST, None, until, 0)
            assert taker.id != classic.id
            assert (await store.person(classic.id)).person == classic
            with pytest.raises(NameTakenError):
                await store.add_person("Ben", Role.GUEST, None, until, 0)

    @pytest.mark.parametrize("name", ["An\0n", "Ann\ud83d"])
    async def test_a_name_that_cannot_be_kept_is_refused_alone(self, place: Place, name: str) -> None:
        async with self.with_people(place, "Ben") as (store, (ben,)):
            outcomes = await asyncio.gather(
                store.add_person("Ann", Role.GUEST, None, NOW, 0),
                store.add_person(name, Role.GUEST, None, NOW, 0),
                store.rename(ben.id, name, NOW, 0),
                return_exceptions=True,
            )
            assert [type(outcome) for outcome in outcomes] == [Person, BadTextError, BadTextError]
            assert [found.person.name for found in await store.people_by_name([name, "Ben"])] == ["Ben"]

    async def test_an_ended_session_is_nobodys_and_told_of(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "secret", NOW, 0)
            await store.add_person("Ben", Role.GUEST, "other", NOW, 0)
            assert (await store.survey([], 0)).revoked == frozenset()
            for session in (session_id("nobody's"), "no session at all", ""):
                await store.end_session(session, NOW)
            await store.end_session(session_id("secret"), NOW)
            await store.end_session(session_id("secret"), NOW + 1)
            assert await store.person_by_token("secret") is None
            assert (await store.person(ann.id)).person == ann
            assert await store.person_by_token("other") is not None
            assert (await store.survey([], NOW)).revoked == {session_id("secret")}
            await store.end_session(session_id("other"), NOW + 60_000)
            assert (await store.survey([], NOW)).revoked == {session_id("secret"), session_id("other")}

    async def test_many_who_come_back_at_once_are_each_told_apart(self, place: Place) -> None:
        async with self.opened(place) as store:
            people = [
                await store.add_person(f"Guest {number}", Role.GUEST, f"secret {number}", NOW, 0)
                for number in range(10)
            ]
            for number in range(10):
                await store.append(said(people[number], number))
                await store.mark_read(LOBBY, people[number].id, number)
            found = await asyncio.gather(
                *(store.person_by_token(f"secret {number % 11}") for number in range(110))
            )
            assert [one and one.person for one in found] == [*people, None] * 10
            listed = await asyncio.gather(*(store.rooms(person.id) for person in people), store.rooms(None))
            assert [room.read for (room,) in listed] == [*range(10), 0]

    async def test_people_are_found_by_id_secret_and_name(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "secret", NOW, 0)
            ben = await store.add_person("Ben", Role.CLASSIC, None, NOW, 0)
            assert (await store.person(ben.id)).role is Role.CLASSIC
            found = await store.person_by_token("secret")
            assert found is not None
            assert (found.person, found.role) == (ann, Role.GUEST)
            assert await store.person_by_token("Secret") is None
            named = await store.people_by_name(["ann", "ANN", "ben", "cem"])
            assert sorted(one.person.name for one in named) == ["Ann", "Ben"]
            assert await store.people_by_name([]) == []
            with pytest.raises(PersonNotFoundError):
                await store.person(99)

    async def test_what_people_say_of_themselves_is_told_with_them(self, place: Place) -> None:
        async with self.opened(place) as store:
            ann = await store.add_person("Ann", Role.GUEST, "secret", NOW, 0)
            said_so = Person(ann.id, "Ann", away=True, status="喝茶去 🍵")
            assert await store.set_status(ann.id, True, "喝茶去 🍵") == said_so
            assert (await store.person(ann.id)).person == said_so
            found = await store.person_by_token("secret")
            assert found is not None
            assert found.person == said_so
            assert [one.person for one in await store.people_by_name(["ann"])] == [said_so]
            assert await store.people([ann.id, 99]) == await store.find_people("a", 9) == [said_so]
            renamed = await store.rename(ann.id, "Anna", NOW, 0)
            assert renamed == Person(ann.id, "Anna", away=True, status="喝茶去 🍵")
            await store.append(said(ann, 1))
            assert (await log(store))[0].sender == ann
            assert await store.set_status(ann.id, False, "") == Person(ann.id, "Anna")
            with pytest.raises(PersonNotFoundError):
                await store.set_status(99, True, "")
            with pytest.raises(BadTextError):
                await store.set_status(ann.id, False, "\0")

    async def test_people_are_found_by_how_their_names_begin(self, place: Place) -> None:
        async with self.opened(place) as store:
            names = ["小明", "小红", "Jasmine Fox", "Jasper", "50% off", "50 cents"]
            people = [
                await store.add_person(name, Role.GUEST, None, NOW + number, 0)
                for number, name in enumerate(names)
            ]
            classic = await store.add_person("Jack", Role.CLASSIC, None, NOW, 0)
            await store.free_name(classic.id)

            async def found(start: str, limit: int = 9) -> list[str]:
                return [person.name for person in await store.find_people(start, limit)]

            assert await found("小") == ["小红", "小明"]
            assert await found("jAS") == ["Jasper", "Jasmine Fox"]
            assert await found("jasmine f") == ["Jasmine Fox"]
            assert await found("50%") == ["50 cents", "50% off"]
            assert await found("%") == await found("asmine") == await found("_") == []
            assert await found("", 2) == ["50 cents", "50% off"]
            assert await found("\0") == []
            await store.seen([people[0].id], NOW + 50)
            assert await found("小", 1) == ["小明"]
            assert sorted(one.id for one in await store.people([people[0].id, classic.id, 99])) == sorted(
                [people[0].id, classic.id]
            )

    async def test_whom_one_ignores(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben", "Cem") as (store, (ann, ben, cem)):
            for _ in range(2):
                await store.set_ignored(ann.id, ben.id, ignored=True)
            await store.set_ignored(cem.id, ben.id, ignored=True)
            await store.set_ignored(ben.id, ann.id, ignored=False)
            assert await store.ignored(ann.id) == {ben.id}
            assert await store.ignored(ben.id) == frozenset()
            assert await store.ignored_by(ben.id, [ann.id, ben.id, 99]) == {ann.id}
            assert await store.ignored_by(ann.id, [ann.id, ben.id, cem.id]) == frozenset()
            await store.set_ignored(ann.id, ben.id, ignored=False)
            assert await store.ignored(ann.id) == await store.ignored_by(ben.id, [ann.id]) == frozenset()
            for pair in ((ann.id, 99), (99, ann.id)):
                with pytest.raises(PersonNotFoundError):
                    await store.set_ignored(*pair, ignored=True)

    # --- read positions

    async def test_a_read_position_only_moves_up_and_not_past_the_head(self, place: Place) -> None:
        async with self.with_people(place, "Ann", "Ben") as (store, (ann, ben)):
            await asyncio.gather(*(store.append(said(ann, number)) for number in range(5)))
            reached = []
            for seq in (2, 1, 4, 4, 99):
                await store.mark_read(LOBBY, ann.id, seq)
                reached.append((await store.rooms(ann.id))[0].read)
            assert reached == [2, 2, 4, 4, 5]
            assert (await store.rooms(ben.id))[0].read == (await store.rooms(None))[0].read == 0
            with pytest.raises(RoomNotFoundError):
                await store.mark_read(99, ann.id, 1)
            with pytest.raises(PersonNotFoundError):
                await store.mark_read(LOBBY, 99, 1)
