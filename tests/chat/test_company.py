"""What people say of themselves, whom they ignore, and how they are found."""

from __future__ import annotations

import pytest

from teahouse.broker.port import PersonRenamed
from teahouse.chat import people
from teahouse.model.errors import (
    BadFieldError,
    BadTextError,
    NotAllowedError,
    NotSignedInError,
    PersonNotFoundError,
)
from teahouse.model.people import VISITOR, Actor, Person, Role
from teahouse.protocol.commands import PeopleFind, PeopleRead, PersonIgnore, PersonRename, StatusSet
from tests.chat.house import House, whose


async def test_a_status_is_told_to_all_once_and_stays_off_the_log(house: House) -> None:
    ann = await house.guest("Ann")
    command = StatusSet(id=house.key(), away=True, text=" out for \n tea ")
    done = await people.set_status(house.context, ann, command)
    assert done.you == Person(1, "Ann", away=True, status="out for tea")
    assert house.signals == [PersonRenamed(done.you)]
    now = Actor(Role.GUEST, done.you)
    await people.set_status(house.context, now, command)
    assert len(house.signals) == 1
    await house.say(now)
    assert house.events[-1].sender == Person(1, "Ann")
    # Another name leaves it as it is.
    renamed = await people.rename(house.context, now, PersonRename(id=house.key(), name="Anna"))
    assert renamed.you == Person(1, "Anna", away=True, status="out for tea")
    cleared = await people.set_status(house.context, now, StatusSet(id=house.key(), away=False))
    assert cleared.you == Person(1, "Anna")


@pytest.mark.parametrize(("text", "refusal"), [("x" * 81, BadFieldError), ("a\x00", BadTextError)])
async def test_what_a_status_cannot_be(house: House, text: str, refusal: type[Exception]) -> None:
    ann = await house.guest("Ann")
    with pytest.raises(refusal):
        await people.set_status(house.context, ann, StatusSet(id=house.key(), away=False, text=text))
    assert house.signals == []


async def test_nobody_hears_of_being_ignored(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    await house.ignore(ann, ben)
    await house.ignore(ann, ben)
    assert await house.store.ignored(whose(ann).id) == {whose(ben).id}
    assert await house.store.ignored(whose(ben).id) == frozenset()
    await house.ignore(ann, ben, ignored=False)
    assert await house.store.ignored(whose(ann).id) == frozenset()
    assert house.signals == []
    assert house.events == []
    for person, refusal in ((whose(ann).id, BadFieldError), (99, PersonNotFoundError)):
        with pytest.raises(refusal):
            await people.ignore(house.context, ann, PersonIgnore(id=house.key(), person=person, ignored=True))


async def test_people_are_found_by_how_their_names_begin(house: House) -> None:
    ann, _, _, ben = await house.guests("Ann", "annika", "小明", "Ben")
    for name, expected in (("an", {1, 2}), ("AN", {1, 2}), ("小", {3}), ("nn", set())):
        page = await people.find(house.context, ben, PeopleFind(id=house.key(), name=name))
        assert {person.id for person in page.people} == expected, name
    page = await people.read(house.context, VISITOR, PeopleRead(id=house.key(), people=(2, 1, 2, 99)))
    assert {person.id for person in page.people} == {1, 2}
    assert ann.person in page.people


async def test_who_may_not(house: House) -> None:
    ann = await house.guest("Ann")
    for actor, refusal in ((VISITOR, NotSignedInError), (Actor(Role.CLASSIC, ann.person), NotAllowedError)):
        with pytest.raises(refusal):
            await people.set_status(house.context, actor, StatusSet(id=house.key(), away=True))
        with pytest.raises(refusal):
            await people.ignore(house.context, actor, PersonIgnore(id=house.key(), person=1, ignored=True))
        with pytest.raises(refusal):
            await people.find(house.context, actor, PeopleFind(id=house.key(), name="a"))
