"""Calling somebody: completion, the badge, the list of what calls one, the notification, and everyone at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.test_unread import garden, room_link
from tests.harness.http import unique

if TYPE_CHECKING:
    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server

# What the page has the browser show, and whether it asked to be allowed to.
KEEP_NOTIFICATIONS = """(() => {
  window.notified = [];
  window.asked = 0;
  const allowed = () => localStorage.getItem("allowed") ?? "default";
  window.Notification = class {
    static get permission() { return allowed(); }
    static requestPermission() {
      window.asked += 1;
      localStorage.setItem("allowed", "granted");
      return Promise.resolve("granted");
    }
    constructor(title, options) {
      this.title = title;
      this.options = options;
      window.notified.push(this);
    }
    close() {}
  };
})()"""


def bell(tab: Tab) -> re.Pattern[str]:
    return re.compile(r"^For you")


def test_a_name_is_completed_by_pinyin_characters_and_letters(fresh_server: Server, visits: Visits) -> None:
    for name in ("Xmas", "小明", "大明", "Xavier"):
        Voice(fresh_server, name).say(f"{name} was here")
    tab, ming = visits.open(fresh_server.http), visits.open(fresh_server.http)
    ming.rename("小敏")
    ming.say("我在")
    tab.say("who else?")
    tab.sees("我在")
    options = tab.page.get_by_role("option")
    for typed, found in (
        ("xm", {"小明", "小敏", "Xmas"}),
        ("xiaoming", {"小明"}),
        ("小", {"小明", "小敏"}),
        ("XA", {"Xavier"}),
    ):
        tab.field.fill("")
        tab.write(f"well, @{typed}")
        tab.until(
            "wanted => JSON.stringify([...document.querySelectorAll('[role=option] bdi:first-of-type')]"
            ".map((name) => name.textContent).sort()) === JSON.stringify(wanted)",
            sorted(found),
        )
        if typed == "xm":
            # Whoever is here comes first.
            expect(options.first).to_contain_text("小敏")
    tab.field.fill("")
    tab.write("well, @xm")
    wanted = options.filter(has_text="小明")
    expect(wanted).to_have_count(1)
    while wanted.get_attribute("aria-selected") != "true":
        tab.press("ArrowDown")
        tab.page.evaluate("new Promise((done) => requestAnimationFrame(() => done(0)))")
    expect(tab.field).to_have_attribute("aria-activedescendant", wanted.get_attribute("id") or "")
    tab.press("Enter")
    expect(tab.field).to_have_value("well, @小明 ")
    tab.write("how are you?")
    tab.press("Enter")
    tab.sees("well, @小明 how are you?")
    expect(tab.said("well, @小明 how are you?").locator(".at")).to_have_text("@小明")


def test_a_mention_has_a_badge_a_place_in_the_list_and_a_notification(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Caller"))
    title = garden(voice)
    context = visits.context()
    context.add_init_script(KEEP_NOTIFICATIONS)
    tab, other = visits.tab(context, house.http), visits.open(house.http)
    name = unique("小明")
    tab.named(name, "叫我一声")
    other.sees("叫我一声")

    # The browser is asked when one asks for it, and not before.
    assert tab.page.evaluate("window.asked") == 0
    tab.page.get_by_role("button", name="Settings").click()
    settings = tab.page.get_by_role("dialog", name="Settings")
    settings.get_by_role("button", name="Turn on").click()
    expect(settings).to_contain_text("They are on.")
    assert tab.page.evaluate("window.asked") == 1
    tab.press("Escape")

    # Not looking at the room: the rail, the bell and the title tell.
    room_link(tab, title).click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(title)
    text = f"dear @{name}, the tea is ready"
    other.enter(text)
    other.sees(text)
    expect(room_link(tab, "Lobby").locator(".badge.calls")).to_contain_text("1 for you")
    bell_button = tab.page.get_by_role("button", name=bell(tab))
    expect(bell_button).to_have_attribute("aria-label", re.compile("1 unread"))
    tab.until("() => document.title.startsWith('(1)')")
    # The page was in sight: nobody needs to be told of what he sees.
    assert tab.page.evaluate("window.notified.length") == 0

    # Out of sight.
    tab.put_away()
    voice.say("and nobody else is told of this")
    again = f"hey @{name}, it gets cold"
    other.enter(again)
    tab.until("() => window.notified.length > 0")
    told = tab.page.evaluate("window.notified.map(({ title, options }) => [title, options.body])")
    assert told == [[f"\u2068{other.name()}\u2069 in \u2068Lobby\u2069", again]]
    tab.put_away(False)

    # The list, and a press on it.
    bell_button.click()
    panel = tab.page.get_by_role("region", name="For you")
    expect(panel.get_by_role("listitem")).to_have_count(2)
    expect(panel.get_by_role("listitem").first).to_contain_text(again)
    expect(panel.locator(".hit.unread")).to_have_count(2)
    seq = other.seq_of(text)
    panel.get_by_role("link").filter(has_text="the tea is ready").click()
    tab.arrived_at(seq)
    expect(tab.page.locator(f"[data-seq='{seq}']")).to_have_class(re.compile("calls-me"))
    expect(tab.page.locator(f"[data-seq='{seq}'] .at.me")).to_have_text(f"@{name}")
    # Seen to the end, it is read.
    expect(panel.locator(".hit.unread")).to_have_count(0)
    expect(bell_button).to_have_attribute("aria-label", "For you")

    # A press on the notification leads to its message.
    room_link(tab, title).click()
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(title)
    tab.page.evaluate("window.notified[0].onclick()")
    tab.arrived_at(other.seq_of(again))


def test_everyone_is_called_only_when_it_is_meant(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    title = garden(voice)
    tab, other = visits.open(house.http), visits.open(house.http)
    other.say(unique("I am elsewhere"))
    room_link(other, title).click()
    expect(other.page.get_by_role("heading", level=1)).to_have_text(title)
    tab.say(unique("listen"))
    question = tab.page.get_by_role("alertdialog")
    text = "@all the kettle sings"

    # No is the answer that a second Enter gives.
    tab.enter(text)
    expect(question).to_contain_text("notifies everyone in this room")
    expect(question.get_by_role("button", name="Keep writing")).to_be_focused()
    tab.press("Enter")
    expect(question).to_have_count(0)
    expect(tab.field).to_have_value(text)
    expect(tab.field).to_be_focused()
    assert text not in tab.texts() + tab.own_texts()

    tab.press("Enter")
    question.get_by_role("button", name="Send without notifying").click()
    tab.sees(text)
    lobby = room_link(other, "Lobby").locator(".badge")
    expect(lobby).to_contain_text("unread")
    expect(lobby).not_to_contain_text("for you")

    tab.enter(f"{text} loudly")
    question.get_by_role("button", name="Notify everyone").click()
    tab.sees(f"{text} loudly")
    expect(lobby).to_contain_text("1 for you")
    other.page.get_by_role("button", name=bell(other)).click()
    expect(other.page.get_by_role("region", name="For you").get_by_role("listitem").first).to_contain_text(
        "loudly"
    )
