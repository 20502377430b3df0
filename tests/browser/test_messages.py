"""What can be done with a message: it is changed, taken back, answered, reacted to, and found by its link."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.chorus import Voice
from tests.harness.cellar import lay_down
from tests.harness.http import unique
from tests.harness.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.browser.tab import Tab
    from tests.browser.visits import Visits

FAR_BACK = 10_000
REACTED_WITHIN_MS = 300
ROUNDS = 5

# Times are of one clock for all pages: Unix milliseconds with fractions.
KEEP_COUNTS = """([seq, emoji]) => {
  const said = document.querySelector(`[data-seq="${seq}"]`);
  const now = () => performance.timeOrigin + performance.now();
  const countOf = () => {
    for (const each of said.querySelectorAll(".reaction:not(.add)"))
      if (each.querySelector(".reaction-emoji").textContent === emoji)
        return Number(each.querySelector(".reaction-count").textContent);
    return 0;
  };
  window.counts = [[countOf(), now()]];
  window.pressed = [];
  new MutationObserver(() => {
    const count = countOf();
    if (count !== window.counts.at(-1)[0]) window.counts.push([count, now()]);
  }).observe(said, { subtree: true, childList: true, characterData: true });
  said.addEventListener("click", () => window.pressed.push(now()), true);
}"""


@pytest.fixture(scope="module")
def deep_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose lobby has a long history."""
    folder: Path = tmp_path_factory.mktemp("deep")
    lay_down(folder / "data", "Archivist", [f"message {number}" for number in range(1, FAR_BACK + 61)])
    server = Server(folder, "--limits", "off")
    try:
        server.start()
        yield server
    finally:
        server.close()


def thumb(tab: Tab, text: str) -> Locator:
    return tab.said(text).get_by_role("button", name=re.compile("^👍 "))


