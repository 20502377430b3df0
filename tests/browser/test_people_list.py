"""A long list of people: whom one means is found by a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.tab import Tab
from tests.browser.visits import PHONE, WIDE
from tests.harness.talk import LOBBY

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visits import Visits
    from tests.harness.server import Server

NAMES = ["张三", "章鱼", "李四", "Zhanna", *(f"Guest {number}" for number in range(9))]


def fills(line: Line, names: list[str]) -> None:
    """The page hears that these are in the lobby."""
    people = [{"id": 900 + number, "name": name} for number, name in enumerate(names)]
    line.tell(type="presence.state", room=LOBBY, count=len(people), people=people)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_long_list_is_filtered_by_characters_and_by_pinyin(
    house: Server, visits: Visits, size: tuple[int, int]
) -> None:
    phone = size == PHONE
    context = visits.context(size=size, finger=phone)
    page = context.new_page()
    line = Line(page)
    tab = Tab(page, house.http)
    tab.load()
    fills(line, NAMES[:11])
    if phone:
        page.locator(".people-button").tap()
    rows: Locator = page.locator(".person-row")
    field = page.get_by_role("searchbox", name="Filter by name")
    expect(rows).to_have_count(11)
    expect(field).to_have_count(0)

    fills(line, NAMES)
    expect(rows).to_have_count(13)
    field.focus()
    tab.page.keyboard.type("zhang")
    expect(rows.locator("bdi").filter(has_text="张三")).to_have_count(1)
    expect(rows).to_have_count(2)
    field.fill("z")
    expect(rows).to_have_count(3)
    field.fill("四")
    expect(rows).to_have_count(1)
    expect(rows.locator("bdi").first).to_have_text("李四")
    field.fill("nobody")
    expect(rows).to_have_count(0)
    expect(page.locator(".people-note")).to_have_text("Nobody here has a name like this.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # Escape empties the field and leaves what is around it; fewer people leave the field.
    tab.press("Escape")
    expect(field).to_have_value("")
    expect(rows).to_have_count(13)
    fills(line, NAMES[:4])
    expect(rows).to_have_count(4)
    expect(field).to_be_focused()
    # The arrows go along the list and back.
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        tab.press(key)
    expect(page.locator("button.person").first).to_be_focused()
    tab.press("ArrowUp")
    expect(field).to_be_focused()
    tab.page.keyboard.type("zhny")
    expect(rows).to_have_count(0)
    field.fill("李")
    expect(rows).to_have_count(1)
    tab.press("Enter")
    expect(page.locator(".to-mode")).to_be_visible()
    expect(page.locator(".to")).to_contain_text("李四")


def test_a_phone_reaches_the_search_with_one_tap(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http, size=PHONE, finger=True)
    title = tab.page.locator(".room-title").bounding_box()
    assert title is not None
    assert title["width"] >= 120
    button = tab.page.get_by_role("button", name="Search", exact=True)
    size = button.bounding_box()
    assert size is not None
    assert (size["width"], size["height"]) >= (44, 44)
    button.tap()
    expect(tab.page.get_by_role("searchbox", name="Search messages")).to_be_visible()
