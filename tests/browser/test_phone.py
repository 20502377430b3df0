"""A phone: little room, a keyboard over it, and fingers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.features import features
from tests.browser.tour import Scene
from tests.harness.http import unique
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import CDPSession, Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits

SMALL = (360, 640)
KEYBOARD_PX = 300
LONG_PRESS_MS = 700
REST_MS = 150

# As Safari does: the page stays as it is behind the keyboard, and only `visualViewport` tells.
COVER = """(height) => {
  Object.defineProperty(visualViewport, "height", { configurable: true, get: () => innerHeight - height });
  visualViewport.dispatchEvent(new Event("resize"));
}"""

IN_SIGHT = """(seen) => {
  const last = [...document.querySelectorAll("[data-seq]")].at(-1).getBoundingClientRect();
  const log = document.querySelector(".log").getBoundingClientRect();
  const box = document.querySelector(".box").getBoundingClientRect();
  const send = document.querySelector(".send").getBoundingClientRect();
  return last.top >= log.top && last.bottom <= log.bottom + 1 && log.bottom <= box.top + 1
    && box.bottom <= seen && send.bottom <= seen && log.height >= 44;
}"""

# What can be moved sideways, other than code, formulas and rows of chips, which do so in themselves.
SIDEWAYS = """() => {
  const found = [];
  const own = "pre, .formula, .katex, .katex-display, .code, .code-text, [role=tablist], .filters, textarea, input";
  for (const element of [document.scrollingElement, ...document.body.querySelectorAll("*")]) {
    if (element.closest(own) || element.scrollWidth <= element.clientWidth) continue;
    const { overflowX } = getComputedStyle(element);
    if (element !== document.scrollingElement && !["auto", "scroll"].includes(overflowX)) continue;
    const before = element.scrollLeft;
    element.scrollLeft = before + 40;
    if (element.scrollLeft !== before) found.push(`${element.localName}.${element.className}`);
    element.scrollLeft = before;
  }
  return found;
}"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A conversation under way."""
    server = Server(tmp_path_factory.mktemp("scene"), "--limits", "off", "--link-previews", "off")
    try:
        server.start()
        yield Scene(server)
    finally:
        server.close()


class Finger:
    """One finger on a page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.session: CDPSession = tab.page.context.new_cdp_session(tab.page)

    def _touch(self, kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def press(self, element: Locator, ms: int) -> None:
        """Down, still, and up again."""
        x, y = self._middle(element)
        self._touch("touchStart", x, y)
        self.tab.page.wait_for_timeout(ms)
        self._touch("touchEnd", x, y)

    def swipe(self, element: Locator, across: int) -> None:
        x, y = self._middle(element)
        self._touch("touchStart", x, y)
        for step in range(1, 11):
            self._touch("touchMove", x + across * step / 10, y)
        # At rest before it is lifted: else the browser takes the next tap for the end of a throw.
        self.tab.page.wait_for_timeout(REST_MS)
        self._touch("touchEnd", x, y)

    def _middle(self, element: Locator) -> tuple[float, float]:
        box = element.bounding_box()
        assert box is not None
        return box["x"] + min(box["width"], 200) / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("how", ["over the page", "resizing it"])
def test_the_keyboard_leaves_composer_and_last_message_in_sight(
    house: Server, visits: Visits, how: str
) -> None:
    voice = Voice(house, unique("Talker"))
    voice.say_all(f"row {number}" for number in range(30))
    tab = visits.open(house.http, size=SMALL, finger=True)
    tab.field.tap()
    seen = SMALL[1] - KEYBOARD_PX
    if how == "over the page":
        tab.page.evaluate(COVER, KEYBOARD_PX)
    else:
        tab.page.set_viewport_size({"width": SMALL[0], "height": seen})
    tab.until(IN_SIGHT, seen)
    # Also while one writes several lines, and while more comes.
    tab.field.fill("one\ntwo\nthree\nfour")
    tab.until(IN_SIGHT, seen)
    voice.say("and this is new")
    tab.sees("and this is new")
    tab.until(IN_SIGHT, seen)
    tab.page.locator(".send").tap()
    tab.sees("one\ntwo\nthree\nfour")
    tab.until(IN_SIGHT, seen)
    expect(tab.field).to_be_focused()
    # Without it, all is as before.
    if how == "over the page":
        tab.page.evaluate(COVER, 0)
    else:
        tab.page.set_viewport_size({"width": SMALL[0], "height": SMALL[1]})
    tab.until(IN_SIGHT, SMALL[1])
    tab.until("() => document.querySelector('.box').getBoundingClientRect().bottom > innerHeight - 40")


def test_a_long_press_opens_the_menu(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Talker"))
    text = unique("press me")
    voice.say(text)
    tab = visits.open(house.http, size=SMALL, finger=True)
    tab.write(unique("hello"))
    tab.page.locator(".send").tap()
    tab.until("() => document.querySelector('[data-key]') === null")
    finger = Finger(tab)
    menu = tab.page.get_by_role("menu")
    # A short press is none.
    finger.press(tab.said(text), 100)
    expect(menu).to_have_count(0)
    finger.press(tab.said(text), LONG_PRESS_MS)
    expect(menu).to_be_visible()
    # A sheet at the bottom, with room for fingers, and it stays when the finger is lifted.
    tab.until(
        "low => Math.abs(document.querySelector('[role=menu]').getBoundingClientRect().bottom - low) <= 2",
        SMALL[1],
    )
    for item in menu.get_by_role("menuitem").all():
        size = item.bounding_box()
        assert size is not None
        assert size["height"] >= 44, item.inner_text()
        assert size["width"] >= 44, item.inner_text()
    menu.get_by_role("menuitem", name="React with 👍").tap()
    expect(tab.said(text).locator(".reaction.mine")).to_contain_text("👍")
    expect(menu).to_have_count(0)
    # Scrolling is no press.
    finger.press(tab.said(text), LONG_PRESS_MS)
    expect(menu).to_be_visible()
    menu.get_by_role("menuitem", name="Reply").tap()
    expect(tab.page.locator(".reply-bar")).to_contain_text(text)
    expect(menu).to_have_count(0)


def test_a_swipe_answers(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Talker"))
    text = unique("swipe me")
    voice.say(text)
    tab = visits.open(house.http, size=SMALL, finger=True)
    finger = Finger(tab)
    finger.swipe(tab.said(text), -20)
    expect(tab.page.locator(".reply-bar")).to_have_count(0)
    finger.swipe(tab.said(text), -90)
    expect(tab.page.locator(".reply-bar")).to_contain_text(re.compile(f"Reply to .*{voice.name}"))
    answer = unique("an answer")
    tab.write(answer)
    tab.page.locator(".send").tap()
    tab.sees(answer)
    expect(tab.said(answer).locator(".said-quote")).to_contain_text(text)


def test_nothing_moves_sideways(scene: Scene, visits: Visits) -> None:
    visits.expect("status of 4(13|15|22)")  # the file that is refused
    tab = visits.open(scene.server.http, size=SMALL, finger=True, reduced_motion="reduce")
    found = {}
    for state in features(tab, scene, phone=True):
        if moved := tab.page.evaluate(SIDEWAYS):
            found[state] = moved
    assert found == {}
