"""Several browsers in one room: order, speed, and what one sees of the others."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server

WITHIN_MS = 200
ROUNDS = 9

# Times are of one clock for all pages: Unix milliseconds with fractions.
KEEP_TIMES = """() => {
  window.times = {};
  const keep = (what) => { window.times[what] ??= performance.timeOrigin + performance.now(); };
  addEventListener("keydown", (event) => {
    if (event.key === "Enter") keep(`enter ${document.activeElement.value}`);
  }, true);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        for (const said of [node, ...node.querySelectorAll("[data-seq]")]) {
          if (said.dataset?.seq) keep(said.querySelector(".said-text").textContent);
        }
      }
    }
  }).observe(document.querySelector(".log"), { childList: true, subtree: true });
}"""


def times_of(tab: Tab) -> dict[str, float]:
    times: dict[str, float] = tab.page.evaluate("window.times")
    return times


@pytest.mark.alone
def test_three_browsers_see_the_same_order_at_once(house: Server, visits: Visits) -> None:
    tabs = [visits.open(house.http, locale) for locale in ("zh-CN", "en-US", "en-GB")]
    for number, tab in enumerate(tabs):
        tab.say(f"here is {number}")
        tab.page.evaluate(KEEP_TIMES)
    texts = [f"speed {number}" for number in range(ROUNDS)]
    for number, text in enumerate(texts):
        tabs[number % 3].enter(text)
        for tab in tabs:
            tab.sees(text)
    known = [times_of(tab) for tab in tabs]
    took = [
        max(
            known[other][text] - known[number % 3][f"enter {text}"]
            for other in range(3)
            if other != number % 3
        )
        for number, text in enumerate(texts)
    ]
    print("milliseconds from Enter to the last screen:", [round(ms) for ms in took])
    assert median(took) < WITHIN_MS

    # Now all at once: nobody waits for anybody.
    crowd = [f"crowd {number}" for number in range(30)]
    for number, text in enumerate(crowd):
        tabs[number % 3].enter(text)
    for text in crowd:
        for tab in tabs:
            tab.sees(text)
    first, *others = [tab.shown() for tab in tabs]
    assert sorted(message.text for message in first[-30:]) == sorted(crowd)
    assert [message.seq for message in first] == sorted({message.seq for message in first})
    for other in others:
        assert other == first


def test_reload_keeps_the_person(fresh_server: Server, visits: Visits) -> None:
    tab = visits.open(fresh_server.http)
    tab.named("Jasmine", "I stay who I am")
    tab.reload()
    assert tab.name() == "Jasmine"
    tab.say("still me")
    assert {message.author for message in tab.shown()} == {"Jasmine"}
    tab.until_people("Jasmine")


def test_two_tabs_opened_at_once_are_one_person(fresh_server: Server, visits: Visits) -> None:
    context = visits.context()
    one, two = (visits.tab(context, fresh_server.http) for _ in range(2))
    # Both are visitors and speak at the same moment; whichever is late opens its socket anew.
    visits.expect("WebSocket is closed before the connection is established")
    one.enter("from the first tab")
    two.enter("from the second tab")
    for tab in (one, two):
        tab.sees("from the first tab")
        tab.sees("from the second tab")
    assert one.name() == two.name()
    assert {message.author for message in one.shown()} == {one.name()}
    for tab in (one, two):
        tab.until_people(one.name())


def test_two_browsers_are_two_people(fresh_server: Server, visits: Visits) -> None:
    one, two = (visits.open(fresh_server.http) for _ in range(2))
    one.say("I am one")
    two.say("I am two")
    assert one.name() != two.name()
    for tab in (one, two):
        tab.until_people(one.name(), two.name())


def test_coming_and_renaming_are_seen_by_others(fresh_server: Server, visits: Visits) -> None:
    one, two = (visits.open(fresh_server.http) for _ in range(2))
    one.named("Oolong", "who else is here?")
    two.named("Sencha", "I am")
    one.until_people("Oolong", "Sencha")
    two.rename("Matcha")
    one.until_people("Oolong", "Matcha")
    expect(one.page.locator(".coming").last).to_contain_text("Matcha")
    two.say("under another name")
    assert one.shown()[-1].author == "Matcha"
    assert one.shown()[-2].author in ("Sencha", "Matcha")


def test_a_name_that_is_taken_is_refused_and_another_accepted(fresh_server: Server, visits: Visits) -> None:
    visits.open(fresh_server.http).named("Genmaicha", "mine")
    late = visits.open(fresh_server.http)
    late.say("I come later")
    late.page.locator(".name-chip").click()
    field = late.page.locator(".name-field")
    field.fill("genmaicha")
    field.press("Enter")
    expect(late.page.get_by_role("alert")).to_have_text("Somebody else has this name.")
    field.fill("Hojicha")
    field.press("Enter")
    expect(field).to_have_count(0)
    assert late.name() == "Hojicha"


def test_typing_shows_and_goes(fresh_server: Server, visits: Visits) -> None:
    one, two = (visits.open(fresh_server.http) for _ in range(2))
    one.named("Assam", "hello")
    two.named("Ceylon", "hello too")
    line = one.page.locator(".typing")
    two.write("a long thought")
    expect(line).to_contain_text("Ceylon")
    expect(line).to_contain_text("is typing")
    two.press("Enter")
    expect(line).not_to_contain_text("Ceylon")


def test_language_is_switched_without_a_reload(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.page.evaluate("window.same = true")
    expect(tab.page.locator("html")).to_have_attribute("lang", "en")
    tab.page.locator(".menu-button").click()
    tab.page.locator(".segment", has_text="中文").click()
    expect(tab.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(tab.page.locator(".send")).to_have_text("发送")
    expect(tab.page.locator(".room-title")).to_have_text("大堂")
    tab.page.locator(".segment", has_text="English").click()
    expect(tab.page.locator(".send")).to_have_text("Send")
    assert tab.page.evaluate("window.same") is True, "a reload would have lost it"
    tab.page.locator(".segment", has_text="中文").click()
    tab.reload()
    expect(tab.page.locator(".send")).to_have_text("发送")
