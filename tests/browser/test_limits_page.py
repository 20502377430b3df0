"""Too fast: what one wrote waits in sight, and goes out by itself when it may."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.visits import Visits
    from tests.harness.server import Start

BURST = 10

# What stands beside the message that has to wait, each time that it changes.
KEEP_COUNTDOWN = """() => {
  window.told = [];
  const look = () => {
    const text = document.querySelector(".said.held .own-state, .said.held")?.textContent;
    if (text && text !== window.told.at(-1)) window.told.push(text);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_the_eleventh_of_a_burst_counts_down_and_goes_out(start_server: Start, visits: Visits) -> None:
    server = start_server()
    tab, other = visits.open(server.http), visits.open(server.http)
    tab.page.evaluate(KEEP_COUNTDOWN)
    texts = [f"burst {number}" for number in range(1, BURST + 5)]
    for text in texts:
        tab.enter(text)
    held = tab.page.locator(".said.held")
    expect(held.first).to_contain_text(re.compile(r"A little too fast\. Goes out in \d s\."))
    expect(held.first).to_contain_text("burst")
    # It is where it will stand, and what one writes meanwhile is not touched.
    tab.write("and what I write now stays")
    # A reload loses nothing of it, and sends nothing twice.
    tab.reload()
    expect(tab.field).to_have_value("and what I write now stays")
    for reader in (tab, other):
        reader.sees(texts[-1])
        assert reader.texts() == texts
    assert tab.own_texts() == []
    expect(tab.field).to_have_value("and what I write now stays")


def test_the_countdown_runs_and_the_message_can_be_taken_back(start_server: Start, visits: Visits) -> None:
    server = start_server()
    tab, other = visits.open(server.http), visits.open(server.http)
    tab.page.evaluate(KEEP_COUNTDOWN)
    texts = [f"burst {number}" for number in range(1, BURST + 5)]
    for text in texts:
        tab.enter(text)
    last = tab.page.locator(".said[data-key]").filter(has_text=texts[-1])
    expect(last).to_have_count(1)
    last.get_by_role("button", name="Take back").click()
    expect(tab.field).to_have_value(texts[-1])
    other.sees(texts[-2])
    assert other.texts() == texts[:-1]
    told = [
        int(found[1])
        for found in re.finditer(r"Goes out in (\d) s", "\n".join(tab.page.evaluate("window.told")))
    ]
    assert told, "a countdown was shown"
    assert max(told) <= 5
    tab.press("Enter")
    other.sees(texts[-1])
    assert other.texts() == texts
