"""What those hear who have the page read to them: new messages, each once, and no history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.tab import Tab

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.visits import Visits
    from tests.harness.proxy import Proxy
    from tests.harness.server import Server

SOCKET = b"GET /ws "

# What a screen reader would say: the text of each live region whenever it changes, as its attributes ask for.
LISTEN = """() => {
  window.heard = [];
  const roles = { status: "polite", log: "polite", alert: "assertive", timer: "off", marquee: "off" };
  const liveness = (element) =>
    element.getAttribute("aria-live") ?? roles[element.getAttribute("role")] ?? null;
  const regionOf = (node) => {
    for (let element = node instanceof Element ? node : node.parentElement; element; element = element.parentElement) {
      const live = liveness(element);
      if (live === "off") return null;
      if (live !== null) return element;
    }
    return null;
  };
  const start = () => new MutationObserver((changes) => {
    const whole = new Set();
    for (const { type, target, addedNodes } of changes) {
      const region = regionOf(target);
      const nodes = type === "characterData" ? [target] : [...addedNodes];
      for (const node of nodes) {
        if (!node.isConnected) continue;
        // A region that comes with its text: alerts are said, others are not.
        const born = node instanceof Element && region === null
          ? [node, ...node.querySelectorAll("[role=alert]")].filter((each) => liveness(each) === "assertive") : [];
        for (const each of born) window.heard.push(each.textContent);
        if (region === null) continue;
        const atomic = region.getAttribute("aria-atomic") ?? (region.getAttribute("role") === "status" ? "true" : "false");
        if (atomic === "true") whole.add(region);
        else if (node.textContent.trim() !== "") window.heard.push(node.textContent);
      }
    }
    for (const region of whole) {
      const text = [...region.childNodes].map((node) => node.textContent).join("\\n").trim();
      if (text !== "") window.heard.push(text);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  start();
}"""


def heard(tab: Tab) -> str:
    found: list[str] = tab.page.evaluate("window.heard")
    return "\n".join(found)


def hears(tab: Tab, text: str) -> None:
    """Wait until it was told."""
    tab.until("text => window.heard.some((told) => told.includes(text))", text)


def test_only_what_is_new_is_told_and_once(
    fresh_server: Server, visits: Visits, make_proxy: Callable[[Server], Proxy]
) -> None:
    visits.expect_network_errors()
    proxy = make_proxy(fresh_server)
    voice = Voice(fresh_server, "Narrator")
    voice.say_all(f"history {number}" for number in range(400))
    context = visits.context()
    context.add_init_script(f"({LISTEN})()")
    tab = visits.tab(context, proxy.http)
    tab.sees("history 399")
    voice.say("this is new")
    hears(tab, "this is new")
    assert "\u2068Narrator\u2069: this is new" in heard(tab)
    assert heard(tab).count("this is new") == 1
    assert "history" not in heard(tab)

    # Pages of the past are silent, though they come into the same log.
    tab.scroll_to(0)
    tab.until(
        "() => [...document.querySelectorAll('[data-seq]')].some(({ dataset }) => Number(dataset.seq) < 300)"
    )
    voice.say("said while one reads the past")
    hears(tab, "said while one reads the past")
    assert "history" not in heard(tab)
    tab.page.locator(".jump:not(.upward)").click()
    tab.sees("said while one reads the past")

    # One's own are not told: one knows what one said.
    tab.say("my own words")
    voice.say("an answer to that")
    hears(tab, "an answer to that")
    assert "my own words" not in heard(tab)

    # What is changed, reacted to or pinned is no new message.
    seq = tab.seq_of("this is new")
    voice.change("PATCH", seq, "", {"body": "this was new"})
    voice.change("PUT", seq, "reactions/👍")
    tab.sees("this was new")
    voice.say("after the change")
    hears(tab, "after the change")
    assert "this was new" not in heard(tab)

    # What came while the line was cut is new, and told once; what was there before is not told again.
    proxy.refuse(SOCKET)
    proxy.cut(SOCKET)
    expect(tab.page.locator(".banner")).to_be_visible()
    voice.say("said in between")
    proxy.refuse(None)
    tab.back_and_sees("said in between")
    hears(tab, "said in between")
    voice.say("the last word")
    hears(tab, "the last word")
    told = heard(tab)
    for text in (
        "this is new",
        "said while one reads the past",
        "an answer to that",
        "after the change",
        "said in between",
        "the last word",
    ):
        assert told.count(text) == 1, text
    assert "history" not in told


def test_many_at_once_are_counted_instead_of_told(house: Server, visits: Visits) -> None:
    voice = Voice(house, "Chatterbox")
    voice.say("one thing")
    context = visits.context()
    context.add_init_script(f"({LISTEN})()")
    tab = visits.tab(context, house.http)
    voice.say_all(f"quick {number}" for number in range(40))
    tab.sees("quick 39")
    hears(tab, "more new messages")
    # Nobody listens to forty messages read out: some, and how many more.
    assert sum(heard(tab).count(f"quick {number}\n") for number in range(40)) <= 12


def test_a_message_says_who_and_when_and_the_log_is_named(house: Server, visits: Visits) -> None:
    voice = Voice(house, "Speaker")
    seq = voice.say("**hear** me `out`")
    voice.change("PUT", seq, "reactions/🍵")
    tab = visits.open(house.http)
    log = tab.page.get_by_role("log", name="Messages")
    expect(log).to_have_count(1)
    assert log.get_attribute("aria-live") == "off"
    said = tab.page.locator(f"[data-seq='{seq}']")
    expect(said).to_have_role("group")
    label = said.get_attribute("aria-label") or ""
    assert label.startswith("\u2068Speaker\u2069, ")
    assert label.endswith(": hear me out")
    expect(said.get_by_role("button", name="🍵")).to_contain_text("1")
