"""A server that is restarted, as a page lives through it."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.tab import Tab
from tests.harness.proxy import Proxy
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visits import Visits

ERROR_MS = 3_000

# The longest time that words about the connection stood there without a break, looked at in every frame.
WATCH_BANNER = """() => {
  window.shownFor = 0;
  let since = null;
  const look = () => {
    const shown = document.querySelector(".banner:not(.told)") !== null;
    if (!shown) since = null;
    else {
      since ??= performance.now();
      window.shownFor = Math.max(window.shownFor, performance.now() - since);
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.alone
def test_a_restart_behind_one_port_shows_no_error_for_long(
    fresh_server: Server, visits: Visits, make_proxy: Callable[[Server], Proxy]
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(fresh_server)
    tabs = [visits.open(proxy.http) for _ in range(2)]
    tabs[0].named("Regular", "before all restarts")
    tabs[1].sees("before all restarts")
    for tab in tabs:
        tab.page.evaluate(WATCH_BANNER)
    texts = []
    away_ms = 0.0
    for turn in range(3):
        fresh_server.signal(signal.SIGTERM)
        texts.append(f"said while it stops {turn}")
        tabs[0].enter(texts[-1])
        assert fresh_server.wait() == 0
        gone = time.monotonic()
        texts.append(f"said while it is away {turn}")
        tabs[0].enter(texts[-1])
        tabs[0].write("half a thought")
        fresh_server.start()
        away_ms = max(away_ms, 1_000 * (time.monotonic() - gone))
        for tab in tabs:
            tab.sees(texts[-1])
            expect(tab.page.locator(".banner")).to_have_count(0)
        expect(tabs[0].field).to_have_value("half a thought")
        tabs[0].field.fill("")
    for tab in tabs:
        assert tab.texts() == ["before all restarts", *texts]
        shown = tab.page.evaluate("window.shownFor")
        print(f"an error was shown for {shown:.0f} ms at most; nobody listened for {away_ms:.0f} ms")
        # A process alone cannot be back sooner than it starts; with another node in reach nothing is away.
        assert shown < max(ERROR_MS, away_ms + 1_000)
    assert tabs[0].own_texts() == []


def test_a_drain_with_another_node_in_reach_is_not_seen_at_all(house: Server, visits: Visits) -> None:
    tab = Tab(visits.context().new_page(), house.http)
    line = Line(tab.page)
    tab.load()
    tab.say("before the drain")
    tab.page.evaluate(WATCH_BANNER)
    line.hello = {"version": "99.0"}
    line.tell(type="drain", after_ms=800)
    tab.say("through the node that drains")
    line.until_opened(2)
    tab.say("through the next one")
    assert tab.page.evaluate("window.shownFor") == 0


def test_another_epoch_loads_the_room_and_keeps_what_was_written(house: Server, visits: Visits) -> None:
    visits.expect_network_errors()
    tab = Tab(visits.context().new_page(), house.http)
    line = Line(tab.page)
    tab.load()
    tab.named("Scribe", "in the old epoch")
    line.silent = True
    line.close(1006)
    tab.enter("written between the epochs")
    tab.write("half a thought")
    assert tab.own_texts() == ["written between the epochs"]
    line.silent = False
    line.hello = {"epoch": "another"}
    line.close(1006)
    tab.sees("written between the epochs")
    expect(tab.page.locator(".told")).to_contain_text("The server’s history was replaced")
    expect(tab.field).to_have_value("half a thought")
    assert tab.texts().count("written between the epochs") == 1
    assert tab.own_texts() == []
    expect(tab.page.locator(".divider.new")).to_have_count(0)
