"""Everything by keyboard alone: the mouse is not touched once."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.browser.tab import PATIENCE_MS
from tests.harness.http import unique

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server

# Fails the page as soon as something is pressed with a pointer: a click by a key has no pointer.
NO_POINTER = """addEventListener("pointerdown", () => { console.error("a pointer was used"); }, true);"""

FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return "nothing";
  const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
  const shown = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  return `${element.localName}.${element.className} ${shown || boxShadow !== "none" ? "shown" : "not shown"}`;
}"""


def keys(tab: Tab, *pressed: str) -> None:
    for key in pressed:
        tab.press(key)


def go_to(tab: Tab, seq: int) -> None:
    """From the log, arrow by arrow to this message."""
    for _ in range(60):
        if tab.page.evaluate("document.activeElement.matches('.log, [data-seq]')"):
            break
        keys(tab, "Shift+Tab")
    for _ in range(40):
        at = tab.page.evaluate("Number(document.activeElement.dataset.seq) || Infinity")
        if at == seq:
            return
        keys(tab, "ArrowUp" if at > seq else "ArrowDown")
    raise AssertionError(f"no arrow leads to {seq}: {tab.page.evaluate(FOCUSED)}")


def choose(tab: Tab, name: str) -> None:
    """In the menu that is open, down to this item, and Enter."""
    menu = tab.page.get_by_role("menu")
    expect(menu).to_be_visible()
    item = menu.get_by_role("menuitem", name=name, exact=True)
    for _ in range(20):
        if item.evaluate("item => item === document.activeElement"):
            keys(tab, "Enter")
            return
        keys(tab, "ArrowDown")
    raise AssertionError(f"no arrow leads to {name}")


def test_all_that_is_done_with_messages(fresh_server: Server, visits: Visits) -> None:
    voice = Voice(fresh_server, "Voice")
    theirs = voice.say("what shall we drink?")
    poll = voice.say("which one?", options=["green", "black"])
    context = visits.context()
    context.add_init_script(NO_POINTER)
    tab = visits.tab(context, fresh_server.http)
    tab.say("first words")
    mine = tab.last_seq()
    last = tab.page.locator

    # React: by the quick row of the menu, and by any emoji.
    go_to(tab, theirs)
    assert tab.page.evaluate(FOCUSED).endswith(" shown")
    keys(tab, "Enter")
    menu = tab.page.get_by_role("menu")
    expect(menu).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Reply")).to_be_focused()
    keys(tab, "Home", "Enter")
    expect(last(f"[data-seq='{theirs}'] .reaction.mine")).to_have_count(1)
    expect(last(f"[data-seq='{theirs}']")).to_be_focused()
    keys(tab, "+")
    picker = tab.page.locator(".emoji-picker")
    expect(picker).to_be_visible()
    tab.page.keyboard.type("teapot")
    expect(
        picker.get_by_role("gridcell")
        .or_(picker.get_by_role("option"))
        .or_(picker.locator("[data-emoji]"))
        .first
    ).to_be_visible()
    keys(tab, "Enter")
    expect(last(f"[data-seq='{theirs}'] .reaction.mine")).to_have_count(2)
    expect(last(f"[data-seq='{theirs}']")).to_contain_text("🫖")

    # Answer.
    keys(tab, "r")
    expect(tab.page.locator(".reply-bar")).to_contain_text("what shall we drink?")
    expect(tab.field).to_be_focused()
    tab.page.keyboard.type("longjing")
    keys(tab, "Enter")
    tab.sees("longjing")
    expect(tab.said("longjing").locator(".said-quote")).to_have_count(1)

    # Edit: the last one by an arrow, another one by its key.
    keys(tab, "ArrowUp")
    expect(tab.field).to_have_value("longjing")
    tab.page.keyboard.type(", of course")
    keys(tab, "Enter")
    tab.sees("longjing, of course")
    go_to(tab, mine)
    keys(tab, "e")
    expect(tab.field).to_have_value("first words")
    keys(tab, "Escape")
    expect(tab.field).to_have_value("")

    # Pin, and go there.
    go_to(tab, theirs)
    keys(tab, "Enter")
    choose(tab, "Pin")
    expect(tab.page.locator(".pins-bar")).to_contain_text("what shall we drink?")

    # Vote: the options are buttons like any other.
    go_to(tab, poll)
    for _ in range(12):
        keys(tab, "Tab")
        if tab.page.evaluate("document.activeElement.matches('.poll-option')"):
            break
    assert tab.page.evaluate(FOCUSED).endswith(" shown")
    keys(tab, "Space")
    expect(last(f"[data-seq='{poll}'] .poll-option").first).to_have_attribute("aria-pressed", "true")

    # Take back: asked first, and no is what Enter says.
    go_to(tab, mine)
    keys(tab, "Enter")
    choose(tab, "Take back")
    question = tab.page.get_by_role("dialog", name="Take this message back?")
    expect(question.get_by_role("button", name="Cancel")).to_be_focused()
    keys(tab, "Enter")
    expect(question).to_have_count(0)
    expect(last(f"[data-seq='{mine}']")).to_be_focused()
    keys(tab, "Enter")
    choose(tab, "Take back")
    expect(question).to_be_visible()
    keys(tab, "Tab", "Enter")
    expect(last(f"[data-seq='{mine}']")).to_have_text("You took a message back")


