"""Finding what was said: rights, filters, edits, what was taken back."""

from __future__ import annotations

from typing import Any

import pytest

from teahouse.chat import finding
from teahouse.chat.context import DAY_MS
from teahouse.model.people import VISITOR, Actor
from teahouse.protocol.commands import MessageEdit, MessageRecall, Search
from teahouse.protocol.replies import FoundPage
from tests.chat.house import House


async def find(house: House, actor: Actor, query: str, **more: Any) -> FoundPage:
    return await finding.find(house.context, actor, Search(id=house.key(), query=query, **more))


async def bodies(house: House, actor: Actor, query: str) -> list[str | None]:
    found = await find(house, actor, query)
    assert found.count == len(found.messages)
    return [message.body for message in found.messages]


async def test_only_what_one_may_read_is_found_and_counted(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    await house.say(ann, "open tea")
    await house.say(ann, "whispered tea", to=ben)
    await house.say(ann, "direct tea", room)
    await house.ignore(ben, ann)
    await house.say(ann, "ignored tea", room)
    every = ["ignored tea", "direct tea", "whispered tea", "open tea"]
    for actor, expected in ((ann, every), (ben, every[1:]), (cem, every[3:]), (VISITOR, every[3:])):
        assert await bodies(house, actor, "tea") == expected


async def test_what_a_message_says_now_is_found(house: House) -> None:
    ann = await house.guest("Ann")
    one, two = await house.say(ann, "我家在上海东边"), await house.say(ann, "喝茶去")
    assert await bodies(house, ann, "上海") == ["我家在上海东边"]
    assert await bodies(house, ann, "茶") == ["喝茶去"]
    await house.change(ann, MessageEdit, one, body="我家在北京")
    assert await bodies(house, ann, "上海") == []
    assert await bodies(house, ann, "北京") == ["我家在北京"]
    await house.change(ann, MessageRecall, two)
    assert await bodies(house, ann, "茶") == []


async def test_filters_narrow(house: House) -> None:
    ann, ben = await house.guests("Ann", "Ben")
    room = await house.room(ann, "Green teas")
    await house.say(ann, "tea of ann")
    house.now += DAY_MS
    await house.say(ben, "tea of ben")
    await house.say(ben, "tea there https://example.org/x", room)
    await house.say(ann, "tea picture", files=((await house.file(ann)).id,))
    for query, expected in (
        ("tea from:ben", ["tea there https://example.org/x", "tea of ben"]),
        ("tea from:Nobody", []),
        ('tea in:"Green teas"', ["tea there https://example.org/x"]),
        ("tea in:nowhere", []),
        ("from:ann in:lobby", ["tea picture", "tea of ann"]),
        ("has:link", ["tea there https://example.org/x"]),
        ("tea has:image", ["tea picture"]),
        ("tea before:2024-10-05", ["tea of ann"]),
        ("tea after:2024-10-05 from:ben in:lobby", ["tea of ben"]),
        ("te", ["tea picture", "tea there https://example.org/x", "tea of ben", "tea of ann"]),
        ("", []),
        ("!?", []),
    ):
        assert await bodies(house, ann, query) == expected, query


async def test_an_option_and_a_file_s_name_are_found(house: House) -> None:
    ann = await house.guest("Ann")
    await house.say(ann, "which?", options=("sencha", "gyokuro"))
    await house.say(ann, "", files=((await house.file(ann, name="teapot.png")).id,))
    assert await bodies(house, ann, "gyokuro") == ["which?"]
    assert await bodies(house, ann, "teapot") == [""]


async def test_a_room_that_one_may_not_know_of_is_none(house: House) -> None:
    ann, ben, cem = await house.guests("Ann", "Ben", "Cem")
    room = await house.direct(ann, ben)
    name = next(each.name for each in await house.store.rooms(1) if each.id == room)
    await house.say(ann, "tea", room)
    assert await bodies(house, cem, f"tea in:{name}") == []
    assert await bodies(house, ben, f"tea in:{name}") == ["tea"]


async def test_pages_go_on_after_the_cursor(house: House) -> None:
    ann = await house.guest("Ann")
    for number in range(7):
        await house.say(ann, f"tea {number}")
    found: list[str | None] = []
    before: int | None = None
    for _ in range(4):
        page = await find(house, VISITOR, "tea", before=before, limit=3)
        assert page.count == 7
        found += [message.body for message in page.messages]
        before = page.next
        if before is None:
            break
    assert found == [f"tea {number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    "query", ['"', "from:", "has:nothing", "before:yesterday", "AND OR NOT *", "a" * 400]
)
async def test_any_query_is_one(house: House, query: str) -> None:
    ann = await house.guest("Ann")
    await house.say(ann, "tea")
    await find(house, ann, query)
