"""Writing: input methods, line breaks, drafts, limits, and a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.visits import PHONE

if TYPE_CHECKING:
    from tests.browser.tab import Tab
    from tests.browser.visits import Visits
    from tests.harness.server import Server, Start

BURST = 10

# An Enter that ends a composition, in the order of each browser's events.
COMPOSE = """([chrome, text]) => {
  const field = document.querySelector("#composer");
  const put = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  const write = (value, composing) => {
    put.call(field, value);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: composing, data: value }));
  };
  const composition = (type, data) =>
    field.dispatchEvent(new CompositionEvent(type, { bubbles: true, cancelable: true, data }));
  const enter = (isComposing) => field.dispatchEvent(new KeyboardEvent("keydown", {
    key: "Enter", code: "Enter", keyCode: 229, which: 229, isComposing, bubbles: true, cancelable: true,
  }));
  composition("compositionstart", "");
  write("ni hao", true);
  let prevented;
  if (chrome) {
    prevented = !enter(true);
    write(text, true);
    composition("compositionend", text);
  } else {
    write(text, true);
    composition("compositionend", text);
    prevented = !enter(false);
  }
  field.dispatchEvent(new KeyboardEvent("keyup", { key: "Enter", keyCode: 13, bubbles: true }));
  return prevented;
}"""


def nothing_was_sent(tab: Tab, text: str) -> None:
    """Neither shown as one's own nor heard of from the server, which would answer before the next."""
    assert tab.own_texts() == []
    assert text not in tab.texts()
    assert not any(text in frame for frame in tab.received)


@pytest.mark.parametrize("chrome", [True, False], ids=["chrome", "safari"])
def test_enter_of_an_input_method_does_not_send(house: Server, visits: Visits, chrome: bool) -> None:
    tab = visits.open(house.http, "zh-CN")
    text = f"你好，{'一' if chrome else '二'}"
    tab.field.focus()
    prevented = tab.page.evaluate(COMPOSE, [chrome, text])
    assert not prevented, "the key is the input method's"
    expect(tab.field).to_have_value(text)
    nothing_was_sent(tab, text)
    tab.press("Enter")
    tab.sees(text)
    assert tab.texts().count(text) == 1
    expect(tab.field).to_have_value("")


def test_a_real_composition_of_the_browser(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http, "zh-CN")
    session = tab.page.context.new_cdp_session(tab.page)
    tab.field.focus()
    tab.page.evaluate("""() => {
      window.pressed = [];
      addEventListener("keydown", ({ key, isComposing }) => window.pressed.push([key, isComposing]), true);
    }""")
    for typed in ("h", "he", "he c", "he ch", "he cha"):
        session.send("Input.imeSetComposition", {"text": typed, "selectionStart": 6, "selectionEnd": 6})
    # An input method takes the key itself: the page hears of it, and no line break follows.
    key = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Enter", "code": "Enter"}
    session.send("Input.dispatchKeyEvent", key)
    assert tab.page.evaluate("window.pressed") == [["Enter", True]]
    nothing_was_sent(tab, "he cha")
    session.send("Input.insertText", {"text": "喝茶去"})
    expect(tab.field).to_have_value("喝茶去")
    nothing_was_sent(tab, "喝茶去")
    tab.press("Enter")
    tab.sees("喝茶去")


def test_enter_in_the_name_field_composes_too(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http, "zh-CN")
    tab.page.locator(".name-chip").click()
    field = tab.page.locator(".name-field")
    field.fill("听雨")
    field.evaluate("""(field) => field.dispatchEvent(new KeyboardEvent("keydown",
      { key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))""")
    expect(field).to_be_visible()
    expect(field).to_have_value("听雨")
    field.press("Enter")
    expect(field).to_have_count(0)
    tab.until("name => document.querySelector('.name-chip')?.title === name", "听雨")


