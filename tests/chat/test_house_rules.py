"""Running the place otherwise while it runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from teahouse.broker.memory import MemoryBroker
from teahouse.broker.port import RightsTouched
from teahouse.chat import administration, audit
from teahouse.chat import house as running
from teahouse.chat import people as guests
from teahouse.chat.context import Context
from teahouse.model.errors import BadFieldError, NotAllowedError, NotSignedInError, TeahouseError
from teahouse.model.people import VISITOR, Actor, Role
from teahouse.model.rules import KEYS, FilterWord, Rules

if TYPE_CHECKING:
    from tests.chat.house import House


async def ranked(place: House, name: str, role: Role) -> Actor:
    """Somebody who is that in the whole place."""
    return Actor(role, await place.store.add_person(name, role, f"t-{name}", place.now, 0))


async def test_what_an_admin_changes_holds_at_once_and_every_node_is_told(house: House) -> None:
    olive = await ranked(house, "Olive", Role.ADMIN)
    changed: list[None] = []
    house.context.house.changed.append(lambda: changed.append(None))
    values = {"name": "茶 Room", "guests": False, "filter_words": [{"word": "x", "action": "hold"}]}
    await change(house, olive, values)
    rules = house.context.house
    assert (rules.name, rules.guests, rules.filter_words) == ("茶 Room", False, (FilterWord("x", "hold"),))
    assert RightsTouched(None) in house.signals
    assert len(changed) == 1
    with pytest.raises(NotAllowedError):
        await guests.become_guest(house.context, "Newcomer")
    await change(house, olive, {"guests": None})
    assert rules.guests
    assert rules.name == "茶 Room"
    other = Context(house.store, MemoryBroker(), lambda: house.now, Rules(edit_hours=7, guests=False))
    assert await other.house.reload()
    assert (other.house.name, other.house.edit_hours, other.house.guests) == ("茶 Room", 7, False)
    assert not await other.house.reload()


async def test_every_setting_is_shown_with_its_default(house: House) -> None:
    olive = await ranked(house, "Olive", Role.OWNER)
    await change(house, olive, {"recall_hours": 9})
    shown = show(house, olive)
    assert tuple(shown) == KEYS
    assert (shown["recall_hours"].value, shown["recall_hours"].default) == (9, 2)
    assert (shown["edit_hours"].value, shown["edit_hours"].default) == (24, 24)


@pytest.mark.parametrize("role", [Role.GUEST, Role.MEMBER, Role.MODERATOR])
async def test_nobody_below_an_admin_sees_or_changes_how_the_place_is_run(house: House, role: Role) -> None:
    await house.store.add_person("Olive", Role.OWNER, None, house.now, 0)
    somebody = await ranked(house, "Somebody", role)
    for attempt in (change(house, somebody, {"name": "Mine"}), drop_logo(house, somebody)):
        with pytest.raises(NotAllowedError):
            await attempt
    with pytest.raises(NotAllowedError):
        show(house, somebody)
    with pytest.raises(NotSignedInError):
        show(house, VISITOR)
    with pytest.raises(NotAllowedError):
        await administration.rooms(house.context, somebody)
    with pytest.raises(NotAllowedError):
        await administration.figures(house.context, somebody)
    assert (await house.store.house()).values == {}


async def test_a_wish_with_one_bad_value_changes_nothing(house: House) -> None:
    olive = await ranked(house, "Olive", Role.ADMIN)
    wishes: tuple[tuple[dict[str, object], str | None], ...] = (
        ({"name": "New", "accent": "red"}, "accent"),
        ({"name": "New", "logo": ["image/png", ""]}, "logo"),
        ({"name": "New", "limits": False}, "limits"),
        ({}, None),
    )
    for wish, field in wishes:
        with pytest.raises(BadFieldError) as refused:
            await change(house, olive, wish)
        assert refused.value.field == field
    assert (await house.store.house()).values == {}
    assert house.context.house.name == "Teahouse"


async def test_who_changed_what_is_written_down_without_long_texts(house: House) -> None:
    olive = await ranked(house, "Olive", Role.ADMIN)
    await change(house, olive, {"name": "New", "custom_css": "a { color: red } " * 20})
    (entry,) = (await audit.page(house.context, olive)).entries
    assert (entry.action, entry.made_by, entry.detail["name"]) == ("house.change", olive.person, "New")
    assert "color" not in str(entry.detail)


async def test_what_is_told_of_the_place_names_the_very_bytes(house: House) -> None:
    olive = await ranked(house, "Olive", Role.ADMIN)
    told = house.context.house.told()
    assert (told.logo, told.style, told.owned, told.challenge) == ("", "", False, False)
    await set_logo(house, olive, b"one")
    await change(house, olive, {"custom_css": "a {}", "challenge": "on", "accent": "#A0B0C0"})
    first = house.context.house.told()
    assert first.logo.startswith("/house/logo?v=")
    assert first.style.startswith("/house/style.css?v=")
    assert (first.challenge, first.accent) == (True, "#a0b0c0")
    await set_logo(house, olive, b"two")
    await change(house, olive, {"custom_css": "b {}"})
    second = house.context.house.told()
    assert first.logo != second.logo
    assert first.style != second.style
    logo = house.context.house.logo
    assert logo is not None
    assert (logo.type, logo.image) == ("image/png", b"two")
    await drop_logo(house, olive)
    assert house.context.house.told().logo == ""


async def test_what_a_newer_server_or_a_damaged_row_says_is_passed_over(house: House) -> None:
    await house.store.set_house({"name": 5, "edit_hours": 6, "of_tomorrow": True, "logo": "x"})
    await house.context.house.reload()
    rules = house.context.house
    assert (rules.name, rules.edit_hours, rules.logo) == ("Teahouse", 6, None)


async def test_of_two_readings_at_once_the_later_one_stands(house: House) -> None:
    await house.store.set_house({"name": "Later"})
    await asyncio.gather(*(house.context.house.reload() for _ in range(5)))
    assert house.context.house.name == "Later"


async def test_moderators_may_look_people_up_and_see_who_is_sanctioned(house: House) -> None:
    moderator = await ranked(house, "Mod", Role.MODERATOR)
    for number in range(administration.PAGE + 2):
        await house.guest(f"Guest {number}")
    first = await administration.people(house.context, moderator, "", None)
    assert len(first.people) == administration.PAGE
    rest = await administration.people(house.context, moderator, "", first.next)
    assert (len(rest.people), rest.next) == (3, None)
    with pytest.raises(TeahouseError):
        await administration.people(house.context, await house.guest("Nosy"), "", None)


async def test_who_may_call_everybody_is_the_houses_to_say(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    moderator = await ranked(house, "Mod", Role.MODERATOR)
    await house.say(ann, "all of you", everyone=True)
    own = await house.room(ann, "Ann's")
    direct = await house.direct(ann, ben)
    house.context.house.apply({"everyone_role": "moderator"})
    with pytest.raises(NotAllowedError):
        await house.say(ann, "all of you", everyone=True)
    await house.say(moderator, "all of you", everyone=True)
    # Who owns a room is an owner there, and a conversation has no ranks.
    await house.say(ann, "all of you", room=own, everyone=True)
    with pytest.raises(NotAllowedError):
        await house.say(ben, "all of you", room=own, everyone=True)
    await house.say(ben, "both of us", room=direct, everyone=True)


async def change(place: House, actor: Actor, wish: dict[str, object]) -> None:
    await running.change(place.context, actor, wish)


async def set_logo(place: House, actor: Actor, image: bytes) -> None:
    await running.set_logo(place.context, actor, "image/png", image)


async def drop_logo(place: House, actor: Actor) -> None:
    await running.set_logo(place.context, actor, "", None)


def show(place: House, actor: Actor) -> dict[str, running.Live]:
    return running.show(place.context, actor)
