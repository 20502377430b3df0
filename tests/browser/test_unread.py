"""What one has not read: the line before it, the counts, and that all of one's pages agree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.tab import Tab
from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visits import Visits
    from tests.harness.server import Server

# The text of the first message below the line, where the line is on the screen.
BELOW_LINE = """() => {
  const line = document.querySelector(".divider.new");
  if (!line) return null;
  const log = document.querySelector(".log").getBoundingClientRect();
  const { top, bottom } = line.getBoundingClientRect();
  if (top < log.top || bottom > log.bottom) return "(out of sight)";
  for (const said of document.querySelectorAll("[data-seq]"))
    if (line.compareDocumentPosition(said) & Node.DOCUMENT_POSITION_FOLLOWING)
      return said.querySelector(".said-text").textContent;
  return "(nothing)";
}"""


FORGET = """async () => {
  for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}"""


def below_line(tab: Tab) -> str | None:
    found: str | None = tab.page.evaluate(BELOW_LINE)
    return found


def room_link(tab: Tab, title: str) -> Locator:
    return tab.page.get_by_role("navigation", name="Rooms").get_by_role("link").filter(has_text=title)


def garden(voice: Voice) -> str:
    """Another room, into which one can go."""
    title = unique("Garden")
    voice.ask("POST", "rooms", {"title": title, "topic": ""})
    return title


@pytest.mark.parametrize("kept", [False, True], ids=["from the server", "from the disk"])
@pytest.mark.parametrize("many", [3, 150, 450], ids=["a few", "pages", "more than a window"])
def test_the_line_stands_above_the_first_unread_after_a_restart(
    fresh_server: Server, visits: Visits, many: int, kept: bool
) -> None:
    voice = Voice(fresh_server, "Voice")
    voice.say_all(f"earlier {number}" for number in range(50))
    context = visits.context()
    tab = visits.tab(context, fresh_server.http)
    tab.say("I read all of this")
    expect(tab.page.locator(".divider.new")).to_have_count(0)
    last = tab.last_seq()
    tab.has_read(last)
    if kept:
        tab.keeps("I read all of this")
    else:
        tab.page.evaluate(FORGET)
    tab.page.close()
    voice.say_all(f"unread {number}" for number in range(many))
    fresh_server.stop()
    fresh_server.start()
    tab = visits.tab(context, fresh_server.http)
    upward = tab.page.locator(".jump.upward")
    if many > 400:
        # So many are not read from the first by themselves; one is offered the way.
        expect(upward).to_have_text(re.compile("first"))
        tab.comes_to_end()
        upward.click()
    tab.until(f"() => ({BELOW_LINE})() === 'unread 0'")
    expect(tab.page.locator(".divider.new")).to_have_text("New messages")
    expect(upward).to_have_count(0)
    if many > 3:
        # What one has not come to is not read.
        assert many > 400 or tab.read() == last
        tab.page.locator(".jump").click()
        tab.sees(f"unread {many - 1}")
    tab.has_read(last + many)
    # Read now: next time there is no line.
    tab.reload()
    tab.sees(f"unread {many - 1}")
    expect(tab.page.locator(".divider.new")).to_have_count(0)


def test_reading_in_one_tab_clears_the_other(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    title = garden(voice)
    context = visits.context()
    one = visits.tab(context, house.http)
    one.say(unique("here am I"))
    two = visits.tab(context, house.http)
    two.drawn()
    for tab in (one, two):
        room_link(tab, title).click()
        expect(tab.page.get_by_role("heading", level=1)).to_have_text(title)
        tab.drawn()
    for number in range(3):
        voice.say(f"unread in the lobby {number}")
    for tab in (one, two):
        expect(room_link(tab, "Lobby").locator(".badge")).to_contain_text("3 unread")
    room_link(one, "Lobby").click()
    one.sees("unread in the lobby 2")
    assert below_line(one) == "unread in the lobby 0"
    expect(room_link(two, "Lobby").locator(".badge")).to_have_count(0)
    # Nothing is unread there any more.
    room_link(two, "Lobby").click()
    two.sees("unread in the lobby 2")
    expect(two.page.locator(".divider.new")).to_have_count(0)


def test_what_is_unread_again_from_a_message_on(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    title = garden(voice)
    tab = visits.open(house.http)
    tab.say(unique("I begin"))
    for number in range(4):
        voice.say(f"think about it {number}")
    tab.sees("think about it 3")
    expect(tab.page.locator(".divider.new")).to_have_count(0)
    tab.deed("think about it 1", "Mark as unread from here")
    tab.until(f"() => ({BELOW_LINE})() === 'think about it 1'")
    room_link(tab, title).click()
    expect(room_link(tab, "Lobby").locator(".badge")).to_contain_text("3 unread")
    tab.reload()
    expect(room_link(tab, "Lobby").locator(".badge")).to_contain_text("3 unread")
    room_link(tab, "Lobby").click()
    tab.until(f"() => ({BELOW_LINE})() === 'think about it 1'")


def test_a_room_of_which_one_wants_to_hear_nothing(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    title = garden(voice)
    tab = visits.open(house.http)
    tab.say(unique("quiet, please"))
    tab.page.get_by_role("button", name="About this room").click()
    tab.page.get_by_role("menuitemradio", name="Nothing").click()
    room_link(tab, title).click()
    tab.drawn()
    voice.say("unheard")
    link = room_link(tab, "Lobby")
    expect(link).to_contain_text("Muted")
    # What calls one comes through to the rail, as its number.
    me = tab.page.evaluate("fetch('/api/v1/me').then((answer) => answer.json()).then((me) => me.you.id)")
    voice.say("but you", mentions=[me])
    expect(link.locator(".badge")).to_contain_text("1 for you")
    expect(link.locator(".badge")).not_to_contain_text("unread")


def test_who_comes_back_is_shown_the_way_to_the_first_unread(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    tab = visits.open(house.http)
    mine = unique("I look away")
    tab.say(mine)
    tab.put_away()
    missed = [f"{mine}, missed {number}" for number in range(40)]
    voice.say_all(missed)
    tab.sees(missed[-1])
    tab.put_away(False)
    way = tab.page.get_by_role("button", name="Jump to 40 unread messages")
    way.click()
    tab.until(f"first => ({BELOW_LINE})() === first", missed[0])
    expect(way).to_have_count(0)


def test_a_link_to_a_message_goes_before_what_is_unread(fresh_server: Server, visits: Visits) -> None:
    voice = Voice(fresh_server, "Voice")
    voice.say_all(f"earlier {number}" for number in range(50))
    context = visits.context()
    tab = visits.tab(context, fresh_server.http)
    tab.say("I read all of this")
    last = tab.last_seq()
    tab.has_read(last)
    tab.page.close()
    voice.say_all(f"unread {number}" for number in range(200))
    tab = Tab(context.new_page(), fresh_server.http)
    tab.page.goto(f"{fresh_server.http}/#/r/1/5")
    tab.arrived_at(5)
    tab.page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))"
    )
    expect(tab.page.locator("[data-seq='5']")).to_be_in_viewport()
    # Nothing of what is unread counts as read by that.
    assert tab.read() == last
    tab.page.close()

    # One that leads nowhere says so, and one begins where one always does: a room or a message, it is all the same.
    for nowhere in ("r/1/4000", "r/4000"):
        tab = Tab(context.new_page(), fresh_server.http)
        tab.page.goto(f"{fresh_server.http}/#/{nowhere}")
        expect(tab.page.locator(".banner")).to_contain_text("That link leads to something that is not here")
        tab.until(f"text => ({BELOW_LINE})() === text", "unread 0")
        tab.until("() => location.hash === '#/r/1'")
        tab.page.close()