def test_shift_and_enter_break_the_line(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.write("first line")
    tab.press("Shift+Enter")
    tab.write("second line")
    expect(tab.field).to_have_value("first line\nsecond line")
    assert tab.own_texts() == []
    tab.press("Enter")
    tab.sees("first line\nsecond line")
    body = tab.page.locator(".said-text", has_text="first line")
    line = body.evaluate("body => Number.parseFloat(getComputedStyle(body).lineHeight)")
    box = body.bounding_box()
    assert box is not None
    assert box["height"] > 1.5 * line, "it stands in two lines"


def test_nothing_but_spaces_is_not_sent(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.enter("   ")
    expect(tab.page.locator(".send")).to_have_attribute("aria-disabled", "true")
    assert tab.own_texts() == []
    tab.field.fill("")
    tab.say("words")


def test_undo_takes_back_what_was_chosen_alone(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.write("tea :smi")
    expect(tab.page.get_by_role("option").first).to_be_visible()
    tab.press("Tab")
    expect(tab.page.get_by_role("option")).to_have_count(0)
    chosen = tab.field.input_value()
    assert chosen.startswith("tea ")
    assert ":" not in chosen
    tab.press("Control+z")
    expect(tab.field).to_have_value("tea :smi")
    tab.press("Control+Shift+z")
    expect(tab.field).to_have_value(chosen)
    tab.press("Enter")
    tab.sees(chosen.strip())


def test_what_is_typed_right_after_enter_is_the_next_message(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.field.focus()
    texts = [f"hasty {number}" for number in range(20)]
    session = tab.page.context.new_cdp_session(tab.page)
    # Keys as fast as they come, several within one frame.
    for text in texts:
        for letter in text:
            session.send("Input.dispatchKeyEvent", {"type": "char", "text": letter})
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    tab.sees(texts[-1])
    assert [text for text in tab.texts() if text.startswith("hasty")] == texts
    expect(tab.field).to_have_value("")


def test_a_draft_survives_a_reload(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.write("half a thou")
    tab.reload()
    expect(tab.field).to_have_value("half a thou")
    expect(tab.field).to_be_focused()
    tab.write("ght")
    tab.press("Enter")
    tab.sees("half a thought")
    tab.reload()
    expect(tab.field).to_have_value("")
    # An edit, too, and what was written before it.
    tab.write("to be continued")
    tab.deed("half a thought", "Edit")
    tab.press("Control+a")
    tab.write("a whole thought")
    tab.reload()
    expect(tab.page.locator(".reply-bar")).to_contain_text("Editing your message")
    expect(tab.field).to_have_value("a whole thought")
    tab.press("Enter")
    tab.sees("a whole thought")
    expect(tab.field).to_have_value("to be continued")


def test_a_text_that_is_too_long_stays_in_the_field(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    text = "长" * 5_462
    tab.field.fill(text)
    expect(tab.page.locator(".size")).to_have_text(re.compile("Too long by"))
    tab.press("Enter")
    expect(tab.field).to_have_value(text)
    assert tab.own_texts() == []
    tab.field.fill(text[:-1])
    tab.press("Enter")
    tab.sees(text[:-1])


def test_too_fast_keeps_the_text_and_sends_it_later(start_server: Start, visits: Visits) -> None:
    server = start_server()
    tab, other = visits.open(server.http), visits.open(server.http)
    texts = [f"burst {number}" for number in range(BURST + 2)]
    for text in texts:
        tab.enter(text)
    held = tab.page.locator(".said.held")
    expect(held.first).to_contain_text(re.compile(r"A little too fast\. Goes out in \d s\."))
    expect(tab.field).to_have_value("")
    for reader in (tab, other):
        reader.sees(texts[-1])
        assert reader.texts() == texts
    assert tab.own_texts() == []


def test_on_a_phone_enter_breaks_the_line_and_the_button_sends(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http, size=PHONE, finger=True)
    assert tab.page.evaluate("matchMedia('(pointer: coarse)').matches")
    tab.field.tap()
    tab.write("above")
    tab.press("Enter")
    tab.write("below")
    expect(tab.field).to_have_value("above\nbelow")
    assert tab.own_texts() == []
    tab.page.locator(".send").tap()
    tab.sees("above\nbelow")
    expect(tab.field).to_be_focused()
    expect(tab.field).to_have_value("")


def test_a_phone_s_keyboard_leaves_the_last_message_visible(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http, size=PHONE, finger=True)
    for number in range(20):
        tab.write(f"row {number}")
        tab.page.locator(".send").tap()
    tab.sees("row 19")
    # The page asks for its content to be resized by the keyboard (interactive-widget in its viewport).
    tab.page.set_viewport_size({"width": PHONE[0], "height": 380})
    tab.until("""() => {
      const last = [...document.querySelectorAll("[data-seq]")].at(-1).getBoundingClientRect();
      const log = document.querySelector(".log").getBoundingClientRect();
      const box = document.querySelector(".box").getBoundingClientRect();
      return last.top >= log.top && last.bottom <= log.bottom + 1 && log.bottom <= box.top + 1
        && box.bottom <= innerHeight && document.documentElement.scrollHeight <= innerHeight;
    }""")