def test_what_one_said_is_edited_and_everybody_sees_that(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    tab.say("the kettle is hott")
    seq = tab.seq_of("the kettle is hott")
    other.sees("the kettle is hott")
    expect(other.page.locator(f"[data-seq='{seq}'] .edited")).to_have_count(0)
    # The arrow upward brings back what one said last.
    tab.press("ArrowUp")
    expect(tab.field).to_have_value("the kettle is hott")
    tab.field.fill("the kettle is hot")
    tab.press("Enter")
    for page in (tab, other):
        page.sees("the kettle is hot")
        assert page.seq_of("the kettle is hot") == seq
        expect(page.said("the kettle is hot").locator(".edited")).to_have_text("edited")
        assert "the kettle is hott" not in page.texts()
    expect(tab.field).to_have_value("")
    tab.said("the kettle is hot").locator(".edited").click()
    versions = tab.page.get_by_role("dialog", name="Earlier versions")
    expect(versions.get_by_role("listitem")).to_contain_text(["the kettle is hot", "the kettle is hott"])
    tab.press("Escape")
    # And it stays so.
    other.reload()
    other.sees("the kettle is hot")
    expect(other.said("the kettle is hot").locator(".edited")).to_have_count(1)


def test_an_edit_that_is_left_changes_nothing(house: Server, visits: Visits) -> None:
    tab = visits.open(house.http)
    tab.say("as it was")
    tab.deed("as it was", "Edit")
    expect(tab.field).to_have_value("as it was")
    tab.field.fill("as it is not")
    tab.press("Escape")
    expect(tab.field).to_have_value("")
    tab.say("something else")
    assert tab.texts()[-2:] == ["as it was", "something else"]


def test_what_is_taken_back_leaves_every_screen(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    tab.named(unique("Regretful"), "before it")
    secret = "a secret slipped out"
    tab.say(secret)
    seq = tab.seq_of(secret)
    other.sees(secret)
    other.say("what do you mean?")
    tab.deed(secret, "Take back")
    question = tab.page.get_by_role("dialog", name="Take this message back?")
    expect(question).to_contain_text(secret)
    question.get_by_role("button", name="Take back").click()
    expect(tab.page.locator(f"[data-seq='{seq}']")).to_have_text("You took a message back")
    expect(other.page.locator(f"[data-seq='{seq}']")).to_have_text(
        f"\u2068{tab.name()}\u2069 took a message back"
    )
    for page in (tab, other):
        page.until("secret => !document.documentElement.outerHTML.includes(secret)", secret)
        page.keeps(secret, kept=False)
        page.reload()
        expect(page.page.locator(f"[data-seq='{seq}']")).to_contain_text("took a message back")
        assert secret not in page.page.content()


@pytest.mark.alone
def test_two_thumbs_count_two_and_go_at_once(house: Server, visits: Visits) -> None:
    one, two, reader = (visits.open(house.http) for _ in range(3))
    one.say("is this good tea?")
    two.say("let me see")
    for tab in (one, two, reader):
        tab.sees("is this good tea?")
    seq = one.seq_of("is this good tea?")
    Voice(house, unique("First")).change("PUT", seq, "reactions/👍")
    for tab in (one, two, reader):
        expect(thumb(tab, "is this good tea?").locator(".reaction-count")).to_have_text("1")
    reader.page.evaluate(KEEP_COUNTS, [seq, "👍"])
    one.page.evaluate(KEEP_COUNTS, [seq, "👍"])
    expect(thumb(one, "is this good tea?")).to_have_attribute("aria-pressed", "false")
    for _ in range(ROUNDS):
        thumb(one, "is this good tea?").click()
        expect(thumb(reader, "is this good tea?").locator(".reaction-count")).to_have_text("2")
        expect(thumb(one, "is this good tea?")).to_have_attribute("aria-pressed", "true")
        # Whoever only hears the page is told by whom.
        expect(thumb(reader, "is this good tea?")).to_have_attribute("aria-label", re.compile(one.name()))
        expect(thumb(two, "is this good tea?").locator(".reaction-count")).to_have_text("2")
        thumb(one, "is this good tea?").click()
        expect(thumb(reader, "is this good tea?").locator(".reaction-count")).to_have_text("1")
    pressed = one.page.evaluate("window.pressed")
    counts = reader.page.evaluate("window.counts")
    assert [count for count, _ in counts] == [1, *[2, 1] * ROUNDS]
    took = [shown - at for at, (_, shown) in zip(pressed, counts[1:], strict=True)]
    print("milliseconds from a press to another screen:", [round(ms) for ms in took])
    assert median(took) < REACTED_WITHIN_MS
    # The two of them, after all.
    thumb(one, "is this good tea?").click()
    thumb(two, "is this good tea?").click()
    expect(thumb(reader, "is this good tea?").locator(".reaction-count")).to_have_text("3")
    reader.reload()
    expect(thumb(reader, "is this good tea?").locator(".reaction-count")).to_have_text("3")


def test_a_reaction_comes_from_the_menu_and_goes_with_the_last_one(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    tab.say("react to me")
    other.say("I shall")
    other.deed("react to me", "React with 👍")
    expect(thumb(tab, "react to me").locator(".reaction-count")).to_have_text("1")
    expect(thumb(tab, "react to me")).to_have_attribute("aria-pressed", "false")
    expect(thumb(other, "react to me")).to_have_attribute("aria-label", re.compile("you"))
    other.deed("react to me", "React with 👍")
    expect(thumb(tab, "react to me")).to_have_count(0)


def test_an_answer_shows_what_it_answers(house: Server, visits: Visits) -> None:
    tab, other = visits.open(house.http), visits.open(house.http)
    tab.named(unique("Asker"), "which water for sencha?")
    other.sees("which water for sencha?")
    other.deed("which water for sencha?", "Reply")
    expect(other.page.locator(".reply-bar")).to_contain_text(f"Reply to \u2068{tab.name()}\u2069")
    other.say("soft, at seventy degrees")
    quote = tab.said("soft, at seventy degrees").locator(".said-quote")
    expect(quote).to_contain_text(tab.name())
    expect(quote).to_contain_text("which water for sencha?")
    # What is changed there changes here, and what is taken back goes.
    tab.press("ArrowUp")
    expect(tab.field).to_have_value("which water for sencha?")
    tab.field.fill("which water for gyokuro?")
    tab.press("Enter")
    expect(quote).to_contain_text("which water for gyokuro?")
    tab.deed("which water for gyokuro?", "Take back")
    tab.page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    expect(other.said("soft, at seventy degrees").locator(".said-quote")).to_have_text(
        "The message this replies to is gone"
    )


@pytest.mark.parametrize("far", [FAR_BACK, 30], ids=["far back", "near"])
def test_an_answer_leads_to_what_it_answers(deep_house: Server, visits: Visits, far: int) -> None:
    voice = Voice(deep_house, unique("Late"))
    newest = voice.say("what follows is an answer")
    text = f"I answer what was said {far} messages ago"
    voice.say(text, reply_to=newest - far)
    tab = visits.open(deep_house.http)
    quote = tab.said(text).locator(".said-quote")
    expect(quote).to_contain_text(f"message {newest - far}")
    target = tab.page.locator(f"[data-seq='{newest - far}']")
    if far == FAR_BACK:
        expect(target).to_have_count(0)
    quote.click()
    tab.arrived_at(newest - far)
    expect(target.locator(".said-text")).to_have_text(f"message {newest - far}")
    # The flash is over soon, and one goes on reading from here, in both directions.
    expect(target).not_to_have_attribute("data-found", "")
    if far == FAR_BACK:
        expect(tab.page.locator(f"[data-seq='{newest - far + 30}']")).to_have_count(1)
        tab.page.locator(".jump:not(.upward)").click()
        tab.sees(text)
        assert tab.at_end()


def test_a_link_to_a_message_opens_there(deep_house: Server, visits: Visits) -> None:
    context = visits.context(permissions=["clipboard-read", "clipboard-write"])
    tab = visits.tab(context, deep_house.http)
    text = f"message {FAR_BACK + 20}"
    tab.deed(text, "Copy link")
    expect(tab.said(text).locator(".said-noted")).to_have_text("Copied")
    link = tab.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{deep_house.http}/#/r/1/{FAR_BACK + 20}"
    # Another one gets such a link, to something that was said long ago.
    other = visits.open(deep_house.http)
    other.page.goto("about:blank")
    other.page.goto(f"{deep_house.http}/#/r/1/77")
    other.arrived_at(77)
    expect(other.page.locator("[data-seq='77'] .said-text")).to_have_text("message 77")
    # On the page that is open, it is an address like any other, and there is a way back.
    other.page.evaluate("location.hash = '#/r/1/5000'")
    other.arrived_at(5_000)
    other.page.go_back()
    other.arrived_at(77)


def test_the_text_of_a_message_is_copied(house: Server, visits: Visits) -> None:
    context = visits.context(permissions=["clipboard-read", "clipboard-write"])
    tab = visits.tab(context, house.http)
    tab.say_to("**strong** tea, `90°`", "strong tea, 90°")
    tab.deed("strong tea, 90°", "Copy text")
    expect(tab.page.locator(".said-noted")).to_have_text("Copied")
    assert tab.page.evaluate("navigator.clipboard.readText()") == "**strong** tea, `90°`"