def test_search_switch_and_settings(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    title = unique("Garden")
    voice.ask("POST", "rooms", {"title": title, "topic": ""})
    rare = unique("chrysanthemum")
    voice.say(f"the {rare} blooms")
    context = visits.context()
    context.add_init_script(NO_POINTER)
    tab = visits.tab(context, house.http)
    tab.say(unique("hello"))

    # Search, and go to what was found.
    keys(tab, "Control+f")
    expect(tab.page.get_by_role("searchbox")).to_be_focused()
    tab.page.keyboard.type(rare)
    panel = tab.page.get_by_role("region", name="Search")
    expect(panel.locator(".hit-text")).to_have_text([f"the {rare} blooms"])
    for _ in range(20):
        keys(tab, "Tab")
        if tab.page.evaluate("document.activeElement.matches('.hit-link')"):
            break
    keys(tab, "Enter")
    tab.arrived_at(tab.seq_of(f"the {rare} blooms"))
    keys(tab, "Control+f")
    expect(tab.page.get_by_role("searchbox")).to_be_focused()
    keys(tab, "Escape")
    expect(panel).to_have_count(0)

    # Another room, by name; back by its neighbour; and a person.
    heading = tab.page.get_by_role("heading", level=1)
    keys(tab, "Control+k")
    field = tab.page.get_by_role("combobox")
    expect(field).to_be_focused()
    tab.page.keyboard.type(title)
    expect(tab.page.get_by_role("option", selected=True)).to_contain_text(title)
    keys(tab, "Enter")
    expect(heading).to_have_text(title)
    keys(tab, "Alt+ArrowUp")
    expect(heading).not_to_have_text(title)
    keys(tab, "Control+k")
    expect(field).to_be_focused()
    tab.page.keyboard.type(voice.name)
    expect(tab.page.get_by_role("option", selected=True).locator("bdi").first).to_have_text(voice.name)
    keys(tab, "Enter")
    expect(heading).to_have_text(voice.name)

    # The keys themselves, the status and the settings.
    keys(tab, "Escape", "Shift+Tab")
    for _ in range(10):
        if not tab.page.evaluate("document.activeElement.matches('textarea, input')"):
            break
        keys(tab, "Shift+Tab")
    keys(tab, "?")
    sheet = tab.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text(re.compile("Ctrl|⌘"))
    keys(tab, "Escape")
    expect(sheet).to_have_count(0)
    for opener, name in ((".own-status", "Your status"), (".menu-button", "Settings")):
        for _ in range(80):
            if tab.page.evaluate("kind => document.activeElement.matches(kind)", opener):
                break
            keys(tab, "Tab")
        assert tab.page.evaluate(FOCUSED).endswith(" shown")
        keys(tab, "Enter")
        expect(tab.page.get_by_role("dialog", name=name)).to_be_visible()
        keys(tab, "Escape")
        expect(tab.page.get_by_role("dialog", name=name)).to_have_count(0)
        assert tab.page.evaluate("kind => document.activeElement.matches(kind)", opener), (
            "the focus comes back"
        )


def test_what_is_typed_before_a_part_of_the_page_has_come(house: Server, visits: Visits) -> None:
    voice = Voice(house, unique("Voice"))
    rare = unique("osmanthus")
    voice.say(f"the {rare} smells")
    context = visits.context(service_workers="block")
    context.add_init_script(NO_POINTER)
    held: list[Route] = []
    late = re.compile(r"/assets/(SearchPanel|Switcher|Shortcuts)-[\w-]+\.js")
    visits.expect("Service Worker registration blocked")
    context.route(late, lambda route: held.append(route))
    tab = visits.tab(context, house.http)
    waiting = tab.page.get_by_role("dialog", name=re.compile("Search|Go to…|Loading"))
    typed = waiting.get_by_role("textbox")

    def let_through(part: str) -> None:
        # A part that shares pieces with others is asked for after those: in any order.
        end = time.monotonic() + PATIENCE_MS / 1000
        while not (found := [each for each in held if f"/{part}-" in each.request.url]):
            assert time.monotonic() < end, f"nobody asked for {part}"
            tab.page.wait_for_timeout(10)
        route = found[0]
        held.remove(route)
        route.continue_()

    tab.write("a draft")
    # Given up by Escape, and one writes on.
    for key in ("Control+f", "Control+k"):
        keys(tab, key)
        expect(typed).to_be_focused()
        tab.page.keyboard.type("gone")
        keys(tab, "Escape")
        expect(waiting).to_have_count(0)
        expect(tab.field).to_be_focused()
    expect(tab.field).to_have_value("a draft")

    # What was typed stands in the field that comes; nothing of it in the composer.
    keys(tab, "Control+f", "Control+a")
    tab.page.keyboard.type(rare[:5])
    expect(typed).to_have_value(rare[:5])
    let_through("SearchPanel")
    search = tab.page.get_by_role("searchbox")
    expect(search).to_be_focused()
    expect(search).to_have_value(rare[:5])
    tab.page.keyboard.type(rare[5:])
    expect(search).to_have_value(rare)
    expect(tab.page.locator(".search-panel .hit-text")).to_have_text([f"the {rare} smells"])
    keys(tab, "Escape")
    expect(tab.field).to_be_focused()

    keys(tab, "Control+k")
    tab.page.keyboard.type(voice.name)
    let_through("Switcher")
    field = tab.page.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_value(voice.name)
    expect(tab.page.get_by_role("option", selected=True)).to_contain_text(voice.name)
    keys(tab, "Escape")
    expect(tab.field).to_be_focused()
    expect(tab.field).to_have_value("a draft")

    # Backwards out of the composer: past the list of what could be completed.
    keys(tab, "Control+a")
    tab.page.keyboard.type("/")
    expect(tab.page.get_by_role("option").first).to_be_visible()
    keys(tab, "Shift+Tab")
    expect(tab.page.get_by_role("option")).to_have_count(0)
    assert tab.page.evaluate("document.activeElement.matches('.log, .log *')"), tab.page.evaluate(FOCUSED)
    keys(tab, "?")
    expect(waiting).to_be_focused()
    tab.page.keyboard.type("nowhere")
    let_through("Shortcuts")
    expect(tab.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keys(tab, "Escape")
    expect(tab.field).to_have_value("/")
